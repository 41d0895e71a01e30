import { type Columns, EventBatch, NUMBER_COLUMNS, STRING_COLUMNS } from '../model/event-batch.ts';

/** Rows of one list. */
export const LIST_ROWS = 1024;
/** Lists of a ring: some that are folded, some that are filled. */
const LISTS = 8;
/** Where things stand: lists filled since the start, lists folded, rows of each list. i32 each. */
const FILLED = 0;
const FOLDED = 1;
const ENDED = 2;
const LENGTHS = 8;

/** Memory of a ring, to be handed to the other thread. */
export interface RingBuffers {
  readonly cells: Int32Array<SharedArrayBuffer>;
  readonly lists: readonly RowList[];
  /** The instant up to which the shard is told its end, ms. */
  readonly end: Float64Array<SharedArrayBuffer>;
}

/** Some rows of a shard, in the order in which it folds them. */
export interface RowList {
  readonly columns: Columns;
  /** 1: the row's order matters (`foldOrdered`). */
  readonly ordered: Uint8Array<SharedArrayBuffer>;
  /** Earliest time of the log as it was known at the row, ms. */
  readonly earliestMs: Float64Array<SharedArrayBuffer>;
}

export function ringBuffers(): RingBuffers {
  return {
    cells: new Int32Array(new SharedArrayBuffer(4 * (LENGTHS + LISTS))),
    lists: Array.from({ length: LISTS }, () => ({
      columns: sharedColumns(),
      ordered: new Uint8Array(new SharedArrayBuffer(LIST_ROWS)),
      earliestMs: new Float64Array(new SharedArrayBuffer(8 * LIST_ROWS)),
    })),
    end: new Float64Array(new SharedArrayBuffer(8)),
  };
}

function sharedColumns(): Columns {
  const bytes = () => new Uint8Array(new SharedArrayBuffer(LIST_ROWS));
  const ids = (width = 1) => new Uint32Array(new SharedArrayBuffer(4 * LIST_ROWS * width));
  const doubles = (width = 1) => new Float64Array(new SharedArrayBuffer(8 * LIST_ROWS * width));
  return {
    kind: bytes(),
    code: bytes(),
    flags: bytes(),
    source: new Uint16Array(new SharedArrayBuffer(2 * LIST_ROWS)),
    timeMs: doubles(),
    line: doubles(),
    byte: doubles(),
    stream: ids(),
    session: ids(),
    viewer: ids(),
    dims: ids(),
    idA: doubles(),
    idB: doubles(),
    strings: ids(STRING_COLUMNS),
    numbers: doubles(NUMBER_COLUMNS),
  };
}

/** A list that one side has in hand. */
export interface OpenList extends RowList {
  readonly batch: EventBatch;
}

/** Lists of rows on their way from one thread to another, in order. */
export class RowRing {
  private readonly buffers: RingBuffers;
  private readonly lists: readonly OpenList[];

  constructor(buffers: RingBuffers) {
    this.buffers = buffers;
    this.lists = buffers.lists.map((list) => ({ ...list, batch: EventBatch.over(LIST_ROWS, list.columns) }));
  }

  private get(at: number): number {
    return Atomics.load(this.buffers.cells, at);
  }

  /** Lists that were filled and not folded. */
  get waiting(): number {
    return (this.get(FILLED) - this.get(FOLDED)) | 0;
  }

  /** Whether more lists wait than a shard needs to be busy. */
  get isBusy(): boolean {
    return this.waiting > LISTS / 2;
  }

  /** An empty list to be filled; null when all of them wait. */
  empty(): OpenList | null {
    if (this.waiting >= LISTS) return null;
    const list = this.lists[(this.get(FILLED) >>> 0) % LISTS] as OpenList;
    list.batch.clear();
    return list;
  }

  /** Hands over the list that {@link empty} gave. */
  fill(list: OpenList): void {
    const { cells } = this.buffers;
    Atomics.store(cells, LENGTHS + ((this.get(FILLED) >>> 0) % LISTS), list.batch.length);
    Atomics.add(cells, FILLED, 1);
  }

  /** The list to be folded next; null when none waits. */
  next(): OpenList | null {
    if (this.waiting === 0) return null;
    const at = (this.get(FOLDED) >>> 0) % LISTS;
    const list = this.lists[at] as OpenList;
    list.batch.length = this.get(LENGTHS + at);
    return list;
  }

  /** Gives back the list that {@link next} gave. */
  folded(): void {
    Atomics.add(this.buffers.cells, FOLDED, 1);
  }

  /** There are no more lists than those on their way; the shard then ends at this instant. */
  end(asOfMs: number): void {
    this.buffers.end[0] = asOfMs;
    Atomics.store(this.buffers.cells, ENDED, 1);
  }

  /** The instant at which the shard is to end, ms, when all lists are folded; null: not yet. */
  get endMs(): number | null {
    // Asked in this order: nothing is filled after the end was told.
    if (this.get(ENDED) === 0 || this.waiting > 0) return null;
    return this.buffers.end[0] as number;
  }
}
