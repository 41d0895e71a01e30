/**
 * Under which ids there ever was a session that told its states: whole-session figures told apart from it would
 * count it twice. Ids are the dictionary's, so that a few bytes an id do; a session id nearly always has one viewer.
 */
export class ToldSessions {
  /** By viewer: 1 when it had a session. */
  private viewers = new Uint8Array(64);
  /** By session id: its viewer + 1; 0: there is none. */
  private firstViewers = new Uint32Array(64);
  /** Further viewers by session id. */
  private readonly others = new Map<number, Set<number>>();

  add(viewer: number, sessionId: number): void {
    if (viewer !== 0) {
      this.viewers = reaching(this.viewers, viewer, (length) => new Uint8Array(length));
      this.viewers[viewer] = 1;
    }
    if (sessionId === 0) return;
    this.firstViewers = reaching(this.firstViewers, sessionId, (length) => new Uint32Array(length));
    const first = this.firstViewers[sessionId] as number;
    if (first === 0) this.firstViewers[sessionId] = viewer + 1;
    else if (first !== viewer + 1) {
      const others = this.others.get(sessionId);
      if (others === undefined) this.others.set(sessionId, new Set([viewer]));
      else others.add(viewer);
    }
  }

  /** Whether there was one that figures with these ids (0: unsaid) can be about. */
  has(viewer: number, sessionId: number): boolean {
    if (sessionId === 0) return this.viewers[viewer] === 1;
    const first = this.firstViewers[sessionId] ?? 0;
    if (first === 0) return false;
    if (viewer === 0 || first === 1 || first === viewer + 1) return true;
    const others = this.others.get(sessionId);
    return others !== undefined && (others.has(viewer) || others.has(0));
  }

  absorb(other: ToldSessions): void {
    for (let viewer = 1; viewer < other.viewers.length; viewer++) {
      if (other.viewers[viewer] === 1) this.add(viewer, 0);
    }
    for (let sessionId = 1; sessionId < other.firstViewers.length; sessionId++) {
      const first = other.firstViewers[sessionId] as number;
      if (first !== 0) this.add(first - 1, sessionId);
    }
    for (const [sessionId, viewers] of other.others)
      for (const viewer of viewers) this.add(viewer, sessionId);
  }
}

/** The same array, or a longer copy that has this index. */
function reaching<T extends Uint8Array | Uint32Array>(
  array: T,
  index: number,
  make: (length: number) => T,
): T {
  if (index < array.length) return array;
  const longer = make(Math.max(index + 1, array.length * 2));
  longer.set(array);
  return longer;
}
