import type { EventBatch } from '../model/event-batch.ts';
import { EventKind, PlayerState } from '../model/event-kind.ts';
import { SessionEnd, type ViewerFacts } from '../model/viewer-facts.ts';
import { isLeave, type Leave, Leaves } from './leaves.ts';
import { tellClosed, tellGoing } from './outcome.ts';
import { ownFields, qualityOf } from './own-fields.ts';
import { REACH_BACK_MS, type Session } from './session.ts';
import { applyEvent } from './session-events.ts';
import { SessionPool } from './session-pool.ts';
import { agree, SessionTable } from './session-table.ts';
import { SessionTimeout } from './session-timeout.ts';
import type { Standing } from './standing.ts';
import { WaitingTotals } from './waiting-totals.ts';

/** Heartbeat sessions that nothing more is heard of are looked for once in this much log time. */
const SWEEP_MS = 600_000;

/**
 * The state machine of viewer sessions of one shard (product section 5): the only sequential state of the viewer
 * side. Rows must come in replay order (time, then the order inside one instant). Tells closed facts.
 */
export class ViewerSessions {
  private readonly table: SessionTable;
  private readonly pool: SessionPool;
  private readonly facts: ViewerFacts;
  private readonly timeout: SessionTimeout;
  /** Earliest time of the whole log, so that nothing opens before it. */
  private readonly startMs: () => number;
  private readonly totals = new WaitingTotals();
  private readonly leaves: Leaves;
  private nowMs = Number.NEGATIVE_INFINITY;
  private sweptMs = Number.NEGATIVE_INFINITY;

  constructor(facts: ViewerFacts, timeoutMs: number, startMs: () => number) {
    this.facts = facts;
    this.pool = new SessionPool(facts);
    this.timeout = new SessionTimeout(timeoutMs);
    this.table = new SessionTable(timeoutMs);
    this.leaves = new Leaves(this.table);
    this.startMs = startMs;
  }

  /** Applies one viewer event, or one of another kind that names a viewer. */
  fold(batch: EventBatch, row: number): void {
    const atMs = batch.timeMs[row] as number;
    const kind = batch.kind[row] as EventKind;
    if (atMs > this.nowMs) {
      this.endInstant();
      this.advance(atMs);
    }
    const viewer = batch.viewer[row] as number;
    const sessionId = batch.session[row] as number;
    const stream = batch.stream[row] as number;
    if (isLeave(batch, row)) {
      this.expire(viewer, sessionId, atMs);
      this.leaves.add(batch, row);
      return;
    }
    const session =
      kind === EventKind.join ? this.join(batch, row) : (this.going(batch, row) ?? this.openFor(batch, row));
    if (session !== null) {
      this.table.identify(session, viewer, sessionId, stream);
      session.seeDims(batch.dims[row] as number);
      session.facts.saw?.(session, batch.dims[row] as number, qualityOf(batch, row), atMs);
      session.lastEventMs = Math.max(session.lastEventMs, atMs);
      session.advance(atMs);
    }
    if (kind === EventKind.totals) this.totals.add(batch, row);
    else if (session !== null) applyEvent(session, batch, row);
    if (kind >= EventKind.latency && kind <= EventKind.request) {
      (session?.facts ?? this.facts).sample(session, batch, row);
    }
  }

  /** The open session the row belongs to; null when there is none. */
  private going(batch: EventBatch, row: number): Session | null {
    const atMs = batch.timeMs[row] as number;
    const viewer = batch.viewer[row] as number;
    const sessionId = batch.session[row] as number;
    // Nearly every row goes on with the session it names, and what else its viewer has makes no difference then.
    const named = this.table.newestOfSession(sessionId);
    if (named !== null && agree(named.viewer, viewer) && atMs <= this.timeout.endOf(named)) return named;
    this.expire(viewer, sessionId, atMs);
    return this.table.find(viewer, sessionId, batch.stream[row] as number);
  }

  private advance(atMs: number): void {
    this.nowMs = atMs;
    this.pool.nextInstant();
    if (atMs - this.sweptMs < SWEEP_MS) return;
    this.sweptMs = atMs;
    const { open } = this.table;
    // From the end: the last one takes the place of one that is closed.
    for (let place = open.length - 1; place >= 0; place--) {
      const session = open[place] as Session;
      if (atMs > this.timeout.endOf(session)) this.timeOut(session);
      else session.flush(atMs - REACH_BACK_MS);
    }
  }

  private timeOut(session: Session): void {
    this.close(session, this.timeout.endOf(session), SessionEnd.timedOut);
  }

  private expire(viewer: number, sessionId: number, atMs: number): void {
    let next: Session | null;
    for (let s = this.table.newestOfSession(sessionId); s !== null; s = next) {
      next = s.olderOfSession;
      if (atMs > this.timeout.endOf(s)) this.timeOut(s);
    }
    for (let s = this.table.newestOfViewer(viewer); s !== null; s = next) {
      next = s.olderOfViewer;
      if (atMs > this.timeout.endOf(s)) this.timeOut(s);
    }
  }

  /** Applies the leaves of the instant that is over. */
  private endInstant(): void {
    if (this.leaves.isEmpty) return;
    for (const { leave, session } of this.leaves.matched(this.nowMs)) {
      if (session === null) this.facts.stray('orphan_leaves', leave, this.nowMs);
      else this.leave(session, leave);
    }
    this.leaves.clear();
  }

  private leave(session: Session, leave: Leave): void {
    this.table.identify(session, leave.viewer, leave.session, leave.stream);
    session.facts.saw?.(session, leave.dims, leave.quality, this.nowMs);
    session.advance(this.nowMs);
    if (leave.reason === PlayerState.failed) session.failAt(this.nowMs);
    this.close(session, this.nowMs, SessionEnd.left);
  }

  /** A join ends the session it would belong to: by a leave told for the same instant, else as superseded. */
  private join(batch: EventBatch, row: number): Session {
    const atMs = batch.timeMs[row] as number;
    const viewer = batch.viewer[row] as number;
    const sessionId = batch.session[row] as number;
    const stream = batch.stream[row] as number;
    this.expire(viewer, sessionId, atMs);
    if (!this.leaves.isEmpty) {
      const before = this.table.find(viewer, sessionId, stream, atMs);
      const leave = this.leaves.takeNaming(before);
      if (leave !== null && before !== null) this.leave(before, leave);
    }
    const found = this.table.find(viewer, sessionId, stream);
    if (found !== null) this.close(found, atMs, SessionEnd.superseded);
    const state = (batch.code[row] as PlayerState) || PlayerState.playing;
    return this.openSession(atMs, batch, row, false, state);
  }

  /** The session an event opens when none is open; null when its kind never does. */
  private openFor(batch: EventBatch, row: number): Session | null {
    const kind = batch.kind[row] as EventKind;
    const atMs = batch.timeMs[row] as number;
    const viewer = batch.viewer[row] as number;
    const sessionId = batch.session[row] as number;
    if (kind === EventKind.latency || kind === EventKind.heartbeat) {
      if (viewer === 0 && sessionId === 0) return null;
      if (atMs - this.table.ended.lastLeaveMs(viewer, sessionId) < this.timeout.ms) {
        this.facts.stray('after_leave', ownFields(batch, row), atMs);
        return null;
      }
    } else if (kind < EventKind.state || kind > EventKind.startup) return null;
    let fromMs = atMs;
    if (kind === EventKind.rebuffer) {
      const previousEndMs = this.table.ended.lastEndMs(viewer, sessionId);
      const reachMs = Math.min(batch.num(0, row), REACH_BACK_MS);
      const wantedMs = Math.max(atMs - reachMs, previousEndMs);
      fromMs = Math.min(atMs, Math.max(wantedMs, this.startMs()));
      if (wantedMs < fromMs) this.facts.reachesBack?.(wantedMs);
    }
    const state = kind === EventKind.state ? (batch.code[row] as PlayerState) : PlayerState.playing;
    return this.openSession(fromMs, batch, row, true, state);
  }

  private openSession(
    fromMs: number,
    batch: EventBatch,
    row: number,
    implicit: boolean,
    state: PlayerState,
  ): Session {
    const session = this.pool.take();
    session.begin(fromMs, batch, row, implicit, state);
    this.table.add(session);
    return session;
  }

  private close(session: Session, atMs: number, end: SessionEnd): void {
    this.table.remove(session, atMs, end === SessionEnd.left);
    tellClosed(session, atMs, end);
    this.pool.give(session);
  }

  /**
   * Where everything that is open stands at `asOfMs`, with all that was told of that instant applied, one session after
   * the other: all of them at once would be a second audience in memory. Changes nothing: events may still come, of
   * that instant too.
   *
   * @param asOfMs - at or after the last event
   */
  *standing(asOfMs: number): IterableIterator<Standing> {
    const left = new Set<Session>();
    for (const { leave, session } of this.leaves.matched(this.nowMs)) {
      if (session === null) continue;
      left.add(session);
      const stream = session.stream === 0 ? leave.stream : session.stream;
      yield { session, stream, toMs: this.nowMs, end: SessionEnd.left };
    }
    for (const session of this.table.open) {
      if (left.has(session)) continue;
      const overMs = this.timeout.endOf(session);
      const end = asOfMs > overMs ? SessionEnd.timedOut : SessionEnd.open;
      yield { session, stream: session.stream, toMs: Math.min(asOfMs, overMs), end };
    }
  }

  /**
   * Tells what is open at the end of the log (the last instant, or `--to`) as closed, and the last facts. Nothing may
   * follow: a whole audience is not taken out of the tables one by one.
   *
   * @param keepsOpen - what is open goes on instead: another log may show until when
   */
  end(asOfMs: number, keepsOpen = false): void {
    this.endInstant();
    for (const { session, toMs, end } of this.standing(asOfMs)) {
      this.table.ended.add(session.viewer, session.session, toMs, end === SessionEnd.left);
      if (keepsOpen && end === SessionEnd.open) tellGoing(session, toMs, this.timeout.endOf(session));
      else tellClosed(session, toMs, end);
    }
    this.totals.end(this.table, this.facts);
  }

  /**
   * Takes over the sessions of another shard, which then holds none (mixed keys: one shard folds alone).
   *
   * @param atMs - time of the row that comes next: leaves of that instant still wait for its other rows
   */
  absorb(other: ViewerSessions, atMs: number): void {
    for (const each of [this, other]) if (each.nowMs < atMs) each.endInstant();
    this.table.absorb(other.table);
    this.totals.absorb(other.totals);
    this.leaves.absorb(other.leaves);
    this.nowMs = Math.max(this.nowMs, other.nowMs);
  }
}
