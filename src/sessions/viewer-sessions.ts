import { EventBatch, Flag } from '../model/event-batch.ts';
import { EventKind, PlayerState } from '../model/event-kind.ts';
import { SessionEnd, type ViewerFacts } from '../model/viewer-facts.ts';
import { outcomeOf } from './outcome.ts';
import { REACH_BACK_MS, Session } from './session.ts';
import { SessionTable } from './session-table.ts';

/** A paused session without word for this long is over. */
const PAUSED_TIMEOUT_MS = 3_600_000;
/** Heartbeat sessions that nothing more is heard of are looked for once in this much log time. */
const SWEEP_MS = 600_000;

interface Leave {
  readonly viewer: number;
  readonly session: number;
  readonly stream: number;
  readonly reason: number;
  /** The session it would close if nothing else happened in its instant. */
  readonly named: Session | null;
}

/**
 * The state machine of viewer sessions of one shard (product section 5): the only sequential state of the viewer
 * side. Rows must come in replay order (time, then the order inside one instant). Tells closed facts.
 */
export class ViewerSessions {
  private readonly table = new SessionTable();
  private readonly facts: ViewerFacts;
  private readonly timeoutMs: number;
  /** Earliest time of the whole log, so that nothing opens before it. */
  private readonly startMs: () => number;
  private readonly totals = new EventBatch(16);
  private leaves: Leave[] = [];
  private nowMs = Number.NEGATIVE_INFINITY;
  private sweptMs = Number.NEGATIVE_INFINITY;

  constructor(facts: ViewerFacts, timeoutMs: number, startMs: () => number) {
    this.facts = facts;
    this.timeoutMs = timeoutMs;
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
    this.expire(viewer, sessionId, atMs);
    if (isLeave(batch, row)) {
      const named = this.table.find(viewer, sessionId, stream);
      this.leaves.push({ viewer, session: sessionId, stream, reason: batch.code[row] as number, named });
      return;
    }
    const session =
      kind === EventKind.join
        ? this.join(batch, row)
        : (this.table.find(viewer, sessionId, stream) ?? this.openFor(batch, row));
    if (session !== null) {
      this.table.identify(session, viewer, sessionId, stream);
      session.seeDims(batch.dims[row] as number);
      session.lastEventMs = Math.max(session.lastEventMs, atMs);
      session.advance(atMs);
    }
    if (kind === EventKind.totals) this.totals.pushFrom(batch, row);
    else this.apply(session, batch, row, kind, atMs);
  }

  private advance(atMs: number): void {
    this.nowMs = atMs;
    if (atMs - this.sweptMs < SWEEP_MS) return;
    this.sweptMs = atMs;
    for (const session of this.table.open) {
      if (this.isExpired(session, atMs)) this.timeOut(session);
      else session.flush(atMs - REACH_BACK_MS);
    }
  }

  private isExpired(session: Session, atMs: number): boolean {
    return session.hasHeartbeat && atMs - session.lastEventMs > this.timeoutOf(session);
  }

  private timeoutOf(session: Session): number {
    return session.state === PlayerState.paused ? Math.max(PAUSED_TIMEOUT_MS, this.timeoutMs) : this.timeoutMs;
  }

  private timeOut(session: Session): void {
    this.close(session, session.lastEventMs + this.timeoutOf(session), SessionEnd.timedOut);
  }

  private expire(viewer: number, sessionId: number, atMs: number): void {
    for (const session of this.table.candidates(viewer, sessionId)) {
      if (this.isExpired(session, atMs) && this.table.open.has(session)) this.timeOut(session);
    }
  }

  /**
   * Applies the leaves of the instant that is over. They come last, so that what a player flushes in the ms it
   * leaves does not open a session that nobody would ever close.
   */
  private endInstant(): void {
    if (this.leaves.length === 0) return;
    const waiting = this.leaves;
    this.leaves = [];
    for (const leave of waiting) {
      const { viewer, session, stream, named } = leave;
      // What a second leave names is gone already: it may not close what came in its place.
      const isGone = named !== null && !this.table.open.has(named);
      const found = this.table.find(viewer, session, stream, this.nowMs) ?? this.table.find(viewer, session, stream);
      if (found === null || isGone) this.facts.stray('orphan_leaves', stream, this.nowMs);
      else this.leave(found, leave);
    }
  }

  private leave(session: Session, leave: Leave): void {
    this.table.identify(session, leave.viewer, leave.session, leave.stream);
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
    const before = this.table.find(viewer, sessionId, stream, atMs);
    const leave = this.leaves.find(({ named }) => named !== null && named === before);
    if (leave !== undefined && before !== null) {
      this.leaves.splice(this.leaves.indexOf(leave), 1);
      this.leave(before, leave);
    }
    const found = this.table.find(viewer, sessionId, stream);
    if (found !== null) this.close(found, atMs, SessionEnd.superseded);
    const state = (batch.code[row] as PlayerState) || PlayerState.playing;
    return this.openSession(new Session(atMs, atMs, false, state, this.facts), batch, row);
  }

  /** The session an event opens when none is open; null when its kind never does. */
  private openFor(batch: EventBatch, row: number): Session | null {
    const kind = batch.kind[row] as EventKind;
    const atMs = batch.timeMs[row] as number;
    const viewer = batch.viewer[row] as number;
    const sessionId = batch.session[row] as number;
    if (kind === EventKind.latency || kind === EventKind.heartbeat) {
      if (viewer === 0 && sessionId === 0) return null;
      const left = this.table.lastEnded(viewer, sessionId);
      if (left !== null && atMs - left.leftMs < this.timeoutMs) {
        this.facts.stray('after_leave', batch.stream[row] as number, atMs);
        return null;
      }
    } else if (kind < EventKind.state || kind > EventKind.startup) return null;
    let fromMs = atMs;
    if (kind === EventKind.rebuffer) {
      const previousEndMs = this.table.lastEnded(viewer, sessionId)?.endMs ?? Number.NEGATIVE_INFINITY;
      const reachMs = Math.min(batch.num(0, row), REACH_BACK_MS);
      fromMs = Math.min(atMs, Math.max(atMs - reachMs, this.startMs(), previousEndMs));
    }
    const state = kind === EventKind.state ? (batch.code[row] as PlayerState) : PlayerState.playing;
    return this.openSession(new Session(fromMs, atMs, true, state, this.facts), batch, row);
  }

  private openSession(session: Session, batch: EventBatch, row: number): Session {
    session.viewer = batch.viewer[row] as number;
    session.session = batch.session[row] as number;
    session.stream = batch.stream[row] as number;
    this.table.add(session);
    return session;
  }

  private apply(session: Session | null, batch: EventBatch, row: number, kind: EventKind, atMs: number): void {
    if (session !== null) {
      switch (kind) {
        case EventKind.state:
          session.setState(batch.code[row] as PlayerState, atMs);
          session.setLevel(batch.str(0, row), batch.num(0, row), atMs);
          break;
        case EventKind.join:
        case EventKind.quality:
          session.setLevel(batch.str(0, row), batch.num(0, row), atMs);
          break;
        case EventKind.rebuffer:
          session.addStall(atMs, batch.num(0, row));
          break;
        case EventKind.startup:
          if (Number.isNaN(session.startupAtMs)) {
            session.startupAtMs = atMs;
            session.startupMs = batch.num(0, row);
          }
          break;
        case EventKind.heartbeat:
          this.heartbeat(session, batch, row, atMs);
          break;
        case EventKind.error:
          if (((batch.flags[row] as number) & Flag.fatal) !== 0) session.failAt(atMs);
          break;
        default:
      }
    }
    if (kind >= EventKind.latency && kind <= EventKind.request) (session?.facts ?? this.facts).sample(session, batch, row);
  }

  private heartbeat(session: Session, batch: EventBatch, row: number, atMs: number): void {
    session.setLevel(batch.str(0, row), batch.num(0, row), atMs);
    if (session.hasHeartbeat) session.facts.heartbeatGap(session, atMs - session.lastHeartbeatMs);
    session.hasHeartbeat = true;
    session.lastHeartbeatMs = atMs;
    const dropped = batch.num(3, row);
    if (Number.isNaN(dropped)) return;
    const base = session.droppedBase;
    // A count that falls has been restarted: what it shows came since.
    const more = Number.isNaN(base) ? 0 : dropped >= base ? dropped - base : dropped;
    session.droppedBase = dropped;
    session.facts.droppedFrames(session, atMs, more);
  }

  private close(session: Session, atMs: number, end: SessionEnd): void {
    session.finish(atMs);
    this.table.remove(session, atMs, end === SessionEnd.left);
    const outcome = outcomeOf(session, atMs, end);
    // A session taken over from another shard still counts where it began.
    const { facts } = session;
    if (!Number.isNaN(outcome.startupAtMs)) facts.startup(session, outcome.startupAtMs, outcome.startupMs);
    facts.closed(session, outcome);
  }

  /** Closes what is open at the end of the log (the last instant, or `--to`) and tells the last facts. */
  end(asOfMs: number): void {
    this.endInstant();
    for (const session of [...this.table.open]) {
      const overMs = session.lastEventMs + this.timeoutOf(session);
      if (session.hasHeartbeat && asOfMs > overMs) this.timeOut(session);
      else this.close(session, asOfMs, SessionEnd.open);
    }
    for (let row = 0; row < this.totals.length; row++) this.endTotals(row);
  }

  private endTotals(row: number): void {
    const s = {
      viewer: this.totals.viewer[row] as number,
      session: this.totals.session[row] as number,
      stream: this.totals.stream[row] as number,
    };
    if (this.table.lastEnded(s.viewer, s.session) === null) this.facts.totals(s, this.totals, row);
    else this.facts.note('totals_contradict');
  }

  /** Takes over the sessions of another shard, which then holds none (mixed keys: one shard folds alone). */
  absorb(other: ViewerSessions): void {
    other.endInstant();
    this.table.absorb(other.table);
    for (let row = 0; row < other.totals.length; row++) this.totals.pushFrom(other.totals, row);
    other.totals.clear();
    this.nowMs = Math.max(this.nowMs, other.nowMs);
  }
}

function isLeave(batch: EventBatch, row: number): boolean {
  const kind = batch.kind[row] as number;
  return kind === EventKind.leave || (kind === EventKind.state && (batch.code[row] as number) >= PlayerState.ended);
}
