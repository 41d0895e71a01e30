/** Ids of one page: a whole number of pages costs less to grow than one column, which would be copied each time. */
const PAGE_BITS = 10;
const PAGE = 1 << PAGE_BITS;

/**
 * Counts by small and dense ids (those of a dictionary): no search, and four bytes an id while the counts of its page
 * are whole numbers below 2^32 − 1, as the watched ms of nearly every viewer are.
 */
export class DenseCounts {
  /** By id, count + 1; 0: the id has none. */
  private readonly pages: (Uint32Array | Float64Array | null)[] = [];
  private used = 0;

  /** Distinct ids. */
  get size(): number {
    return this.used;
  }

  /** Adds to the count (0 or more) of an id (integer, 0 or more), which is there from then on, also when it is 0. */
  add(id: number, count: number): void {
    const number = id >> PAGE_BITS;
    const page = this.pages[number] ?? this.make(number);
    const at = id & (PAGE - 1);
    const before = page[at] as number;
    if (before === 0) this.used++;
    const after = before === 0 ? count + 1 : before + count;
    // `>>> 0` leaves only what fits as it is.
    const holder = after === after >>> 0 || page instanceof Float64Array ? page : this.widen(number, page);
    holder[at] = after;
  }

  /** Ids and counts, by id. */
  *[Symbol.iterator](): IterableIterator<readonly [id: number, count: number]> {
    for (const [number, page] of this.pages.entries()) {
      for (let at = 0; page !== null && at < PAGE; at++) {
        const stored = page[at] as number;
        if (stored !== 0) yield [number * PAGE + at, stored - 1];
      }
    }
  }

  private make(number: number): Uint32Array {
    while (this.pages.length <= number) this.pages.push(null);
    const page = new Uint32Array(PAGE);
    this.pages[number] = page;
    return page;
  }

  private widen(number: number, page: Uint32Array): Float64Array {
    const wide = Float64Array.from(page);
    this.pages[number] = wide;
    return wide;
  }
}
