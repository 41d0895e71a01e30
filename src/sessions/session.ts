import { PlayerState } from '../model/event-kind.ts';
import type { SessionIdentity, ViewerFacts } from '../model/viewer-facts.ts';
import type { Opening } from './opening.ts';
import { type PendingStall, sharesTime } from './pending-stall.ts';
import { type Segment, Timeline } from './timeline.ts';

/** How far back a finished stall may change what was believed to be playing (product rule). */
export const REACH_BACK_MS = 600_000;
/** Sets of dimensions kept per session; a session that changes edge at every request needs no more. */
const MAX_DIM_SETS = 64;

/** The facts that a session holds back, because what is told later may change them. */
export type PendingFacts = Pick<ViewerFacts, 'span' | 'stall' | 'qualitySwitch'>;

/**
 * One open session: its identity, level and state, and the recent past that can still change. Times are
 * epoch ms. All changes at one instant may come in any number; only the last of each kind shows.
 */
export class Session implements SessionIdentity {
  viewer = 0;
  session = 0;
  stream = 0;
  /** Where in the log it was opened. */
  readonly opening: Opening;
  /** Sessions opened before it under the same id, chained; the table's. */
  olderOfSession: Session | null = null;
  olderOfViewer: Session | null = null;
  readonly fromMs: number;
  readonly implicit: boolean;
  lastEventMs: number;
  private lastHeartbeatMs = Number.NaN;
  hasHeartbeat: boolean = false;
  playedMs = Number.NaN;
  /** ms of waiting for the first frame, pauses left out; meaningless once `startupInvalid`. */
  startingMs = 0;
  wasStarting: boolean = false;
  /** It was starting before its first frame, so the wait is a sample. */
  waitedToPlay: boolean = false;
  startupInvalid: boolean = false;
  startupAtMs = Number.NaN;
  startupMs = Number.NaN;
  failedBeforeMs = Number.NaN;
  failedPlayingMs = Number.NaN;
  private readonly stalledOnArrival: boolean;
  private settled: boolean = false;
  /** Last cumulative count of dropped frames; NaN before the first. */
  private droppedBase: number;
  /** Distinct sets of dimensions its events carried, in order: a dimension is its first value in them. */
  readonly dims: number[] = [];
  private readonly timeline: Timeline;
  private stalls: PendingStall[] = [];
  /** State that the present instant ends in, once it is over; all its changes before that leave no trace. */
  private pendingState: PlayerState;
  private pendingSinceMs: number;
  private lastToldStallMs = Number.NEGATIVE_INFINITY;
  private switchAtMs = Number.NaN;
  private qualityBefore = 0;
  private bitrateBefore = Number.NaN;
  readonly facts: ViewerFacts;

  /**
   * @param fromMs - where it begins; `opening` is the event that opened it
   * @param facts - where its closed facts go
   */
  constructor(fromMs: number, opening: Opening, implicit: boolean, state: PlayerState, facts: ViewerFacts) {
    this.fromMs = fromMs;
    this.opening = opening;
    this.lastEventMs = opening.atMs;
    this.implicit = implicit;
    this.droppedBase = implicit ? Number.NaN : 0;
    this.facts = facts;
    this.timeline = new Timeline(fromMs, state);
    this.pendingState = state;
    this.pendingSinceMs = fromMs;
    // Captures start mid-event: a session first seen stalling was playing before, so this is no start.
    this.stalledOnArrival = implicit && state === PlayerState.rebuffering;
  }

  /** The state after everything told so far. */
  get state(): PlayerState {
    return this.pendingState;
  }

  /** Dictionary id of the present quality; 0 when unknown. */
  get quality(): number {
    return this.timeline.quality;
  }

  get hasPlayed(): boolean {
    return !Number.isNaN(this.playedMs);
  }

  /** Changes the state at an instant; it takes effect when the instant is over, so only the last one counts. */
  setState(state: PlayerState, atMs: number): void {
    if (atMs > this.pendingSinceMs) this.settleState();
    this.pendingState = state;
    this.pendingSinceMs = atMs;
  }

  /** Enters the state that the last instant ended in. Rebuffering before the first frame is part of the start. */
  settleState(): void {
    const atMs = this.pendingSinceMs;
    const before = this.timeline.state;
    const first = atMs === this.fromMs && !this.settled;
    const opening = first ? this.stalledOnArrival : before === PlayerState.rebuffering;
    const early = this.pendingState === PlayerState.rebuffering && !this.hasPlayed && !opening;
    const state = early ? PlayerState.starting : this.pendingState;
    if (state === before && !first) return;
    this.settled = true;
    if (!first && before === PlayerState.starting && !this.hasPlayed) {
      this.startingMs += atMs - this.timeline.stateSinceMs;
    }
    if (!first && before === PlayerState.rebuffering) this.endStateStall(atMs);
    this.timeline.setState(state, atMs);
    if (state === PlayerState.starting) this.wasStarting = true;
    if (state === PlayerState.playing && !this.hasPlayed) {
      this.playedMs = atMs;
      this.waitedToPlay = this.wasStarting;
    }
    if (state === PlayerState.seeking && this.wasStarting && !this.hasPlayed) this.startupInvalid = true;
    if (state === PlayerState.rebuffering) {
      this.stalls.push({ atMs, fromMs: atMs, untilMs: Number.NaN, fromState: true });
    }
  }

  private endStateStall(atMs: number): void {
    const stall = this.stalls.findLast((each) => each.fromState && Number.isNaN(each.untilMs));
    if (stall !== undefined) stall.untilMs = atMs;
  }

  /** Tells the session that an instant is reached: what earlier instants ended in takes effect. */
  advance(atMs: number): void {
    if (atMs > this.pendingSinceMs) this.settleState();
    if (atMs > this.switchAtMs) this.settleSwitch();
  }

  /** Sets quality and bitrate at an instant; 0 and NaN leave what they do not name, as the product's rule says. */
  setLevel(quality: number, bitrateBps: number, atMs: number): void {
    if (quality === 0 && Number.isNaN(bitrateBps)) return;
    if (this.switchAtMs !== atMs) {
      this.settleSwitch();
      this.switchAtMs = atMs;
      this.qualityBefore = this.timeline.quality;
      this.bitrateBefore = this.timeline.bitrateBps;
    }
    const changed = quality !== 0 && quality !== this.timeline.quality;
    const bitrate = Number.isNaN(bitrateBps) && !changed ? this.timeline.bitrateBps : bitrateBps;
    this.timeline.setLevel(quality === 0 ? this.timeline.quality : quality, bitrate, atMs);
  }

  /** Counts the change of the last instant, once nothing more can happen in that instant. */
  settleSwitch(): void {
    if (Number.isNaN(this.switchAtMs)) return;
    const { quality, bitrateBps } = this.timeline;
    if (this.qualityBefore !== 0 && quality !== this.qualityBefore) {
      const step = bitrateBps - this.bitrateBefore;
      this.facts.qualitySwitch(this, this.switchAtMs, step > 0 ? 1 : step < 0 ? -1 : 0);
    }
    this.switchAtMs = Number.NaN;
  }

  /**
   * A finished stall of `durationMs` told at its end: the interval [atMs − duration, atMs), clipped to the session,
   * to the end of the stall told before it and to 10 min. Playing and starting time in it becomes rebuffering.
   * Sharing time with a state stall, it is the same stall.
   */
  addStall(atMs: number, durationMs: number): void {
    if (durationMs > REACH_BACK_MS) this.facts.note('long_stall');
    this.settleState();
    const reach = Math.min(durationMs, REACH_BACK_MS);
    const from = Math.min(atMs, Math.max(atMs - reach, this.fromMs, this.lastToldStallMs));
    this.lastToldStallMs = Math.max(this.lastToldStallMs, atMs);
    const same = this.stalls.find((each) => each.fromState && sharesTime(each, from, atMs));
    this.timeline.moveToRebuffering(from, atMs);
    if (same === undefined) {
      this.stalls.push({ atMs: from, fromMs: from, untilMs: atMs, fromState: false });
      return;
    }
    this.facts.note('stall_mismatch');
    same.fromMs = Math.min(same.fromMs, from);
    same.untilMs = Math.max(same.untilMs, atMs);
  }

  seeDims(dims: number): void {
    if (dims === 0 || this.dims.length >= MAX_DIM_SETS || this.dims.includes(dims)) return;
    this.dims.push(dims);
  }

  failAt(atMs: number): void {
    this.settleState();
    if (this.hasPlayed) {
      if (Number.isNaN(this.failedPlayingMs)) this.failedPlayingMs = atMs;
    } else {
      if (this.wasStarting) this.startupInvalid = true;
      if (Number.isNaN(this.failedBeforeMs)) this.failedBeforeMs = atMs;
    }
  }

  /** A sign of life, with the player's cumulative count of dropped frames; NaN when it tells none. */
  beat(atMs: number, dropped: number): void {
    if (this.hasHeartbeat) this.facts.heartbeatGap(this, atMs - this.lastHeartbeatMs);
    this.hasHeartbeat = true;
    this.lastHeartbeatMs = atMs;
    if (Number.isNaN(dropped)) return;
    const base = this.droppedBase;
    // A count that falls has been restarted: what it shows came since.
    const more = Number.isNaN(base) ? 0 : dropped >= base ? dropped - base : dropped;
    this.droppedBase = dropped;
    this.facts.droppedFrames(this, atMs, more);
  }

  /** Tells what can no longer change: everything that ended before `beforeMs`. */
  flush(beforeMs: number): void {
    this.timeline.takeBefore(beforeMs, (segment) => this.tellSpan(segment));
    if (this.stalls.length === 0) return;
    this.stalls = this.stalls.filter((stall) => {
      if (!(stall.untilMs < beforeMs)) return true;
      this.facts.stall(this, stall.atMs, stall.untilMs - stall.fromMs, true);
      return false;
    });
  }

  /** Tells everything up to `atMs`, where the session closes. */
  finish(atMs: number): void {
    this.settleState();
    this.settleSwitch();
    if (this.timeline.state === PlayerState.starting && !this.hasPlayed) {
      this.startingMs += atMs - this.timeline.stateSinceMs;
    }
    this.timeline.takeAll(atMs, (segment) => this.tellSpan(segment));
    for (const stall of this.stalls) {
      const ended = !Number.isNaN(stall.untilMs);
      this.facts.stall(this, stall.atMs, (ended ? stall.untilMs : atMs) - stall.fromMs, ended);
    }
    this.stalls = [];
  }

  /** Tells `facts` what is still held back, as if the session closed at `atMs`; the session itself stays as it is. */
  peek(atMs: number, facts: PendingFacts): void {
    const timeline = this.timeline.copy();
    const stalls = this.stalls.map((stall) => ({ ...stall }));
    const copy = Object.create(Session.prototype) as Session;
    Object.assign(copy, this, { timeline, stalls, facts });
    copy.finish(atMs);
  }

  private tellSpan(segment: Segment): void {
    this.facts.span(this, segment.state, segment.fromMs, segment.toMs, segment.quality, segment.bitrateBps);
  }
}
