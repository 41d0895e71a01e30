import { FIELDS, nameCode, RANKS, UNKNOWN_NAME } from '../formats/canonical-names.ts';
import { parseInstant } from '../formats/time.ts';
import type { Format } from '../model/format.ts';
import type { InspectedField } from '../model/inspection.ts';
import type { InputRecord } from '../model/record.ts';

interface Seen {
  count: number;
  readonly types: Set<string>;
}

/** Nested objects are looked into this deep: `user.id` is a field, an embedded document is not. */
const DEPTH = 3;
/** Distinct fields shown of one input. */
const MAX_FIELDS = 200;

/**
 * The fields of the first records of an input: how often each occurs, what its values look like, and what it is
 * read as.
 *
 * @param columns - names of the cells of rows; null: the first row names them, JSON has its own
 */
export function inspectFields(
  records: readonly InputRecord[],
  format: Format,
  columns: readonly string[] | null,
): InspectedField[] {
  const seen = new Map<string, Seen>();
  let header = columns;
  let counted = 0;
  for (const record of records) {
    if (record.kind === 'json' && isObject(record.value)) {
      counted += 1;
      lookInto(record.value, '', 0, seen);
    } else if (record.kind === 'row') {
      if (header === null) {
        header = record.cells.map((cell) => cell.trim());
        continue;
      }
      counted += 1;
      for (const [at, cell] of record.cells.entries())
        note(seen, header[at] ?? `column ${at + 1}`, cell === '' ? null : cell);
    }
  }
  const becomes = new Map(format.fields.map((field) => [field.name, field.becomes]));
  const canonical = format.name === 'ndjson' || format.name === 'csv';
  return [...seen].slice(0, MAX_FIELDS).map(([name, { count, types }]) => {
    const [type] = types;
    const { mappedTo, why } = canonical ? canonicalField(name) : foreignField(name, becomes);
    return {
      name,
      type: types.size > 1 ? 'mixed' : (type ?? 'null'),
      share: counted === 0 ? 0 : count / counted,
      mapped_to: mappedTo,
      why,
    };
  });
}

function canonicalField(name: string): { mappedTo: string | null; why: string | null } {
  const code = nameCode(name);
  if (code === UNKNOWN_NAME) return { mappedTo: null, why: null };
  const field = FIELDS[Math.floor(code / RANKS)];
  const rank = code % RANKS;
  const why = rank === 0 ? 'its own name' : rank === 1 ? 'another spelling' : 'an everyday name for it';
  return { mappedTo: field?.name ?? null, why };
}

function foreignField(
  name: string,
  becomes: ReadonlyMap<string, string>,
): { mappedTo: string | null; why: string | null } {
  const mappedTo = becomes.get(name) ?? null;
  return { mappedTo, why: mappedTo === null ? null : 'a field of this format' };
}

function lookInto(value: object, prefix: string, depth: number, seen: Map<string, Seen>): void {
  for (const [key, inner] of Object.entries(value)) {
    const name = prefix === '' ? key : `${prefix}.${key}`;
    if (isObject(inner) && depth + 1 < DEPTH) lookInto(inner, name, depth + 1, seen);
    else note(seen, name, inner);
  }
}

function note(seen: Map<string, Seen>, name: string, value: unknown): void {
  let field = seen.get(name);
  if (field === undefined) {
    field = { count: 0, types: new Set() };
    seen.set(name, field);
  }
  if (value === null) return;
  field.count += 1;
  field.types.add(typeOf(value));
}

function typeOf(value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  if (typeof value === 'boolean') return 'boolean';
  if (Array.isArray(value)) return 'array';
  if (typeof value !== 'string') return 'object';
  if (/^-?\d+$/.test(value)) return 'integer';
  if (/^-?\d+\.\d+$/.test(value)) return 'number';
  return /^\d{4}-\d\d-\d\d[T ]/.test(value) && parseInstant(value, 'UTC') !== null ? 'time' : 'string';
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
