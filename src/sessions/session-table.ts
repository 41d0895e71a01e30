import { EndedSessions } from './ended-sessions.ts';
import type { Session } from './session.ts';

/** Sessions that something else has taken already; null: none. */
export type Gone = ReadonlySet<Session> | null;

/**
 * The open sessions of one shard, found the way the product's section 5 says: by session id where the event has
 * one, by viewer and stream where it has none. Ids that are missing on either side agree.
 */
export class SessionTable {
  readonly ended: EndedSessions;
  /** All open sessions, in no order; a session knows its place here. */
  readonly open: Session[] = [];
  /** The session opened last under each id; the older ones hang behind it. */
  private readonly bySession = new SessionsById('olderOfSession');
  private readonly byViewer = new SessionsById('olderOfViewer');

  constructor(timeoutMs: number) {
    this.ended = new EndedSessions(timeoutMs);
  }

  add(session: Session): void {
    session.place = this.open.length;
    this.open.push(session);
    this.bySession.link(session.session, session);
    this.byViewer.link(session.viewer, session);
  }

  isOpen(session: Session): boolean {
    return this.open[session.place] === session;
  }

  /** Fills ids that the session did not know before. */
  identify(session: Session, viewer: number, sessionId: number, stream: number): void {
    if (session.stream === 0) session.stream = stream;
    if (session.session === 0 && sessionId !== 0) {
      session.session = sessionId;
      this.bySession.link(sessionId, session);
    }
    if (session.viewer === 0 && viewer !== 0) {
      session.viewer = viewer;
      this.byViewer.link(viewer, session);
    }
  }

  /**
   * The open session an event belongs to; null when there is none. An event with a session id that no open
   * session has belongs to its viewer's session that never said its id.
   *
   * @param beforeMs - only those that began before this
   * @param gone - sessions that are passed over
   */
  find(
    viewer: number,
    sessionId: number,
    stream: number,
    beforeMs = Number.POSITIVE_INFINITY,
    gone: Gone = null,
  ): Session | null {
    for (let s = this.newestOfSession(sessionId); s !== null; s = s.olderOfSession) {
      if (agree(s.viewer, viewer) && s.fromMs < beforeMs && gone?.has(s) !== true) return s;
    }
    for (let s = this.newestOfViewer(viewer); s !== null; s = s.olderOfViewer) {
      const mayBe = (sessionId === 0 || s.session === 0) && agree(s.stream, stream);
      if (mayBe && s.fromMs < beforeMs && gone?.has(s) !== true) return s;
    }
    return null;
  }

  /** The open session with this id that was opened last; the others follow by `olderOfSession`. */
  newestOfSession(sessionId: number): Session | null {
    return this.bySession.newest(sessionId);
  }

  /** The open session of this viewer that was opened last; the others follow by `olderOfViewer`. */
  newestOfViewer(viewer: number): Session | null {
    return this.byViewer.newest(viewer);
  }

  remove(session: Session, endMs: number, left: boolean): void {
    const last = this.open.pop() as Session;
    if (last !== session) {
      this.open[session.place] = last;
      last.place = session.place;
    }
    this.bySession.unlink(session.session, session);
    this.byViewer.unlink(session.viewer, session);
    this.ended.add(session.viewer, session.session, endMs, left);
  }

  /** Takes over everything another shard knows; viewers and session ids of the two do not overlap. */
  absorb(other: SessionTable): void {
    for (const session of other.open) {
      session.olderOfSession = null;
      session.olderOfViewer = null;
      this.add(session);
    }
    other.open.length = 0;
    this.ended.absorb(other.ended);
  }
}

/** Whether two ids may be one; 0 is unsaid. */
export function agree(a: number, b: number): boolean {
  return a === 0 || b === 0 || a === b;
}

const PAGE_BITS = 10;
const PAGE = 1 << PAGE_BITS;

/** Chains of neighbouring ids, and how many of them are not empty. */
interface ChainPage {
  used: number;
  readonly chains: (Session | null)[];
}

/**
 * Chains of open sessions by an id of the dictionary, in the order of opening. Id 0 has none. Ids are dense, so this
 * is no table to search; they rise with time, so that pages become empty again as the audience goes.
 */
class SessionsById {
  private readonly older: 'olderOfSession' | 'olderOfViewer';
  private readonly pages: (ChainPage | null)[] = [];

  constructor(older: 'olderOfSession' | 'olderOfViewer') {
    this.older = older;
  }

  newest(id: number): Session | null {
    const page = this.pages[id >> PAGE_BITS] ?? null;
    return page === null ? null : (page.chains[id & (PAGE - 1)] as Session | null);
  }

  /** Hangs a session in its place: it may become known under an id long after it was opened. */
  link(id: number, session: Session): void {
    if (id === 0) return;
    const page = this.pages[id >> PAGE_BITS] ?? this.make(id >> PAGE_BITS);
    let after: Session | null = null;
    let before = page.chains[id & (PAGE - 1)] as Session | null;
    if (before === null) page.used++;
    while (before?.openedAfter(session) === true) {
      after = before;
      before = before[this.older];
    }
    session[this.older] = before;
    if (after === null) page.chains[id & (PAGE - 1)] = session;
    else after[this.older] = session;
  }

  unlink(id: number, session: Session): void {
    const page = this.pages[id >> PAGE_BITS] ?? null;
    if (id === 0 || page === null) return;
    let s = page.chains[id & (PAGE - 1)] as Session | null;
    if (s === session) {
      const next = session[this.older];
      page.chains[id & (PAGE - 1)] = next;
      if (next === null && --page.used === 0) this.pages[id >> PAGE_BITS] = null;
      return;
    }
    for (; s !== null; s = s[this.older]) {
      if (s[this.older] === session) s[this.older] = session[this.older];
    }
  }

  private make(number: number): ChainPage {
    while (this.pages.length <= number) this.pages.push(null);
    const page = { used: 0, chains: new Array<Session | null>(PAGE).fill(null) };
    this.pages[number] = page;
    return page;
  }
}
