/** Where things stand on the board: i32 each. */
const POSTED = 0;
const NEWS = 1;
const STOPPED = 2;
const SLOTS = 3;
/** How many sleep until there is work, or news. */
const IDLE = 4;
const LISTENING = 5;
const HEAD = 8;
/** Of each slot: how far it is, when it was posted, its address and its vocabulary. */
const STATE = 0;
const TURN = 1;
const ADDRESS = 2;
const VOCABULARY = 3;
const CELLS = 4;
/** Slots of one run at most; inputs that are open at once need one each. */
export const MAX_SLOTS = 1024;

const READY = 1;
const TAKEN = 2;
const DONE = 3;
const FAILED = 4;

/** A block that somebody must scan. */
export interface BoardTask {
  readonly slot: number;
  readonly address: number;
  readonly vocabulary: number;
}

/**
 * What is to be done, seen by all threads of a run: blocks that wait to be scanned, and a bell for those who wait for
 * anything at all.
 */
export class ScanBoard {
  /** To be handed to other threads. */
  readonly cells: Int32Array<SharedArrayBuffer>;

  constructor(
    cells = new Int32Array(
      new SharedArrayBuffer(4 * (HEAD + MAX_SLOTS * CELLS)),
    ) as Int32Array<SharedArrayBuffer>,
  ) {
    this.cells = cells;
  }

  /** A new slot; -1 when there are {@link MAX_SLOTS}. */
  addSlot(address: number): number {
    const slot = Atomics.load(this.cells, SLOTS);
    if (slot === MAX_SLOTS) return -1;
    Atomics.store(this.cells, placeOf(slot) + ADDRESS, address);
    Atomics.store(this.cells, SLOTS, slot + 1);
    return slot;
  }

  /** Says that a slot's block waits. Nobody is woken for it: see {@link call}. */
  post(slot: number, vocabulary: number): void {
    const { cells } = this;
    const at = placeOf(slot);
    Atomics.store(cells, at + VOCABULARY, vocabulary);
    Atomics.store(cells, at + TURN, Atomics.add(cells, POSTED, 1));
    Atomics.store(cells, at + STATE, READY);
  }

  /** Takes a slot's block, unless somebody else did. */
  claim(slot: number): boolean {
    return Atomics.compareExchange(this.cells, placeOf(slot) + STATE, READY, TAKEN) === READY;
  }

  /** Takes the block that waits longest; null when none does. */
  claimNext(): BoardTask | null {
    const { cells } = this;
    for (;;) {
      let first = -1;
      const count = Atomics.load(cells, SLOTS);
      for (let slot = 0; slot < count; slot++) {
        if (Atomics.load(cells, placeOf(slot) + STATE) !== READY) continue;
        if (first < 0 || this.turn(slot) - this.turn(first) < 0) first = slot;
      }
      if (first < 0) return null;
      if (!this.claim(first)) continue;
      const at = placeOf(first);
      return {
        slot: first,
        address: Atomics.load(cells, at + ADDRESS) >>> 0,
        vocabulary: Atomics.load(cells, at + VOCABULARY),
      };
    }
  }

  private turn(slot: number): number {
    return Atomics.load(this.cells, placeOf(slot) + TURN);
  }

  /** Says that a block which was taken is scanned, or could not be. */
  finish(slot: number, well: boolean): void {
    Atomics.store(this.cells, placeOf(slot) + STATE, well ? DONE : FAILED);
    this.ring();
  }

  /** Whether a slot's block is scanned; false also when it could not be: see {@link hasFailed}. */
  isDone(slot: number): boolean {
    return Atomics.load(this.cells, placeOf(slot) + STATE) === DONE;
  }

  hasFailed(slot: number): boolean {
    return Atomics.load(this.cells, placeOf(slot) + STATE) === FAILED;
  }

  /** Says that something was finished, and wakes who waits for it. */
  ring(): void {
    Atomics.add(this.cells, NEWS, 1);
    // Waking costs many times what looking costs, also when nobody sleeps.
    if (Atomics.load(this.cells, LISTENING) > 0) Atomics.notify(this.cells, NEWS);
  }

  /** Says that there is something to do, and wakes one who sleeps; with `all`, everybody. */
  call(all = false): void {
    Atomics.add(this.cells, POSTED, 1);
    if (Atomics.load(this.cells, IDLE) > 0) Atomics.notify(this.cells, POSTED, all ? undefined : 1);
  }

  /** What {@link waitForNews} compares with: asked before looking at what may be finished. */
  get news(): number {
    return Atomics.load(this.cells, NEWS);
  }

  /** Sleeps until something was finished since `news`, at most so many ms. */
  waitForNews(news: number, ms: number): void {
    Atomics.add(this.cells, LISTENING, 1);
    Atomics.wait(this.cells, NEWS, news, ms);
    Atomics.sub(this.cells, LISTENING, 1);
  }

  /** What {@link waitForWork} compares with. */
  get posted(): number {
    return Atomics.load(this.cells, POSTED);
  }

  /** Sleeps until something was posted since `posted`, or all is over. */
  waitForWork(posted: number): void {
    Atomics.add(this.cells, IDLE, 1);
    Atomics.wait(this.cells, POSTED, posted);
    Atomics.sub(this.cells, IDLE, 1);
  }

  get isOver(): boolean {
    return Atomics.load(this.cells, STOPPED) === 1;
  }

  /** Sends everybody home. */
  stop(): void {
    Atomics.store(this.cells, STOPPED, 1);
    this.call(true);
    this.ring();
  }
}

function placeOf(slot: number): number {
  return HEAD + slot * CELLS;
}
