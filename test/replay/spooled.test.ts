import { describe, expect, it } from 'vitest';
import { EventBatch } from '../../src/model/event-batch.ts';
import type { RowCursor } from '../../src/replay/merge.ts';
import { RunFolder } from '../../src/replay/run-file.ts';
import { spooled } from '../../src/replay/spooled.ts';
import { batchOf, linesOf, type Row } from './rows.ts';
import { withScratch } from './scratch.ts';

/** Rows of one cursor that gives so many at once, in the same batch every time, and where it stands. */
function cursorOf(count: number, atOnce: number): RowCursor & { readonly isEnded: boolean } {
  const rows = Array.from({ length: count }, (_, place): Row => ({ at: place, line: place + 1 }));
  let taken = 0;
  const cursor = {
    ready: new EventBatch(1),
    at: 0,
    isEnded: false,
    get end(): number {
      return cursor.ready.length;
    },
    ensure: async () => {
      if (cursor.at < cursor.end) return true;
      const next = batchOf(rows.slice(taken, taken + atOnce));
      taken += next.length;
      cursor.isEnded = next.length === 0;
      cursor.ready.clear();
      for (let row = 0; row < next.length; row++) cursor.ready.pushFrom(next, row);
      cursor.at = 0;
      return !cursor.isEnded;
    },
  };
  return cursor;
}

async function linesFrom(cursor: RowCursor): Promise<number[]> {
  const lines: number[] = [];
  while (await cursor.ensure()) {
    lines.push(...linesOf(cursor.ready).slice(cursor.at, cursor.end));
    cursor.at = cursor.end;
  }
  return lines;
}

describe('spooled', () => {
  it.each([
    { count: 0, atOnce: 10, files: 0 },
    { count: 3, atOnce: 2, files: 0 },
    { count: 1024, atOnce: 100, files: 0 },
    { count: 1025, atOnce: 100, files: 1 },
    { count: 2048, atOnce: 2048, files: 1 },
    { count: 5000, atOnce: 1, files: 1 },
    { count: 5000, atOnce: 3000, files: 1 },
  ])('gives $count rows, read $atOnce at once, as they were, with $files files', ({ count, atOnce, files }) =>
    withScratch(async (folder, held) => {
      const input = cursorOf(count, atOnce);
      const rows = await spooled(input, new RunFolder(folder, 10));
      expect(input.isEnded).toBe(true);
      expect((await held()).filter((path) => path.endsWith('run'))).toHaveLength(files);
      expect(await linesFrom(rows)).toEqual(Array.from({ length: count }, (_, place) => place + 1));
      expect(await held()).toEqual([]);
    }),
  );

  it('keeps at most 1,024 rows of one input in memory', () =>
    withScratch(async (folder) => {
      const rows = await spooled(cursorOf(3000, 700), new RunFolder(folder, 10));
      const chunks: number[] = [];
      while (await rows.ensure()) {
        chunks.push(rows.end);
        rows.at = rows.end;
      }
      expect(chunks).toEqual([1024, 1024, 952]);
    }));
});
