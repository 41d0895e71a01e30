import type { Distribution } from '../model/report.ts';
import { CountTable } from './count-table.ts';
import { ExactSum } from './exact-sum.ts';
import { binOf, binValue } from './log-linear.ts';
import { rankOf } from './rank.ts';
import {
  countOf,
  numberKey,
  type Row,
  type RowState,
  rowValue,
  unknownKind,
  type WriteRow,
  wholeOf,
} from './rows.ts';

/** Up to this many distinct values every percentile is exact. */
const MAX_DISTINCT = 1024;
/** 2^10 = 1,024 bins an octave, exact below 2,048: a bin is at most 0.1 % wide. */
const BITS = 10;
const DENSE_BINS = binOf(2 ** 31, BITS);
/** No integer lies in a bin beyond this one, either way. */
const LAST_BIN = binOf(Number.MAX_SAFE_INTEGER, BITS);
/** Values up to here are bins of their own. */
const OWN_BINS = 2 ** (BITS + 1) - 1;

/**
 * Distribution of integers. Exact (value → count) while there are at most 1,024 distinct values, then log-linear
 * bins; which of the two depends on the union of values alone, so merging in any order gives the same answers.
 * A t-digest or a sample would not: their answers depend on the order of merging.
 */
export class Histogram implements RowState {
  /** By value while exact, then by bin, but for those of {@link dense}. */
  private counts = new CountTable();
  /**
   * Counts of the bins of 0 … 2^31, by bin: nearly all there are, and they lie together. While exact, of the values
   * that are bins of their own.
   */
  private dense = new Float64Array(0);
  /** Distinct values counted in {@link dense} while exact. */
  private denseValues = 0;
  private exact: boolean = true;
  private total = 0;
  private lowest = Number.POSITIVE_INFINITY;
  private highest = Number.NEGATIVE_INFINITY;
  private readonly sum = new ExactSum();

  /** Adds `count` (≥ 0) samples of a safe integer, which may be negative. */
  add(value: number, count = 1): void {
    if (count === 0) return;
    this.total += count;
    if (value < this.lowest) this.lowest = value;
    if (value > this.highest) this.highest = value;
    if (count === 1) this.sum.add(value);
    else this.sum.addProduct(value, count);
    this.addKey(this.exact ? value : binOf(value, BITS), count);
  }

  /** Adds all samples of another histogram. */
  merge(other: Histogram): void {
    this.total += other.total;
    this.lowest = Math.min(this.lowest, other.lowest);
    this.highest = Math.max(this.highest, other.highest);
    this.sum.merge(other.sum);
    if (this.exact && !other.exact) this.toBins();
    for (let bin = 0; bin < other.dense.length; bin++) {
      const count = other.dense[bin] as number;
      if (count > 0) this.addKey(bin, count);
    }
    this.counts.reserve(other.counts.size);
    for (const [key, count] of other.counts) {
      // An exact part may meet bins, or become bins while it is being added.
      this.addKey(other.exact && !this.exact ? binOf(key, BITS) : key, count);
    }
  }

  writeRows(write: WriteRow): void {
    const kind = this.exact ? 'value' : 'bin';
    for (const [key, count] of this.sorted()) write(null, kind, key, 'sum', count);
    if (this.exact) return;
    write(null, 'total', null, 'sum', rowValue(this.sum.toBigInt()));
    write(null, 'least', null, 'min', this.lowest);
    write(null, 'most', null, 'max', this.highest);
  }

  readRow(row: Row): void {
    switch (row.kind) {
      case 'value':
        this.add(numberKey(row), countOf(row));
        break;
      case 'bin':
        if (this.exact) this.toBins();
        this.total += countOf(row);
        this.addKey(numberKey(row, LAST_BIN), countOf(row));
        break;
      case 'total':
        this.sum.readRow(row);
        break;
      case 'least':
        this.lowest = Math.min(this.lowest, wholeOf(row));
        break;
      case 'most':
        this.highest = Math.max(this.highest, wholeOf(row));
        break;
      default:
        throw unknownKind(row);
    }
  }

  clone(): Histogram {
    const copy = new Histogram();
    copy.merge(this);
    return copy;
  }

  /** Number of samples. */
  get n(): number {
    return this.total;
  }

  /** Smallest sample; Infinity when there is none. */
  get min(): number {
    return this.lowest;
  }

  /** Largest sample; −Infinity when there is none. */
  get max(): number {
    return this.highest;
  }

  /** Exact mean of the samples; null when there is none. */
  get avg(): number | null {
    return this.total === 0 ? null : this.sum.toNumber() / this.total;
  }

  /** True while percentiles are exact; false once they are read from bins. */
  get isExact(): boolean {
    return this.exact;
  }

  /**
   * The sample at rank ⌈p·n⌉.
   *
   * @param p - 0 (the minimum) to 1 (the maximum), taken to four decimals
   * @returns null when there are no samples
   */
  quantile(p: number): number | null {
    return this.quantiles([p])[0] ?? null;
  }

  /**
   * The report's figures.
   *
   * @param divisor - from the base unit to the printed one, e.g. 1,000 for µs shown in ms; printed values then
   *   have at most three decimals
   * @returns null when there are no samples
   */
  distribution(divisor = 1): Distribution | null {
    const [p50, p90, p95, p99] = this.quantiles([0.5, 0.9, 0.95, 0.99]);
    const avg = this.avg;
    if (avg === null || p50 === undefined || p90 === undefined || p95 === undefined || p99 === undefined) {
      return null;
    }
    const shown = (value: number): number =>
      divisor === 1 ? value : Math.round((value * 1000) / divisor) / 1000 + 0;
    return {
      n: this.total,
      min: shown(this.lowest),
      avg: shown(avg),
      p50: shown(p50),
      p90: shown(p90),
      p95: shown(p95),
      p99: shown(p99),
      max: shown(this.highest),
    };
  }

  /** Values in ascending order with their counts; in bins, the value that the bin reads as. */
  *entries(): IterableIterator<readonly [value: number, count: number]> {
    for (const [key, count] of this.sorted()) yield [this.read(key), count];
  }

  /** Values at ascending `ps`; none when there are no samples. */
  private quantiles(ps: readonly number[]): number[] {
    const found: number[] = [];
    let below = 0;
    for (const [key, count] of this.sorted()) {
      below += count;
      for (let p = ps[found.length]; p !== undefined; p = ps[found.length]) {
        if (rankOf(p, this.total) > below) break;
        found.push(this.read(key));
      }
    }
    return found;
  }

  private read(key: number): number {
    if (this.exact) return key;
    return Math.min(this.highest, Math.max(this.lowest, binValue(key, BITS)));
  }

  private sorted(): (readonly [number, number])[] {
    const found: (readonly [number, number])[] = [];
    // In order already, and by far the most: a sort that looks for runs leaves them as they are.
    for (let bin = 0; bin < this.dense.length; bin++) {
      const count = this.dense[bin] as number;
      if (count > 0) found.push([bin, count]);
    }
    found.push(...this.counts);
    return found.sort((a, b) => a[0] - b[0]);
  }

  private addKey(key: number, count: number): void {
    if (key >= 0 && key <= (this.exact ? OWN_BINS : DENSE_BINS)) {
      if (key >= this.dense.length) this.growDense(key);
      const before = this.dense[key] as number;
      this.dense[key] = before + count;
      if (before > 0 || !this.exact) return;
      this.denseValues++;
    } else this.counts.add(key, count);
    if (this.exact && this.counts.size + this.denseValues > MAX_DISTINCT) this.toBins();
  }

  private growDense(bin: number): void {
    const { dense } = this;
    this.dense = new Float64Array(Math.min(DENSE_BINS + 1, Math.max(bin + 1, dense.length * 2)));
    this.dense.set(dense);
  }

  private toBins(): void {
    const values = this.counts;
    this.counts = new CountTable();
    this.exact = false;
    for (const [value, count] of values) this.addKey(binOf(value, BITS), count);
  }
}
