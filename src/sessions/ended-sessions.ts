import { REACH_BACK_MS } from './session.ts';

/** Dictionary ids stay below this, so a pair of them fits one exact number. */
const ID_SPAN = 2 ** 26;
const FIRST_SLOTS = 64;
const SPREAD = 0x9e3779b1;

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
 * When the last sessions under an id ended: by the ids that an event carries. Of sessions long gone it makes no
 * difference any more, so only those of the last minutes are kept.
 */
export class EndedSessions {
  /** How long an end can still matter: an event after a leave, or a stall told at its end. */
  private readonly keptMs: number;
  private keys = new Float64Array(FIRST_SLOTS);
  /** −Infinity: the slot is free. */
  private endMs = new Float64Array(FIRST_SLOTS).fill(Number.NEGATIVE_INFINITY);
  /** Last leave that was said; −Infinity: none was. */
  private leftMs = new Float64Array(FIRST_SLOTS).fill(Number.NEGATIVE_INFINITY);
  private used = 0;

  constructor(timeoutMs: number) {
    this.keptMs = Math.max(timeoutMs, REACH_BACK_MS);
  }

  /** Places it has memory for. */
  get slots(): number {
    return this.keys.length;
  }

  /** Notes the end of a session; `nowMs` is where the log is. A later one that timed out undoes no leave. */
  add(viewer: number, sessionId: number, endMs: number, left: boolean, nowMs: number): void {
    const leftMs = left ? endMs : Number.NEGATIVE_INFINITY;
    if (viewer !== 0) this.note(viewerKey(viewer), endMs, leftMs, nowMs);
    if (sessionId === 0) return;
    this.note(pairKey(viewer, sessionId), endMs, leftMs, nowMs);
    this.note(anyViewerKey(sessionId), endMs, leftMs, nowMs);
  }

  /** The latest end of a session with these ids (0: the event does not say); −Infinity: none of late. */
  lastEndMs(viewer: number, sessionId: number): number {
    return this.latest(this.endMs, viewer, sessionId);
  }

  /** The latest leave of a session with these ids; −Infinity: none of late. */
  lastLeaveMs(viewer: number, sessionId: number): number {
    return this.latest(this.leftMs, viewer, sessionId);
  }

  /** Takes over everything another shard knows. */
  absorb(other: EndedSessions, nowMs: number): void {
    for (let slot = 0; slot < other.keys.length; slot++) {
      const endMs = other.endMs[slot] as number;
      if (endMs === Number.NEGATIVE_INFINITY) continue;
      this.note(other.keys[slot] as number, endMs, other.leftMs[slot] as number, nowMs);
    }
    other.reset(FIRST_SLOTS);
  }

  private latest(times: Float64Array, viewer: number, sessionId: number): number {
    if (sessionId === 0) return times[this.slotOf(viewerKey(viewer))] as number;
    if (viewer === 0) return times[this.slotOf(anyViewerKey(sessionId))] as number;
    const own = times[this.slotOf(pairKey(viewer, sessionId))] as number;
    const nameless = times[this.slotOf(pairKey(0, sessionId))] as number;
    return Math.max(own, nameless);
  }

  private note(key: number, endMs: number, leftMs: number, nowMs: number): void {
    let slot = this.slotOf(key);
    if (this.endMs[slot] === Number.NEGATIVE_INFINITY) {
      if ((this.used + 1) * 2 > this.keys.length) {
        this.rebuild(nowMs - this.keptMs);
        slot = this.slotOf(key);
      }
      this.keys[slot] = key;
      this.used++;
    }
    this.endMs[slot] = Math.max(this.endMs[slot] as number, endMs);
    this.leftMs[slot] = Math.max(this.leftMs[slot] as number, leftMs);
  }

  /** The slot that holds the key, or the free one where it would go. */
  private slotOf(key: number): number {
    const { keys, endMs } = this;
    const mask = keys.length - 1;
    const high = Math.floor(key / ID_SPAN);
    let slot = (Math.imul(key ^ Math.imul(high, SPREAD), SPREAD) >>> 7) & mask;
    while (keys[slot] !== key && endMs[slot] !== Number.NEGATIVE_INFINITY) slot = (slot + 1) & mask;
    return slot;
  }

  /** Forgets what ended before an instant; grows when that leaves the table more than a quarter full. */
  private rebuild(beforeMs: number): void {
    const { keys, endMs, leftMs } = this;
    let kept = 0;
    for (let slot = 0; slot < keys.length; slot++) if ((endMs[slot] as number) >= beforeMs) kept++;
    this.reset(kept * 4 > keys.length ? keys.length * 2 : keys.length);
    for (let old = 0; old < keys.length; old++) {
      if (!((endMs[old] as number) >= beforeMs)) continue;
      const slot = this.slotOf(keys[old] as number);
      this.keys[slot] = keys[old] as number;
      this.endMs[slot] = endMs[old] as number;
      this.leftMs[slot] = leftMs[old] as number;
    }
    this.used = kept;
  }

  private reset(slots: number): void {
    this.keys = new Float64Array(slots);
    this.endMs = new Float64Array(slots).fill(Number.NEGATIVE_INFINITY);
    this.leftMs = new Float64Array(slots).fill(Number.NEGATIVE_INFINITY);
    this.used = 0;
  }
}
