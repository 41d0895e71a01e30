import { PlayerState } from '../model/event-kind.ts';
import type { SessionIdentity } from '../model/viewer-facts.ts';
import type { PendingFacts } from '../sessions/session.ts';
import { ExactSum, ratio } from '../stats/exact-sum.ts';

/** What one open session has told so far. */
export class SessionTally implements PendingFacts {
  rebuffers = 0;
  rebufferMs = 0;
  switches = 0;
  /** Σ bitrate × playing ms, over playing ms with a known bitrate. */
  private readonly bitrateMs = new ExactSum();
  private knownMs = 0;

  span(
    _s: SessionIdentity,
    state: PlayerState,
    fromMs: number,
    toMs: number,
    _quality: number,
    bitrateBps: number,
  ): void {
    if (state === PlayerState.rebuffering) this.rebufferMs += toMs - fromMs;
    if (state !== PlayerState.playing || Number.isNaN(bitrateBps)) return;
    this.bitrateMs.addProduct(Math.round(bitrateBps), toMs - fromMs);
    this.knownMs += toMs - fromMs;
  }

  stall(): void {
    this.rebuffers += 1;
  }

  qualitySwitch(): void {
    this.switches += 1;
  }

  /** Weighted by playing time; null when no bitrate was known while playing. */
  get avgBitrateBps(): number | null {
    return ratio(this.bitrateMs, this.knownMs);
  }

  copy(): SessionTally {
    const copy = new SessionTally();
    copy.rebuffers = this.rebuffers;
    copy.rebufferMs = this.rebufferMs;
    copy.switches = this.switches;
    copy.bitrateMs.merge(this.bitrateMs);
    copy.knownMs = this.knownMs;
    return copy;
  }
}
