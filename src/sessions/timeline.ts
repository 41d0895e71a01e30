import { PlayerState } from '../model/event-kind.ts';
import type { SessionIdentity, ViewerFacts } from '../model/viewer-facts.ts';
import type { SessionTimes } from './session-times.ts';

/** Numbers of one stretch of the past: from, to (ms), state, quality, bitrate. */
const FROM = 0;
const TO = 1;
const STATE = 2;
const QUALITY = 3;
const BITRATE = 4;
const STRETCH = 5;

/** Shared by all that have no past yet, as most sessions never have one: never pushed to. */
const NONE: number[] = [];

/** State and level of one session over time: the present, and the stretches of the past not yet told. */
export class Timeline {
  state: PlayerState = PlayerState.playing;
  /** Dictionary id; 0: unknown. */
  quality = 0;
  private readonly times: SessionTimes;
  /** Stretch after stretch, in order; none of them is empty. */
  private past: number[] = NONE;

  constructor(times: SessionTimes) {
    this.times = times;
  }

  /** Begins where the session does, with no level. */
  begin(state: PlayerState): void {
    const { times } = this;
    this.state = state;
    this.quality = 0;
    times.stateSinceMs = times.fromMs;
    times.sinceMs = times.fromMs;
  }

  /** A timeline with the same past, for a session with the same numbers. */
  copy(times: SessionTimes): Timeline {
    const past = [...this.past];
    return Object.assign(Object.create(Timeline.prototype) as Timeline, this, { times, past });
  }

  setState(state: PlayerState, atMs: number): void {
    this.cut(atMs);
    this.state = state;
    this.times.stateSinceMs = atMs;
  }

  setLevel(quality: number, bitrateBps: number, atMs: number): void {
    if (quality === this.quality && Object.is(bitrateBps, this.times.bitrateBps)) return;
    this.cut(atMs);
    this.quality = quality;
    this.times.bitrateBps = bitrateBps;
  }

  /** Ends the present stretch here. A stretch of no length leaves no trace, so flaps in one ms collapse. */
  private cut(atMs: number): void {
    const { times } = this;
    const { sinceMs } = times;
    if (atMs <= sinceMs) return;
    if (this.past === NONE) this.past = [];
    this.past.push(sinceMs, atMs, this.state, this.quality, times.bitrateBps);
    times.sinceMs = atMs;
  }

  /** Turns playing and starting time inside [fromMs, toMs) into rebuffering. */
  moveToRebuffering(fromMs: number, toMs: number): void {
    this.cut(toMs);
    const { past } = this;
    const begin = this.firstEndingAfter(fromMs);
    const touched = past.slice(begin);
    past.length = begin;
    for (let at = 0; at < touched.length; at += STRETCH) {
      const stretchFrom = touched[at + FROM] as number;
      const stretchTo = touched[at + TO] as number;
      const state = touched[at + STATE] as PlayerState;
      const quality = touched[at + QUALITY] as number;
      const bitrateBps = touched[at + BITRATE] as number;
      const from = Math.max(stretchFrom, fromMs);
      const to = Math.min(stretchTo, toMs);
      if (from >= to || (state !== PlayerState.playing && state !== PlayerState.starting)) {
        past.push(stretchFrom, stretchTo, state, quality, bitrateBps);
        continue;
      }
      if (stretchFrom < from) past.push(stretchFrom, from, state, quality, bitrateBps);
      past.push(from, to, PlayerState.rebuffering, quality, bitrateBps);
      if (to < stretchTo) past.push(to, stretchTo, state, quality, bitrateBps);
    }
  }

  /** Where the first stretch of the past stands that reaches beyond an instant. */
  private firstEndingAfter(atMs: number): number {
    let at = this.past.length;
    while (at > 0 && (this.past[at - STRETCH + TO] as number) > atMs) at -= STRETCH;
    return at;
  }

  /** Tells the stretches that ended before an instant. */
  tellBefore(beforeMs: number, s: SessionIdentity, facts: Pick<ViewerFacts, 'span'>): void {
    let told = 0;
    while (told < this.past.length && (this.past[told + TO] as number) < beforeMs) {
      this.tell(told, s, facts);
      told += STRETCH;
    }
    if (told > 0) this.past.splice(0, told);
  }

  /** Tells everything up to the end of the session. */
  tellAll(atMs: number, s: SessionIdentity, facts: Pick<ViewerFacts, 'span'>): void {
    for (let at = 0; at < this.past.length; at += STRETCH) this.tell(at, s, facts);
    this.past = NONE;
    const { times } = this;
    const { sinceMs } = times;
    if (atMs > sinceMs) facts.span(s, this.state, sinceMs, atMs, this.quality, times.bitrateBps);
    times.sinceMs = atMs;
  }

  private tell(at: number, s: SessionIdentity, facts: Pick<ViewerFacts, 'span'>): void {
    const { past } = this;
    facts.span(
      s,
      past[at + STATE] as PlayerState,
      past[at + FROM] as number,
      past[at + TO] as number,
      past[at + QUALITY] as number,
      past[at + BITRATE] as number,
    );
  }
}
