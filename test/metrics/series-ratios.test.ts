import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SeriesAxis } from '../../src/metrics/series-axis.ts';
import { pooledRatio } from '../../src/metrics/series-ratios.ts';

function axisOf(count: number, widthMs = 1000, fromMs = 0): SeriesAxis {
  const window = { clock: 'media', fromMs, toMs: fromMs + count * widthMs } as const;
  return { window, fromMs, widthMs, isAsked: false, count };
}

/** The ratio of two counts that are the same in every second of each stretch: [seconds, part, all]. */
function ratioOf(stretches: readonly [number, number, number][], axis?: SeriesAxis) {
  const part = stretches.flatMap(([seconds, n]) => Array.from({ length: seconds }, () => n));
  const all = stretches.flatMap(([seconds, , n]) => Array.from({ length: seconds }, () => n));
  return pooledRatio(Float64Array.from(part), Float64Array.from(all), axis ?? axisOf(all.length));
}

/** Equal neighbours once: [how many base buckets, value]. */
function runsOf(values: readonly (number | null)[]): [number, number | null][] {
  const runs: [number, number | null][] = [];
  for (const value of values) {
    const last = runs.at(-1);
    if (last !== undefined && last[1] === value) last[0] += 1;
    else runs.push([1, value]);
  }
  return runs;
}

describe('pooledRatio', () => {
  it.each([
    // 10 s hold 30 requests: exactly enough.
    {
      name: '10 s where they hold 30',
      of: [
        [10, 0, 3],
        [10, 3, 3],
        [30, 0, 3],
      ],
      is: [
        [10, 0],
        [10, 1],
        [30, 0],
      ],
    },
    // 10 s hold 20, 30 s hold 60; 10 failures among the first 60.
    {
      name: '30 s where 10 s hold 20',
      of: [
        [10, 1, 2],
        [140, 0, 2],
      ],
      is: [
        [30, 1 / 6],
        [120, 0],
      ],
    },
    // 30 s hold 30; the last 10 s of 160 hold 10.
    {
      name: 'few at the end are no value',
      of: [
        [30, 1, 1],
        [130, 0, 1],
      ],
      is: [
        [30, 1],
        [120, 0],
        [10, null],
      ],
    },
    // 60 s hold 12: no width leaves five buckets with 30.
    { name: 'too few everywhere', of: [[300, 0.1, 0.2]], is: [[300, null]] },
    // Nine in ten buckets are too few at every width that leaves five; the busy 10 s still show.
    {
      name: 'a burst among few',
      of: [
        [10, 1, 4],
        [290, 0, 0.05],
      ],
      is: [
        [10, 0.25],
        [290, null],
      ],
    },
    { name: 'nothing at all', of: [[20, 0, 0]], is: [[20, null]] },
  ] as const)('$name', ({ of, is }) => {
    const found = ratioOf(of as unknown as [number, number, number][]);
    expect(runsOf(found.values)).toEqual(is);
    expect(found.values.map((_, i) => found.isFew(i))).toEqual(found.values.map((value) => value === null));
  });

  it('aligns its buckets to time zero', () => {
    // From 5 s on: the first bucket of 10 s has 5 s of 6 requests, 30 in all.
    const found = ratioOf(
      [
        [5, 6, 6],
        [50, 0, 6],
      ],
      axisOf(55, 1000, 5000),
    );
    expect(runsOf(found.values)).toEqual([
      [5, 1],
      [50, 0],
    ]);
  });

  it('never is finer than the base buckets', () => {
    const minutes = ratioOf(
      [
        [1, 30, 30],
        [9, 0, 30],
      ],
      axisOf(10, 60_000),
    );
    expect(runsOf(minutes.values)).toEqual([
      [1, 1],
      [9, 0],
    ]);
  });

  it('is between 0 and 1, and null or of 30 events', () => {
    const counts = fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { minLength: 1, maxLength: 400 });
    fc.assert(
      fc.property(counts, fc.integer({ min: -50, max: 50 }), (pairs, second) => {
        const all = Float64Array.from(pairs, ([a, b]) => a + b);
        const found = pooledRatio(
          Float64Array.from(pairs, ([a]) => a),
          all,
          axisOf(pairs.length, 1000, second * 1000),
        );
        const total = all.reduce((sum, n) => sum + n, 0);
        for (const value of found.values) {
          if (value === null) continue;
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1);
          expect(total).toBeGreaterThanOrEqual(30);
        }
      }),
    );
  });
});
