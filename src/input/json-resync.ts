import { CLOSE_OBJECT, COMMA, LF, OPEN_OBJECT, QUOTE } from './json-bytes.ts';

/** White space looked at to find how far a line is indented, and before a key to find its brace. */
const MAX_INDENT = 256;
const MAX_KEY = 64;

/** Where reading can go on after a broken element. */
export interface ResyncPoint {
  readonly at: number;
  /** What starts there: the next element, the bracket that ends the array, or the next member of the object. */
  readonly what: 'element' | 'closing' | 'member';
}

/**
 * Finds the next element after a broken one by the habits of the writer: elements of one array start with the same
 * key, and in indented output at the same indentation; so do the array's end and the next member.
 */
export class JsonResync {
  private firstKey: Buffer | null = null;
  private elementStart: Buffer | null = null;
  private closing: Buffer | null = null;
  private member: Buffer | null = null;

  /** Learns from the place where an array starts; `isMember`: it is the value of a key, whose place this is. */
  learnContainer(bytes: Buffer, at: number, isMember: boolean): void {
    const indent = indentBefore(bytes, at);
    this.firstKey = null;
    this.elementStart = null;
    this.closing = indent === null ? null : Buffer.concat([indent, Buffer.from(']')]);
    this.member = indent === null || !isMember ? null : Buffer.concat([indent, Buffer.from('"')]);
  }

  /** Learns from one element `[at, end)`: the first that is whole, or else the broken one itself. */
  learnElement(bytes: Buffer, at: number, end: number): void {
    if (bytes[at] !== OPEN_OBJECT) return;
    this.firstKey ??= firstKey(bytes, at + 1, end);
    const indent = indentBefore(bytes, at);
    if (indent !== null) this.elementStart ??= Buffer.concat([indent, Buffer.from('{')]);
  }

  /** Whether a whole element was seen: what is no object behind it is more likely a piece of a broken one. */
  get knowsElements(): boolean {
    return this.firstKey !== null;
  }

  /** The first point in `[from, to)` of `bytes` where reading can go on; null when there is none. */
  find(bytes: Buffer, from: number, to: number): ResyncPoint | null {
    const text = bytes.subarray(0, to);
    const points: ResyncPoint[] = [];
    const add = (start: Buffer | null, what: ResyncPoint['what']): void => {
      if (start === null) return;
      // The last byte of a pattern is where reading goes on, so that byte must lie at or behind `from`.
      const at = text.indexOf(start, Math.max(0, from - start.length + 1));
      if (at >= 0) points.push({ at: at + start.length - 1, what });
    };
    add(this.elementStart, 'element');
    add(this.closing, 'closing');
    add(this.member, 'member');
    // Where elements start lines, objects inside of them that start with the same key are not mistaken for them.
    const brace = this.elementStart === null ? this.findBrace(text, from) : -1;
    if (brace >= 0) points.push({ at: brace, what: 'element' });
    return points.sort((a, b) => a.at - b.at)[0] ?? null;
  }

  /** The brace of the next object that starts with the known key, or with none known any, and follows another element. */
  private findBrace(text: Buffer, from: number): number {
    if (this.firstKey === null) return findBehindObject(text, from);
    for (let key = text.indexOf(this.firstKey, from); key >= 0; key = text.indexOf(this.firstKey, key + 1)) {
      const brace = lastUsed(text, key - 1);
      if (brace < from || text[brace] !== OPEN_OBJECT) continue;
      const before = lastUsed(text, brace - 1);
      const byte = text[before];
      if (before < 0 || byte === COMMA || byte === CLOSE_OBJECT) return brace;
    }
    return -1;
  }
}

/** Index of the next brace that opens behind a closing one and a comma; -1 for none. */
function findBehindObject(text: Buffer, from: number): number {
  for (
    let brace = text.indexOf(OPEN_OBJECT, from);
    brace >= 0;
    brace = text.indexOf(OPEN_OBJECT, brace + 1)
  ) {
    const comma = lastUsed(text, brace - 1);
    if (text[comma] === COMMA && text[lastUsed(text, comma - 1)] === CLOSE_OBJECT) return brace;
  }
  return -1;
}

/** Bytes to keep behind a search that found nothing, because a point may lie across its end. */
export const RESYNC_OVERLAP = MAX_INDENT + MAX_KEY;

/** The line end and white space before an index; null when something else stands before it on its line. */
function indentBefore(bytes: Buffer, at: number): Buffer | null {
  let from = at - 1;
  while (from >= 0 && at - from < MAX_INDENT && (bytes[from] === 0x20 || bytes[from] === 0x09)) from--;
  // Nothing before it: the input starts here, as a line does.
  if (from >= 0 && bytes[from] !== LF) return null;
  return Buffer.concat([Buffer.of(LF), bytes.subarray(from + 1, at)]);
}

/** The first key of an object with its quotes; null when it is long, holds escapes, or there is none. */
function firstKey(bytes: Buffer, from: number, to: number): Buffer | null {
  let open = from;
  while (open < to && (bytes[open] as number) <= 0x20) open++;
  if (bytes[open] !== QUOTE) return null;
  const close = bytes.subarray(0, to).indexOf(QUOTE, open + 1);
  if (close < 0 || close - open > MAX_KEY) return null;
  const key = bytes.subarray(open, close + 1);
  return key.includes('\\') ? null : Buffer.from(key);
}

/** Index of the last byte up to this one that is no white space; -1 when there is none near. */
function lastUsed(bytes: Buffer, from: number): number {
  let at = from;
  while (at >= 0 && from - at < MAX_INDENT && (bytes[at] as number) <= 0x20) at--;
  return at;
}
