import type { EventBatch } from '../model/event-batch.ts';
import { PlayerState } from '../model/event-kind.ts';
import { instantRank } from '../model/instant-order.ts';
import type { SessionIdentity, ViewerFacts } from '../model/viewer-facts.ts';
import type { SessionHome } from './session-home.ts';
import { openingOrder } from './session-times.ts';
import { Stalls } from './stalls.ts';
import { Timeline } from './timeline.ts';

/** How far back a finished stall may change what was believed to be playing (product rule). */
export const REACH_BACK_MS = 600_000;
/** Sets of dimensions kept per session; a session that changes edge at every request needs no more. */
const MAX_DIM_SETS = 64;
const NO_DIMS: readonly number[] = [];

/** The facts that a session holds back, because what is told later may change them. */
export type PendingFacts = Pick<ViewerFacts, 'span' | 'stall' | 'qualitySwitch'>;

/**
 * One open session: its identity, level and state, and the recent past that can still change. Times are
 * epoch ms. All changes at one instant may come in any number; only the last of each kind shows.
 */
export class Session extends Timeline implements SessionIdentity {
  viewer = 0;
  session = 0;
  stream = 0;
  /** Its place among the open ones; the table's. */
  place = 0;
  /** Sessions opened before it under the same id, chained; the table's. */
  olderOfSession: Session | null = null;
  olderOfViewer: Session | null = null;
  /** State that the present instant ends in, once it is over; all its changes before that leave no trace. */
  private pendingState: PlayerState = PlayerState.playing;
  private qualityBefore = 0;
  /** Distinct sets of dimensions its events carried, in order: a dimension is its first value in them. */
  dims: readonly number[] = NO_DIMS;
  /** Made with the first one: most sessions have none. */
  private stalls: Stalls | null = null;
  private readonly home: SessionHome;

  constructor(home: SessionHome) {
    super(home.numbers, home.numbers.take());
    this.home = home;
  }

  /** Where its facts go. */
  get facts(): ViewerFacts {
    return this.home.facts;
  }

  /**
   * Begins: an audience comes and goes by the hundred thousand, so what was one closed session becomes another.
   *
   * @param fromMs - where it begins; `row` is the event that opened it
   * @param implicit - opened by something other than a join
   */
  begin(fromMs: number, batch: EventBatch, row: number, implicit: boolean, state: PlayerState): void {
    this.home.numbers.clear(this.slot);
    this.clearRare();
    this.clearMarks();
    this.viewer = batch.viewer[row] as number;
    this.session = batch.session[row] as number;
    this.stream = batch.stream[row] as number;
    this.implicit = implicit;
    // Captures start mid-event: a session first seen stalling was playing before, so this is no start.
    this.stalledOnArrival = implicit && state === PlayerState.rebuffering;
    this.dims = NO_DIMS;
    const openedMs = batch.timeMs[row] as number;
    this.fromMs = fromMs;
    this.openedMs = openedMs;
    this.openedOrder = openingOrder(instantRank(batch, row), batch.source[row] as number);
    this.openedByte = batch.byte[row] as number;
    this.lastEventMs = openedMs;
    this.startingMs = 0;
    this.lastToldStallMs = Number.NEGATIVE_INFINITY;
    if (!implicit) this.droppedBase = 0;
    this.beginTimeline(state);
    this.pendingState = state;
    this.pendingSinceMs = fromMs;
  }

  /** The state after everything told so far. */
  get state(): PlayerState {
    return this.pendingState;
  }

  /** Dictionary id of the present quality; 0 when unknown. */
  get quality(): number {
    return this.presentQuality;
  }

  get hasHeartbeat(): boolean {
    return !Number.isNaN(this.lastHeartbeatMs);
  }

  private get ownStalls(): Stalls {
    this.stalls ??= new Stalls();
    return this.stalls;
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
    if (Number.isNaN(atMs)) return;
    this.pendingSinceMs = Number.NaN;
    const before = this.presentState;
    const first = atMs === this.fromMs && !this.settled;
    const opening = first ? this.stalledOnArrival : before === PlayerState.rebuffering;
    const early = this.pendingState === PlayerState.rebuffering && !this.hasPlayed && !opening;
    const state = early ? PlayerState.starting : this.pendingState;
    if (state === before && !first) return;
    this.settled = true;
    if (!first && before === PlayerState.starting && !this.hasPlayed) {
      this.startingMs += atMs - this.stateSinceMs;
    }
    if (!first && before === PlayerState.rebuffering) this.stalls?.end(atMs);
    this.enterState(state, atMs);
    if (state === PlayerState.starting) this.wasStarting = true;
    if (state === PlayerState.playing && !this.hasPlayed) {
      this.playedMs = atMs;
      this.waitedToPlay = this.wasStarting;
    }
    if (state === PlayerState.seeking && this.wasStarting && !this.hasPlayed) this.startupInvalid = true;
    if (state === PlayerState.rebuffering) {
      this.ownStalls.begin(atMs);
    }
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
      this.qualityBefore = this.presentQuality;
      this.bitrateBefore = this.bitrateBps;
    }
    const changed = quality !== 0 && quality !== this.presentQuality;
    const bitrate = Number.isNaN(bitrateBps) && !changed ? this.bitrateBps : bitrateBps;
    this.enterLevel(quality === 0 ? this.presentQuality : quality, bitrate, atMs);
  }

  /** Counts the change of the last instant, once nothing more can happen in that instant. */
  settleSwitch(): void {
    if (Number.isNaN(this.switchAtMs)) return;
    const { bitrateBps, quality } = this;
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
    this.moveToRebuffering(from, atMs);
    if (this.ownStalls.add(from, atMs)) this.facts.note('stall_mismatch');
  }

  seeDims(dims: number): void {
    if (dims === 0 || this.dims.length === MAX_DIM_SETS || this.dims.includes(dims)) return;
    this.dims = [...this.dims, dims];
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
    this.tellPast(beforeMs, this, this.facts);
    this.stalls?.tellBefore(beforeMs, this, this.facts);
  }

  /** Tells everything up to `atMs`, where the session closes. */
  finish(atMs: number): void {
    this.settleState();
    this.settleSwitch();
    if (this.presentState === PlayerState.starting && !this.hasPlayed) {
      this.startingMs += atMs - this.stateSinceMs;
    }
    this.tellTimeline(atMs, this, this.facts);
    this.stalls?.tellAll(atMs, this, this.facts);
    this.stalls = null;
  }

  /** Whether it lives there: another shard's session, taken over, does not. */
  isOf(home: SessionHome): boolean {
    return this.home === home;
  }

  /** Tells `facts` what is still held back, as if the session closed at `atMs`; the session itself stays as it is. */
  peek(atMs: number, facts: PendingFacts): void {
    const { numbers } = this.home;
    const slot = numbers.copy(this.slot);
    const copy = Object.create(Session.prototype) as Session;
    const own = { slot, numbers: numbers.page(slot), start: numbers.start(slot), home: { numbers, facts } };
    Object.assign(copy, this, own, { stalls: this.stalls?.copy() ?? null });
    copy.copyPast();
    copy.finish(atMs);
    numbers.release(slot);
  }
}
