/** Numbers of one session: two lines of the cache. */
const STRIDE = 16;
/** Sessions of one page, a power of 2. */
const PAGE_BITS = 9;
const PAGE = 1 << PAGE_BITS;

/**
 * The times and levels of all open sessions of one shard, in typed arrays. As fields of objects each of them would
 * be a heap number of its own, and an event of a viewer would touch a dozen of them all over memory. They are kept in
 * pages that stay where they are, so that a session can hold its own and none is copied when there are more.
 */
export class SessionNumbers {
  private readonly pages: Float64Array[] = [];
  private readonly free: number[] = [];
  private used = 0;

  /** A place for one session. */
  take(): number {
    const slot = this.free.pop() ?? this.used++;
    if (slot >> PAGE_BITS === this.pages.length) this.pages.push(new Float64Array(PAGE * STRIDE));
    return slot;
  }

  /** The page that holds the numbers of a place. */
  page(slot: number): Float64Array {
    return this.pages[slot >> PAGE_BITS] as Float64Array;
  }

  /** Where they begin in it. */
  start(slot: number): number {
    return (slot & (PAGE - 1)) * STRIDE;
  }

  /** Makes all numbers of a place NaN. */
  clear(slot: number): void {
    const page = this.page(slot);
    const start = this.start(slot);
    // A loop: for so few, calling `fill` costs more.
    for (let at = start; at < start + STRIDE; at++) page[at] = Number.NaN;
  }

  /** A place of its own with the same numbers. */
  copy(slot: number): number {
    const own = this.take();
    const start = this.start(slot);
    this.page(own).set(this.page(slot).subarray(start, start + STRIDE), this.start(own));
    return own;
  }

  /** Gives a place back. */
  release(slot: number): void {
    this.free.push(slot);
  }
}
