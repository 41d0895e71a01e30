import type { SessionIdentity, ViewerFacts } from '../model/viewer-facts.ts';

/** A stall that may still grow, because a record told later can overlap it. */
interface PendingStall {
  /** Where it counts. */
  readonly atMs: number;
  /** Where it began, with what overlapping records add; `atMs` or earlier. */
  fromMs: number;
  /** Where it ended; NaN while the state goes on. */
  untilMs: number;
  readonly fromState: boolean;
}

/** Shared by all that have no stall: never pushed to. */
const NONE: PendingStall[] = [];

/** The stalls of one session that are not told yet. */
export class Stalls {
  private pending: PendingStall[] = NONE;

  copy(): Stalls {
    const copy = new Stalls();
    copy.pending = this.pending.map((stall) => ({ ...stall }));
    return copy;
  }

  /** The state rebuffering begins. */
  begin(atMs: number): void {
    if (this.pending === NONE) this.pending = [];
    this.pending.push({ atMs, fromMs: atMs, untilMs: Number.NaN, fromState: true });
  }

  /** The state rebuffering is over. */
  end(atMs: number): void {
    for (let i = this.pending.length - 1; i >= 0; i--) {
      const stall = this.pending[i] as PendingStall;
      if (!stall.fromState || !Number.isNaN(stall.untilMs)) continue;
      stall.untilMs = atMs;
      return;
    }
  }

  /**
   * A finished stall [fromMs, toMs) that a record tells. Sharing time with one of the states, it is the same stall.
   *
   * @returns whether it is
   */
  add(fromMs: number, toMs: number): boolean {
    for (const stall of this.pending) {
      if (!stall.fromState || !sharesTime(stall, fromMs, toMs)) continue;
      stall.fromMs = Math.min(stall.fromMs, fromMs);
      stall.untilMs = Math.max(stall.untilMs, toMs);
      return true;
    }
    if (this.pending === NONE) this.pending = [];
    this.pending.push({ atMs: fromMs, fromMs, untilMs: toMs, fromState: false });
    return false;
  }

  /** Tells those that ended before an instant. */
  tellBefore(beforeMs: number, s: SessionIdentity, facts: Pick<ViewerFacts, 'stall'>): void {
    if (this.pending.length === 0) return;
    this.pending = this.pending.filter(({ atMs, fromMs, untilMs }) => {
      if (!(untilMs < beforeMs)) return true;
      facts.stall(s, atMs, untilMs - fromMs, true);
      return false;
    });
  }

  /** Tells all; one that goes on lasts until `atMs`, where the session closes. */
  tellAll(atMs: number, s: SessionIdentity, facts: Pick<ViewerFacts, 'stall'>): void {
    for (const stall of this.pending) {
      const ended = !Number.isNaN(stall.untilMs);
      facts.stall(s, stall.atMs, (ended ? stall.untilMs : atMs) - stall.fromMs, ended);
    }
    this.pending = NONE;
  }
}

/** Whether a state stall has time in common with [fromMs, toMs), or holds that instant when the stretch is empty. */
function sharesTime(stall: PendingStall, fromMs: number, toMs: number): boolean {
  const untilMs = Number.isNaN(stall.untilMs) ? Number.POSITIVE_INFINITY : stall.untilMs;
  if (fromMs === toMs) return stall.atMs < fromMs && fromMs < untilMs;
  return stall.atMs < toMs && fromMs < untilMs;
}
