import type { EventBatch } from '../model/event-batch.ts';

/** Identities that are remembered at least, about 15 MB, wherever in log time they lie. */
const MOST_IDENTITIES = 1 << 17;

/** One identity: its second half, and the time of the record that showed it first. */
interface Identity {
  readonly b: number;
  readonly atMs: number;
  /** Another identity with the same first half. */
  readonly other: Identity | null;
}

/** Identities of one stretch of log time, as long as the window is wide, by their first half. */
type Stretch = Map<number, Identity>;

/**
 * Remembers the identities that records carried (`event_id`) for a stretch of log time, to tell a repeated record
 * from an honest twin: one that shows an identity at most the width from a record that showed it before. Keys are
 * 106-bit hashes: the texts are not kept.
 *
 * Inputs whose order does not matter may come backwards or in no order at all, so nothing is too old by its time.
 * Stretches are forgotten in the order in which they were last visited, when more identities than `most` are held,
 * and never those that a record at the present place could repeat.
 */
export class DuplicateWindow {
  private readonly widthMs: number;
  private readonly stretchMs: number;
  /** Held by each of the two generations; what is visited moves to the first, the second is forgotten whole. */
  private readonly most: number;
  private current = new Map<number, Stretch>();
  private older = new Map<number, Stretch>();
  private currentHeld = 0;
  private olderHeld = 0;
  private place = Number.NaN;
  private here: Stretch = new Map();
  private before: Stretch | undefined;
  private after: Stretch | undefined;
  private latestMs = Number.NEGATIVE_INFINITY;

  constructor(widthMs: number, most = MOST_IDENTITIES) {
    this.widthMs = widthMs;
    // Times are whole ms, and of one identity a stretch holds one time.
    this.stretchMs = Math.max(1, widthMs);
    this.most = most / 2;
  }

  /** Identities that are remembered, by their first halves. */
  get held(): number {
    return this.currentHeld + this.olderHeld;
  }

  /** True when the row's record repeats an identity within the window; rows without one never do. */
  repeats(batch: EventBatch, row: number): boolean {
    const a = batch.idA[row] as number;
    const b = batch.idB[row] as number;
    if (a === 0 && b === 0) return false;
    const time = batch.timeMs[row] as number;
    const atMs = Number.isNaN(time) ? this.latestMs : time;
    // Without a time, and before the first that has one.
    if (!Number.isFinite(atMs)) return false;
    const place = Math.floor(atMs / this.stretchMs);
    if (place !== this.place) this.visit(place);
    if (this.holds(this.here, a, b, atMs)) return true;
    if (this.holds(this.before, a, b, atMs) || this.holds(this.after, a, b, atMs)) return true;
    this.remember(a, b, atMs);
    return false;
  }

  private holds(stretch: Stretch | undefined, a: number, b: number, atMs: number): boolean {
    for (let known = stretch?.get(a) ?? null; known !== null; known = known.other) {
      if (known.b === b && Math.abs(atMs - known.atMs) <= this.widthMs) return true;
    }
    return false;
  }

  private remember(a: number, b: number, atMs: number): void {
    const other = this.here.get(a) ?? null;
    this.here.set(a, { b, atMs, other });
    if (other === null) this.currentHeld += 1;
    if (atMs > this.latestMs) this.latestMs = atMs;
    if (this.currentHeld < this.most) return;
    this.older = this.current;
    this.olderHeld = this.currentHeld;
    this.current = new Map();
    this.currentHeld = 0;
    this.visit(this.place);
  }

  /** Goes to a stretch. With it, those beside it are what a record here could repeat. */
  private visit(place: number): void {
    this.place = place;
    this.before = this.kept(place - 1);
    this.after = this.kept(place + 1);
    this.here = this.kept(place) ?? new Map();
    this.current.set(place, this.here);
  }

  /** A stretch that is remembered, as one that was visited just now. */
  private kept(place: number): Stretch | undefined {
    const stretch = this.older.get(place);
    if (stretch === undefined) return this.current.get(place);
    this.older.delete(place);
    this.olderHeld -= stretch.size;
    this.current.set(place, stretch);
    this.currentHeld += stretch.size;
    return stretch;
  }
}
