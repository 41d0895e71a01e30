import { EventBatch } from '../model/event-batch.ts';
import type { RowCursor } from './merge.ts';
import type { RunFile, RunFolder } from './run-file.ts';

/** Rows that wait in memory, and that are read back at once: 128 KiB. */
const CHUNK_ROWS = 1024;

/**
 * Reads the rows of an input to its end, so that it is closed, and gives the same rows in the same order: from memory
 * where they are few, else from a temporary file, which is open only while it is read from.
 */
export async function spooled(input: RowCursor, folder: RunFolder): Promise<RowCursor> {
  const rows = new EventBatch(CHUNK_ROWS);
  let run: RunFile | null = null;
  while (await input.ensure()) {
    while (input.at < input.end) {
      if (rows.length === CHUNK_ROWS) {
        run ??= await folder.create();
        await run.write(rows, CHUNK_ROWS);
        rows.clear();
      }
      rows.pushFrom(input.ready, input.at++);
    }
  }
  if (run === null) return inMemory(rows);
  await run.write(rows, CHUNK_ROWS);
  return run;
}

/** A cursor over rows in replay order. */
export function inMemory(rows: EventBatch): RowCursor {
  return {
    ready: rows,
    at: 0,
    end: rows.length,
    ensure() {
      return this.at < this.end;
    },
  };
}
