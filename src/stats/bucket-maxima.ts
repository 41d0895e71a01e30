import { widthFor } from './base-width.ts';
import { isReach, SERIES_CELLS, STORED_WIDTHS_MS, writeReach } from './buckets.ts';
import { cellOf, type Row, type RowState, timeOf, unknownKind, type WriteRow, wholeOf } from './rows.ts';

/**
 * Largest value per bucket of time. Stored widths are those of {@link import('./bucket-sums.ts').BucketSums}, and
 * as there they follow from the earliest and latest time alone, so parts merge in any order to the same maxima.
 */
export class BucketMaxima implements RowState {
  private width = STORED_WIDTHS_MS[0] as number;
  private minMs = Number.POSITIVE_INFINITY;
  private maxMs = Number.NEGATIVE_INFINITY;
  /** Sparse: what has a maximum (a gap between two keyframes) is rarer than a bucket. */
  private cells = new Map<number, number>();

  /** Width of the stored buckets; `at` takes multiples of it. */
  get storedWidthMs(): number {
    return this.width;
  }

  get isEmpty(): boolean {
    return this.cells.size === 0;
  }

  /** Adds a value at an integer time in ms; both may be negative. */
  add(atMs: number, value: number): void {
    this.reach(atMs, atMs);
    this.put(Math.floor(atMs / this.width), value);
  }

  /** Adds all values of another one. */
  merge(other: BucketMaxima): void {
    if (other.isEmpty) return;
    this.reach(other.minMs, other.maxMs);
    const step = this.width / other.width;
    for (const [cell, value] of other.cells) this.put(Math.floor(cell / step), value);
  }

  /**
   * Largest value by start of the bucket; a bucket without values is missing.
   *
   * @throws RangeError when `widthMs` is no multiple of the stored width
   */
  at(widthMs: number): Map<number, number> {
    if (widthMs % this.width !== 0) {
      throw new RangeError(`bucket width must be a multiple of ${this.width} ms, found ${widthMs}`);
    }
    const maxima = new Map<number, number>();
    const step = widthMs / this.width;
    for (const [cell, value] of this.cells) {
      const bucketMs = Math.floor(cell / step) * widthMs;
      maxima.set(bucketMs, Math.max(value, maxima.get(bucketMs) ?? value));
    }
    return maxima;
  }

  writeRows(write: WriteRow): void {
    if (this.isEmpty) return;
    writeReach(write, this.minMs, this.maxMs);
    for (const [cell, value] of [...this.cells].sort((a, b) => a[0] - b[0])) {
      write(cell * this.width, `max/${this.width}`, null, 'max', value);
    }
  }

  readRow(row: Row): void {
    const { width } = this;
    if (isReach(row)) this.reach(timeOf(row), timeOf(row));
    else if (row.kind === `max/${width}`) {
      const [first, last] = [Math.floor(this.minMs / width), Math.floor(this.maxMs / width)];
      this.put(cellOf(row, width, first, last), wholeOf(row));
    } else throw unknownKind(row);
  }

  private reach(fromMs: number, toMs: number): void {
    if (fromMs >= this.minMs && toMs <= this.maxMs) return;
    this.minMs = Math.min(this.minMs, fromMs);
    this.maxMs = Math.max(this.maxMs, toMs);
    const width = widthFor(this.maxMs - this.minMs, STORED_WIDTHS_MS, SERIES_CELLS);
    if (width === this.width) return;
    const fine = this.cells;
    const step = width / this.width;
    this.cells = new Map();
    this.width = width;
    for (const [cell, value] of fine) this.put(Math.floor(cell / step), value);
  }

  private put(cell: number, value: number): void {
    const known = this.cells.get(cell);
    if (known === undefined || value > known) this.cells.set(cell, value);
  }
}
