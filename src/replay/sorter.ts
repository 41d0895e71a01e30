import { EventBatch } from '../model/event-batch.ts';
import { type LazyCursor, RowMerge, type TakeRows } from './merge.ts';
import { sorted } from './order.ts';
import type { RunFile, RunFolder } from './run-file.ts';
import { inMemory } from './spooled.ts';

/** Rows handed out at once. */
const BATCH_ROWS = 8192;

/**
 * Sorts rows into replay order: in memory while they fit, else as sorted runs in temporary files that are merged.
 * Each file is removed when its last row was read, or when reading stops early; what a sorter that is dropped
 * before leaves behind is its folder's to remove.
 */
export class Sorter {
  private readonly folder: RunFolder;
  private rows = new EventBatch();
  private readonly runs: RunFile[] = [];

  constructor(folder: RunFolder) {
    this.folder = folder;
  }

  async add(batch: EventBatch, row: number): Promise<void> {
    this.rows.pushFrom(batch, row);
    if (this.rows.length < this.folder.rowsInMemory) return;
    this.runs.push(await this.folder.write(sorted(this.rows), BATCH_ROWS));
    this.rows = new EventBatch();
  }

  /** All rows in replay order, in batches; the sorter is not used afterwards. */
  async *sorted(): AsyncGenerator<EventBatch> {
    const rest = sorted(this.rows);
    this.rows = new EventBatch(1);
    if (this.runs.length === 0) {
      yield rest;
      return;
    }
    const cursors: LazyCursor[] = [
      ...this.runs.map((run) => ({ earliestMs: Number.NEGATIVE_INFINITY, open: () => run })),
      { earliestMs: Number.NEGATIVE_INFINITY, open: () => inMemory(rest) },
    ];
    try {
      yield* merged(cursors);
    } finally {
      for (const run of this.runs) await this.folder.remove(run);
    }
  }
}

async function* merged(cursors: readonly LazyCursor[]): AsyncGenerator<EventBatch> {
  const merge = new RowMerge(cursors);
  let batch = new EventBatch(BATCH_ROWS);
  const take: TakeRows = (rows, from, to) => {
    for (let row = from; row < to; row++) batch.pushFrom(rows, row);
  };
  while (await merge.step(take)) {
    if (batch.length < BATCH_ROWS) continue;
    yield batch;
    batch = new EventBatch(BATCH_ROWS);
  }
  if (batch.length > 0) yield batch;
}
