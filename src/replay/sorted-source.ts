import { EventBatch } from '../model/event-batch.ts';
import type { RowCursor } from './merge.ts';
import { isOnLogClock } from './order.ts';
import type { ReplaySink, RowFeed } from './row-feed.ts';
import type { RunFolder } from './run-file.ts';
import { Sorter } from './sorter.ts';

/** A time this far from the one before it is noted; it is never dropped where the input is not in order anyway. */
const FAR_OFF_MS = 86_400_000;

/** Rows to be sorted. */
export interface SortedInput {
  readonly feed: RowFeed;
  /** Whether the feed has told of times that are out of order or far off. */
  readonly isTold: boolean;
}

/**
 * Inputs that are sorted whole before their first row is handed out: nothing in them is ever late. They are read one
 * after another, and one sorter serves them all.
 */
export class SortedSource implements RowCursor {
  ready = new EventBatch(1);
  at = 0;
  private readonly inputs: readonly SortedInput[];
  private readonly sink: ReplaySink;
  private readonly sorter: Sorter;
  private readonly waits: (batch: EventBatch, row: number) => boolean;
  private batches: AsyncIterator<EventBatch> | null = null;

  /** @param waits - which rows are sorted; the others are told as soon as they are read */
  constructor(
    inputs: readonly SortedInput[],
    sink: ReplaySink,
    scratch: RunFolder,
    waits: (batch: EventBatch, row: number) => boolean,
  ) {
    this.waits = waits;
    this.inputs = inputs;
    this.sink = sink;
    this.sorter = new Sorter(scratch);
  }

  get end(): number {
    return this.ready.length;
  }

  async ensure(): Promise<boolean> {
    while (this.at >= this.ready.length) {
      this.batches ??= await this.readAll();
      const next = await this.batches.next();
      if (next.done === true) return false;
      this.ready = next.value;
      this.at = 0;
    }
    return true;
  }

  private async readAll(): Promise<AsyncIterator<EventBatch>> {
    for (const input of this.inputs) await this.read(input);
    return this.sorter.sorted();
  }

  private async read({ feed, isTold }: SortedInput): Promise<void> {
    let latestMs = Number.NEGATIVE_INFINITY;
    for (;;) {
      const batch = await feed.next();
      if (batch === null) return;
      for (let row = 0; row < batch.length; row++) {
        const atMs = batch.timeMs[row] as number;
        if (!isTold && isOnLogClock(batch, row)) {
          if (atMs < latestMs) this.sink.outOfOrder(batch, row);
          if (Number.isFinite(latestMs) && atMs > latestMs + FAR_OFF_MS) this.sink.farOff(batch, row);
          if (atMs > latestMs) latestMs = atMs;
        }
        if (this.waits(batch, row)) await this.sorter.add(batch, row);
        else this.sink.free(batch, row);
      }
    }
  }
}
