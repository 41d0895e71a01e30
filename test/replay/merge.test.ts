import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventBatch } from '../../src/model/event-batch.ts';
import { type LazyCursor, type OpenLimit, RowMerge } from '../../src/replay/merge.ts';
import { sorted } from '../../src/replay/order.ts';
import { RunFolder } from '../../src/replay/run-file.ts';
import { spooled } from '../../src/replay/spooled.ts';
import { batchOf, type Row } from './rows.ts';

/** A cursor over sorted batches that says in `log` when it is opened and when it is read to its end. */
function cursor(name: string, batches: readonly Row[][], earliestMs: number, log: string[] = []): LazyCursor {
  return {
    earliestMs,
    open: () => {
      log.push(`open ${name}`);
      const waiting = batches.map((rows) => batchOf(rows));
      const opened = {
        ready: batchOf([]),
        at: 0,
        get end(): number {
          return opened.ready.length;
        },
        ensure: async () => {
          if (opened.at < opened.ready.length) return true;
          const next = waiting.shift();
          if (next === undefined) {
            log.push(`end ${name}`);
            return false;
          }
          opened.ready = next;
          opened.at = 0;
          return true;
        },
      };
      return opened;
    },
  };
}

/** Merges to the end; rows are logged as `source:time`. */
async function merged(
  cursors: readonly LazyCursor[],
  log: string[] = [],
  limit: OpenLimit | null = null,
): Promise<string[]> {
  const merge = new RowMerge(cursors, limit);
  const take = (batch: EventBatch, from: number, to: number) => {
    for (let row = from; row < to; row++) log.push(`${batch.source[row]}:${batch.timeMs[row]}`);
  };
  while (await merge.step(take));
  return log;
}

const rows = (source: number, ...ats: number[]): Row[] => ats.map((at) => ({ at, source }));

/** No more inputs than that are open; what waits is in memory, as it is little. */
const atMost = (most: number): OpenLimit => ({
  most,
  spool: (cursor) => spooled(cursor, new RunFolder(null, 1)),
});

describe('RowMerge', () => {
  it('of nothing gives nothing', async () => {
    expect(await merged([])).toEqual([]);
    expect(await merged([cursor('a', [], 0)])).toEqual([]);
  });

  it('merges several inputs and several batches on time', async () => {
    const a = cursor('a', [rows(1, 10, 20, 60), rows(1, 70)], 0);
    const b = cursor('b', [rows(2, 15, 30), rows(2, 40, 65, 80)], 0);
    const c = cursor('c', [rows(3, 5)], 0);
    expect(await merged([a, b, c])).toEqual([
      '3:5',
      '1:10',
      '2:15',
      '1:20',
      '2:30',
      '2:40',
      '1:60',
      '2:65',
      '1:70',
      '2:80',
    ]);
  });

  it('takes equal times in the order of the inputs, whichever stands first in the list', async () => {
    const a = cursor('a', [rows(1, 10, 10)], 0);
    const b = cursor('b', [rows(2, 10)], 0);
    expect(await merged([b, a])).toEqual(['1:10', '1:10', '2:10']);
  });

  it('opens an input when the merge reaches its first time, not before', async () => {
    const log: string[] = [];
    const cursors = [
      cursor('late', [rows(3, 300, 310)], 300, log),
      cursor('first', [rows(1, 100, 110, 305)], 100, log),
      cursor('second', [rows(2, 200, 210)], 200, log),
    ];
    expect(await merged(cursors, log)).toEqual([
      'open first',
      '1:100',
      '1:110',
      'open second',
      '2:200',
      '2:210',
      'end second',
      'open late',
      '3:300',
      '1:305',
      'end first',
      '3:310',
      'end late',
    ]);
  });

  it('opens an input whose first time equals the next row before that row is taken', async () => {
    const log: string[] = [];
    const cursors = [cursor('b', [rows(2, 100)], 100, log), cursor('c', [rows(1, 100)], 100, log)];
    await merged(cursors, log);
    expect(log.slice(0, 3)).toEqual(['open b', 'open c', '1:100']);
  });

  it('reads an input to its end at once when as many are open as may be', async () => {
    const log: string[] = [];
    const cursors = [
      cursor('a', [rows(1, 100), rows(1, 130), rows(1, 200)], 100, log),
      cursor('b', [rows(2, 110), rows(2, 140)], 110, log),
      cursor('c', [rows(3, 120), rows(3, 150)], 120, log),
      cursor('d', [rows(4, 190)], 190, log),
    ];
    expect(await merged(cursors, log, atMost(3))).toEqual([
      'open a',
      '1:100',
      'open b',
      '2:110',
      // The last of three places is for one that is read whole, and closed, before its first row is taken.
      'open c',
      'end c',
      '3:120',
      '1:130',
      '2:140',
      'end b',
      '3:150',
      // A place is free again.
      'open d',
      '4:190',
      'end d',
      '1:200',
      'end a',
    ]);
  });

  it.each([
    { most: 1, opened: 1 },
    { most: 2, opened: 2 },
    { most: 4, opened: 4 },
    { most: 5, opened: 5 },
    { most: 9, opened: 5 },
  ])('has $opened of five inputs open when $most may be, and others are empty', async ({ most, opened }) => {
    const log: string[] = [];
    const cursors = Array.from({ length: 5 }, (_, source) => [
      cursor(`empty ${source}`, [], source, log),
      cursor(`${source}`, [rows(source, source), rows(source, 10 + source)], source, log),
    ]).flat();
    await merged(cursors, log, atMost(most));
    let open = 0;
    let atMostOpen = 0;
    for (const line of log) {
      if (line.startsWith('open')) open += 1;
      if (line.startsWith('end')) open -= 1;
      atMostOpen = Math.max(atMostOpen, open);
    }
    expect(atMostOpen).toBe(opened);
  });

  it('passes over an input that turns out empty', async () => {
    const log: string[] = [];
    await merged([cursor('empty', [], 0, log), cursor('b', [rows(2, 100)], 50, log)], log);
    expect(log).toEqual(['open empty', 'end empty', 'open b', '2:100', 'end b']);
  });

  it('equals sorting everything at once, whatever number of inputs may be open', async () => {
    const someRows = fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(someRows, fc.nat(5), fc.integer({ min: 1, max: 5 })), { maxLength: 5 }),
        fc.integer({ min: 1, max: 6 }),
        async (inputs, most) => {
          const all = inputs.map(([ats], source) => rows(source, ...ats.toSorted((a, b) => a - b)));
          const cursors = inputs.map(([, earlier, batchRows], source) => {
            const own = all[source] ?? [];
            const batches: Row[][] = [];
            for (let from = 0; from < own.length; from += batchRows)
              batches.push(own.slice(from, from + batchRows));
            return cursor(`${source}`, batches, (own[0]?.at ?? 0) - earlier);
          });
          const whole = sorted(batchOf(all.flat()));
          const expected = Array.from(
            whole.timeMs.subarray(0, whole.length),
            (at, row) => `${whole.source[row]}:${at}`,
          );
          expect(await merged(cursors)).toEqual(expected);
          expect(await merged(cursors, [], atMost(most))).toEqual(expected);
        },
      ),
    );
  });
});
