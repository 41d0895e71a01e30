import { widthFor } from './base-width.ts';
import { type Buckets, isReach, SERIES_CELLS, STORED_WIDTHS_MS, writeReach } from './buckets.ts';
import { carried, carriedOf, SUM_UNIT } from './exact-sum.ts';
import { cellOf, type Row, type RowState, rowValue, timeOf, unknownKind, type WriteRow } from './rows.ts';

/**
 * Sums of integers over time, in buckets aligned to time zero (the epoch, or the start of the media clock).
 * Times are integer ms and may be negative. The width of the stored buckets follows from the earliest and latest
 * time alone, so parts merge in any order to the same sums.
 */
export class BucketSums implements RowState {
  private width: number;
  private readonly ladder: readonly number[];
  private readonly maxCells: number;
  private minMs = Number.POSITIVE_INFINITY;
  private maxMs = Number.NEGATIVE_INFINITY;
  /** Up to here times after the first one need no other cells than there are: a log goes on all the time. */
  private roomToMs = Number.NEGATIVE_INFINITY;
  /** Index (time / width) of the first stored cell. */
  private first = 0;
  private sums = new Float64Array(0);
  /**
   * What a cell holds beyond its sum, in units of {@link SUM_UNIT}: a record may claim any number of bytes.
   */
  private units = new Map<number, number>();
  /** Difference array: its prefix sum is the number of spans that cover a cell wholly. */
  private covers = new Float64Array(0);

  /**
   * Parts that are merged must be made with the same bounds.
   *
   * @param minWidthMs - sums are never asked for at a finer width than this: 1 s, or 10 s, 60 s, 300 s
   * @param maxCells - buckets stored before they get wider
   */
  constructor(minWidthMs = 1000, maxCells = SERIES_CELLS) {
    this.ladder = STORED_WIDTHS_MS.filter((width) => width >= minWidthMs);
    this.maxCells = maxCells;
    this.width = this.ladder[0] ?? minWidthMs;
  }

  /** Width of the stored buckets; `at` takes multiples of it. */
  get storedWidthMs(): number {
    return this.width;
  }

  get isEmpty(): boolean {
    return this.minMs > this.maxMs;
  }

  /** Adds a safe integer, 0 or more, to the bucket that holds `atMs`. */
  add(atMs: number, value: number): void {
    this.reach(atMs, atMs);
    this.put(Math.floor(atMs / this.width), value);
  }

  /** Adds to every bucket the ms that [fromMs, toMs) shares with it; in constant time. Nothing when empty. */
  addSpan(fromMs: number, toMs: number): void {
    if (toMs <= fromMs) return;
    this.reach(fromMs, toMs);
    const head = Math.floor(fromMs / this.width);
    const tail = Math.floor(toMs / this.width);
    if (head === tail) {
      this.put(head, toMs - fromMs);
      return;
    }
    this.put(head, (head + 1) * this.width - fromMs);
    this.put(tail, toMs - tail * this.width);
    this.cover(head + 1, 1);
    this.cover(tail, -1);
  }

  /**
   * Spreads an integer evenly over [fromMs, toMs); all of it at `fromMs` when that is empty. Each bucket gets the
   * difference of the rounded-down running total at its two ends: the parts are integers, add up to `total`, and
   * add up to the same in wider buckets. Costs one step a bucket touched.
   */
  addSpanValue(fromMs: number, toMs: number, total: number): void {
    if (toMs <= fromMs) {
      this.add(fromMs, total);
      return;
    }
    this.reach(fromMs, toMs);
    const head = Math.floor(fromMs / this.width);
    // Short against a bucket, as most are, it needs no dividing.
    if (toMs <= (head + 1) * this.width) {
      this.put(head, total);
      return;
    }
    let before = 0;
    for (let cell = head; before < total; cell++) {
      const end = (cell + 1) * this.width;
      const until = end >= toMs ? total : Math.floor((total * (end - fromMs)) / (toMs - fromMs));
      this.put(cell, until - before);
      before = until;
    }
  }

  /** Adds all sums of another one; the other is not used afterwards. */
  merge(other: BucketSums): void {
    if (other.isEmpty) return;
    this.reach(other.minMs, other.maxMs);
    other.widen(this.width);
    for (let i = 0; i < other.sums.length; i++) {
      const cell = other.first + i;
      const value = other.sums[i] as number;
      const cover = other.covers[i] as number;
      if (value !== 0) this.put(cell, value);
      if (cover !== 0) this.cover(cell, cover);
    }
    for (const [cell, units] of other.units) this.addUnits(cell, units);
  }

  /**
   * The sums in buckets of `widthMs`, from the first to the last one touched.
   *
   * @throws RangeError when `widthMs` is no multiple of the stored width
   */
  at(widthMs: number): Buckets {
    if (widthMs % this.width !== 0) {
      throw new RangeError(`bucket width must be a multiple of ${this.width} ms, found ${widthMs}`);
    }
    if (this.isEmpty) return { fromMs: 0, widthMs, values: new Float64Array(0) };
    const from = Math.floor(this.minMs / widthMs);
    const values = new Float64Array(Math.floor(this.maxMs / widthMs) - from + 1);
    const step = widthMs / this.width;
    for (const [cell, units, sum] of this.cells()) {
      const bucket = Math.floor(cell / step) - from;
      values[bucket] = (values[bucket] as number) + (units * SUM_UNIT + sum);
    }
    return { fromMs: from * widthMs, widthMs, values };
  }

  /** The stored cells that hold something, in order. */
  private *cells(): IterableIterator<readonly [cell: number, units: number, sum: number]> {
    let covering = 0;
    for (let i = 0; i < this.sums.length; i++) {
      covering += this.covers[i] as number;
      const units = this.units.get(this.first + i) ?? 0;
      const sum = (this.sums[i] as number) + covering * this.width;
      if (units !== 0 || sum !== 0) yield [this.first + i, units, sum];
    }
  }

  writeRows(write: WriteRow): void {
    if (this.isEmpty) return;
    writeReach(write, this.minMs, this.maxMs);
    for (const [cell, units, sum] of this.cells()) {
      const value = units === 0 ? sum : rowValue(BigInt(units) * BigInt(SUM_UNIT) + BigInt(sum));
      write(cell * this.width, `sum/${this.width}`, null, 'sum', value);
    }
  }

  readRow(row: Row): void {
    const { width } = this;
    if (isReach(row)) this.reach(timeOf(row), timeOf(row));
    else if (row.kind === `sum/${width}`) {
      const cell = cellOf(row, width, Math.floor(this.minMs / width), Math.floor(this.maxMs / width));
      const { sum, units } = carriedOf(row);
      this.put(cell, sum);
      if (units > 0) this.addUnits(cell, units);
    } else throw unknownKind(row);
  }

  private put(cell: number, value: number): void {
    const i = cell - this.first;
    const sum = (this.sums[i] as number) + value;
    // Of two numbers below the unit the sum is exact; any other comes out at or above it, rounded or not.
    if (sum < SUM_UNIT) {
      this.sums[i] = sum;
      return;
    }
    const exact = carried(this.sums[i] as number, value);
    this.sums[i] = exact.sum;
    this.addUnits(cell, exact.units);
  }

  private addUnits(cell: number, units: number): void {
    this.units.set(cell, (this.units.get(cell) ?? 0) + units);
  }

  private cover(cell: number, change: number): void {
    const i = cell - this.first;
    this.covers[i] = (this.covers[i] as number) + change;
  }

  /** Makes the cells of [fromMs, toMs] exist, in wider buckets if there would be too many. */
  private reach(fromMs: number, toMs: number): void {
    if (fromMs >= this.minMs && toMs < this.roomToMs) {
      if (toMs > this.maxMs) this.maxMs = toMs;
    } else this.makeRoom(fromMs, toMs);
  }

  private makeRoom(fromMs: number, toMs: number): void {
    this.minMs = Math.min(this.minMs, fromMs);
    this.maxMs = Math.max(this.maxMs, toMs);
    this.widen(widthFor(this.maxMs - this.minMs, this.ladder, this.maxCells));
    const first = Math.floor(this.minMs / this.width);
    const last = Math.floor(this.maxMs / this.width);
    if (this.sums.length === 0) this.resize(first, last - first + 1);
    else if (first < this.first || last >= this.first + this.sums.length) this.grow(first, last);
    const endMs = (this.first + this.sums.length) * this.width;
    this.roomToMs = Math.min(endMs, this.minMs + this.width * this.maxCells + 1);
  }

  /** Grows by doubling towards the side that needs it, so that n steps outwards cost n and not n². */
  private grow(first: number, last: number): void {
    const size = this.sums.length;
    const from = first < this.first ? Math.min(first, this.first - size) : this.first;
    const end = Math.max(last + 1, this.first + size);
    const to = end > this.first + size ? Math.max(end, this.first + 2 * size) : end;
    this.resize(from, to - from);
  }

  private resize(first: number, length: number): void {
    const sums = new Float64Array(length);
    const covers = new Float64Array(length);
    if (this.sums.length > 0) {
      sums.set(this.sums, this.first - first);
      covers.set(this.covers, this.first - first);
    }
    this.first = first;
    this.sums = sums;
    this.covers = covers;
  }

  /** Adds cells up to wider ones; whole covers become ms. */
  private widen(width: number): void {
    if (width <= this.width) return;
    const step = width / this.width;
    const { sums, covers, units, first } = this;
    const last = Math.floor((first + sums.length - 1) / step);
    const oldWidth = this.width;
    this.width = width;
    this.first = Math.floor(first / step);
    this.sums = new Float64Array(sums.length === 0 ? 0 : last - this.first + 1);
    this.covers = new Float64Array(this.sums.length);
    this.units = new Map();
    let covering = 0;
    for (let i = 0; i < sums.length; i++) {
      covering += covers[i] as number;
      const cell = Math.floor((first + i) / step);
      this.put(cell, sums[i] as number);
      this.put(cell, covering * oldWidth);
    }
    for (const [cell, count] of units) this.addUnits(Math.floor(cell / step), count);
  }
}
