import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DenseCounts } from '../../src/stats/dense-counts.ts';

describe('DenseCounts', () => {
  it('of nothing is empty', () => {
    expect([new DenseCounts().size, ...new DenseCounts()]).toEqual([0]);
  });

  it('holds a key that was only ever given 0', () => {
    const counts = new DenseCounts();
    counts.add(0, 0);
    counts.add(5000, 0);
    expect([counts.size, ...counts]).toEqual([2, [0, 0], [5000, 0]]);
  });

  it('holds what passes 32 bits, and halves', () => {
    const counts = new DenseCounts();
    for (const count of [2 ** 32 - 2, 1, 2 ** 50]) counts.add(7, count);
    counts.add(8, 2 ** 32 - 2);
    counts.add(5000, 1.5);
    expect([...counts]).toEqual([
      [7, 2 ** 32 - 1 + 2 ** 50],
      [8, 2 ** 32 - 2],
      [5000, 1.5],
    ]);
  });

  it('equals a Map, by id', () => {
    const addition = fc.tuple(fc.oneof(fc.nat(20), fc.nat(100_000)), fc.oneof(fc.nat(9), fc.nat(2 ** 40)));
    fc.assert(
      fc.property(fc.array(addition), (additions) => {
        const counts = new DenseCounts();
        const naive = new Map<number, number>();
        for (const [id, count] of additions) {
          counts.add(id, count);
          naive.set(id, (naive.get(id) ?? 0) + count);
        }
        expect([...counts]).toEqual([...naive].sort(([a], [b]) => a - b));
        expect(counts.size).toBe(naive.size);
      }),
    );
  });
});
