import { PlayerState } from '../model/event-kind.ts';

/** A stretch of a session in one state at one level; [fromMs, toMs). */
export interface Segment {
  readonly fromMs: number;
  readonly toMs: number;
  readonly state: PlayerState;
  readonly quality: number;
  readonly bitrateBps: number;
}

/** State and level of one session over time: the present, and the stretches of the past not yet taken. */
export class Timeline {
  state: PlayerState;
  stateSinceMs: number;
  quality = 0;
  bitrateBps = Number.NaN;
  private sinceMs: number;
  private past: Segment[] = [];

  constructor(fromMs: number, state: PlayerState) {
    this.state = state;
    this.stateSinceMs = fromMs;
    this.sinceMs = fromMs;
  }

  /** A timeline of its own with the same present and past. */
  copy(): Timeline {
    const past = [...this.past];
    return Object.assign(Object.create(Timeline.prototype) as Timeline, this, { past });
  }

  setState(state: PlayerState, atMs: number): void {
    this.cut(atMs);
    this.state = state;
    this.stateSinceMs = atMs;
  }

  setLevel(quality: number, bitrateBps: number, atMs: number): void {
    if (quality === this.quality && Object.is(bitrateBps, this.bitrateBps)) return;
    this.cut(atMs);
    this.quality = quality;
    this.bitrateBps = bitrateBps;
  }

  /** Ends the present stretch here. A stretch of no length leaves no trace, so flaps in one ms collapse. */
  private cut(atMs: number): void {
    if (atMs > this.sinceMs) this.past.push(this.present(this.sinceMs, atMs));
    this.sinceMs = Math.max(this.sinceMs, atMs);
  }

  private present(fromMs: number, toMs: number): Segment {
    return { fromMs, toMs, state: this.state, quality: this.quality, bitrateBps: this.bitrateBps };
  }

  /**
   * Turns playing and starting time inside [fromMs, toMs) into rebuffering.
   *
   * @returns the ms moved, and where the first of them was (NaN when none was)
   */
  moveToRebuffering(fromMs: number, toMs: number): { readonly ms: number; readonly fromMs: number } {
    this.cut(toMs);
    let ms = 0;
    let first = Number.NaN;
    const next: Segment[] = [];
    for (const segment of this.past) {
      const from = Math.max(segment.fromMs, fromMs);
      const to = Math.min(segment.toMs, toMs);
      const moves = segment.state === PlayerState.playing || segment.state === PlayerState.starting;
      if (from >= to || !moves) {
        next.push(segment);
        continue;
      }
      if (segment.fromMs < from) next.push({ ...segment, toMs: from });
      next.push({ ...segment, fromMs: from, toMs: to, state: PlayerState.rebuffering });
      if (to < segment.toMs) next.push({ ...segment, fromMs: to });
      ms += to - from;
      if (Number.isNaN(first)) first = from;
    }
    this.past = next;
    return { ms, fromMs: first };
  }

  /** Hands over the stretches that ended before an instant. */
  takeBefore(beforeMs: number, take: (segment: Segment) => void): void {
    let taken = 0;
    while (taken < this.past.length && (this.past[taken] as Segment).toMs < beforeMs) {
      take(this.past[taken] as Segment);
      taken += 1;
    }
    if (taken > 0) this.past = this.past.slice(taken);
  }

  /** Hands over everything up to the end of the session. */
  takeAll(atMs: number, take: (segment: Segment) => void): void {
    this.cut(atMs);
    for (const segment of this.past) take(segment);
    this.past = [];
  }
}
