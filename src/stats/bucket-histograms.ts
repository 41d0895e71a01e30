import { widthFor } from './base-width.ts';
import { isReach, writeReach } from './buckets.ts';
import { binOf, binValue } from './log-linear.ts';
import { rankOf } from './rank.ts';
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
  wholeOf,
} from './rows.ts';

/** Widths in which bins are stored: the base widths of a series from 10 s on, each dividing the next. */
const STORED_WIDTHS_MS = [10_000, 30_000, 60_000, 300_000];
const MAX_CELLS = 10_800;
/** 2^6 = 64 bins an octave, exact below 128: a bin is at most 1.6 % wide. */
const BITS = 6;
/** Bins made at once on each side: neighbours of a value are likely to come. */
const MARGIN = 8;
/** No integer lies in a bin beyond this one, either way. */
const LAST_BIN = binOf(Number.MAX_SAFE_INTEGER, BITS);
/** What a bin can count. */
const MOST_SAMPLES = 2 ** 32 - 1;

/** Counts of the bins `first`, `first + 1`, … of one bucket, and their sum. */
interface Bins {
  n: number;
  first: number;
  counts: Uint32Array;
}

/**
 * Coarse distributions of integers over time: counts per (bucket, value bin), 64 bins an octave, in buckets of
 * 10 s and wider. As in {@link BucketSums} the stored width follows from the earliest and latest time alone, so
 * parts merge in any order to the same counts.
 */
export class BucketHistograms implements RowState {
  private width = STORED_WIDTHS_MS[0] as number;
  private minMs = Number.POSITIVE_INFINITY;
  private maxMs = Number.NEGATIVE_INFINITY;
  /** Up to here times after the first one need no wider buckets: a log goes on all the time. */
  private roomToMs = Number.NEGATIVE_INFINITY;
  /** Smallest and largest value of all, which no bin is read beyond. */
  private least = Number.POSITIVE_INFINITY;
  private most = Number.NEGATIVE_INFINITY;
  private cells = new Map<number, Bins>();
  /** The cell that was put into last: samples come in runs of one cell. */
  private lastCell = Number.NaN;
  private lastBins: Bins = { n: 0, first: 0, counts: new Uint32Array(0) };

  /** Width of the stored buckets; `at` takes multiples of it. */
  get storedWidthMs(): number {
    return this.width;
  }

  get isEmpty(): boolean {
    return this.minMs > this.maxMs;
  }

  /** Adds one sample (safe integer) at an integer time in ms; both may be negative. */
  add(atMs: number, value: number): void {
    this.reach(atMs, atMs);
    if (value < this.least) this.least = value;
    if (value > this.most) this.most = value;
    this.put(Math.floor(atMs / this.width), binOf(value, BITS), 1);
  }

  /** Adds all samples of another one; the other is not used afterwards. */
  merge(other: BucketHistograms): void {
    if (other.isEmpty) return;
    this.reach(other.minMs, other.maxMs);
    this.least = Math.min(this.least, other.least);
    this.most = Math.max(this.most, other.most);
    this.putAll(other.cells, this.width / other.width);
  }

  /**
   * The distributions in buckets of `widthMs`; read them before anything is added.
   *
   * @throws RangeError when `widthMs` is no multiple of the stored width
   */
  at(widthMs: number): BucketQuantiles {
    if (widthMs % this.width !== 0) {
      throw new RangeError(`bucket width must be a multiple of ${this.width} ms, found ${widthMs}`);
    }
    if (widthMs === this.width) return new BucketQuantiles(widthMs, this.cells, this.least, this.most);
    const wide = new BucketHistograms();
    wide.width = widthMs;
    wide.putAll(this.cells, widthMs / this.width);
    return new BucketQuantiles(widthMs, wide.cells, this.least, this.most);
  }

  writeRows(write: WriteRow): void {
    if (this.isEmpty) return;
    writeReach(write, this.minMs, this.maxMs);
    write(null, 'least', null, 'min', this.least);
    write(null, 'most', null, 'max', this.most);
    for (const [cell, bins] of [...this.cells].sort((a, b) => a[0] - b[0])) {
      for (const [i, count] of bins.counts.entries()) {
        if (count > 0) write(cell * this.width, `bin/${this.width}`, bins.first + i, 'sum', count);
      }
    }
  }

  readRow(row: Row): void {
    const { width } = this;
    if (isReach(row)) this.reach(timeOf(row), timeOf(row));
    else if (row.kind === 'least') this.least = Math.min(this.least, wholeOf(row));
    else if (row.kind === 'most') this.most = Math.max(this.most, wholeOf(row));
    else if (row.kind === `bin/${width}`) {
      const count = countOf(row);
      if (count > MOST_SAMPLES) throw new RowFault(`value: expected a count below 2^32, found ${count}`);
      const [first, last] = [Math.floor(this.minMs / width), Math.floor(this.maxMs / width)];
      this.put(cellOf(row, width, first, last), numberKey(row, LAST_BIN), count);
    } else throw unknownKind(row);
  }

  private reach(fromMs: number, toMs: number): void {
    if (fromMs >= this.minMs && toMs < this.roomToMs) {
      if (toMs > this.maxMs) this.maxMs = toMs;
    } else this.widen(fromMs, toMs);
  }

  private widen(fromMs: number, toMs: number): void {
    this.minMs = Math.min(this.minMs, fromMs);
    this.maxMs = Math.max(this.maxMs, toMs);
    const width = widthFor(this.maxMs - this.minMs, STORED_WIDTHS_MS, MAX_CELLS);
    this.roomToMs = this.minMs + width * MAX_CELLS + 1;
    if (width === this.width) return;
    const fine = this.cells;
    const step = width / this.width;
    this.cells = new Map();
    this.lastCell = Number.NaN;
    this.width = width;
    this.putAll(fine, step);
  }

  private putAll(cells: ReadonlyMap<number, Bins>, step: number): void {
    for (const [cell, bins] of cells) {
      const to = Math.floor(cell / step);
      for (let i = 0; i < bins.counts.length; i++) {
        const count = bins.counts[i] as number;
        if (count > 0) this.put(to, bins.first + i, count);
      }
    }
  }

  private put(cell: number, bin: number, count: number): void {
    const bins = cell === this.lastCell ? this.lastBins : this.binsOf(cell, bin);
    let i = bin - bins.first;
    if (i < 0 || i >= bins.counts.length) {
      const first = Math.min(bins.first, bin - MARGIN);
      const end = Math.max(bins.first + bins.counts.length, bin + MARGIN + 1);
      const counts = new Uint32Array(end - first);
      counts.set(bins.counts, bins.first - first);
      bins.first = first;
      bins.counts = counts;
      i = bin - first;
    }
    bins.counts[i] = (bins.counts[i] as number) + count;
    bins.n += count;
  }

  private binsOf(cell: number, bin: number): Bins {
    let bins = this.cells.get(cell);
    if (bins === undefined) {
      bins = { n: 0, first: bin - MARGIN, counts: new Uint32Array(2 * MARGIN + 1) };
      this.cells.set(cell, bins);
    }
    this.lastCell = cell;
    this.lastBins = bins;
    return bins;
  }
}

/** Distributions in buckets of one width, asked for by the start of a bucket. */
export class BucketQuantiles {
  readonly widthMs: number;
  private readonly cells: ReadonlyMap<number, Bins>;
  private readonly least: number;
  private readonly most: number;

  /** Values are read clipped to `least` and `most`: no bin tells more than there was. */
  constructor(widthMs: number, cells: ReadonlyMap<number, Bins>, least: number, most: number) {
    this.widthMs = widthMs;
    this.cells = cells;
    this.least = least;
    this.most = most;
  }

  /** Number of samples in the bucket that holds `atMs`. */
  n(atMs: number): number {
    return this.bins(atMs)?.n ?? 0;
  }

  /** Value (of its bin) at rank ⌈p·n⌉ in the bucket that holds `atMs`; null when that bucket has no samples. */
  quantile(atMs: number, p: number): number | null {
    const bins = this.bins(atMs);
    if (bins === undefined) return null;
    const rank = rankOf(p, bins.n);
    let below = 0;
    for (let i = 0; i < bins.counts.length; i++) {
      below += bins.counts[i] as number;
      if (below < rank) continue;
      return Math.min(this.most, Math.max(this.least, binValue(bins.first + i, BITS)));
    }
    return null;
  }

  private bins(atMs: number): Bins | undefined {
    return this.cells.get(Math.floor(atMs / this.widthMs));
  }
}
