import type { Sample } from '../model/format.ts';

/** How many records are looked at, and how far into the sample. */
const RECORDS = 20;
const REACH = 256 * 1024;

/** How deep in brackets a record stands, by the shape of the JSON. */
const DEPTHS = { lines: 0, stream: 0, array: 1, object: 2 } as const;

/**
 * The first JSON objects of a sample that would be records, at most 20, as key → value of their own keys.
 * Text that does not parse is passed over: detection judges the rest.
 */
export function firstObjects(
  sample: Sample,
  shape: 'lines' | 'stream' | 'array' | 'object',
): ReadonlyMap<string, unknown>[] {
  const texts = shape === 'lines' ? sample.lines.slice(0, RECORDS) : objectTexts(sample.text, DEPTHS[shape]);
  const objects: ReadonlyMap<string, unknown>[] = [];
  for (const text of texts) {
    const value = parsed(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      objects.push(new Map(Object.entries(value)));
    }
  }
  return objects;
}

/** Texts of the objects that open at this depth of brackets. */
function objectTexts(text: string, atDepth: number): string[] {
  const found: string[] = [];
  let depth = 0;
  let from = -1;
  const end = Math.min(text.length, REACH);
  for (let at = 0; at < end && found.length < RECORDS; at++) {
    const character = text[at];
    if (character === '"') {
      at = closingQuote(text, at, end);
    } else if (character === '{' || character === '[') {
      if (character === '{' && depth === atDepth) from = at;
      depth++;
    } else if (character === '}' || character === ']') {
      depth--;
      if (depth === atDepth && from >= 0) {
        found.push(text.slice(from, at + 1));
        from = -1;
      }
    }
  }
  return found;
}

function closingQuote(text: string, opening: number, end: number): number {
  for (let at = opening + 1; at < end; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at;
  }
  return end;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
