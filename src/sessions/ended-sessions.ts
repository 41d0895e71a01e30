import { LatestEnds } from './latest-ends.ts';
import { REACH_BACK_MS } from './session.ts';

/** Column by session id, beside its ends: its viewer + 1. */
const VIEWER = 1;

/** Never. */
const NONE = 0;
/** So long ago that it makes no difference. */
const LONG_AGO = 1;
/** Room below the first time: a session that timed out ended before others did that were told earlier. */
const BELOW = 2 ** 30;

/** Steps (see `step`) are below this. */
const STEPS = 2 ** 31;

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
  private readonly viewers = new LatestEnds(1);
  private readonly sessions = new LatestEnds(2);
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
    return this.latest('end', viewer, sessionId) !== NONE;
  }

  /** The latest end of a session with these ids; −Infinity: none of late. */
  lastEndMs(viewer: number, sessionId: number): number {
    return this.timeOf(this.latest('end', viewer, sessionId));
  }

  /** The latest leave of a session with these ids; −Infinity: none of late. */
  lastLeaveMs(viewer: number, sessionId: number): number {
    return this.timeOf(this.latest('leave', viewer, sessionId));
  }

  /** Takes over everything another shard knows. */
  absorb(other: EndedSessions): void {
    const move = (step: number): number => (step <= LONG_AGO ? step : this.step(other.timeOf(step)));
    for (let viewer = 1; viewer < other.viewers.columns.endId; viewer++) {
      const end = other.viewers.end(viewer);
      if (end !== NONE) this.note(viewer, 0, move(end), move(other.viewers.leave(viewer)));
    }
    for (let sessionId = 1; sessionId < other.sessions.columns.endId; sessionId++) {
      const viewer = other.sessions.columns.get(sessionId, VIEWER) - 1;
      if (viewer < 0) continue;
      const end = move(other.sessions.end(sessionId));
      this.note(viewer, sessionId, end, move(other.sessions.leave(sessionId)));
    }
    for (const [sessionId, ends] of other.others) {
      for (const [viewer, { end, leave }] of ends) this.note(viewer, sessionId, move(end), move(leave));
    }
  }

  private note(viewer: number, sessionId: number, end: number, leave: number): void {
    if (viewer !== 0) this.viewers.raise(viewer, end, leave);
    if (sessionId === 0) return;
    const { columns } = this.sessions;
    const first = columns.get(sessionId, VIEWER);
    if (first === 0) columns.set(sessionId, VIEWER, viewer + 1);
    if (first === 0 || first === viewer + 1) this.sessions.raise(sessionId, end, leave);
    else this.noteOther(viewer, sessionId, end, leave);
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

  private latest(which: 'end' | 'leave', viewer: number, sessionId: number): number {
    if (sessionId === 0) return this.viewers[which](viewer);
    const first = this.sessions.columns.get(sessionId, VIEWER) - 1;
    const isMeant = (whose: number): boolean => viewer === 0 || whose === 0 || whose === viewer;
    let latest = first >= 0 && isMeant(first) ? this.sessions[which](sessionId) : NONE;
    for (const [whose, ends] of this.others.get(sessionId) ?? []) {
      if (isMeant(whose)) latest = Math.max(latest, ends[which]);
    }
    return latest;
  }

  /** A time as it is kept: whole ms since a base, 2 and more. */
  private step(atMs: number): number {
    if (Number.isNaN(this.baseMs)) this.baseMs = atMs - BELOW;
    if (atMs - this.baseMs >= STEPS) this.rebase(atMs);
    return Math.max(LONG_AGO, Math.floor(atMs - this.baseMs));
  }

  private timeOf(step: number): number {
    return step <= LONG_AGO ? Number.NEGATIVE_INFINITY : this.baseMs + step;
  }

  /** Moves the base up, every twelve days of log time; what does not matter any more becomes long ago. */
  private rebase(nowMs: number): void {
    const moved = nowMs - BELOW - this.baseMs;
    const horizon = nowMs - this.mattersMs - this.baseMs;
    const move = (step: number): number =>
      step === NONE ? NONE : step < horizon ? LONG_AGO : Math.max(LONG_AGO, step - moved);
    this.baseMs += moved;
    this.viewers.change(move);
    this.sessions.change(move);
    for (const viewers of this.others.values()) {
      for (const ends of viewers.values()) {
        ends.end = move(ends.end);
        ends.leave = move(ends.leave);
      }
    }
  }
}
