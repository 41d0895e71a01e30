import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TrailingSums } from '../../src/live/trailing-sums.ts';

type Sample = readonly [atMs: number, value: number];

function sums(widthMs: number, samples: readonly Sample[]): TrailingSums {
  const result = new TrailingSums(widthMs);
  for (const [atMs, value] of samples) result.add(atMs, value);
  return result;
}

describe('a window of 10 ms', () => {
  it.each<{ name: string; samples: Sample[]; atMs: number; sum: number; count: number }>([
    { name: 'nothing', samples: [], atMs: 5, sum: 0, count: 0 },
    { name: 'its end belongs to it', samples: [[5, 7]], atMs: 5, sum: 7, count: 1 },
    { name: 'one ms before it ends', samples: [[5, 7]], atMs: 14, sum: 7, count: 1 },
    { name: 'its begin does not', samples: [[5, 7]], atMs: 15, sum: 0, count: 0 },
    {
      name: 'several of one ms',
      samples: [
        [5, 7],
        [5, 1],
      ],
      atMs: 6,
      sum: 8,
      count: 2,
    },
    {
      name: 'several of one ms, others between',
      samples: [
        [5, 7],
        [6, 2],
        [5, 1],
      ],
      atMs: 6,
      sum: 10,
      count: 3,
    },
    {
      name: 'out of order',
      samples: [
        [9, 1],
        [3, 2],
      ],
      atMs: 13,
      sum: 1,
      count: 1,
    },
    {
      name: 'long before the latest',
      samples: [
        [100, 1],
        [3, 2],
      ],
      atMs: 100,
      sum: 1,
      count: 1,
    },
    { name: 'a value of 0 counts', samples: [[5, 0]], atMs: 5, sum: 0, count: 1 },
    { name: 'times below 0', samples: [[-5, 3]], atMs: 4, sum: 3, count: 1 },
  ])('$name', ({ samples, atMs, sum, count }) => {
    expect(sums(10, samples).at(atMs)).toEqual({ sum, count });
  });
});

it('agrees with a list of all samples, for any order and any read from the latest on', () => {
  const sample = fc.tuple(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 0, max: 9 }));
  fc.assert(
    fc.property(
      fc.array(sample, { maxLength: 1500, size: 'max' }),
      fc.nat(1200),
      fc.integer({ min: 1, max: 1000 }),
      (samples, lateMs, widthMs) => {
        const atMs = Math.max(0, ...samples.map(([time]) => time)) + lateMs;
        const inside = samples.filter(([time]) => time > atMs - widthMs && time <= atMs);
        const sum = inside.reduce((all, [, value]) => all + value, 0);
        expect(sums(widthMs, samples).at(atMs)).toEqual({ sum, count: inside.length });
      },
    ),
    // Shrinking a thousand samples takes longer than anyone waits.
    { endOnFailure: true },
  );
});
