import type { Dictionary } from '../model/dictionary.ts';
import { PlayerState } from '../model/event-kind.ts';
import {
  SessionEnd,
  type SessionIdentity,
  type SessionOutcome,
  type StrayCount,
} from '../model/viewer-facts.ts';
import { ExactSum } from '../stats/exact-sum.ts';
import { Histogram } from '../stats/histogram.ts';
import { StepFunction } from '../stats/step-function.ts';
import { expectFewViewers } from './most-viewers.ts';
import { NamedCounts } from './named-counts.ts';

/** Integer state of the viewer figures of one slice. Times are ms. */
export interface ViewersState {
  readonly counts: ViewerCounts;
  readonly levels: StepFunction;
  readonly startupMs: Histogram;
  readonly stallMs: Histogram;
  readonly heartbeatGapMs: Histogram;
  /** Σ bitrate × playing ms, over playing ms with a known bitrate. */
  readonly bitrateMs: ExactSum;
  readonly qualityMs: NamedCounts;
  /** Watched ms per viewer. */
  readonly watchedMs: NamedCounts;
  /** Watched ms per session id of those whose viewer is not known. */
  readonly namelessMs: NamedCounts;
}

/** Plain sums; every one adds under merge. */
export interface ViewerCounts {
  /** Used viewer events; none: the family has no figures. */
  events: number;
  /** Used events of any kind that carried a viewer id. */
  namedEvents: number;
  sessions: number;
  plays: number;
  attempts: number;
  open: number;
  implicit: number;
  superseded: number;
  timedOut: number;
  orphanLeaves: number;
  afterLeave: number;
  sessionMs: number;
  watchedMs: number;
  playMs: number;
  resolved: number;
  startFailures: number;
  exits: number;
  playFailures: number;
  rebuffers: number;
  rebufferMs: number;
  stalledPlays: number;
  switches: number;
  switchesUp: number;
  switchesDown: number;
  knownBitrateMs: number;
  droppedFrames: number;
  /** Used records that carried a count of dropped frames. */
  droppedSamples: number;
  /** Records that could have shown a stall: rebuffer, state, totals. */
  stallSources: number;
}

const noCounts = (): ViewerCounts => ({
  events: 0,
  namedEvents: 0,
  sessions: 0,
  plays: 0,
  attempts: 0,
  open: 0,
  implicit: 0,
  superseded: 0,
  timedOut: 0,
  orphanLeaves: 0,
  afterLeave: 0,
  sessionMs: 0,
  watchedMs: 0,
  playMs: 0,
  resolved: 0,
  startFailures: 0,
  exits: 0,
  playFailures: 0,
  rebuffers: 0,
  rebufferMs: 0,
  stalledPlays: 0,
  switches: 0,
  switchesUp: 0,
  switchesDown: 0,
  knownBitrateMs: 0,
  droppedFrames: 0,
  droppedSamples: 0,
  stallSources: 0,
});

/**
 * The neutral element of merging.
 *
 * @param dictionary - of the ids of viewers, sessions and qualities that are added
 * @param few - few of all viewers are added
 */
export function noViewers(dictionary: Dictionary, few = false): ViewersState {
  return {
    counts: noCounts(),
    levels: new StepFunction(),
    startupMs: new Histogram(),
    stallMs: new Histogram(),
    heartbeatGapMs: new Histogram(),
    bitrateMs: new ExactSum(),
    qualityMs: new NamedCounts(dictionary, few),
    watchedMs: new NamedCounts(dictionary, few),
    namelessMs: new NamedCounts(dictionary, few),
  };
}

/** Adds a stretch of one state, already clipped to the window. Returns how much of it is watched time. */
export function addSpan(
  state: ViewersState,
  player: PlayerState,
  spanMs: number,
  quality: number,
  bitrateBps: number,
): number {
  const counts = state.counts;
  counts.sessionMs += spanMs;
  const playing = player === PlayerState.playing;
  const watched =
    playing ||
    player === PlayerState.starting ||
    player === PlayerState.rebuffering ||
    player === PlayerState.seeking;
  if (!watched) return 0;
  counts.watchedMs += spanMs;
  if (player === PlayerState.rebuffering) counts.rebufferMs += spanMs;
  if (!playing) return spanMs;
  counts.playMs += spanMs;
  if (quality !== 0) state.qualityMs.add(quality, spanMs);
  if (!Number.isNaN(bitrateBps)) {
    state.bitrateMs.addProduct(Math.round(bitrateBps), spanMs);
    counts.knownBitrateMs += spanMs;
  }
  return spanMs;
}

/** Adds a session that was open inside the window; `watchedMs` is what it watched inside. A session may tell late whose it is. */
export function addSession(
  state: ViewersState,
  s: SessionIdentity,
  outcome: SessionOutcome,
  stalled: boolean,
  watchedMs: number,
): void {
  const counts = state.counts;
  counts.sessions += 1;
  if (outcome.attempt) counts.attempts += 1;
  if (!Number.isNaN(outcome.playedMs)) {
    counts.plays += 1;
    if (stalled) counts.stalledPlays += 1;
  }
  addWatched(state, s, watchedMs);
}

/** Adds the stretch in which a session was open, clipped to the window; `stays`: it still is at the end. */
export function addPresence(state: ViewersState, fromMs: number, toMs: number, stays: boolean): void {
  state.levels.add(fromMs, 1);
  if (stays) state.counts.open += 1;
  else state.levels.add(toMs, -1);
}

/** Whole-session figures of a source that gives no moments; NaN where it gives none. */
export interface SessionTotals {
  readonly startupMs: number;
  readonly rebuffers: number;
  /** At most the watched time. */
  readonly rebufferMs: number;
  readonly playMs: number;
  readonly watchedMs: number;
  readonly avgBitrateBps: number;
  readonly droppedFrames: number;
}

/** Adds a session known by its totals only: it has no place in time, so it counts in no concurrency. */
export function addTotals(state: ViewersState, s: SessionIdentity, totals: SessionTotals): void {
  const counts = state.counts;
  counts.sessions += 1;
  const started = !Number.isNaN(totals.startupMs);
  const played = started || !Number.isNaN(totals.playMs);
  if (started) {
    counts.attempts += 1;
    counts.resolved += 1;
    state.startupMs.add(totals.startupMs);
  }
  if (played) counts.plays += 1;
  if (played && totals.rebuffers > 0) counts.stalledPlays += 1;
  counts.watchedMs += totals.watchedMs;
  addWatched(state, s, totals.watchedMs);
  counts.playMs += known(totals.playMs);
  counts.rebuffers += known(totals.rebuffers);
  counts.rebufferMs += known(totals.rebufferMs);
  if (!Number.isNaN(totals.avgBitrateBps) && totals.playMs > 0) {
    state.bitrateMs.addProduct(Math.round(totals.avgBitrateBps), totals.playMs);
    counts.knownBitrateMs += totals.playMs;
  }
  counts.droppedFrames += known(totals.droppedFrames);
}

function addWatched(state: ViewersState, { viewer, session }: SessionIdentity, watchedMs: number): void {
  if (viewer !== 0) state.watchedMs.add(viewer, watchedMs);
  else state.namelessMs.add(session, watchedMs);
  expectFewViewers(state.watchedMs.size + state.namelessMs.size);
}

function known(value: number): number {
  return Number.isNaN(value) ? 0 : value;
}

/** Counts how an attempt was decided, when that happened inside the window. */
export function addResolution(state: ViewersState, resolution: SessionOutcome['resolution']): void {
  state.counts.resolved += 1;
  if (resolution === 'failed') state.counts.startFailures += 1;
  if (resolution === 'left') state.counts.exits += 1;
}

export function addClosing(state: ViewersState, end: SessionEnd): void {
  if (end === SessionEnd.superseded) state.counts.superseded += 1;
  if (end === SessionEnd.timedOut) state.counts.timedOut += 1;
}

export function addStall(state: ViewersState, stalledMs: number, ended: boolean): void {
  state.counts.rebuffers += 1;
  if (ended && stalledMs > 0) state.stallMs.add(stalledMs);
}

export function addSwitch(state: ViewersState, direction: -1 | 0 | 1): void {
  state.counts.switches += 1;
  if (direction > 0) state.counts.switchesUp += 1;
  if (direction < 0) state.counts.switchesDown += 1;
}

export function addDroppedFrames(state: ViewersState, frames: number): void {
  state.counts.droppedFrames += frames;
}

export function addStray(state: ViewersState, count: StrayCount): void {
  if (count === 'orphan_leaves') state.counts.orphanLeaves += 1;
  else state.counts.afterLeave += 1;
}
