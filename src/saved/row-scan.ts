import type { Op, Row } from '../stats/rows.ts';

const LF = 10;
const MINUS = 45;
const ZERO = 48;
const QUOTE = 34;
const BACKSLASH = 92;
const SPACE = 32;
const DELETE = 127;
const BRACKET = 93;
const NULL = new TextEncoder().encode('null');
/** So many digits are a safe integer whatever they are. */
const MAX_DIGITS = 15;

/**
 * Reads rows that differ from the row before in numbers and names alone, as nearly all do, byte by byte: `JSON.parse` would make
 * seven values of each. It takes what we write and nothing else; all other lines are left to `JSON.parse`.
 */
export class RowScan {
  /** The row that was read last; the same object for all. */
  readonly row: { -readonly [Key in keyof Row]: Row[Key] } = {
    bucket: null,
    kind: '',
    key: null,
    op: 'sum',
    value: 0,
  };
  /** What the row begins with, up to its bucket; its kind and its op, each with its quotes and commas. */
  private head = new Uint8Array(0);
  private kind = new Uint8Array(0);
  private op = new Uint8Array(0);
  private names: readonly string[] = [];
  private at = 0;
  private readonly decoder = new TextDecoder('latin1');

  /** The rows that come are expected to be like this one. */
  expectLike(metric: string, dimensions: string, kind: string, op: Op): void {
    const names = [metric, dimensions, kind, op];
    if (names.every((name, at) => name === this.names[at])) return;
    this.names = names;
    const encoder = new TextEncoder();
    this.head = encoder.encode(`[${JSON.stringify(metric)},${JSON.stringify(dimensions)},`);
    this.kind = encoder.encode(`,${JSON.stringify(kind)},`);
    this.op = encoder.encode(`,${JSON.stringify(op)},`);
    this.row.kind = kind;
    this.row.op = op;
  }

  /** Reads the line that begins at `from` into `row`; false: it is another kind of line. */
  read(bytes: Uint8Array, from: number): boolean {
    this.at = from;
    if (this.head.length === 0 || !this.skip(bytes, this.head)) return false;
    const bucket = this.skip(bytes, NULL) ? null : this.number(bytes);
    if (Number.isNaN(bucket) || !this.skip(bytes, this.kind)) return false;
    const key = this.skip(bytes, NULL)
      ? null
      : bytes[this.at] === QUOTE
        ? this.text(bytes)
        : this.number(bytes);
    if (Number.isNaN(key) || !this.skip(bytes, this.op)) return false;
    const value = this.number(bytes);
    if (Number.isNaN(value) || bytes[this.at] !== BRACKET || bytes[this.at + 1] !== LF) return false;
    this.row.bucket = bucket;
    this.row.key = key;
    this.row.value = value;
    return true;
  }

  private skip(bytes: Uint8Array, expected: Uint8Array): boolean {
    const { at } = this;
    for (let i = 0; i < expected.length; i++) if (bytes[at + i] !== expected[i]) return false;
    this.at = at + expected.length;
    return true;
  }

  /** The text that begins here; NaN: it needs decoding. */
  private text(bytes: Uint8Array): string | number {
    const from = this.at + 1;
    let to = from;
    for (; bytes[to] !== QUOTE; to++) {
      const byte = bytes[to] ?? 0;
      if (byte < SPACE || byte >= DELETE || byte === BACKSLASH) return Number.NaN;
    }
    this.at = to + 1;
    return this.decoder.decode(bytes.subarray(from, to));
  }

  /** The integer that begins here; NaN: there is none that JSON would write so, or it is long. */
  private number(bytes: Uint8Array): number {
    let at = this.at;
    const isNegative = bytes[at] === MINUS;
    if (isNegative) at++;
    const first = at;
    let value = 0;
    for (; at - first <= MAX_DIGITS; at++) {
      const digit = (bytes[at] as number) - ZERO;
      if (!(digit >= 0 && digit <= 9)) break;
      value = value * 10 + digit;
    }
    const digits = at - first;
    const isPadded = bytes[first] === ZERO && (digits > 1 || isNegative);
    if (digits === 0 || digits > MAX_DIGITS || isPadded) return Number.NaN;
    this.at = at;
    return isNegative ? -value : value;
  }
}
