/** How equal rows of two saved states become one row; the first three any SQL engine can do. */
export type Op = 'sum' | 'min' | 'max' | 'union' | 'open';

/** One number of a saved state, without the names of what it belongs to (design.md 4). */
export interface Row {
  /** Start of a bucket of time in ms (µs where media times are kept); null: it has no place in time. */
  readonly bucket: number | null;
  /** What the key is, or which of several numbers this is. */
  readonly kind: string;
  readonly key: string | number | null;
  readonly op: Op;
  /** Safe integers are numbers, all others bigints. Of an open session: its numbers, null where it has none. */
  readonly value: number | bigint | readonly (number | string | null)[];
}

/** Takes the next row. */
export type WriteRow = (
  bucket: Row['bucket'],
  kind: string,
  key: Row['key'],
  op: Op,
  value: Row['value'],
) => void;

/** A part of a state that can be written as rows, always the same for the same content, and filled from them. */
export interface RowState {
  writeRows(write: WriteRow): void;
  /** @throws RowFault for a row that this part never writes */
  readRow(row: Row): void;
}

/** A row that no state of ours would have written; the message says what was expected and what was found. */
export class RowFault extends Error {
  override readonly name = 'RowFault';
}

/** Largest time in ms, either way: as far as the level of a step function can be kept (the year 10889). */
const MOST_MS = 2 ** 48;

/** The error for a row of a kind that there is not. */
export function unknownKind(row: Row): RowFault {
  return new RowFault(`kind: expected one that this metric has, found ${shown(row.kind)}`);
}

/** The value as a safe integer, of any sign. */
export function wholeOf({ value }: Row): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw new RowFault(`value: expected an integer within ±(2^53 − 1), found ${shown(value)}`);
}

/** The value as a safe integer, 0 or more. */
export function countOf(row: Row): number {
  const count = wholeOf(row);
  if (count >= 0) return count;
  throw new RowFault(`value: expected a count, 0 or more, found ${count}`);
}

/** The value as an integer of any size. */
export function bigOf({ value }: Row): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  throw new RowFault(`value: expected an integer, found ${shown(value)}`);
}

/** An integer as a row holds it: the number where it is safe. */
export function rowValue(n: bigint): number | bigint {
  const number = Number(n);
  return Number.isSafeInteger(number) ? number : n;
}

/** The value as a time in ms. */
export function timeOf(row: Row): number {
  const ms = wholeOf(row);
  if (Math.abs(ms) < MOST_MS) return ms;
  throw new RowFault(`value: expected a time in ms within ±2^48, found ${ms}`);
}

/** The bucket, which must be there. */
export function bucketOf({ bucket }: Row): number {
  if (bucket !== null && Math.abs(bucket) < MOST_MS) return bucket;
  throw new RowFault(`bucket: expected a time in ms within ±2^48, found ${shown(bucket)}`);
}

/**
 * The number of the bucket that a row stands at.
 *
 * @param width - of buckets
 * @param first - number of the first bucket that may be; `last` likewise
 */
export function cellOf({ bucket }: Row, width: number, first: number, last: number): number {
  const cell = bucket === null ? Number.NaN : bucket / width;
  if (Number.isInteger(cell) && cell >= first && cell <= last) return cell;
  const between = `${first * width} and ${last * width}`;
  throw new RowFault(`bucket: expected a multiple of ${width} between ${between}, found ${shown(bucket)}`);
}

/** The key as an integer whose size is at most `most`. */
export function numberKey({ key }: Row, most = Number.MAX_SAFE_INTEGER): number {
  if (typeof key === 'number' && Number.isSafeInteger(key) && Math.abs(key) <= most) return key;
  throw new RowFault(`key: expected an integer within ±${most}, found ${shown(key)}`);
}

/** The key as a text. */
export function textKey({ key }: Row): string {
  if (typeof key === 'string') return key;
  throw new RowFault(`key: expected a text, found ${shown(key)}`);
}

function shown(value: unknown): string {
  const text = typeof value === 'bigint' ? String(value) : (JSON.stringify(value) ?? typeof value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
