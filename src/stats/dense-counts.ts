/** Ids of one page: a whole number of pages costs less to grow than one column, which would be copied each time. */
const PAGE_BITS = 10;
const PAGE = 1 << PAGE_BITS;

/** Counts by small and dense ids (those of a dictionary): a number an id, and no search. */
export class DenseCounts {
  /** By id; NaN: the id has no count. */
  private readonly pages: (Float64Array | null)[] = [];
  private used = 0;

  /** Distinct ids. */
  get size(): number {
    return this.used;
  }

  /** Adds to the count of an id (integer, 0 or more), which is there from then on, also when `count` is 0. */
  add(id: number, count: number): void {
    const page = this.pages[id >> PAGE_BITS] ?? this.make(id >> PAGE_BITS);
    const at = id & (PAGE - 1);
    const before = page[at] as number;
    if (Number.isNaN(before)) {
      this.used++;
      page[at] = count;
    } else page[at] = before + count;
  }

  /** Ids and counts, by id. */
  *[Symbol.iterator](): IterableIterator<readonly [id: number, count: number]> {
    for (const [number, page] of this.pages.entries()) {
      for (let at = 0; page !== null && at < PAGE; at++) {
        const count = page[at] as number;
        if (!Number.isNaN(count)) yield [number * PAGE + at, count];
      }
    }
  }

  private make(number: number): Float64Array {
    while (this.pages.length <= number) this.pages.push(null);
    const page = new Float64Array(PAGE).fill(Number.NaN);
    this.pages[number] = page;
    return page;
  }
}
