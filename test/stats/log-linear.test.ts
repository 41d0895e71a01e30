import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binFirst, binLast, binOf, binValue } from '../../src/stats/log-linear.ts';

describe('log-linear bins', () => {
  // Worked by hand: below 2,048 a value is its own bin; [2048, 4096) has steps of 2, [4096, 8192) of 4, …
  it.each([
    { value: 0, first: 0, last: 0, reads: 0 },
    { value: 1, first: 1, last: 1, reads: 1 },
    { value: 2047, first: 2047, last: 2047, reads: 2047 },
    { value: 2048, first: 2048, last: 2049, reads: 2048 },
    { value: 2049, first: 2048, last: 2049, reads: 2048 },
    { value: 2050, first: 2050, last: 2051, reads: 2050 },
    { value: 4095, first: 4094, last: 4095, reads: 4094 },
    { value: 4096, first: 4096, last: 4099, reads: 4097 },
    { value: 4100, first: 4100, last: 4103, reads: 4101 },
    { value: 2 ** 32, first: 2 ** 32, last: 2 ** 32 + 2 ** 22 - 1, reads: 2 ** 32 + 2 ** 21 - 1 },
    { value: 2 ** 53 - 1, first: 2 ** 53 - 2 ** 42, last: 2 ** 53 - 1, reads: 2 ** 53 - 2 ** 41 - 1 },
    { value: -1, first: -1, last: -1, reads: -1 },
    { value: -2048, first: -2049, last: -2048, reads: -2049 },
    { value: -4097, first: -4099, last: -4096, reads: -4098 },
  ])('$value falls into [$first, $last]', ({ value, first, last, reads }) => {
    const bin = binOf(value, 10);
    expect([binFirst(bin, 10), binLast(bin, 10), binValue(bin, 10)]).toEqual([first, last, reads]);
  });

  it.each([6, 10])('with %i bits: bins tile the integers, in order, at most 2^-bits wide', (bits) => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        const bin = binOf(value, bits);
        const first = binFirst(bin, bits);
        const last = binLast(bin, bits);
        expect(first).toBeLessThanOrEqual(value);
        expect(last).toBeGreaterThanOrEqual(value);
        expect((last - first) * 2 ** bits).toBeLessThanOrEqual(Math.abs(value));
        if (last < Number.MAX_SAFE_INTEGER) expect(binOf(last + 1, bits)).toBe(bin + 1);
        expect(binOf(first, bits)).toBe(bin);
      }),
    );
  });
});
