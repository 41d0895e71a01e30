import type { EventBatch } from '../model/event-batch.ts';
import { compareRows } from './order.ts';

/** A stream of rows in replay order: `ready` from `at` up to `end`, more after `ensure`. */
export interface RowCursor {
  readonly ready: EventBatch;
  at: number;
  readonly end: number;
  /** Whether there is a row at `at`. A promise only where it must be waited for: stretches may be short. */
  ensure(): boolean | Promise<boolean>;
}

/** Takes the rows of a batch from one up to another. */
export type TakeRows = (batch: EventBatch, from: number, to: number) => void;

/** A cursor that need not be opened before the merge reaches its first time. */
export interface LazyCursor {
  /** No row of it is earlier. */
  readonly earliestMs: number;
  open(): RowCursor;
}

/** How many inputs may be open at once, and what becomes of one that there is no room for. */
export interface OpenLimit {
  /** At least 1. */
  readonly most: number;
  /** Reads the rows of the cursor to their end, and gives them without the file that they come from. */
  spool(cursor: RowCursor): Promise<RowCursor>;
}

/**
 * Merges inputs on log time. An input is opened when the merge reaches its first time, so a hundred hour files do
 * not need a hundred open files.
 */
export class RowMerge {
  private readonly limit: OpenLimit | null;
  private readonly waiting: LazyCursor[];
  private readonly open: RowCursor[] = [];
  /** Those of them that hold no file. */
  private readonly spools = new Set<RowCursor>();

  /** @param limit - null: the inputs are no files, or are open anyway */
  constructor(inputs: readonly LazyCursor[], limit: OpenLimit | null = null) {
    this.limit = limit;
    this.waiting = [...inputs].sort((a, b) => a.earliestMs - b.earliestMs);
  }

  /**
   * Hands the next rows in replay order to `take`: one stretch of rows that are next to each other in one input.
   *
   * @returns false when there are no more rows
   */
  async step(take: TakeRows): Promise<boolean> {
    await this.openDue();
    const [first, second] = leaders(this.open);
    if (first === undefined) return false;
    const { ready, at } = first;
    first.at = this.stretchEnd(first, second);
    take(ready, at, first.at);
    if (first.at < first.end) return true;
    const more = first.ensure();
    if (more !== true && !(await more)) {
      this.open.splice(this.open.indexOf(first), 1);
      this.spools.delete(first);
    }
    return true;
  }

  /** How far the rows of the first input go before those of the second, or of one that is not open yet. */
  private stretchEnd(first: RowCursor, second: RowCursor | undefined): number {
    const nextOpenMs = this.waiting[0]?.earliestMs ?? Number.POSITIVE_INFINITY;
    if (second === undefined && nextOpenMs === Number.POSITIVE_INFINITY) return first.end;
    const { ready } = first;
    let to = first.at + 1;
    while (
      to < first.end &&
      (ready.timeMs[to] as number) < nextOpenMs &&
      (second === undefined || compareRows(ready, to, second.ready, second.at) <= 0)
    ) {
      to++;
    }
    return to;
  }

  /** Opens every input that could hold the next row. */
  private async openDue(): Promise<void> {
    for (;;) {
      const next = this.waiting[0];
      if (next === undefined) return;
      const [first] = leaders(this.open);
      if (first !== undefined && (first.ready.timeMs[first.at] as number) < next.earliestMs) return;
      this.waiting.shift();
      const { limit } = this;
      const hasRoom = limit === null || this.hasRoom(limit.most);
      const cursor = hasRoom ? next.open() : await limit.spool(next.open());
      if (!(await cursor.ensure())) continue;
      this.open.push(cursor);
      if (!hasRoom) this.spools.add(cursor);
    }
  }

  /** Whether one more may stay open. The last place is left for inputs that are read whole, until no other comes. */
  private hasRoom(most: number): boolean {
    const files = this.open.length - this.spools.size;
    return files + 1 < most || (files < most && this.waiting.length === 0);
  }
}

/** The open inputs whose next rows come first and second. */
function leaders(open: readonly RowCursor[]): [RowCursor | undefined, RowCursor | undefined] {
  let first: RowCursor | undefined;
  let second: RowCursor | undefined;
  for (const cursor of open) {
    if (first === undefined || compareRows(cursor.ready, cursor.at, first.ready, first.at) < 0) {
      second = first;
      first = cursor;
    } else if (second === undefined || compareRows(cursor.ready, cursor.at, second.ready, second.at) < 0) {
      second = cursor;
    }
  }
  return [first, second];
}
