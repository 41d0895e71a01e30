import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { baseWidthMs } from '../../src/stats/base-width.ts';
import { BucketSums } from '../../src/stats/bucket-sums.ts';

const read = (sums: BucketSums, widthMs: number): [number, number[]] => {
  const { fromMs, values } = sums.at(widthMs);
  return [fromMs, [...values]];
};

describe('BucketSums', () => {
  it('of nothing is empty', () => {
    expect(read(new BucketSums(), 1000)).toEqual([0, []]);
    expect(new BucketSums().isEmpty).toBe(true);
  });

  it('adds to the bucket that holds the instant, also before zero', () => {
    const sums = new BucketSums();
    sums.add(999, 1);
    sums.add(1000, 2);
    sums.add(-1, 4);
    sums.add(-1000, 8);
    expect(read(sums, 1000)).toEqual([-1000, [12, 1, 2]]);
    expect(read(sums, 2000)).toEqual([-2000, [12, 3]]);
    expect(read(sums, 10_000)).toEqual([-10_000, [12, 3]]);
  });

  // Shares of [from, to) worked by hand.
  it.each([
    { name: 'inside a bucket', from: 1200, to: 1700, start: 1000, shares: [500] },
    { name: 'across an edge', from: 1200, to: 2100, start: 1000, shares: [800, 100] },
    { name: 'over whole buckets', from: -500, to: 3250, start: -1000, shares: [500, 1000, 1000, 1000, 250] },
    { name: 'up to an edge', from: 0, to: 2000, start: 0, shares: [1000, 1000, 0] },
    { name: 'empty', from: 5, to: 5, start: 0, shares: [] },
    { name: 'reversed', from: 5, to: 4, start: 0, shares: [] },
  ])('shares a span $name', ({ from, to, start, shares }) => {
    const sums = new BucketSums();
    sums.addSpan(from, to);
    expect(read(sums, 1000)).toEqual([start, shares]);
  });

  it.each([
    { name: 'evenly', from: 0, to: 4000, total: 100, values: [25, 25, 25, 25] },
    { name: 'by time', from: 500, to: 3000, total: 100, values: [20, 40, 40] },
    { name: 'rounding the running total down', from: 0, to: 3000, total: 10, values: [3, 3, 4] },
    { name: 'at one instant when the span is empty', from: 1500, to: 1500, total: 9, values: [9] },
    { name: 'inside a bucket', from: 100, to: 200, total: 7, values: [7] },
  ])('spreads a total $name', ({ from, to, total, values }) => {
    const sums = new BucketSums();
    sums.addSpanValue(from, to, total);
    expect(read(sums, 1000)[1].filter((v) => v !== 0)).toEqual(values);
  });

  it('stores wider buckets as the span grows, and every base width stays a multiple', () => {
    const widths: number[] = [];
    for (let span = 1000; span < 1e12; span = Math.floor(span * 1.37)) {
      const sums = new BucketSums();
      sums.add(12_345, 1);
      sums.add(12_345 + span, 1);
      widths.push(sums.storedWidthMs);
      expect(baseWidthMs(12_345, 12_345 + span) % sums.storedWidthMs).toBe(0);
      expect(span / sums.storedWidthMs).toBeLessThanOrEqual(54_000);
    }
    expect(new Set(widths).size).toBeGreaterThan(8);
  });

  it('keeps 54,000 s in seconds and one ms more in 10 s', () => {
    const sums = new BucketSums();
    sums.add(0, 1);
    sums.add(54_000_000, 1);
    expect(sums.storedWidthMs).toBe(1000);
    sums.addSpan(53_999_000, 54_000_001);
    expect(sums.storedWidthMs).toBe(10_000);
    expect(() => sums.at(5000)).toThrow(RangeError);
  });

  it('can start at a wider bucket', () => {
    const sums = new BucketSums(10_000);
    sums.add(0, 1);
    expect(sums.storedWidthMs).toBe(10_000);
  });

  type Add = readonly [kind: number, at: number, length: number, value: number];
  const addition: fc.Arbitrary<Add> = fc.tuple(
    fc.integer({ min: 0, max: 2 }),
    fc.oneof(
      fc.integer({ min: -20_000, max: 20_000 }),
      fc.integer({ min: -50_000_000, max: 50_000_000 }),
      fc.integer({ min: 0, max: 4_000_000_000 }),
    ),
    fc.oneof(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 0, max: 100_000 })),
    fc.integer({ min: 0, max: 1_000_000 }),
  );
  const apply = (sums: BucketSums, [kind, at, length, value]: Add): void => {
    if (kind === 0) sums.add(at, value);
    else if (kind === 1) sums.addSpan(at, at + length);
    else sums.addSpanValue(at, at + length, value);
  };

  /** 500 cells instead of 54,000: the same turns come sooner. */
  const few = (): BucketSums => new BucketSums(1000, 500);

  it('merges any split in any order to the same sums, and loses nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(addition, fc.integer({ min: 0, max: 2 }))), (additions) => {
        const whole = few();
        const total = additions.reduce(
          (sum, [[kind, , length, value]]) => sum + (kind === 1 ? length : value),
          0,
        );
        for (const [addition] of additions) apply(whole, addition);
        for (const order of [
          [0, 1, 2],
          [2, 0, 1],
        ]) {
          const parts = [few(), few(), few()];
          for (const [addition, side] of additions) apply(parts[side] as BucketSums, addition);
          const merged = few();
          for (const i of order) merged.merge(parts[i] as BucketSums);
          expect(read(merged, whole.storedWidthMs)).toEqual(read(whole, whole.storedWidthMs));
          expect(merged.storedWidthMs).toBe(whole.storedWidthMs);
        }
        expect(whole.at(whole.storedWidthMs).values.reduce((a, b) => a + b, 0)).toBe(total);
      }),
    );
  });

  it('equals counting every ms', () => {
    const spans = fc.array(
      fc.tuple(fc.integer({ min: -9000, max: 9000 }), fc.integer({ min: 0, max: 6000 })),
    );
    fc.assert(
      fc.property(spans, fc.constantFrom(1000, 2000, 5000), (list, width) => {
        const sums = new BucketSums();
        const naive = new Map<number, number>();
        for (const [from, length] of list) {
          sums.addSpan(from, from + length);
          for (let t = from; t < from + length; t++) {
            const bucket = Math.floor(t / width) * width;
            naive.set(bucket, (naive.get(bucket) ?? 0) + 1);
          }
        }
        const { fromMs, values } = sums.at(width);
        const found = new Map<number, number>();
        values.forEach((value, i) => {
          if (value > 0) found.set(fromMs + i * width, value);
        });
        expect(found).toEqual(new Map([...naive].sort(([a], [b]) => a - b)));
      }),
      { numRuns: 50 },
    );
  });
});

it('adds what passes 2^53 in any order and any parts to the same sums', () => {
  const value = fc.oneof(fc.nat(3), fc.maxSafeInteger().map(Math.abs));
  // Beyond 100 buckets they get wider: times at the far end widen what was added before.
  const sample = fc.tuple(fc.constantFrom(0, 900, 200_000), value);
  const sumsOf = (samples: readonly (readonly [number, number])[]): BucketSums => {
    const sums = new BucketSums(1000, 100);
    for (const [atMs, one] of samples) sums.add(atMs, one);
    return sums;
  };
  fc.assert(
    fc.property(fc.array(sample, { maxLength: 9 }), fc.array(sample, { maxLength: 9 }), (mine, theirs) => {
      const all: (readonly [number, number])[] = [...mine, ...theirs, [0, 1]];
      const merged = sumsOf(mine);
      merged.merge(sumsOf([...theirs, [0, 1]]));
      const { values } = merged.at(merged.storedWidthMs);
      expect(values).toEqual(sumsOf(all.toReversed()).at(merged.storedWidthMs).values);
      const first = all.filter(([atMs]) => atMs < 1000).map(([, one]) => BigInt(one));
      expect(values[0]).toBe(Number(first.reduce((sum, one) => sum + one, 0n)));
    }),
  );
});
