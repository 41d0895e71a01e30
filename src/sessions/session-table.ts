import type { Session } from './session.ts';

/** What is remembered of the sessions closed under one id: the latest end, and the last leave that was said. */
export class Ended {
  readonly endMs: number;
  /** NaN: none of them was closed by a leave of its own. */
  readonly leftMs: number;

  constructor(endMs: number, leftMs: number) {
    this.endMs = endMs;
    this.leftMs = leftMs;
  }

  /** Both together; a later session that timed out does not undo a leave that was said. */
  and(other: Ended): Ended {
    return new Ended(Math.max(this.endMs, other.endMs), later(this.leftMs, other.leftMs));
  }
}

/** Dictionary ids stay below this, so a pair of them fits one exact number. */
const ID_SPAN = 2 ** 26;

/** Sessions of a viewer, whatever their session id. */
function viewerKey(viewer: number): number {
  return viewer * ID_SPAN;
}

/** Sessions of one session id and one viewer; viewer 0: of nobody known. */
function pairKey(viewer: number, sessionId: number): number {
  return viewer * ID_SPAN + sessionId;
}

/** Sessions of one session id, whoever its viewer. */
function anyViewerKey(sessionId: number): number {
  return -sessionId;
}

/**
 * The open sessions of one shard, found the way the product's section 5 says: by session id where the event has
 * one, by viewer and stream where it has none. Ids that are missing on either side agree.
 */
export class SessionTable {
  /** The session opened last under each id; the older ones hang behind it. */
  private readonly bySession = new Map<number, Session>();
  private readonly byViewer = new Map<number, Session>();
  private readonly ended = new Map<number, Ended>();
  readonly open = new Set<Session>();

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

  remove(session: Session, endMs: number, left: boolean): void {
    this.open.delete(session);
    unlink(this.bySession, session.session, session, 'olderOfSession');
    unlink(this.byViewer, session.viewer, session, 'olderOfViewer');
    const { viewer, session: id } = session;
    // Nearly always the first under all its ids: then one object serves them.
    const ended = new Ended(endMs, left ? endMs : Number.NaN);
    if (viewer !== 0) this.remember(viewerKey(viewer), ended);
    if (id === 0) return;
    this.remember(pairKey(viewer, id), ended);
    this.remember(anyViewerKey(id), ended);
  }

  private remember(key: number, ended: Ended): void {
    const before = this.ended.get(key);
    this.ended.set(key, before === undefined ? ended : before.and(ended));
  }

  /** What is known of the last sessions under the id the event carries: its session id, else its viewer's. */
  lastEnded(viewer: number, sessionId: number): Ended | null {
    if (sessionId === 0) return this.ended.get(viewerKey(viewer)) ?? null;
    if (viewer === 0) return this.ended.get(anyViewerKey(sessionId)) ?? null;
    const own = this.ended.get(pairKey(viewer, sessionId));
    const nameless = this.ended.get(pairKey(0, sessionId));
    return own === undefined || nameless === undefined ? (own ?? nameless ?? null) : own.and(nameless);
  }

  /** Takes over everything another shard knows; viewers and session ids of the two do not overlap. */
  absorb(other: SessionTable): void {
    for (const session of other.open) {
      session.olderOfSession = null;
      session.olderOfViewer = null;
    }
    for (const session of other.open) this.add(session);
    for (const [key, ended] of other.ended) this.remember(key, ended);
    other.open.clear();
    other.bySession.clear();
    other.byViewer.clear();
    other.ended.clear();
  }
}

function anySession(): boolean {
  return true;
}

function agree(a: number, b: number): boolean {
  return a === 0 || b === 0 || a === b;
}

type Link = 'olderOfSession' | 'olderOfViewer';

/** Hangs a session into the chain of an id, in the order of opening: it may become known under it long after. */
function link(newest: Map<number, Session>, key: number, session: Session, older: Link): void {
  let after: Session | null = null;
  let before = newest.get(key) ?? null;
  while (before !== null && before.opening.isAfter(session.opening)) {
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
  for (let s = first ?? null; s !== null; s = s[older]) {
    if (s[older] === session) s[older] = session[older];
  }
}

/** The later of two instants either of which may be NaN. */
function later(a: number, b: number): number {
  return Number.isNaN(a) || b > a ? b : a;
}
