import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BucketMaxima } from '../../src/stats/bucket-maxima.ts';

describe('BucketMaxima', () => {
  it('keeps the largest value of each bucket, and no bucket without one', () => {
    const maxima = new BucketMaxima();
    expect(maxima.isEmpty).toBe(true);
    for (const [at, value] of [
      [0, 5],
      [999, 7],
      [500, -9],
      [2000, -3],
      [-1, 4],
    ] as const) {
      maxima.add(at, value);
    }
    expect([...maxima.at(1000)]).toEqual([
      [0, 7],
      [2000, -3],
      [-1000, 4],
    ]);
    expect(maxima.at(5000)).toEqual(
      new Map([
        [0, 7],
        [-5000, 4],
      ]),
    );
    expect(() => maxima.at(1500)).toThrow(RangeError);
  });

  it('merges any split in any order to the same maxima, also when buckets get wider', () => {
    const at = fc.oneof(fc.integer({ min: -9000, max: 9000 }), fc.integer({ min: 0, max: 90_000_000 }));
    fc.assert(
      fc.property(fc.array(fc.tuple(at, fc.integer(), fc.boolean())), (values) => {
        const whole = new BucketMaxima();
        const [one, two] = [new BucketMaxima(), new BucketMaxima()];
        for (const [ms, value, side] of values) {
          whole.add(ms, value);
          (side ? one : two).add(ms, value);
        }
        two.merge(one);
        expect(two.storedWidthMs).toBe(whole.storedWidthMs);
        const naive = new Map<number, number>();
        for (const [ms, value] of values) {
          const bucket = Math.floor(ms / whole.storedWidthMs) * whole.storedWidthMs;
          naive.set(bucket, Math.max(value, naive.get(bucket) ?? value));
        }
        expect(two.at(whole.storedWidthMs)).toEqual(naive);
        expect(whole.at(whole.storedWidthMs)).toEqual(naive);
      }),
    );
  });
});
