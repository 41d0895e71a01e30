import { ExactSum } from './exact-sum.ts';
import {
  bucketOf,
  countOf,
  type Row,
  RowFault,
  type RowState,
  unknownKind,
  type WriteRow,
  wholeOf,
} from './rows.ts';

/** One change in the buffer is `at × 32 + delta + 16`: see {@link StepFunction.add}. */
const SLOTS = 32;
const MAX_DELTA = 15;
const FIRST_BUFFER = 1024;
/** Beyond this many changes times are kept to the second: 64 million at 12 bytes are 768 MB. */
const MAX_CHANGES = 64_000_000;
const COARSE_MS = 1000;

/** Netted changes in ascending order of time; no delta is 0. */
export interface Changes {
  readonly times: Float64Array;
  readonly deltas: Int32Array;
}

/**
 * A level that changes in steps (sessions open at a time), kept as signed changes, so that parts merge by
 * addition. All changes of an instant are netted before a level is read: a hand-over at one instant is no peak.
 *
 * Changes are buffered unsorted and folded into one sorted run whenever the buffer has grown as long as the run.
 */
export class StepFunction implements RowState {
  private buffer = new Float64Array(FIRST_BUFFER);
  private buffered = 0;
  private times = new Float64Array(0);
  private deltas = new Int32Array(0);
  private levels: Float64Array | null = null;
  private added = 0;
  /** Changes of a saved state in order of time, until they are merged. */
  private savedTimes: number[] = [];
  private savedDeltas: number[] = [];
  private readonly limit: number;

  /** @param limit - changes (before netting) up to which times are exact; beyond it they are floored to 1 s */
  constructor(limit = MAX_CHANGES) {
    this.limit = limit;
  }

  /** True when times are floored to whole seconds because there are too many changes. */
  get coarse(): boolean {
    return this.added > this.limit;
  }

  /**
   * The level changes by `delta` (integer; 0 is no change) at `at` (integer ms, below ±2^48, the year 10889).
   * Time and delta share one double, which sorts natively and several times faster than pairs do.
   */
  add(at: number, delta: number): void {
    let rest = delta;
    while (rest !== 0) {
      const part = Math.max(-MAX_DELTA, Math.min(MAX_DELTA, rest));
      rest -= part;
      if (this.buffered === this.buffer.length) this.makeRoom();
      this.buffer[this.buffered++] = at * SLOTS + part + MAX_DELTA + 1;
      this.added++;
    }
  }

  /** Adds all changes of another function. */
  merge(other: StepFunction): void {
    other.compact();
    this.compact();
    this.added += other.added;
    this.mergeRun(other.times, other.deltas);
  }

  writeRows(write: WriteRow): void {
    // First: it decides how exact times are.
    write(null, 'changes', null, 'sum', this.added);
    const { times, deltas } = this.changes();
    for (let i = 0; i < times.length; i++) {
      write(times[i] as number, 'change', null, 'sum', deltas[i] as number);
    }
  }

  readRow(row: Row): void {
    if (row.kind === 'changes') this.added += countOf(row);
    else if (row.kind === 'change') {
      const at = bucketOf(row);
      const before = this.savedTimes.at(-1) ?? Number.NEGATIVE_INFINITY;
      if (at <= before) throw new RowFault(`bucket: expected a time after ${before}, found ${at}`);
      const delta = wholeOf(row);
      if (delta !== delta >> 0) throw new RowFault(`value: expected a change below 2^31, found ${delta}`);
      this.savedTimes.push(at);
      this.savedDeltas.push(delta);
    } else throw unknownKind(row);
  }

  /** The highest level right after any change, and the earliest instant of it; null when nothing ever changes. */
  peak(): { value: number; at: number } | null {
    this.compact();
    let best: { value: number; at: number } | null = null;
    let level = 0;
    for (let i = 0; i < this.times.length; i++) {
      level += this.deltas[i] as number;
      if (best === null || level > best.value) best = { value: level, at: this.times[i] as number };
    }
    return best;
  }

  /** Level at `t`, with all changes of that instant applied; 0 before the first. */
  valueAt(t: number): number {
    this.compact();
    const index = this.firstAfter(t) - 1;
    return index < 0 ? 0 : (this.prefixLevels()[index] as number);
  }

  /** ∫ level dt over [from, to), in level × ms; 0 when `to` is not after `from`. */
  area(from: number, to: number): number {
    if (to <= from) return 0;
    const sum = new ExactSum();
    let level = this.valueAt(from);
    let since = from;
    for (let i = this.firstAfter(from); i < this.times.length; i++) {
      const at = this.times[i] as number;
      if (at >= to) break;
      sum.addProduct(level, at - since);
      level += this.deltas[i] as number;
      since = at;
    }
    sum.addProduct(level, to - since);
    return sum.toNumber();
  }

  /** All changes, netted and sorted. Views of the inside: read them before the next call. */
  changes(): Changes {
    this.compact();
    return { times: this.times, deltas: this.deltas };
  }

  private makeRoom(): void {
    if (this.buffer.length < this.times.length || this.buffer.length === 0) {
      const larger = new Float64Array(Math.max(FIRST_BUFFER, this.times.length, this.buffer.length * 2));
      larger.set(this.buffer);
      this.buffer = larger;
    } else {
      this.compact();
    }
  }

  /** Folds the buffer into the run. */
  private compact(): void {
    if (this.savedTimes.length > 0) {
      const { savedTimes, savedDeltas } = this;
      this.savedTimes = [];
      this.savedDeltas = [];
      this.mergeRun(Float64Array.from(savedTimes), Int32Array.from(savedDeltas));
    }
    if (this.buffered === 0) return;
    const keys = this.buffer.subarray(0, this.buffered).sort();
    const times = new Float64Array(keys.length);
    const deltas = new Int32Array(keys.length);
    for (let i = 0; i < keys.length; i++) {
      const at = Math.floor((keys[i] as number) / SLOTS);
      times[i] = at;
      deltas[i] = (keys[i] as number) - at * SLOTS - MAX_DELTA - 1;
    }
    this.buffered = 0;
    this.mergeRun(times, deltas);
  }

  /** Merges a sorted run, which may hold several changes of one instant. */
  private mergeRun(times: Float64Array, deltas: Int32Array): void {
    const step = this.coarse ? COARSE_MS : 1;
    const outTimes = new Float64Array(this.times.length + times.length);
    const outDeltas = new Int32Array(outTimes.length);
    let out = 0;
    let a = 0;
    let b = 0;
    while (a < this.times.length || b < times.length) {
      const ours = a < this.times.length ? (this.times[a] as number) : Number.POSITIVE_INFINITY;
      const theirs = b < times.length ? (times[b] as number) : Number.POSITIVE_INFINITY;
      const at = Math.floor(Math.min(ours, theirs) / step) * step;
      const delta = ours <= theirs ? this.deltas[a++] : deltas[b++];
      if (out > 0 && outTimes[out - 1] === at) {
        outDeltas[out - 1] = (outDeltas[out - 1] as number) + (delta as number);
      } else {
        if (out > 0 && outDeltas[out - 1] === 0) out--;
        outTimes[out] = at;
        outDeltas[out++] = delta as number;
      }
    }
    if (out > 0 && outDeltas[out - 1] === 0) out--;
    this.times = outTimes.slice(0, out);
    this.deltas = outDeltas.slice(0, out);
    this.levels = null;
  }

  private prefixLevels(): Float64Array {
    if (this.levels === null) {
      this.levels = new Float64Array(this.times.length);
      let level = 0;
      for (let i = 0; i < this.times.length; i++) {
        level += this.deltas[i] as number;
        this.levels[i] = level;
      }
    }
    return this.levels;
  }

  /** Index of the first change after `t`. */
  private firstAfter(t: number): number {
    let low = 0;
    let high = this.times.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.times[middle] as number) <= t) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
