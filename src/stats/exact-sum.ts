import {
  bigOf,
  countOf,
  type Row,
  RowFault,
  type RowState,
  rowValue,
  type WriteRow,
  wholeOf,
} from './rows.ts';

/**
 * A sum of integers that is exact however large it grows: sums merge in any order to the same value, which a
 * float sum beyond 2^53 would not. One double addition in the common case, BigInt only when that overflows.
 */
export class ExactSum implements RowState {
  private low = 0;
  private high = 0n;

  /** Adds a safe integer, which may be negative. */
  add(n: number): void {
    const sum = this.low + n;
    // Two safe integers whose true sum is unsafe round to at least 2^53, so this test cannot be fooled.
    if (Number.isSafeInteger(sum)) this.low = sum;
    else this.spill(BigInt(n));
  }

  /** Adds `a × b`, both safe integers; the product may pass 2^53. */
  addProduct(a: number, b: number): void {
    const product = a * b;
    if (Number.isSafeInteger(product)) this.add(product);
    else this.spill(BigInt(a) * BigInt(b));
  }

  /** Adds the other sum to this one. */
  merge(other: ExactSum): void {
    this.add(other.low);
    this.high += other.high;
  }

  /** The double nearest to the sum. */
  toNumber(): number {
    return this.high === 0n ? this.low : Number(this.toBigInt());
  }

  /** The sum itself. */
  toBigInt(): bigint {
    return this.high + BigInt(this.low);
  }

  get isZero(): boolean {
    return this.high === 0n ? this.low === 0 : this.toBigInt() === 0n;
  }

  writeRows(write: WriteRow): void {
    write(null, 'sum', null, 'sum', rowValue(this.toBigInt()));
  }

  readRow(row: Row): void {
    if (typeof row.value === 'number') this.add(wholeOf(row));
    else this.spill(bigOf(row));
  }

  private spill(n: bigint): void {
    this.high += BigInt(this.low) + n;
    this.low = 0;
  }
}

/**
 * `num / den`, divided once at the end. Depends on the two exact values only, so on no order of adding.
 *
 * @returns null when `den` is 0: a ratio over nothing is no data, not 0
 */
export function ratio(num: ExactSum | bigint | number, den: ExactSum | bigint | number): number | null {
  const divisor = asNumber(den);
  // + 0 turns the -0 of 0 / -x into 0.
  return divisor === 0 ? null : asNumber(num) / divisor + 0;
}

function asNumber(value: ExactSum | bigint | number): number {
  return value instanceof ExactSum ? value.toNumber() : Number(value);
}

/**
 * Columns of sums stay below this, and say beside it how many of it are left out: then adding one to another is exact,
 * and no order of adding rounds.
 */
export const SUM_UNIT = 2 ** 52;

/**
 * `sum + value` where that does not stay below the unit.
 *
 * @param sum - below the unit
 * @param value - a safe integer, 0 or more
 */
export function carried(sum: number, value: number): { readonly sum: number; readonly units: number } {
  const isLarge = value >= SUM_UNIT;
  const exact = sum + (isLarge ? value - SUM_UNIT : value);
  const over = exact >= SUM_UNIT;
  return { sum: over ? exact - SUM_UNIT : exact, units: (isLarge ? 1 : 0) + (over ? 1 : 0) };
}

/** The value of a row, 0 or more, as columns of sums hold it. */
export function carriedOf(row: Row): { readonly sum: number; readonly units: number } {
  if (typeof row.value === 'number') return carried(0, countOf(row));
  const value = bigOf(row);
  if (value < 0n) throw new RowFault(`value: expected a sum, 0 or more, found ${value}`);
  return { sum: Number(value % BigInt(SUM_UNIT)), units: Number(value / BigInt(SUM_UNIT)) };
}
