import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { baseWidthMs, detectionWidthMs } from '../../src/stats/base-width.ts';
import { BucketHistograms } from '../../src/stats/bucket-histograms.ts';

describe('BucketHistograms', () => {
  it('counts and ranks by bucket', () => {
    const histograms = new BucketHistograms();
    for (let i = 1; i <= 20; i++) histograms.add(i * 400, i); // 400 ms … 8 s: one bucket of 10 s
    histograms.add(10_000, 100);
    histograms.add(-1, 50);
    const at = histograms.at(10_000);
    expect([at.n(0), at.n(9_999), at.n(10_000), at.n(-10_000), at.n(20_000)]).toEqual([20, 20, 1, 1, 0]);
    expect([at.quantile(0, 0.5), at.quantile(0, 0.95)]).toEqual([10, 19]);
    expect([at.quantile(10_000, 0.95), at.quantile(-1, 0.5), at.quantile(20_000, 0.5)]).toEqual([
      100,
      50,
      null,
    ]);
    expect(histograms.at(30_000).n(0)).toBe(21);
  });

  it('reads no value beyond those there were', () => {
    const histograms = new BucketHistograms();
    histograms.add(0, 2000); // its bin [2000, 2015] reads 2007
    expect(histograms.at(10_000).quantile(0, 0.95)).toBe(2000);
  });

  it('reads 64 bins an octave', () => {
    const histograms = new BucketHistograms();
    histograms.add(0, 127); // a bin of its own
    histograms.add(10_000, 1000); // [1000, 1007]: 512 to 1023 in 64 bins of 8
    histograms.add(20_000, -1000);
    // Beyond all bins asked for, so that none is clipped.
    histograms.add(30_000, 1020);
    histograms.add(40_000, -1020);
    const at = histograms.at(10_000);
    expect([at.quantile(0, 0.5), at.quantile(10_000, 0.5), at.quantile(20_000, 0.5)]).toEqual([
      127, 1003, -1004,
    ]);
  });

  it('refuses widths that are no multiple of the stored one', () => {
    const histograms = new BucketHistograms();
    histograms.add(0, 1);
    histograms.add(200_000_000, 1);
    expect(histograms.storedWidthMs).toBe(30_000);
    expect(() => histograms.at(10_000)).toThrow(RangeError);
  });

  it('stores every span at a divisor of its detection width', () => {
    for (let span = 1000; span < 1e12; span = Math.floor(span * 1.37)) {
      const histograms = new BucketHistograms();
      histograms.add(777, 1);
      histograms.add(777 + span, 1);
      expect(detectionWidthMs(baseWidthMs(777, 777 + span)) % histograms.storedWidthMs).toBe(0);
    }
  });

  it('merges any split in any order to the same counts', () => {
    const sample = fc.tuple(
      fc.oneof(fc.integer({ min: -50_000, max: 50_000 }), fc.integer({ min: 0, max: 900_000_000 })),
      fc.oneof(fc.integer({ min: -300, max: 9000 }), fc.maxSafeInteger()),
      fc.boolean(),
    );
    fc.assert(
      fc.property(fc.array(sample), (samples) => {
        const whole = new BucketHistograms();
        const parts = [new BucketHistograms(), new BucketHistograms()] as const;
        const again = [new BucketHistograms(), new BucketHistograms()] as const;
        for (const [at, value, side] of samples) {
          whole.add(at, value);
          parts[side ? 0 : 1].add(at, value);
          again[side ? 1 : 0].add(at, value);
        }
        parts[0].merge(parts[1]);
        again[0].merge(again[1]);
        for (const merged of [parts[0], again[0]]) {
          expect(merged.storedWidthMs).toBe(whole.storedWidthMs);
          for (const [at] of samples) {
            const [a, b] = [merged.at(whole.storedWidthMs), whole.at(whole.storedWidthMs)];
            expect([a.n(at), a.quantile(at, 0.5), a.quantile(at, 0.95)]).toEqual([
              b.n(at),
              b.quantile(at, 0.5),
              b.quantile(at, 0.95),
            ]);
          }
        }
      }),
    );
  });
});
