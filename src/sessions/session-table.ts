import type { Session } from './session.ts';

/** What is remembered of a closed session: when it ended, and when its viewer left (NaN: not by its own leave). */
export interface Ended {
  endMs: number;
  leftMs: number;
  fromMs: number;
  viewer: number;
}

/** Dictionary ids stay below this, so a pair of them fits one exact number. */
const ID_SPAN = 2 ** 26;

/**
 * The open sessions of one shard, found the way the product's section 5 says: by session id where the event has
 * one, by viewer and stream where it has none. Ids that are missing on either side agree.
 */
export class SessionTable {
  private readonly bySession = new Map<number, Session[]>();
  private readonly byViewer = new Map<number, Session[]>();
  private readonly ended = new Map<number, Ended>();
  readonly open = new Set<Session>();

  add(session: Session): void {
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
   */
  find(viewer: number, sessionId: number, stream: number): Session | null {
    if (sessionId !== 0) {
      const named = this.bySession.get(sessionId)?.findLast((s) => agree(s.viewer, viewer));
      if (named !== undefined) return named;
      if (viewer === 0) return null;
      return this.byViewer.get(viewer)?.findLast((s) => s.session === 0 && agree(s.stream, stream)) ?? null;
    }
    return this.byViewer.get(viewer)?.findLast((s) => agree(s.stream, stream)) ?? null;
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
    const { viewer, session: id, fromMs } = session;
    const ended: Ended = { endMs, leftMs: left ? endMs : Number.NaN, fromMs, viewer };
    if (id !== 0 && viewer !== 0) this.remember(viewer * ID_SPAN + id, ended);
    if (id !== 0) this.remember(id, ended);
    if (viewer !== 0) this.remember(viewer * ID_SPAN, ended);
  }

  private remember(key: number, ended: Ended): void {
    const known = this.ended.get(key);
    this.ended.set(key, {
      ...ended,
      endMs: Math.max(known?.endMs ?? ended.endMs, ended.endMs),
      // A later session that timed out does not undo a leave that was said.
      leftMs: Number.isNaN(ended.leftMs) ? (known?.leftMs ?? Number.NaN) : ended.leftMs,
    });
  }

  /** What is known of the last session under the id the event carries: its session id, else its viewer's. */
  lastEnded(viewer: number, sessionId: number): Ended | null {
    if (sessionId === 0) return this.ended.get(viewer * ID_SPAN) ?? null;
    const both = viewer === 0 ? undefined : this.ended.get(viewer * ID_SPAN + sessionId);
    if (both !== undefined) return both;
    const named = this.ended.get(sessionId);
    return named !== undefined && agree(named.viewer, viewer) ? named : null;
  }

  /** Takes over everything another shard knows; viewers and session ids of the two do not overlap. */
  absorb(other: SessionTable): void {
    for (const session of other.open) this.add(session);
    for (const [key, ended] of other.ended) this.remember(key, ended);
    other.open.clear();
    other.bySession.clear();
    other.byViewer.clear();
    other.ended.clear();
  }
}

function agree(a: number, b: number): boolean {
  return a === 0 || b === 0 || a === b;
}

function push(map: Map<number, Session[]>, key: number, session: Session): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [session]);
  else list.push(session);
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
