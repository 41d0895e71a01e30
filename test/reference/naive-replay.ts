import type { CanonicalEvent, ReferenceType } from './canonical-event.ts';
import type { Session, SessionEnd } from './naive-session.ts';
import { lastStateOf } from './naive-session.ts';

const PAUSED_TIMEOUT_MS = 60 * 60_000;
/** How far before its own time a rebuffer may open a session. */
const REACH_MS = 10 * 60_000;

export interface Replay {
  /** In order of closing. */
  readonly sessions: readonly Session[];
  /** `totals` events that had no session of their own. */
  readonly totals: readonly CanonicalEvent[];
  readonly orphanLeaves: readonly CanonicalEvent[];
  readonly afterLeave: readonly CanonicalEvent[];
}

/** What is remembered of the closed sessions of one session id or viewer id. */
interface Past {
  lastEndMs: number;
  lastLeaveMs: number | null;
}

/** Order of the types inside one instant (product.md 4). */
const RANK: ReadonlyMap<ReferenceType, number> = new Map([
  ['join', 1],
  ['startup', 2],
  ['state', 3],
  ['quality', 4],
  ['rebuffer', 5],
  ['heartbeat', 6],
  ['latency', 7],
]);
const RANK_OF_OTHERS = 8;
/** Players flush what they still know in the ms they leave: that belongs to the session, and opens none. */
const RANK_OF_LEAVE = 9;
/** A viewer who leaves and joins again in one ms has left the session that the join would supersede. */
const RANK_OF_HAND_OVER = 0;

/** True for the events that end a session: a leave, or a state ended, failed or quit. */
export function isEnding(event: CanonicalEvent): boolean {
  if (event.type === 'leave') return true;
  return (
    event.type === 'state' && (event.state === 'ended' || event.state === 'failed' || event.state === 'quit')
  );
}

/**
 * Plays events through the session rules of product.md 5, looking at everything again for every event.
 *
 * @param events - in any order; equal times keep their order
 * @param endMs - where sessions still open are closed
 */
export function replay(events: readonly CanonicalEvent[], timeoutMs: number, endMs: number): Replay {
  const ordered = [...events].sort((a, b) => a.ts - b.ts);
  const startMs = ordered[0]?.ts ?? endMs;
  let open: Session[] = [];
  const closed: Session[] = [];
  const totals: CanonicalEvent[] = [];
  const orphanLeaves: CanonicalEvent[] = [];
  const afterLeave: CanonicalEvent[] = [];

  const close = (session: Session, atMs: number, end: SessionEnd): void => {
    session.toMs = atMs;
    session.end = end;
    open = open.filter((other) => other !== session);
    closed.push(session);
  };

  /** The closed sessions of the id an event carries: its session id, else its viewer id. */
  const pastOf = (event: CanonicalEvent): Past | undefined => {
    const own = closed.filter((session) => {
      if (event.session_id === undefined) return session.viewerId === event.viewer_id;
      const viewersAgree =
        session.viewerId === null || event.viewer_id === undefined || session.viewerId === event.viewer_id;
      return session.sessionId === event.session_id && viewersAgree;
    });
    if (own.length === 0 || keyOf(event) === null) return undefined;
    const leaves = own.filter(({ end }) => end === 'left').map(({ toMs }) => toMs);
    return {
      lastEndMs: Math.max(...own.map(({ toMs }) => toMs)),
      lastLeaveMs: leaves.length === 0 ? null : Math.max(...leaves),
    };
  };

  const closeTimedOut = (nowMs: number): void => {
    for (const session of open) {
      if (!session.events.some((event) => event.type === 'heartbeat')) continue;
      const lastMs = session.events.at(-1)?.ts ?? session.fromMs;
      const limitMs = lastStateOf(session) === 'paused' ? PAUSED_TIMEOUT_MS : timeoutMs;
      if (nowMs - lastMs > limitMs) close(session, lastMs + limitMs, 'timed-out');
    }
  };

  const openSession = (event: CanonicalEvent, fromMs: number): Session => {
    const session: Session = {
      viewerId: null,
      sessionId: null,
      streamId: null,
      openedBy: event.type,
      fromMs,
      toMs: fromMs,
      end: 'open',
      events: [],
    };
    open.push(session);
    return session;
  };

  const apply = (event: CanonicalEvent): void => {
    const own = sessionOf(event, open);
    const before = pastOf(event);
    if (event.type === 'join') {
      if (own !== null) close(own, event.ts, 'superseded');
      attach(openSession(event, event.ts), event);
      return;
    }
    if (own !== null) {
      attach(own, event);
      return;
    }
    switch (event.type) {
      case 'totals':
        totals.push(event);
        return;
      case 'heartbeat':
      case 'latency': {
        if (keyOf(event) === null) return;
        const leaveMs = before?.lastLeaveMs ?? null;
        if (leaveMs !== null && event.ts - leaveMs < timeoutMs) afterLeave.push(event);
        else attach(openSession(event, event.ts), event);
        return;
      }
      case 'rebuffer': {
        const reachMs = Math.min(event.duration_ms ?? 0, REACH_MS);
        const fromMs = Math.max(event.ts - reachMs, startMs, before?.lastEndMs ?? startMs);
        attach(openSession(event, fromMs), event);
        return;
      }
      case 'quality':
      case 'state':
      case 'startup':
        attach(openSession(event, event.ts), event);
        return;
      default:
        return;
    }
  };

  const applyLeave = (event: CanonicalEvent, named: Session | null, openBefore: readonly Session[]): void => {
    // What a second leave names is gone: it may not close what came in its place.
    const isGone = named !== null && !open.includes(named);
    // Nor may a leave without session id close what opens in its ms while the session it names is there.
    const earlier = open.filter((session) => openBefore.includes(session));
    const own = isGone ? null : (sessionOf(event, earlier) ?? sessionOf(event, open));
    if (own === null) {
      orphanLeaves.push(event);
      return;
    }
    attach(own, event);
    close(own, event.ts, 'left');
  };

  for (const instant of new Set(ordered.map((event) => event.ts))) {
    closeTimedOut(instant);
    const openBefore = [...open];
    const now = ordered
      .filter((event) => event.ts === instant)
      .map((event) => ({ event, named: sessionOf(event, openBefore) }));
    const joined = now.filter(({ event }) => event.type === 'join').map(({ named }) => named);
    const rank = ({ event, named }: { event: CanonicalEvent; named: Session | null }): number => {
      if (!isEnding(event)) return RANK.get(event.type) ?? RANK_OF_OTHERS;
      return named !== null && joined.includes(named) ? RANK_OF_HAND_OVER : RANK_OF_LEAVE;
    };
    for (const { event, named } of now.sort((a, b) => rank(a) - rank(b))) {
      if (isEnding(event)) applyLeave(event, named, openBefore);
      else apply(event);
    }
  }
  closeTimedOut(endMs);
  for (const session of [...open]) close(session, endMs, 'open');
  // Totals describe a session that also told its events, wherever in the log they stand.
  const alone = totals.filter((event) => pastOf(event) === undefined);
  return { sessions: closed, totals: alone, orphanLeaves, afterLeave };
}

/** The open session that an event belongs to, the one opened last of several; null when there is none. */
export function sessionOf(event: CanonicalEvent, open: readonly Session[]): Session | null {
  const { viewer_id: viewer, session_id: id, stream_id: stream } = event;
  const ofViewer = open.filter(
    (session) => viewer !== undefined && session.viewerId === viewer && agrees(session.streamId, stream),
  );
  if (id === undefined) return ofViewer.at(-1) ?? null;
  const withId = open.filter((session) => session.sessionId === id && agrees(session.viewerId, viewer));
  return withId.at(-1) ?? ofViewer.filter((session) => session.sessionId === null).at(-1) ?? null;
}

function agrees(known: string | null, said: string | undefined): boolean {
  return known === null || said === undefined || known === said;
}

/** Under what a viewer's earlier sessions are looked up: the session id, else the viewer id. */
function keyOf(event: CanonicalEvent): string | null {
  if (event.session_id !== undefined) return `session ${event.session_id}`;
  return event.viewer_id === undefined ? null : `viewer ${event.viewer_id}`;
}

/** A session keeps the first ids it sees. */
function attach(session: Session, event: CanonicalEvent): void {
  session.viewerId ??= event.viewer_id ?? null;
  session.sessionId ??= event.session_id ?? null;
  session.streamId ??= event.stream_id ?? null;
  session.events.push(event);
}
