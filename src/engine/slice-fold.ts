import { addRequest, seeRequest } from '../metrics/cdn.ts';
import type { CdnRequest } from '../metrics/cdn-request.ts';
import { addBuffer, addError, addLatency, addThroughput } from '../metrics/performance.ts';
import {
  addLatencySample,
  addMoment,
  addOpenSpan,
  addSeriesRequest,
  addSeriesSession,
  addStalledSpan,
  addStartupSample,
  addWatchedSpan,
} from '../metrics/series.ts';
import type { SeriesState } from '../metrics/series-state.ts';
import {
  addClosing,
  addDroppedFrames,
  addPresence,
  addResolution,
  addSession,
  addSpan,
  addStall,
  addStray,
  addSwitch,
  addTotals,
  type SessionTotals,
} from '../metrics/viewers-state.ts';
import type { Dictionary } from '../model/dictionary.ts';
import { type EventBatch, Flag } from '../model/event-batch.ts';
import { EventKind, PlayerState } from '../model/event-kind.ts';
import {
  SessionEnd,
  type SessionIdentity,
  type SessionOutcome,
  type StrayCount,
} from '../model/viewer-facts.ts';
import type { Bounds } from './bounds.ts';
import type { SliceState } from './slice-state.ts';

/** Adds facts to the metric states of one slice, clipped to the window. */
export class SliceFold {
  private readonly state: SliceState;
  private readonly bounds: Bounds;
  private readonly dictionary: Dictionary;
  private readonly series: SeriesState | null;

  /** @param series - of this slice; null: it has none */
  constructor(state: SliceState, bounds: Bounds, dictionary: Dictionary, series: SeriesState | null) {
    this.state = state;
    this.bounds = bounds;
    this.dictionary = dictionary;
    this.series = series;
  }

  private inside(atMs: number): boolean {
    return atMs >= this.bounds.fromMs && atMs <= this.bounds.toMs;
  }

  private moment(atMs: number, column: Parameters<typeof addMoment>[2]): void {
    if (this.series !== null) addMoment(this.series, atMs, column);
  }

  /** Adds a stretch in one state. Returns how much of it was watched inside the window, ms. */
  span(state: PlayerState, fromMs: number, toMs: number, quality: number, bitrateBps: number): number {
    const from = Math.max(fromMs, this.bounds.fromMs);
    const to = Math.min(toMs, this.bounds.toMs);
    if (from >= to) return 0;
    const { series } = this;
    const watchedMs = addSpan(this.state.viewers, state, to - from, quality, bitrateBps);
    if (series === null) return watchedMs;
    addOpenSpan(series, from, to);
    if (watchedMs > 0) addWatchedSpan(series, from, to);
    if (state === PlayerState.rebuffering) addStalledSpan(series, from, to);
    return watchedMs;
  }

  /** Adds a stall by its beginning. Returns whether that lies inside the window. */
  stall(atMs: number, stalledMs: number, ended: boolean): boolean {
    if (!this.inside(atMs)) return false;
    addStall(this.state.viewers, stalledMs, ended);
    this.moment(atMs, 'stalls');
    return true;
  }

  startup(atMs: number, startupMs: number): void {
    if (!this.inside(atMs)) return;
    this.state.viewers.startupMs.add(startupMs);
    if (this.series !== null) addStartupSample(this.series, atMs, startupMs);
  }

  qualitySwitch(atMs: number, direction: -1 | 0 | 1): void {
    if (!this.inside(atMs)) return;
    addSwitch(this.state.viewers, direction);
    this.moment(atMs, 'switches');
  }

  droppedFrames(atMs: number, frames: number): void {
    if (this.inside(atMs)) addDroppedFrames(this.state.viewers, frames);
  }

  heartbeatGap(gapMs: number): void {
    this.state.viewers.heartbeatGapMs.add(gapMs);
  }

  /** Adds a row of kind latency, heartbeat or error. */
  sample(batch: EventBatch, row: number): void {
    const atMs = batch.timeMs[row] as number;
    if (!this.inside(atMs)) return;
    const { performance } = this.state;
    switch (batch.kind[row]) {
      case EventKind.error: {
        const fatal = ((batch.flags[row] as number) & Flag.fatal) !== 0;
        addError(performance, this.dictionary.text(batch.str(0, row)), fatal);
        this.moment(atMs, 'errors');
        if (fatal) this.moment(atMs, 'fatalErrors');
        break;
      }
      case EventKind.latency:
        this.latency(atMs, batch.num(0, row));
        break;
      case EventKind.heartbeat: {
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
    if (Number.isNaN(latencyMs)) return;
    addLatency(this.state.performance, latencyMs);
    if (this.series !== null) addLatencySample(this.series, atMs, latencyMs);
  }

  /** Adds a response that ended inside the window. */
  request(request: CdnRequest): void {
    addRequest(this.state.cdn, request);
    if (this.series !== null) addSeriesRequest(this.series, request);
  }

  /** Notes what the log has, though it need not be in this slice: its figures are then 0 and not unknown. */
  seeRequest(bytes: number): void {
    seeRequest(this.state.cdn, bytes);
  }

  /** {@link seeRequest}, of a row that {@link sample} takes. */
  seeSample(atMs: number): void {
    if (this.inside(atMs)) this.state.performance.events += 1;
  }

  opened(outcome: SessionOutcome): void {
    if (this.inside(outcome.openedMs) && outcome.implicit) this.state.viewers.counts.implicit += 1;
  }

  ended(outcome: SessionOutcome): void {
    if (this.inside(outcome.toMs)) addClosing(this.state.viewers, outcome.end);
  }

  resolved(outcome: SessionOutcome): void {
    const { resolution, resolvedMs } = outcome;
    if (!outcome.attempt || !this.inside(resolvedMs)) return;
    addResolution(this.state.viewers, resolution);
    this.moment(resolvedMs, 'resolved');
    if (resolution === 'failed') this.moment(resolvedMs, 'startFailures');
    if (resolution === 'left') this.moment(resolvedMs, 'exits');
  }

  failed(outcome: SessionOutcome): void {
    if (this.inside(outcome.failedPlayingMs)) this.state.viewers.counts.playFailures += 1;
  }

  /**
   * Adds a stretch of a session to those open at a time; an instant is enough to have been open.
   *
   * @param isLast - the session closes where the stretch ends
   * @returns whether it was open inside the window
   */
  present(fromMs: number, toMs: number, outcome: SessionOutcome, isLast: boolean): boolean {
    const from = Math.max(fromMs, this.bounds.fromMs);
    if (!(toMs > from || fromMs === from)) return false;
    const staysOpen = isLast && outcome.end === SessionEnd.open;
    addPresence(this.state.viewers, from, toMs, staysOpen);
    if (this.series !== null)
      addSeriesSession(this.series, from, toMs, !Number.isNaN(outcome.playedMs), !staysOpen);
    return true;
  }

  /** Adds a session that was {@link present}. */
  session(s: SessionIdentity, outcome: SessionOutcome, stalled: boolean, watchedMs: number): void {
    addSession(this.state.viewers, s, outcome, stalled, watchedMs);
  }

  /** Returns whether the stalled time had to be clipped to the watched time. */
  totals(s: SessionIdentity, batch: EventBatch, row: number): boolean {
    if (!this.inside(batch.timeMs[row] as number)) return false;
    const rebufferMs = batch.num(2, row);
    const totals = totalsOf(batch, row);
    addTotals(this.state.viewers, s, totals);
    return rebufferMs > totals.watchedMs;
  }

  stray(count: StrayCount, atMs: number): void {
    if (this.inside(atMs)) addStray(this.state.viewers, count);
  }
}

function totalsOf(batch: EventBatch, row: number): SessionTotals {
  const startupMs = batch.num(0, row);
  const rebufferMs = batch.num(2, row);
  const playMs = batch.num(3, row);
  const parts = [startupMs, rebufferMs, playMs].filter((ms) => !Number.isNaN(ms));
  const told = batch.num(4, row);
  const watchedMs = Number.isNaN(told) ? parts.reduce((sum, ms) => sum + ms, 0) : told;
  return {
    startupMs,
    rebuffers: batch.num(1, row),
    rebufferMs: Math.min(rebufferMs, watchedMs),
    playMs,
    watchedMs,
    avgBitrateBps: batch.num(5, row),
    droppedFrames: batch.num(6, row),
  };
}
