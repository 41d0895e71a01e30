import { EventBatch } from '../model/event-batch.ts';
import type { SessionIdentity, SessionOutcome, StrayCount, ViewerFacts } from '../model/viewer-facts.ts';

/**
 * Lets the facts of wanted streams through. A session may say its stream late, so facts of a session whose stream
 * is not known yet wait; one that never says it is in no stream.
 */
export class StreamFilter implements ViewerFacts {
  private readonly facts: ViewerFacts;
  private readonly wants: (stream: number) => boolean;
  private readonly waiting = new Map<SessionIdentity, (() => void)[]>();

  constructor(facts: ViewerFacts, wants: (stream: number) => boolean) {
    this.facts = facts;
    this.wants = wants;
  }

  private tell(s: SessionIdentity, fact: () => void): void {
    const held = this.waiting.get(s);
    if (s.stream === 0) {
      if (held === undefined) this.waiting.set(s, [fact]);
      else held.push(fact);
      return;
    }
    this.waiting.delete(s);
    if (!this.wants(s.stream)) return;
    for (const earlier of held ?? []) earlier();
    fact();
  }

  span(...fact: Parameters<ViewerFacts['span']>): void {
    this.tell(fact[0], () => this.facts.span(...fact));
  }

  stall(...fact: Parameters<ViewerFacts['stall']>): void {
    this.tell(fact[0], () => this.facts.stall(...fact));
  }

  startup(...fact: Parameters<ViewerFacts['startup']>): void {
    this.tell(fact[0], () => this.facts.startup(...fact));
  }

  qualitySwitch(...fact: Parameters<ViewerFacts['qualitySwitch']>): void {
    this.tell(fact[0], () => this.facts.qualitySwitch(...fact));
  }

  droppedFrames(...fact: Parameters<ViewerFacts['droppedFrames']>): void {
    this.tell(fact[0], () => this.facts.droppedFrames(...fact));
  }

  heartbeatGap(...fact: Parameters<ViewerFacts['heartbeatGap']>): void {
    this.tell(fact[0], () => this.facts.heartbeatGap(...fact));
  }

  sample(s: SessionIdentity | null, batch: EventBatch, row: number): void {
    if (s === null || (s.stream !== 0 && batch.stream[row] === s.stream)) {
      if (this.wants(batch.stream[row] as number)) this.facts.sample(s, batch, row);
      return;
    }
    // The batch moves on before the session says its stream.
    const own = new EventBatch(1);
    own.pushFrom(batch, row);
    this.tell(s, () => this.facts.sample(s, own, 0));
  }

  closed(s: SessionIdentity, outcome: SessionOutcome): void {
    this.tell(s, () => this.facts.closed(s, outcome));
    this.waiting.delete(s);
  }

  totals(s: SessionIdentity, batch: EventBatch, row: number): void {
    if (this.wants(s.stream)) this.facts.totals(s, batch, row);
  }

  stray(count: StrayCount, stream: number, atMs: number): void {
    if (this.wants(stream)) this.facts.stray(count, stream, atMs);
  }

  note(code: Parameters<ViewerFacts['note']>[0]): void {
    this.facts.note(code);
  }
}
