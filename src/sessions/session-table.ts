import { EndedSessions } from './ended-sessions.ts';
import type { Session } from './session.ts';
import { ToldSessions } from './told-sessions.ts';

/**
 * The open sessions of one shard, found the way the product's section 5 says: by session id where the event has
 * one, by viewer and stream where it has none. Ids that are missing on either side agree.
 */
export class SessionTable {
  /** The session opened last under each id; the older ones hang behind it. */
  private readonly bySession = new Map<number, Session>();
  private readonly byViewer = new Map<number, Session>();
  readonly ended: EndedSessions;
  /** Of all sessions closed so far. */
  readonly told = new ToldSessions();
  readonly open = new Set<Session>();

  constructor(timeoutMs: number) {
    this.ended = new EndedSessions(timeoutMs);
  }

  add(session: Session): void {
    this.open.add(session);
    if (session.session !== 0) link(this.bySession, session.session, session, 'olderOfSession');
    if (session.viewer !== 0) link(this.byViewer, session.viewer, session, 'olderOfViewer');
  }

  /** Fills ids that the session did not know before. */
  identify(session: Session, viewer: number, sessionId: number, stream: number): void {
    if (session.stream === 0) session.stream = stream;
    if (session.session === 0 && sessionId !== 0) {
      session.session = sessionId;
      link(this.bySession, sessionId, session, 'olderOfSession');
    }
    if (session.viewer === 0 && viewer !== 0) {
      session.viewer = viewer;
      link(this.byViewer, viewer, session, 'olderOfViewer');
    }
  }

  /**
   * The open session an event belongs to; null when there is none. An event with a session id that no open
   * session has belongs to its viewer's session that never said its id.
   *
   * @param among - look only at sessions for which this holds
   */
  find(
    viewer: number,
    sessionId: number,
    stream: number,
    among: (session: Session) => boolean = anySession,
  ): Session | null {
    if (sessionId !== 0) {
      for (let s = this.newestOfSession(sessionId); s !== null; s = s.olderOfSession) {
        if (agree(s.viewer, viewer) && among(s)) return s;
      }
    }
    for (let s = this.newestOfViewer(viewer); s !== null; s = s.olderOfViewer) {
      const mayBe = sessionId === 0 || s.session === 0;
      if (mayBe && agree(s.stream, stream) && among(s)) return s;
    }
    return null;
  }

  /** The open session with this id that was opened last; the others follow by `olderOfSession`. */
  newestOfSession(sessionId: number): Session | null {
    return sessionId === 0 ? null : (this.bySession.get(sessionId) ?? null);
  }

  /** The open session of this viewer that was opened last; the others follow by `olderOfViewer`. */
  newestOfViewer(viewer: number): Session | null {
    return viewer === 0 ? null : (this.byViewer.get(viewer) ?? null);
  }

  /** @param nowMs - where the log is; a session that timed out ended earlier */
  remove(session: Session, endMs: number, left: boolean, nowMs: number): void {
    this.open.delete(session);
    unlink(this.bySession, session.session, session, 'olderOfSession');
    unlink(this.byViewer, session.viewer, session, 'olderOfViewer');
    this.ended.add(session.viewer, session.session, endMs, left, nowMs);
    this.told.add(session.viewer, session.session);
  }

  /** Takes over everything another shard knows; viewers and session ids of the two do not overlap. */
  absorb(other: SessionTable, nowMs: number): void {
    for (const session of other.open) {
      session.olderOfSession = null;
      session.olderOfViewer = null;
    }
    for (const session of other.open) this.add(session);
    this.ended.absorb(other.ended, nowMs);
    this.told.absorb(other.told);
    other.open.clear();
    other.bySession.clear();
    other.byViewer.clear();
  }
}

/** No session is left out. */
export function anySession(): boolean {
  return true;
}

/** Whether two ids may be one; 0 is unsaid. */
export function agree(a: number, b: number): boolean {
  return a === 0 || b === 0 || a === b;
}

type Link = 'olderOfSession' | 'olderOfViewer';

/** Hangs a session into the chain of an id, in the order of opening: it may become known under it long after. */
function link(newest: Map<number, Session>, key: number, session: Session, older: Link): void {
  let after: Session | null = null;
  let before = newest.get(key) ?? null;
  while (before?.openedAfter(session) === true) {
    after = before;
    before = before[older];
  }
  session[older] = before;
  if (after === null) newest.set(key, session);
  else after[older] = session;
}

function unlink(newest: Map<number, Session>, key: number, session: Session, older: Link): void {
  if (key === 0) return;
  const first = newest.get(key);
  if (first === session) {
    if (session[older] === null) newest.delete(key);
    else newest.set(key, session[older]);
    return;
  }
  for (let s = first; s !== undefined; s = s[older] ?? undefined) {
    if (s[older] === session) s[older] = session[older];
  }
}
