import type { Dictionary } from '../model/dictionary.ts';
import type { Bounds } from './bounds.ts';
import { closeOpen } from './open-sessions.ts';
import { RequestRows } from './request-rows.ts';
import type { ShardState } from './shard-state.ts';
import { SliceFold } from './slice-fold.ts';
import { ViewerFold } from './viewer-fold.ts';

/**
 * Counts the sessions that a state kept open, now that it is known where all logs end.
 *
 * @param dictionary - the state's
 */
export function closeAllOpen(
  state: ShardState,
  bounds: Bounds,
  dictionary: Dictionary,
  asOfMs: number,
): void {
  const whole = new SliceFold(state, bounds, dictionary, state.series);
  const fold = new ViewerFold(whole, new RequestRows(bounds), state);
  for (const open of state.open) {
    fold.resume(0, open.watchedMs, open.stalled);
    closeOpen(open, 0, asOfMs, fold);
  }
}
