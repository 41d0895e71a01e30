/** A stall that may still grow, because a record told later can overlap it. */
export interface PendingStall {
  /** Where it counts. */
  readonly atMs: number;
  /** Where it began, with what overlapping records add; `atMs` or earlier. */
  fromMs: number;
  /** Where it ended; NaN while the state goes on. */
  untilMs: number;
  readonly fromState: boolean;
}

/** Whether a state stall has time in common with [fromMs, toMs), or holds that instant when the stretch is empty. */
export function sharesTime(stall: PendingStall, fromMs: number, toMs: number): boolean {
  const untilMs = Number.isNaN(stall.untilMs) ? Number.POSITIVE_INFINITY : stall.untilMs;
  if (fromMs === toMs) return stall.atMs < fromMs && fromMs < untilMs;
  return stall.atMs < toMs && fromMs < untilMs;
}
