const FIRST_CAPACITY = 256;

/** Σ of the values in a window, and how many there are. */
export interface TrailingSum {
  readonly sum: number;
  readonly count: number;
}

/**
 * Sums over a trailing window of time, (T − width, T]: unlike a window of the last N samples it does not reach
 * further back when little happens. Samples may be added in any order of time. Memory holds about two windows.
 */
export class TrailingSums {
  private readonly widthMs: number;
  /** Samples in the order they came; neighbours of one ms are one. */
  private times = new Float64Array(FIRST_CAPACITY);
  private sums = new Float64Array(FIRST_CAPACITY);
  private counts = new Float64Array(FIRST_CAPACITY);
  private length = 0;
  private latestMs = Number.NEGATIVE_INFINITY;

  /** @param widthMs - width of the window */
  constructor(widthMs: number) {
    this.widthMs = widthMs;
  }

  /** Adds a value (a safe integer) at an instant, in integer ms. */
  add(atMs: number, value: number): void {
    if (atMs > this.latestMs) this.latestMs = atMs;
    else if (atMs <= this.latestMs - this.widthMs) return;
    let last = this.length - 1;
    if (last < 0 || this.times[last] !== atMs) {
      if (this.length === this.times.length) this.makeRoom();
      last = this.length++;
      this.times[last] = atMs;
      this.sums[last] = 0;
      this.counts[last] = 0;
    }
    this.sums[last] = (this.sums[last] as number) + value;
    this.counts[last] = (this.counts[last] as number) + 1;
  }

  /**
   * What lies in (atMs − width, atMs].
   *
   * @param atMs - not before the latest sample: what only earlier windows need is forgotten
   */
  at(atMs: number): TrailingSum {
    let sum = 0;
    let count = 0;
    for (let i = 0; i < this.length; i++) {
      const time = this.times[i] as number;
      if (time <= atMs - this.widthMs || time > atMs) continue;
      sum += this.sums[i] as number;
      count += this.counts[i] as number;
    }
    return { sum, count };
  }

  /** Forgets what has left the window; grows when that is less than half. */
  private makeRoom(): void {
    const oldestMs = this.latestMs - this.widthMs;
    let kept = 0;
    for (let i = 0; i < this.length; i++) {
      if ((this.times[i] as number) <= oldestMs) continue;
      this.times[kept] = this.times[i] as number;
      this.sums[kept] = this.sums[i] as number;
      this.counts[kept] = this.counts[i] as number;
      kept++;
    }
    this.length = kept;
    if (kept * 2 <= this.times.length) return;
    this.times = grown(this.times);
    this.sums = grown(this.sums);
    this.counts = grown(this.counts);
  }
}

function grown(values: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(values.length * 2);
  larger.set(values);
  return larger;
}
