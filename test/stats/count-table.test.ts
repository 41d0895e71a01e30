import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CountTable } from '../../src/stats/count-table.ts';

describe('CountTable', () => {
  it('counts like a Map, for keys of any size and sign', () => {
    const key = fc.oneof(
      fc.integer({ min: -5, max: 40 }),
      fc.maxSafeInteger(),
      // All fall into one slot at first: multiples of 2^32 differ in no bit of their lower half.
      fc.integer({ min: -50, max: 50 }).map((n) => n * 2 ** 32),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(key, fc.integer({ min: 1, max: 2 ** 40 }))), (entries) => {
        const table = new CountTable();
        const expected = new Map<number, number>();
        for (const [at, count] of entries) {
          table.add(at + 0, count);
          expected.set(at + 0, (expected.get(at + 0) ?? 0) + count);
        }
        expect(table.size).toBe(expected.size);
        expect(new Map(table)).toEqual(expected);
      }),
    );
  });

  it('grows as often as it must', () => {
    const table = new CountTable();
    for (let i = 0; i < 5000; i++) table.add(i * 3, 1);
    for (let i = 0; i < 5000; i++) table.add(i * 3, 2);
    expect(table.size).toBe(5000);
    expect([...table].every(([key, count]) => key % 3 === 0 && count === 3)).toBe(true);
  });
});
