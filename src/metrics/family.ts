/** The stretch of log time that figures are of: [fromMs, toMs), but the last instant of a whole log counts. */
export interface FinishWindow {
  readonly clock: 'utc' | 'media';
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * One family of figures. State holds integers only (counters, histogram bins, deltas, key → count), so that
 * `finish(merge(a, b))` equals `finish(all)` byte for byte; averages, ratios, percentiles and peaks exist only
 * in `finish`.
 */
export interface MetricFamily<State, Figures> {
  readonly name: string;
  /** The neutral element of `merge`. */
  empty(): State;
  /** Adds `from` to `into`; `from` is not used afterwards. Commutative and associative in effect on `finish`. */
  merge(into: State, from: State): void;
  /** Figures of the state; null when the state never saw an event of this family. */
  finish(state: State, window: FinishWindow): Figures | null;
}
