import { setImmediate } from 'node:timers/promises';
import type { ScanPlan } from '../../model/scan-plan.ts';
import type { ScanBoard } from './scan-board.ts';
import type { ScanMemory } from './scan-memory.ts';
import { ScanSlot } from './scan-slot.ts';

/** Blocks that may be on their way for each other thread, and how many of them are worth waking one. */
const AHEAD = 6;
const WORTH_WAKING = 3;
/** How long a thread that waits for another sleeps before it hears what else there is to hear. */
const SLEEP_MS = 20;

/** Threads beside this one that scan what the board shows. */
export interface ScanThreads {
  /** How many there are. */
  readonly count: number;
  readonly board: ScanBoard;
  /** Throws what one of them died of. */
  check(): void;
}

/** The slots of one run, in which blocks of all its inputs are scanned, by this thread or by others. */
export class ScanPool {
  readonly memory: ScanMemory;
  /** Null while this thread is alone. */
  threads: ScanThreads | null = null;
  /** Bytes of all blocks so far. */
  bytes = 0;
  private readonly free: ScanSlot[] = [];
  private readonly slots: ScanSlot[] = [];
  /** Numbers of slots on the board. */
  private readonly numbers = new Map<ScanSlot, number>();
  private readonly byNumber: ScanSlot[] = [];
  private posted = 0;

  constructor(memory: ScanMemory) {
    this.memory = memory;
  }

  /** Blocks of one input that may be on their way at once. */
  get ahead(): number {
    return this.threads === null ? 1 : AHEAD * this.threads.count;
  }

  /**
   * A slot for a block.
   *
   * @param plan - of its input: a slot that knows it is preferred; null: it has none
   * @param needed - the input has no other slot, so that it gets one however many there are
   */
  take(plan: ScanPlan | null, needed: boolean): ScanSlot | null {
    const known = this.free.findIndex((slot) => slot.plan === plan);
    const [slot] = this.free.splice(Math.max(known, 0), 1);
    if (slot !== undefined) return slot;
    // One is in the hands of the caller while as many as may be are on their way.
    if (!needed && this.slots.length > this.ahead) return null;
    const own = new ScanSlot(this.memory);
    this.slots.push(own);
    return own;
  }

  /** A filled slot may be scanned from now on. */
  submit(slot: ScanSlot): void {
    this.bytes += slot.bytes;
    const number = this.numberOf(slot);
    if (number < 0) return;
    this.threads?.board.post(number, (slot.plan as ScanPlan).vocabulary);
    this.posted += 1;
    if (this.posted % WORTH_WAKING === 0) this.threads?.board.call();
  }

  /** Returns when the slot is scanned: by this thread, if no other has begun. */
  async finish(slot: ScanSlot): Promise<void> {
    const { threads } = this;
    const number = this.numberOf(slot);
    if (threads === null || number < 0) return slot.scan();
    const { board } = threads;
    for (;;) {
      const { news } = board;
      if (board.isDone(number)) return;
      if (board.claim(number)) return slot.scan();
      // What another thread could not do this one says why.
      if (board.hasFailed(number)) return slot.scan();
      if (this.help()) continue;
      board.waitForNews(news, SLEEP_MS);
      if (board.news !== news) continue;
      await setImmediate();
      threads.check();
    }
  }

  /** Scans a block that waits, if there is one. */
  help(): boolean {
    const task = this.threads?.board.claimNext() ?? null;
    if (task === null) return false;
    this.byNumber[task.slot]?.scan();
    this.threads?.board.finish(task.slot, true);
    return true;
  }

  /** Takes back a slot that is finished. */
  giveBack(slot: ScanSlot): void {
    this.free.push(slot);
  }

  /** Takes back a slot that nobody wants finished. One that another thread has in hand is not used again. */
  drop(slot: ScanSlot): void {
    const { threads } = this;
    const number = this.numbers.get(slot) ?? -1;
    if (threads === null || number < 0 || threads.board.claim(number) || threads.board.isDone(number)) {
      this.free.push(slot);
    }
  }

  /** Slots that were made before there were other threads are shown to them when they are used next. */
  private numberOf(slot: ScanSlot): number {
    const known = this.numbers.get(slot);
    if (known !== undefined || this.threads === null) return known ?? -1;
    const number = this.threads.board.addSlot(slot.address);
    this.numbers.set(slot, number);
    if (number >= 0) this.byNumber[number] = slot;
    return number;
  }
}
