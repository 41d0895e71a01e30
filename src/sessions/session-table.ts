import type { Session } from './session.ts';

/** What is remembered of the sessions closed under one id: the latest of them, and the last leave that was said. */
export class Ended {
  readonly endMs: number;
  /** NaN: none of them was closed by a leave of its own. */
  readonly leftMs: number;

  constructor(endMs: number, left: boolean, before: Ended | undefined) {
    this.endMs = Math.max(endMs, before?.endMs ?? endMs);
    // A later session that timed out does not undo a leave that was said.
    this.leftMs = left ? endMs : (before?.leftMs ?? Number.NaN);
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
  private readonly bySession = new Map<number, Session[]>();
  private readonly byViewer = new Map<number, Session[]>();
  private readonly ended = new Map<number, Ended>();
  readonly open = new Set<Session>();
  /** Sessions opened so far, to tell which of two was opened last. */
  private openings = 0;

  add(session: Session): void {
    if (session.opened === 0) session.opened = ++this.openings;
    else this.openings = Math.max(this.openings, session.opened);
    this.open.add(session);
    if (session.session !== 0) push(this.bySession, session.session, session);
    if (session.viewer !== 0) push(this.byViewer, session.viewer, session);
  }

  /** Fills ids that the session did not know before. */
  identify(session: Session, viewer: number, sessionId: number, stream: number): void {
    if (session.stream === 0) session.stream = stream;
    if (session.session === 0 && sessionId !== 0) {
      session.session = sessionId;
      push(this.bySession, sessionId, session);
    }
    if (session.viewer === 0 && viewer !== 0) {
      session.viewer = viewer;
      push(this.byViewer, viewer, session);
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
      const named = this.bySession.get(sessionId)?.findLast((s) => agree(s.viewer, viewer) && among(s));
      if (named !== undefined) return named;
      if (viewer === 0) return null;
      return (
        this.byViewer.get(viewer)?.findLast((s) => s.session === 0 && agree(s.stream, stream) && among(s)) ??
        null
      );
    }
    return this.byViewer.get(viewer)?.findLast((s) => agree(s.stream, stream) && among(s)) ?? null;
  }

  /** Every open session an event could belong to: those whose timeout must be looked at before `find`. */
  candidates(viewer: number, sessionId: number): readonly Session[] {
    const named = sessionId === 0 ? undefined : this.bySession.get(sessionId);
    const own = viewer === 0 ? undefined : this.byViewer.get(viewer);
    if (named === undefined) return own ?? [];
    return own === undefined ? named : [...named, ...own];
  }

  remove(session: Session, endMs: number, left: boolean): void {
    this.open.delete(session);
    drop(this.bySession, session.session, session);
    drop(this.byViewer, session.viewer, session);
    const { viewer, session: id } = session;
    if (viewer !== 0) this.remember(viewerKey(viewer), endMs, left);
    if (id === 0) return;
    this.remember(pairKey(viewer, id), endMs, left);
    this.remember(anyViewerKey(id), endMs, left);
  }

  private remember(key: number, endMs: number, left: boolean): void {
    this.ended.set(key, new Ended(endMs, left, this.ended.get(key)));
  }

  /** What is known of the last sessions under the id the event carries: its session id, else its viewer's. */
  lastEnded(viewer: number, sessionId: number): Pick<Ended, 'endMs' | 'leftMs'> | null {
    if (sessionId === 0) return this.ended.get(viewerKey(viewer)) ?? null;
    if (viewer === 0) return this.ended.get(anyViewerKey(sessionId)) ?? null;
    const own = this.ended.get(pairKey(viewer, sessionId));
    const nameless = this.ended.get(pairKey(0, sessionId));
    if (own === undefined || nameless === undefined) return own ?? nameless ?? null;
    return { endMs: Math.max(own.endMs, nameless.endMs), leftMs: later(own.leftMs, nameless.leftMs) };
  }

  /** Takes over everything another shard knows; viewers and session ids of the two do not overlap. */
  absorb(other: SessionTable): void {
    for (const session of other.open) this.add(session);
    for (const [key, ended] of other.ended) this.ended.set(key, ended);
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

function push(map: Map<number, Session[]>, key: number, session: Session): void {
  const list = map.get(key);
  if (list === undefined) {
    map.set(key, [session]);
    return;
  }
  // In the order of opening, though a session may become known under an id long after.
  let at = list.length;
  while (at > 0 && (list[at - 1] as Session).opened > session.opened) at -= 1;
  list.splice(at, 0, session);
}

function drop(map: Map<number, Session[]>, key: number, session: Session): void {
  if (key === 0) return;
  const list = map.get(key);
  if (list === undefined) return;
  if (list.length === 1) {
    map.delete(key);
    return;
  }
  map.set(
    key,
    list.filter((each) => each !== session),
  );
}

/** The later of two instants either of which may be NaN. */
function later(a: number, b: number): number {
  return Number.isNaN(a) || b > a ? b : a;
}
