import type { SequenceRun } from '../model/track-facts.ts';
import { SequenceSampler } from './track-sequence-sample.ts';
import { SeenWindow } from './track-sequence-window.ts';

/** A jump ahead of this many numbers is doubted (MAX_DROPOUT of RFC 3550 appendix A.1). */
const MAX_DROPOUT = 3000;
/** A packet this far behind is doubted when its number was seen before (MAX_MISORDER there). */
const MAX_MISORDER = 100;

/**
 * Packet numbers of one track in arrival order: loss without false wraps. A 16-bit number is extended relative to
 * the highest seen, with a signed difference; the first packet need not be the lowest. A number that fits badly is
 * held until the next packet says whether it began a new run (RFC 3550 appendix A.1). Unlike there, numbers that do
 * not wrap and jump ahead are loss and no restart: what was skipped is known.
 */
export class SequenceChain {
  private readonly sequence16: boolean;
  private readonly tell: (run: SequenceRun) => void;
  private seen = new SeenWindow();
  private sampler = new SequenceSampler();
  private highest = Number.NaN;
  private lowest = Number.NaN;
  private doubted = Number.NaN;
  private received = 0;
  private distinct = 0;
  private duplicates = 0;
  private reordered = 0;
  private forgotten = 0;
  private strays = 0;

  /** @param tell - takes every closed run */
  constructor(sequence16: boolean, tell: (run: SequenceRun) => void) {
    this.sequence16 = sequence16;
    this.tell = tell;
  }

  /** The same run so far, which tells another listener and goes on apart. */
  copy(tell: (run: SequenceRun) => void): SequenceChain {
    const own = { tell, seen: this.seen.copy(), sampler: this.sampler.copy() };
    return Object.assign(Object.create(SequenceChain.prototype) as SequenceChain, this, own);
  }

  /** @param raw - the number as carried: 0 to 65,535 when numbers wrap, else any safe integer ≥ 0 */
  add(raw: number): void {
    if (!Number.isNaN(this.doubted)) this.settle(raw);
    if (Number.isNaN(this.highest)) {
      this.start(raw);
      return;
    }
    const number = this.extend(raw);
    if (this.isDoubtful(number)) this.doubted = number;
    else this.accept(number);
  }

  /** Closes the last run. */
  close(): void {
    if (!Number.isNaN(this.doubted)) this.decide(this.doubted);
    if (!Number.isNaN(this.highest)) this.closeRun();
  }

  private extend(raw: number): number {
    if (!this.sequence16) return raw;
    const behind = (this.highest - raw) & 0xffff;
    return this.highest - (behind < 0x8000 ? behind : behind - 0x10000);
  }

  private isDoubtful(number: number): boolean {
    const ahead = number - this.highest;
    if (ahead >= MAX_DROPOUT) return true;
    if (ahead >= -MAX_MISORDER) return false;
    // An old number that was missing is a late packet and no doubt at all: heavy reordering is not loss.
    return number < this.lowest - MAX_MISORDER || this.seen.has(number) !== false;
  }

  /** The packet after a doubted one: either it goes on from there, or the doubted one stood alone. */
  private settle(raw: number): void {
    const doubted = this.doubted;
    this.doubted = Number.NaN;
    if (!this.sequence16 && doubted > this.highest) {
      if (raw - this.highest >= MAX_DROPOUT) this.accept(doubted);
      else this.strays++;
    } else if ((this.sequence16 ? (raw - doubted) & 0xffff : raw - doubted) === 1) this.restart(doubted);
    else this.decide(doubted);
  }

  /** A doubted number that began no new run. */
  private decide(number: number): void {
    if (number < this.lowest - MAX_DROPOUT || (this.sequence16 && number > this.highest)) this.strays++;
    else this.accept(number);
  }

  private accept(number: number): void {
    this.received++;
    if (number > this.highest) this.highest = number;
    else if (number < this.highest) this.reordered++;
    if (number < this.lowest) this.lowest = number;
    const known = this.seen.mark(number);
    if (known === true) this.duplicates++;
    else if (known === null) this.forgotten++;
    else {
      this.distinct++;
      this.sampler.add(number);
    }
  }

  private restart(number: number): void {
    this.closeRun();
    this.seen = new SeenWindow();
    this.sampler = new SequenceSampler();
    this.received = 0;
    this.distinct = 0;
    this.duplicates = 0;
    this.reordered = 0;
    this.forgotten = 0;
    this.strays = 0;
    this.start(this.sequence16 ? number & 0xffff : number);
  }

  private start(number: number): void {
    this.lowest = number;
    this.highest = number;
    this.accept(number);
  }

  private closeRun(): void {
    this.tell({
      min: this.lowest,
      max: this.highest,
      received: this.received,
      distinct: this.distinct,
      duplicates: this.duplicates,
      reordered: this.reordered,
      strays: this.strays,
      forgotten: this.forgotten,
      sequence16: this.sequence16,
      sample: this.sampler.sample(),
    });
  }
}
