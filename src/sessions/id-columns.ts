const PAGE_BITS = 10;
const PAGE = 1 << PAGE_BITS;

/**
 * Columns of whole numbers (0 to 2^32 − 1) by small and dense ids (those of a dictionary); 0 where none was set. They
 * are kept in pages, because a column that grows in one piece is copied, and is there twice while it is.
 */
export class IdColumns {
  private readonly columns: number;
  private readonly pages: (Uint32Array | null)[] = [];

  constructor(columns: number) {
    this.columns = columns;
  }

  /** No id is this large. */
  get endId(): number {
    return this.pages.length * PAGE;
  }

  get(id: number, column: number): number {
    const page = this.pages[id >> PAGE_BITS] ?? null;
    return page === null ? 0 : (page[(id & (PAGE - 1)) * this.columns + column] as number);
  }

  set(id: number, column: number, value: number): void {
    const page = this.pages[id >> PAGE_BITS] ?? this.make(id >> PAGE_BITS);
    page[(id & (PAGE - 1)) * this.columns + column] = value;
  }

  /** Changes every number of a column. */
  change(column: number, to: (value: number) => number): void {
    for (const page of this.pages) {
      for (let at = column; page !== null && at < page.length; at += this.columns)
        page[at] = to(page[at] as number);
    }
  }

  private make(number: number): Uint32Array {
    while (this.pages.length <= number) this.pages.push(null);
    const page = new Uint32Array(PAGE * this.columns);
    this.pages[number] = page;
    return page;
  }
}
