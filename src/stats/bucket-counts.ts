import { widthFor } from './base-width.ts';
import { type Buckets, isReach, SERIES_CELLS, STORED_WIDTHS_MS, writeReach } from './buckets.ts';
import {
  cellOf,
  countOf,
  numberKey,
  type Row,
  RowFault,
  type RowState,
  timeOf,
  unknownKind,
  type WriteRow,
} from './rows.ts';

/**
 * Several counts per bucket of time, side by side: what is counted of one instant finds its bucket once. Stored
 * widths are those of {@link import('./bucket-sums.ts').BucketSums}, and as there they follow from the earliest and
 * latest time alone, so parts merge in any order to the same counts.
 */
export class BucketCounts implements RowState {
  private readonly columns: number;
  private readonly maxCells: number;
  private width = STORED_WIDTHS_MS[0] as number;
  private minMs = Number.POSITIVE_INFINITY;
  private maxMs = Number.NEGATIVE_INFINITY;
  /** Up to here times after the first one need no other cells than there are. */
  private roomToMs = Number.NEGATIVE_INFINITY;
  /** Index (time / width) of the first stored cell. */
  private first = 0;
  private counts = new Float64Array(0);

  /**
   * Parts that are merged must be made with the same numbers.
   *
   * @param columns - counts of a bucket
   * @param maxCells - buckets stored before they get wider
   */
  constructor(columns: number, maxCells = SERIES_CELLS) {
    this.columns = columns;
    this.maxCells = maxCells;
  }

  /** Width of the stored buckets; `at` takes multiples of it. */
  get storedWidthMs(): number {
    return this.width;
  }

  /** Where the counts of the bucket that holds `atMs` (integer ms, may be negative) stand until the next call. */
  placeOf(atMs: number): number {
    if (atMs < this.minMs || atMs >= this.roomToMs) this.reach(atMs, atMs);
    else if (atMs > this.maxMs) this.maxMs = atMs;
    return (Math.floor(atMs / this.width) - this.first) * this.columns;
  }

  /** Adds one to a column of the bucket at a place. */
  addOne(place: number, column: number): void {
    this.add(place, column, 1);
  }

  /** Adds to a column of the bucket at a place. */
  add(place: number, column: number, count: number): void {
    const at = place + column;
    this.counts[at] = (this.counts[at] as number) + count;
  }

  /** Adds all counts of another one. */
  merge(other: BucketCounts): void {
    if (other.minMs > other.maxMs) return;
    this.reach(other.minMs, other.maxMs);
    this.addCells(other.counts, other.first, this.width / other.width);
  }

  /** Whether a column has a count in no bucket. */
  isEmpty(column: number): boolean {
    for (let at = column; at < this.counts.length; at += this.columns)
      if (this.counts[at] !== 0) return false;
    return true;
  }

  /**
   * The counts of a column in buckets of `widthMs`, from the first to the last one touched.
   *
   * @throws RangeError when `widthMs` is no multiple of the stored width
   */
  at(column: number, widthMs: number): Buckets {
    if (widthMs % this.width !== 0) {
      throw new RangeError(`bucket width must be a multiple of ${this.width} ms, found ${widthMs}`);
    }
    if (this.minMs > this.maxMs) return { fromMs: 0, widthMs, values: new Float64Array(0) };
    const from = Math.floor(this.minMs / widthMs);
    const values = new Float64Array(Math.floor(this.maxMs / widthMs) - from + 1);
    const step = widthMs / this.width;
    for (let at = column, cell = this.first; at < this.counts.length; at += this.columns, cell++) {
      const count = this.counts[at] as number;
      if (count === 0) continue;
      const bucket = Math.floor(cell / step) - from;
      values[bucket] = (values[bucket] as number) + count;
    }
    return { fromMs: from * widthMs, widthMs, values };
  }

  writeRows(write: WriteRow): void {
    if (this.minMs > this.maxMs) return;
    const { counts, columns, width } = this;
    writeReach(write, this.minMs, this.maxMs);
    for (let at = 0; at < counts.length; at++) {
      const count = counts[at] as number;
      const cell = this.first + Math.floor(at / columns);
      if (count !== 0) write(cell * width, `count/${width}`, at % columns, 'sum', count);
    }
  }

  /** A key is the number of a column. */
  readRow(row: Row): void {
    const { columns, width } = this;
    if (isReach(row)) this.reach(timeOf(row), timeOf(row));
    else if (row.kind === `count/${width}`) {
      const column = numberKey(row, columns - 1);
      if (column < 0) throw new RowFault(`key: expected a column, found ${column}`);
      const [first, last] = [Math.floor(this.minMs / width), Math.floor(this.maxMs / width)];
      const at = (cellOf(row, width, first, last) - this.first) * columns + column;
      this.counts[at] = (this.counts[at] as number) + countOf(row);
    } else throw unknownKind(row);
  }

  /** Makes the cells of [fromMs, toMs] exist, in wider buckets if there would be too many. */
  private reach(fromMs: number, toMs: number): void {
    this.minMs = Math.min(this.minMs, fromMs);
    this.maxMs = Math.max(this.maxMs, toMs);
    const width = widthFor(this.maxMs - this.minMs, STORED_WIDTHS_MS, this.maxCells);
    const step = width / this.width;
    const { counts, first: oldFirst } = this;
    const cells = counts.length / this.columns;
    const first = Math.floor(this.minMs / width);
    const last = Math.floor(this.maxMs / width);
    if (step !== 1 || first < oldFirst || last >= oldFirst + cells) {
      // Twice as much as is there, towards the side that grew, so that n steps outwards cost n and not n².
      const spare = Math.floor(cells / step);
      this.width = width;
      this.first = cells > 0 && first < Math.floor(oldFirst / step) ? first - spare : first;
      this.counts = new Float64Array((last + spare + 1 - this.first) * this.columns);
      this.addCells(counts, oldFirst, step);
    }
    const endMs = (this.first + this.counts.length / this.columns) * width;
    this.roomToMs = Math.min(endMs, this.minMs + width * this.maxCells + 1);
  }

  /** Adds cells that are `step` times as narrow. */
  private addCells(counts: Float64Array, first: number, step: number): void {
    const { columns } = this;
    for (let at = 0, cell = first; at < counts.length; at += columns, cell++) {
      const to = (Math.floor(cell / step) - this.first) * columns;
      for (let column = 0; column < columns; column++) {
        const count = counts[at + column] as number;
        if (count !== 0) this.counts[to + column] = (this.counts[to + column] as number) + count;
      }
    }
  }
}
