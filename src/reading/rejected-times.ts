import type { BucketCounts } from '../stats/bucket-counts.ts';

const MS_PER_SECOND = 1000;
/** Seconds kept apart; beyond, 64 of them are one. */
const MOST = 65_536;
const COARSER = 64;

/**
 * When records that were not used stood in their log, to the second. What they say of their own time may be any: only
 * when everything is read it is known where the log begins and ends.
 */
export class RejectedTimes {
  private counts = new Map<number, number>();
  private widthMs = MS_PER_SECOND;

  /** Counts one record. @param atMs - NaN: before any time was known, counted from the beginning of the log */
  add(atMs: number): void {
    const cell = Number.isNaN(atMs) ? Number.NEGATIVE_INFINITY : Math.floor(atMs / this.widthMs);
    this.counts.set(cell, (this.counts.get(cell) ?? 0) + 1);
    if (this.counts.size > MOST) this.coarsen();
  }

  /** Counts all of them in a column of buckets: those of times outside the log at its nearer end. */
  addTo(buckets: BucketCounts, column: number, fromMs: number, toMs: number): void {
    if (!(fromMs <= toMs)) return;
    for (const [cell, count] of this.counts) {
      const atMs = Math.min(Math.max(cell * this.widthMs, fromMs), toMs);
      buckets.add(buckets.placeOf(Math.floor(atMs)), column, count);
    }
  }

  private coarsen(): void {
    const { counts } = this;
    this.counts = new Map();
    this.widthMs *= COARSER;
    for (const [cell, count] of counts) {
      const wider = Math.floor(cell / COARSER);
      this.counts.set(wider, (this.counts.get(wider) ?? 0) + count);
    }
  }
}
