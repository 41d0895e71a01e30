import type { EventBatch } from '../model/event-batch.ts';

/**
 * Remembers the identities that records carried (`event_id`) for a stretch of log time, to tell a repeated record
 * from an honest twin. Keys are 106-bit hashes: the texts are not kept.
 */
export class DuplicateWindow {
  private readonly widthMs: number;
  private readonly seen = new Map<number, Map<number, number>>();
  private queue: { readonly a: number; readonly b: number; readonly atMs: number }[] = [];
  private head = 0;
  private latestMs = Number.NEGATIVE_INFINITY;

  constructor(widthMs: number) {
    this.widthMs = widthMs;
  }

  /** True when the row's record repeats an identity within the window; rows without one never do. */
  repeats(batch: EventBatch, row: number): boolean {
    const a = batch.idA[row] as number;
    const b = batch.idB[row] as number;
    if (a === 0 && b === 0) return false;
    const time = batch.timeMs[row] as number;
    const atMs = Number.isNaN(time) ? this.latestMs : time;
    const known = this.seen.get(a)?.get(b);
    if (known !== undefined && Math.abs(atMs - known) <= this.widthMs) return true;
    this.remember(a, b, atMs);
    return false;
  }

  private remember(a: number, b: number, atMs: number): void {
    const second = this.seen.get(a);
    if (second === undefined) this.seen.set(a, new Map([[b, atMs]]));
    else second.set(b, atMs);
    this.queue.push({ a, b, atMs });
    if (atMs > this.latestMs) this.latestMs = atMs;
    this.expire();
  }

  private expire(): void {
    while (this.head < this.queue.length) {
      const oldest = this.queue[this.head] as { a: number; b: number; atMs: number };
      if (oldest.atMs >= this.latestMs - this.widthMs) break;
      const second = this.seen.get(oldest.a);
      if (second?.get(oldest.b) === oldest.atMs) {
        second.delete(oldest.b);
        if (second.size === 0) this.seen.delete(oldest.a);
      }
      this.head += 1;
    }
    if (this.head > 4096 && this.head * 2 > this.queue.length) {
      this.queue = this.queue.slice(this.head);
      this.head = 0;
    }
  }
}
