import { addBuffer, addError, addLatency, addThroughput } from '../metrics/performance.ts';
import {
  addLatencySample,
  addMoment,
  addOpenSpan,
  addSeriesSession,
  addStalledSpan,
  addStartupSample,
  addWatchedSpan,
} from '../metrics/series.ts';
import {
  addClosing,
  addDroppedFrames,
  addResolution,
  addSession,
  addSpan,
  addStall,
  addStray,
  addSwitch,
  addTotals,
} from '../metrics/viewers-state.ts';
import type { Dictionary } from '../model/dictionary.ts';
import { type EventBatch, Flag } from '../model/event-batch.ts';
import { EventKind, PlayerState } from '../model/event-kind.ts';
import {
  SessionEnd,
  type SessionIdentity,
  type SessionOutcome,
  type StrayCount,
  type ViewerFacts,
} from '../model/viewer-facts.ts';
import type { Bounds } from './bounds.ts';
import type { RequestFold } from './request-fold.ts';
import type { ShardState } from './shard-state.ts';

/** Adds the facts of viewer sessions to the metric states of one shard, clipped to the window. */
export class ViewerFold implements ViewerFacts {
  private readonly state: ShardState;
  private readonly bounds: Bounds;
  private readonly dictionary: Dictionary;
  private readonly requests: RequestFold;
  /** Watched ms of open sessions, by their number: whose they are may become known late. */
  private watchedMs = new Float64Array(64);
  /** By the same number: 1 when a stall of the session began inside the window. */
  private stalled = new Uint8Array(64);

  constructor(state: ShardState, bounds: Bounds, dictionary: Dictionary, requests: RequestFold) {
    this.state = state;
    this.bounds = bounds;
    this.dictionary = dictionary;
    this.requests = requests;
  }

  private inside(atMs: number): boolean {
    return atMs >= this.bounds.fromMs && atMs <= this.bounds.toMs;
  }

  /** Makes room for the session with this number. */
  private reach(slot: number): void {
    if (slot < this.stalled.length) return;
    const { watchedMs, stalled } = this;
    this.watchedMs = new Float64Array(Math.max(slot + 1, stalled.length * 2));
    this.stalled = new Uint8Array(this.watchedMs.length);
    this.watchedMs.set(watchedMs);
    this.stalled.set(stalled);
  }

  span(
    s: SessionIdentity,
    state: PlayerState,
    fromMs: number,
    toMs: number,
    quality: number,
    bitrateBps: number,
  ): void {
    const from = Math.max(fromMs, this.bounds.fromMs);
    const to = Math.min(toMs, this.bounds.toMs);
    if (from >= to) return;
    const { viewers, series } = this.state;
    const watchedMs = addSpan(viewers, state, to - from, quality, bitrateBps);
    this.reach(s.slot);
    this.watchedMs[s.slot] = (this.watchedMs[s.slot] as number) + watchedMs;
    addOpenSpan(series, from, to);
    if (watchedMs > 0) addWatchedSpan(series, from, to);
    if (state === PlayerState.rebuffering) addStalledSpan(series, from, to);
  }

  stall(s: SessionIdentity, atMs: number, stalledMs: number, ended: boolean): void {
    if (!this.inside(atMs)) return;
    addStall(this.state.viewers, stalledMs, ended);
    addMoment(this.state.series, atMs, 'stalls');
    this.reach(s.slot);
    this.stalled[s.slot] = 1;
  }

  startup(_: SessionIdentity, atMs: number, startupMs: number): void {
    if (!this.inside(atMs)) return;
    this.state.viewers.startupMs.add(startupMs);
    addStartupSample(this.state.series, atMs, startupMs);
  }

  qualitySwitch(_: SessionIdentity, atMs: number, direction: -1 | 0 | 1): void {
    if (!this.inside(atMs)) return;
    addSwitch(this.state.viewers, direction);
    addMoment(this.state.series, atMs, 'switches');
  }

  droppedFrames(_: SessionIdentity, atMs: number, frames: number): void {
    if (this.inside(atMs)) addDroppedFrames(this.state.viewers, frames);
  }

  sample(_: SessionIdentity | null, batch: EventBatch, row: number): void {
    const atMs = batch.timeMs[row] as number;
    const { performance } = this.state;
    switch (batch.kind[row]) {
      case EventKind.request:
        this.requests.add(batch, row);
        break;
      case EventKind.error: {
        const fatal = ((batch.flags[row] as number) & Flag.fatal) !== 0;
        if (!this.inside(atMs)) return;
        addError(performance, this.dictionary.text(batch.str(0, row)), fatal);
        addMoment(this.state.series, atMs, 'errors');
        if (fatal) addMoment(this.state.series, atMs, 'fatalErrors');
        break;
      }
      case EventKind.latency:
        this.latency(atMs, batch.num(0, row));
        break;
      case EventKind.heartbeat: {
        if (!this.inside(atMs)) return;
        const bufferMs = batch.num(1, row);
        const throughputBps = batch.num(5, row);
        if (!Number.isNaN(bufferMs)) addBuffer(performance, bufferMs);
        if (!Number.isNaN(throughputBps)) addThroughput(performance, throughputBps);
        this.latency(atMs, batch.num(2, row));
        break;
      }
      default:
    }
  }

  private latency(atMs: number, latencyMs: number): void {
    if (Number.isNaN(latencyMs) || !this.inside(atMs)) return;
    addLatency(this.state.performance, latencyMs);
    addLatencySample(this.state.series, atMs, latencyMs);
  }

  closed(s: SessionIdentity, outcome: SessionOutcome): void {
    const { viewers, series } = this.state;
    this.reach(s.slot);
    const stalled = this.stalled[s.slot] === 1;
    const watchedMs = this.watchedMs[s.slot] as number;
    // The next session with this number begins with nothing.
    this.stalled[s.slot] = 0;
    this.watchedMs[s.slot] = 0;
    if (this.inside(outcome.openedMs) && outcome.implicit) viewers.counts.implicit += 1;
    if (this.inside(outcome.toMs)) addClosing(viewers, outcome.end);
    if (outcome.attempt && this.inside(outcome.resolvedMs)) {
      addResolution(viewers, outcome.resolution);
      addMoment(series, outcome.resolvedMs, 'resolved');
      if (outcome.resolution === 'failed') addMoment(series, outcome.resolvedMs, 'startFailures');
      if (outcome.resolution === 'left') addMoment(series, outcome.resolvedMs, 'exits');
    }
    if (this.inside(outcome.failedPlayingMs)) viewers.counts.playFailures += 1;
    const fromMs = Math.max(outcome.fromMs, this.bounds.fromMs);
    const openInside = outcome.toMs > fromMs || outcome.fromMs === fromMs;
    if (openInside) {
      addSession(viewers, s, outcome, fromMs, outcome.toMs, stalled, watchedMs);
      const isPlay = !Number.isNaN(outcome.playedMs);
      addSeriesSession(series, fromMs, outcome.toMs, isPlay, outcome.end !== SessionEnd.open);
    }
  }

  totals(s: SessionIdentity, batch: EventBatch, row: number): void {
    if (!this.inside(batch.timeMs[row] as number)) return;
    const startupMs = batch.num(0, row);
    const rebufferMs = batch.num(2, row);
    const playMs = batch.num(3, row);
    const parts = [startupMs, rebufferMs, playMs].filter((ms) => !Number.isNaN(ms));
    const told = batch.num(4, row);
    const watchedMs = Number.isNaN(told) ? parts.reduce((sum, ms) => sum + ms, 0) : told;
    if (rebufferMs > watchedMs) this.note('totals_clipped');
    addTotals(this.state.viewers, s, {
      startupMs,
      rebuffers: batch.num(1, row),
      rebufferMs: Math.min(rebufferMs, watchedMs),
      playMs,
      watchedMs,
      avgBitrateBps: batch.num(5, row),
      droppedFrames: batch.num(6, row),
    });
  }

  stray(count: StrayCount, _: number, atMs: number): void {
    if (this.inside(atMs)) addStray(this.state.viewers, count);
  }

  heartbeatGap(_: SessionIdentity, gapMs: number): void {
    this.state.viewers.heartbeatGapMs.add(gapMs);
  }

  note(code: Parameters<ViewerFacts['note']>[0]): void {
    this.state.noted.add(code);
  }
}
