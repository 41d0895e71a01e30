import { PlayerState } from '../model/event-kind.ts';
import type { SessionIdentity, ViewerFacts } from '../model/viewer-facts.ts';
import { SessionTimes } from './session-times.ts';

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
export class Timeline extends SessionTimes {
  /** Of the present stretch. */
  protected presentState: PlayerState = PlayerState.playing;
  /** Dictionary id; 0: unknown. */
  protected presentQuality = 0;
  /** Stretch after stretch, in order; none of them is empty. */
  private past: number[] = NONE;

  /** Begins where the session does, with no level. */
  protected beginTimeline(state: PlayerState): void {
    this.presentState = state;
    this.presentQuality = 0;
    this.stateSinceMs = this.fromMs;
    this.sinceMs = this.fromMs;
  }

  /** Has a past of its own, equal to the present one. */
  protected copyPast(): void {
    this.past = [...this.past];
  }

  protected enterState(state: PlayerState, atMs: number): void {
    this.cut(atMs);
    this.presentState = state;
    this.stateSinceMs = atMs;
  }

  protected enterLevel(quality: number, bitrateBps: number, atMs: number): void {
    if (quality === this.presentQuality && Object.is(bitrateBps, this.bitrateBps)) return;
    this.cut(atMs);
    this.presentQuality = quality;
    this.bitrateBps = bitrateBps;
  }

  /** Ends the present stretch here. A stretch of no length leaves no trace, so flaps in one ms collapse. */
  private cut(atMs: number): void {
    const { sinceMs } = this;
    if (atMs <= sinceMs) return;
    // Made at its size: an empty array that is pushed to gets room for twenty numbers.
    if (this.past.length === 0) {
      this.past = [sinceMs, atMs, this.presentState, this.presentQuality, this.bitrateBps];
    } else this.past.push(sinceMs, atMs, this.presentState, this.presentQuality, this.bitrateBps);
    this.sinceMs = atMs;
  }

  /** Turns playing and starting time inside [fromMs, toMs) into rebuffering. */
  protected moveToRebuffering(fromMs: number, toMs: number): void {
    this.cut(toMs);
    const { past } = this;
    const begin = this.firstEndingAfter(fromMs);
    // Nearly always the stall lies in the stretch that has just been cut.
    if (begin === past.length - STRETCH && past[begin + TO] === toMs) {
      this.endInRebuffering(begin, fromMs);
      return;
    }
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

  /** Turns the end of the last stretch of the past into rebuffering, if it is playing or starting time. */
  private endInRebuffering(at: number, fromMs: number): void {
    const { past } = this;
    const state = past[at + STATE] as PlayerState;
    if (state !== PlayerState.playing && state !== PlayerState.starting) return;
    const toMs = past[at + TO] as number;
    if (fromMs >= toMs) return;
    if (fromMs <= (past[at + FROM] as number)) {
      past[at + STATE] = PlayerState.rebuffering;
      return;
    }
    past[at + TO] = fromMs;
    past.push(
      fromMs,
      toMs,
      PlayerState.rebuffering,
      past[at + QUALITY] as number,
      past[at + BITRATE] as number,
    );
  }

  /** Where the first stretch of the past stands that reaches beyond an instant. */
  private firstEndingAfter(atMs: number): number {
    let at = this.past.length;
    while (at > 0 && (this.past[at - STRETCH + TO] as number) > atMs) at -= STRETCH;
    return at;
  }

  /** Tells the stretches that ended before an instant. */
  protected tellPast(beforeMs: number, s: SessionIdentity, facts: Pick<ViewerFacts, 'span'>): void {
    let told = 0;
    while (told < this.past.length && (this.past[told + TO] as number) < beforeMs) {
      this.tell(told, s, facts);
      told += STRETCH;
    }
    if (told > 0) this.past.splice(0, told);
  }

  /** Tells everything up to the end of the session. */
  protected tellTimeline(atMs: number, s: SessionIdentity, facts: Pick<ViewerFacts, 'span'>): void {
    for (let at = 0; at < this.past.length; at += STRETCH) this.tell(at, s, facts);
    this.past = NONE;
    const { sinceMs } = this;
    if (atMs > sinceMs) facts.span(s, this.presentState, sinceMs, atMs, this.presentQuality, this.bitrateBps);
    this.sinceMs = atMs;
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
