import { pathText } from '../model/field-path.ts';
import type { InputRecord } from '../model/record.ts';

/** One field of a log, as it was met in the first records. */
export interface FieldFacts {
  /** Path in the record, or the name of the column. */
  readonly name: string;
  /** Keys on the way to it; a column is one. */
  readonly keys: readonly string[];
  /** What the records hold there, by their number; null and empty cells are left out. */
  readonly byRecord: ReadonlyMap<number, unknown>;
}

/** The first records of a log, by field. */
export interface LogFacts {
  readonly records: number;
  /** In the order in which they are met. */
  readonly fields: readonly FieldFacts[];
}

interface Seen {
  readonly keys: readonly string[];
  readonly byRecord: Map<number, unknown>;
}

/** Nested objects are looked into this deep: `user.id` is a field, an embedded document is not. */
const DEPTH = 3;

/**
 * The fields of the first records of an input.
 *
 * @param columns - names of the cells of rows; null: the first row names them, JSON has its own
 */
export function factsOf(records: readonly InputRecord[], columns: readonly string[] | null): LogFacts {
  const seen = new Map<string, Seen>();
  let header = columns;
  let counted = 0;
  for (const record of records) {
    if (record.kind === 'json' && isObject(record.value)) {
      lookInto(record.value, [], counted, seen);
      counted += 1;
    } else if (record.kind === 'row') {
      if (header === null) {
        header = record.cells.map((cell) => cell.trim());
        continue;
      }
      for (const [at, cell] of record.cells.entries()) {
        const name = header[at] ?? `column ${at + 1}`;
        note(seen, name, [name], counted, cell === '' ? null : cell);
      }
      counted += 1;
    }
  }
  return { records: counted, fields: [...seen].map(([name, facts]) => ({ name, ...facts })) };
}

/** Share of the records that carry a field, 0..1. */
export function shareOf(field: FieldFacts, { records }: LogFacts): number {
  return records === 0 ? 0 : field.byRecord.size / records;
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function lookInto(value: object, above: readonly string[], record: number, seen: Map<string, Seen>): void {
  for (const [key, inner] of Object.entries(value)) {
    const keys = [...above, key];
    if (isObject(inner) && keys.length < DEPTH) lookInto(inner, keys, record, seen);
    else note(seen, pathText(keys), keys, record, inner);
  }
}

function note(
  seen: Map<string, Seen>,
  name: string,
  keys: readonly string[],
  record: number,
  value: unknown,
): void {
  let field = seen.get(name);
  if (field === undefined) {
    field = { keys, byRecord: new Map() };
    seen.set(name, field);
  }
  if (value !== null) field.byRecord.set(record, value);
}
