import { IdColumns } from './id-columns.ts';
import { REACH_BACK_MS } from './session.ts';

/** Columns of a viewer: end, leave. Of a session id: end, leave, its viewer + 1. Times are steps of 1 ms, see `step`. */
const END = 0;
const LEAVE = 1;
const VIEWER = 2;

/** Never. */
const NONE = 0;
/** So long ago that it makes no difference. */
const LONG_AGO = 1;
/** Room below the first time: a session that timed out ended before others did that were told earlier. */
const BELOW = 2 ** 30;

/** Ends under one session id of a viewer who is not the first with it: hardly ever. */
interface Ends {
  end: number;
  leave: number;
}

/**
 * When the last sessions under an id ended, found by the ids that an event carries. Ids are the dictionary's, small
 * and dense, so that plain columns do: a session costs two cache lines and no hashing. A session id nearly always
 * has one viewer.
 */
export class EndedSessions {
  /** How long an end can still matter: to an event after a leave, or to a stall told at its end. */
  private readonly mattersMs: number;
  private readonly viewers = new IdColumns(2);
  private readonly sessions = new IdColumns(3);
  private readonly others = new Map<number, Map<number, Ends>>();
  private baseMs = Number.NaN;

  constructor(timeoutMs: number) {
    this.mattersMs = Math.max(timeoutMs, REACH_BACK_MS);
  }

  /** Notes the end of a session; one that timed out later undoes no leave. */
  add(viewer: number, sessionId: number, endMs: number, left: boolean): void {
    const end = this.step(endMs);
    this.note(viewer, sessionId, end, left ? end : NONE);
  }

  /** Whether there ever was a session that an event with these ids (0: unsaid) can mean. */
  has(viewer: number, sessionId: number): boolean {
    return this.latest(END, viewer, sessionId) !== NONE;
  }

  /** The latest end of a session with these ids; −Infinity: none of late. */
  lastEndMs(viewer: number, sessionId: number): number {
    return this.timeOf(this.latest(END, viewer, sessionId));
  }

  /** The latest leave of a session with these ids; −Infinity: none of late. */
  lastLeaveMs(viewer: number, sessionId: number): number {
    return this.timeOf(this.latest(LEAVE, viewer, sessionId));
  }

  /** Takes over everything another shard knows. */
  absorb(other: EndedSessions): void {
    const move = (step: number): number => (step <= LONG_AGO ? step : this.step(other.timeOf(step)));
    for (let viewer = 1; viewer < other.viewers.endId; viewer++) {
      const end = other.viewers.get(viewer, END);
      if (end !== NONE) this.note(viewer, 0, move(end), move(other.viewers.get(viewer, LEAVE)));
    }
    for (let sessionId = 1; sessionId < other.sessions.endId; sessionId++) {
      const viewer = other.sessions.get(sessionId, VIEWER) - 1;
      if (viewer < 0) continue;
      const end = move(other.sessions.get(sessionId, END));
      this.note(viewer, sessionId, end, move(other.sessions.get(sessionId, LEAVE)));
    }
    for (const [sessionId, ends] of other.others) {
      for (const [viewer, { end, leave }] of ends) this.note(viewer, sessionId, move(end), move(leave));
    }
  }

  private note(viewer: number, sessionId: number, end: number, leave: number): void {
    if (viewer !== 0) {
      this.viewers.raise(viewer, END, end);
      this.viewers.raise(viewer, LEAVE, leave);
    }
    if (sessionId === 0) return;
    const first = this.sessions.get(sessionId, VIEWER);
    if (first === 0) this.sessions.set(sessionId, VIEWER, viewer + 1);
    if (first === 0 || first === viewer + 1) {
      this.sessions.raise(sessionId, END, end);
      this.sessions.raise(sessionId, LEAVE, leave);
    } else this.noteOther(viewer, sessionId, end, leave);
  }

  private noteOther(viewer: number, sessionId: number, end: number, leave: number): void {
    let viewers = this.others.get(sessionId);
    if (viewers === undefined) {
      viewers = new Map();
      this.others.set(sessionId, viewers);
    }
    const before = viewers.get(viewer);
    if (before === undefined) viewers.set(viewer, { end, leave });
    else {
      before.end = Math.max(before.end, end);
      before.leave = Math.max(before.leave, leave);
    }
  }

  private latest(column: typeof END | typeof LEAVE, viewer: number, sessionId: number): number {
    if (sessionId === 0) return this.viewers.get(viewer, column);
    const first = this.sessions.get(sessionId, VIEWER) - 1;
    const isMeant = (whose: number): boolean => viewer === 0 || whose === 0 || whose === viewer;
    let latest = first >= 0 && isMeant(first) ? this.sessions.get(sessionId, column) : NONE;
    for (const [whose, { end, leave }] of this.others.get(sessionId) ?? []) {
      if (isMeant(whose)) latest = Math.max(latest, column === END ? end : leave);
    }
    return latest;
  }

  /** A time as it is kept: ms since a base, in 32 bits, 2 and more. */
  private step(atMs: number): number {
    if (Number.isNaN(this.baseMs)) this.baseMs = atMs - BELOW;
    if (atMs - this.baseMs >= 2 ** 32) this.rebase(atMs);
    return Math.max(LONG_AGO, atMs - this.baseMs);
  }

  private timeOf(step: number): number {
    return step <= LONG_AGO ? Number.NEGATIVE_INFINITY : this.baseMs + step;
  }

  /** Moves the base up, once in a month of log time; what does not matter any more becomes long ago. */
  private rebase(nowMs: number): void {
    const moved = nowMs - BELOW - this.baseMs;
    const horizon = nowMs - this.mattersMs - this.baseMs;
    const move = (step: number): number =>
      step === NONE ? NONE : step < horizon ? LONG_AGO : Math.max(LONG_AGO, step - moved);
    this.baseMs += moved;
    for (const column of [END, LEAVE]) {
      this.viewers.change(column, move);
      this.sessions.change(column, move);
    }
    for (const viewers of this.others.values()) {
      for (const ends of viewers.values()) {
        ends.end = move(ends.end);
        ends.leave = move(ends.leave);
      }
    }
  }
}
