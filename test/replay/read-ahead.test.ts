import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isOrdered } from '../../src/replay/order.ts';
import { OrderedSource } from '../../src/replay/ordered-source.ts';
import type { RowFeed } from '../../src/replay/row-feed.ts';
import { feedOf, type Row, recordingSink } from './rows.ts';

/** Records after it that judge a clock. */
const WITNESSES = 100;

/** The most rows that were read and neither handed on nor told to be out of place. */
async function mostWaiting(rows: readonly Row[], batchRows: number): Promise<number> {
  const sink = recordingSink();
  const feed = feedOf(rows, batchRows);
  let most = 0;
  const watched: RowFeed = {
    next: () => {
      const done = sink.told.filter((line) => /^(free|clock_ahead)/.test(line)).length;
      most = Math.max(most, feed.taken - done);
      return feed.next();
    },
  };
  const source = new OrderedSource(0, watched, sink, {
    latenessMs: 10_000,
    beyond: 'late',
    free: false,
    waits: isOrdered,
  });
  while (await source.ensure()) source.at += 1;
  return most;
}

it.each<[string, (n: number) => number]>([
  ['each an hour after the one before', (n) => n * 3_600_000],
  ['each an hour before the one before', (n) => -n * 3_600_000],
  ['every other a year ahead', (n) => (n % 2) * 31_536_000_000 + n],
  ['all at one time', () => 0],
])('no more records wait for what comes after them than are asked about a clock: %s', async (_, at) => {
  for (const batchRows of [1, 7, 500]) {
    const rows = Array.from({ length: 3000 }, (_row, n): Row => ({ at: at(n), kind: 'request', viewer: 0 }));
    expect(await mostWaiting(rows, batchRows)).toBeLessThanOrEqual(WITNESSES + batchRows);
  }
});

it('whatever their times', async () => {
  const times = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 200, maxLength: 400 });
  await fc.assert(
    fc.asyncProperty(times, fc.integer({ min: 1, max: 30 }), async (minutes, batchRows) => {
      const rows = minutes.map((minute): Row => ({ at: minute * 61_000, kind: 'request', viewer: 0 }));
      expect(await mostWaiting(rows, batchRows)).toBeLessThanOrEqual(WITNESSES + batchRows);
    }),
    { numRuns: 30 },
  );
});
