import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BucketCounts } from '../../src/stats/bucket-counts.ts';
import { BucketSums } from '../../src/stats/bucket-sums.ts';

const COLUMNS = 3;

const read = (counts: BucketCounts, column: number, widthMs: number): [number, number[]] => {
  const { fromMs, values } = counts.at(column, widthMs);
  return [fromMs, [...values]];
};

describe('BucketCounts', () => {
  it('of nothing is empty', () => {
    const counts = new BucketCounts(COLUMNS);
    expect(read(counts, 0, 1000)).toEqual([0, []]);
    expect(counts.isEmpty(0)).toBe(true);
  });

  it('counts columns of the bucket that holds the instant, also before zero', () => {
    const counts = new BucketCounts(COLUMNS);
    for (const [atMs, column] of [
      [999, 0],
      [1000, 0],
      [1000, 2],
      [-1, 0],
      [-1000, 2],
      [-1000, 2],
    ] as const) {
      counts.addOne(counts.placeOf(atMs), column);
    }
    expect(read(counts, 0, 1000)).toEqual([-1000, [1, 1, 1]]);
    expect(read(counts, 2, 1000)).toEqual([-1000, [2, 0, 1]]);
    expect(read(counts, 2, 10_000)).toEqual([-10_000, [2, 1]]);
    expect([0, 1, 2].map((column) => counts.isEmpty(column))).toEqual([false, true, false]);
    expect(() => counts.at(0, 1500)).toThrow(RangeError);
  });

  // BucketSums, which has a test of its own, given the same instants: each column is one of it, of the same span.
  it('equals sums of ones, and merges any split in any order to the same counts', () => {
    const few = (): BucketCounts => new BucketCounts(COLUMNS, 500);
    const atMs = fc.oneof(
      fc.integer({ min: -20_000, max: 20_000 }),
      fc.integer({ min: -50_000_000, max: 50_000_000 }),
      fc.integer({ min: 0, max: 4_000_000_000 }),
    );
    const event = fc.tuple(atMs, fc.nat(COLUMNS - 1), fc.nat(2));
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        const whole = few();
        const sums = Array.from({ length: COLUMNS }, () => new BucketSums(1000, 500));
        for (const [at, column] of events) {
          whole.addOne(whole.placeOf(at), column);
          for (const [i, one] of sums.entries()) one.add(at, i === column ? 1 : 0);
        }
        const width = whole.storedWidthMs;
        for (const order of [
          [0, 1, 2],
          [2, 0, 1],
        ]) {
          const parts = [few(), few(), few()];
          for (const [at, column, side] of events) {
            const part = parts[side] as BucketCounts;
            part.addOne(part.placeOf(at), column);
          }
          const merged = few();
          for (const i of order) merged.merge(parts[i] as BucketCounts);
          expect(merged.storedWidthMs).toBe(width);
          for (const [column, one] of sums.entries()) {
            expect(one.storedWidthMs).toBe(width);
            const { fromMs, values } = one.at(width);
            for (const counts of [whole, merged])
              expect(read(counts, column, width)).toEqual([fromMs, [...values]]);
          }
        }
      }),
    );
  });
});
