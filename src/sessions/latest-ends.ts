import { IdColumns } from './id-columns.ts';

/** Never. */
const NONE = 0;
/** Column of the ends; the others are their owner's. */
const ENDS = 0;

/**
 * By id, when the latest session under it ended, and when the latest one did that ended by a leave: whole numbers
 * below 2^31 that rise with time, 0 for never. Nearly always the two are one, and a bit beside the end says so.
 */
export class LatestEnds {
  readonly columns: IdColumns;
  /** Leaves that a later end of another kind came after. */
  private readonly leaves = new Map<number, number>();

  /** @param columns - of them the first is taken */
  constructor(columns: number) {
    this.columns = new IdColumns(columns);
  }

  end(id: number): number {
    return this.columns.get(id, ENDS) >>> 1;
  }

  leave(id: number): number {
    const word = this.columns.get(id, ENDS);
    return (word & 1) === 1 ? word >>> 1 : (this.leaves.get(id) ?? NONE);
  }

  /** Raises both to these, where they are higher. */
  raise(id: number, end: number, leave: number): void {
    this.put(id, Math.max(end, this.end(id)), Math.max(leave, this.leave(id)));
  }

  /** Changes all of them by a function that keeps their order, and `NONE`. */
  change(to: (value: number) => number): void {
    for (const [id, leave] of this.leaves) this.leaves.set(id, to(leave));
    this.columns.change(ENDS, (word) => to(word >>> 1) * 2 + (word & 1));
  }

  private put(id: number, end: number, leave: number): void {
    const isLeave = leave !== NONE && leave === end;
    this.columns.set(id, ENDS, end * 2 + (isLeave ? 1 : 0));
    if (leave !== NONE && !isLeave) this.leaves.set(id, leave);
    else if (this.leaves.size > 0) this.leaves.delete(id);
  }
}
