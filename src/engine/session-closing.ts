import type { SessionIdentity, SessionOutcome } from '../model/viewer-facts.ts';
import type { Part, SessionSlices } from './session-slices.ts';
import type { SliceFold } from './slice-fold.ts';

type FoldsOf = (slices: SessionSlices, part: Part) => readonly SliceFold[];

/** Tells the slices of a session that it closes. */
export function tellClosed(
  s: SessionIdentity,
  slices: SessionSlices,
  outcome: SessionOutcome,
  foldsOf: FoldsOf,
): void {
  const at = (atMs: number): readonly SliceFold[] =>
    Number.isNaN(atMs) ? [] : foldsOf(slices, slices.at(atMs));
  for (const fold of at(outcome.openedMs)) fold.opened(outcome);
  for (const fold of at(outcome.toMs)) fold.ended(outcome);
  for (const fold of at(outcome.resolvedMs)) fold.resolved(outcome);
  for (const fold of at(outcome.failedPlayingMs)) fold.failed(outcome);
  const { pieces } = slices;
  const folds = new Set(pieces.flatMap(({ part }) => foldsOf(slices, part)));
  for (const fold of folds) {
    if (!tellPresence(fold, slices, outcome, foldsOf)) continue;
    const own = slices.parts.filter((part) => foldsOf(slices, part).includes(fold));
    const watchedMs = own.reduce((sum, part) => sum + part.watchedMs, 0);
    const stalled = own.some((part) => part.stalled);
    fold.session(s, outcome, stalled, watchedMs);
  }
}

/** Tells one slice when the session was in it, in stretches as long as they can be. Returns whether ever in the window. */
function tellPresence(
  fold: SliceFold,
  slices: SessionSlices,
  outcome: SessionOutcome,
  foldsOf: FoldsOf,
): boolean {
  let present = false;
  let sinceMs = Number.NaN;
  for (const [place, { fromMs, part }] of slices.pieces.entries()) {
    const isIn = foldsOf(slices, part).includes(fold);
    const begins = place === 0 ? outcome.fromMs : fromMs;
    if (isIn && Number.isNaN(sinceMs)) sinceMs = begins;
    if (isIn || Number.isNaN(sinceMs)) continue;
    if (fold.present(sinceMs, begins, outcome, false)) present = true;
    sinceMs = Number.NaN;
  }
  if (Number.isNaN(sinceMs)) return present;
  return fold.present(sinceMs, outcome.toMs, outcome, true) || present;
}
