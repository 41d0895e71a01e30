import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Histogram } from '../../src/stats/histogram.ts';

function histogramOf(values: Iterable<number>): Histogram {
  const histogram = new Histogram();
  for (const value of values) histogram.add(value);
  return histogram;
}

function range(from: number, to: number, step = 1): number[] {
  return Array.from({ length: (to - from) / step + 1 }, (_, i) => from + i * step);
}

describe('Histogram', () => {
  it('of nothing is no data', () => {
    expect(new Histogram().distribution()).toBeNull();
    expect(new Histogram().quantile(0.5)).toBeNull();
    expect(new Histogram().avg).toBeNull();
    expect([...new Histogram().entries()]).toEqual([]);
  });

  // Ranks ⌈p·n⌉ worked by hand.
  it.each([
    { name: 'one value', values: [7], p: [7, 7, 7, 7] },
    { name: 'two values: p50 is the lower', values: [1, 9], p: [1, 9, 9, 9] },
    { name: '1 to 10', values: range(1, 10), p: [5, 9, 10, 10] },
    { name: '1 to 20', values: range(1, 20), p: [10, 18, 19, 20] },
    { name: '1 to 100', values: range(1, 100), p: [50, 90, 95, 99] },
    { name: '1 to 101', values: range(1, 101), p: [51, 91, 96, 100] },
    { name: 'negatives', values: [-5, -1, 0, 3], p: [-1, 3, 3, 3] },
  ])('percentiles of $name', ({ values, p }) => {
    const d = histogramOf(values).distribution();
    expect([d?.p50, d?.p90, d?.p95, d?.p99]).toEqual(p);
  });

  it('takes p to four decimals, so that 7 % of 100 is rank 7', () => {
    const histogram = histogramOf(range(1, 100));
    expect(histogram.quantile(0.07)).toBe(7); // 0.07 × 100 is 7.000000000000001 in doubles
    expect(histogram.quantile(0)).toBe(1);
    expect(histogram.quantile(1)).toBe(100);
  });

  it('prints µs in ms with three decimals', () => {
    expect(histogramOf([40_000, 40_001, 40_003]).distribution(1000)).toEqual({
      n: 3,
      min: 40,
      avg: 40.001, // 40,001.33 µs
      p50: 40.001,
      p90: 40.003,
      p95: 40.003,
      p99: 40.003,
      max: 40.003,
    });
  });

  it('stays exact with 1,024 distinct values and is binned with 1,025', () => {
    const values = range(10_000, 10_000 + 1023 * 3, 3);
    const exact = histogramOf([...values, ...values]);
    expect(exact.isExact).toBe(true);
    expect(exact.quantile(0.5)).toBe(10_000 + 511 * 3);
    exact.add(5);
    expect(exact.isExact).toBe(false);
    // 2,049 samples: rank 1,025, the 512th of the 1,024 values: 11,533. Its bin is [11528, 11535] and reads 11,531.
    expect(exact.quantile(0.5)).toBe(11_531);
    expect(exact.n).toBe(2049);
    expect(exact.min).toBe(5);
    expect(exact.max).toBe(10_000 + 1023 * 3);
  });

  it('clips what a bin reads to the smallest and largest sample', () => {
    // The last bin is [1002496, 1003007] and reads 1,002,751; the largest sample is 1,002,500.
    const histogram = histogramOf([...range(0, 1100), 1_002_500]);
    expect(histogram.quantile(1)).toBe(1_002_500);
    expect([...histogram.entries()].at(-1)).toEqual([1_002_500, 1]);
  });

  it('has an exact mean where a float sum has not', () => {
    const histogram = new Histogram();
    histogram.add(Number.MAX_SAFE_INTEGER, 3);
    histogram.add(-Number.MAX_SAFE_INTEGER, 2);
    expect(histogram.avg).toBe(Number.MAX_SAFE_INTEGER / 5);
  });

  const sample = fc.oneof(fc.integer({ min: -3000, max: 3000 }), fc.maxSafeInteger());
  /** Long runs of distinct values, so that parts cross the limit of 1,024 alone, together, or not at all. */
  const samples = fc
    .tuple(fc.array(sample), fc.integer({ min: 0, max: 1500 }), fc.integer({ min: 1, max: 5000 }))
    .map(([few, length, step]) => [...few, ...Array.from({ length }, (_, i) => i * step)]);

  it('merges any split in any order to the same bytes', () => {
    fc.assert(
      fc.property(fc.array(samples, { minLength: 2, maxLength: 4 }), (parts) => {
        const whole = histogramOf(parts.flat());
        for (const order of [parts, [...parts].reverse()]) {
          const merged = new Histogram();
          for (const part of order) merged.merge(histogramOf(part));
          expect(JSON.stringify(merged.distribution())).toBe(JSON.stringify(whole.distribution()));
          expect([...merged.entries()]).toEqual([...whole.entries()]);
          expect(merged.isExact).toBe(whole.isExact);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is within 0.1 % of the exact percentile', () => {
    fc.assert(
      fc.property(samples, fc.constantFrom(0.5, 0.9, 0.95, 0.99), (values, p) => {
        fc.pre(values.length > 0);
        const sorted = [...values].sort((a, b) => a - b);
        const exact = sorted[Math.ceil((values.length * p * 100) / 100 - 1e-9) - 1] ?? Number.NaN;
        const found = histogramOf(values).quantile(p) ?? Number.NaN;
        expect(Math.abs(found - exact)).toBeLessThanOrEqual(Math.abs(exact) / 1024);
      }),
    );
  });

  it('clones to an independent copy', () => {
    const one = histogramOf([1, 2]);
    const copy = one.clone();
    copy.add(3);
    expect([one.n, copy.n]).toEqual([2, 3]);
  });
});
