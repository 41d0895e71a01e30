import { EventBatch } from '../model/event-batch.ts';
import { type LazyCursor, type RowCursor, RowMerge, type TakeRows } from './merge.ts';
import { sorted } from './order.ts';
import { RunFile } from './run-file.ts';

/** Rows kept in memory before a sorted run goes to disk: about 256 MiB of columns. */
const ROWS_IN_MEMORY = 2_000_000;
/** Rows handed out at once. */
const BATCH_ROWS = 8192;

/**
 * Sorts rows into replay order: in memory while they fit, else as sorted runs in temporary files that are merged.
 * The files are removed when the last row was read, or when reading stops early.
 */
export class Sorter {
  private readonly scratch: string | null;
  private readonly rowsInMemory: number;
  private rows = new EventBatch();
  private readonly runs: RunFile[] = [];

  /** @param scratch - folder for temporary files; null: the system's */
  constructor(scratch: string | null, rowsInMemory = ROWS_IN_MEMORY) {
    this.scratch = scratch;
    this.rowsInMemory = rowsInMemory;
  }

  async add(batch: EventBatch, row: number): Promise<void> {
    this.rows.pushFrom(batch, row);
    if (this.rows.length < this.rowsInMemory) return;
    this.runs.push(await RunFile.write(sorted(this.rows), this.scratch, BATCH_ROWS));
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
      for (const run of this.runs) await run.remove();
    }
  }
}

function inMemory(rows: EventBatch): RowCursor {
  return {
    ready: rows,
    at: 0,
    end: rows.length,
    ensure() {
      return this.at < this.end;
    },
  };
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
