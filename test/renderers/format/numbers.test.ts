import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bitrate,
  bitrateColumn,
  bytes,
  count,
  countInFull,
  decimal,
  framesPerSecond,
  hertz,
  percent,
} from '../../../src/renderers/format/numbers.ts';

describe('percent', () => {
  it.each([
    { ratio: 0, text: '0 %' },
    { ratio: 0.0032, text: '0.32 %' },
    { ratio: 0.118, text: '11.8 %' },
    { ratio: 0.87, text: '87 %' },
    { ratio: 0.0109, text: '1.09 %' },
    { ratio: 0.00001, text: '< 0.01 %' },
    { ratio: 0.0001, text: '0.01 %' },
    { ratio: 0.9996, text: '99.96 %' },
    { ratio: 0.9992, text: '99.9 %' },
    { ratio: 0.99995, text: '> 99.99 %' },
    { ratio: 1, text: '100 %' },
    { ratio: 1.5, text: '150 %' },
  ])('$ratio is $text', ({ ratio, text }) => {
    expect(percent(ratio)).toBe(text);
  });

  it('never reads 0 or 100 for what is not', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (ratio) => {
        const text = percent(ratio);
        expect(text === '0 %').toBe(ratio === 0);
        expect(text === '100 %').toBe(ratio === 1);
      }),
    );
  });
});

describe('count', () => {
  it.each([
    { value: 0, text: '0' },
    { value: 18_940, text: '18,940' },
    { value: 999_999, text: '999,999' },
    { value: 1_000_000, text: '1 M' },
    { value: 17_154_323, text: '17.2 M' },
    { value: 412_000_000, text: '412 M' },
    { value: 999_600_000, text: '1 G' },
    { value: 1_204_000_000, text: '1.2 G' },
  ])('$value is $text', ({ value, text }) => {
    expect(count(value)).toBe(text);
  });

  it('stands in full in the ledger', () => {
    expect(countInFull(17_154_323)).toBe('17,154,323');
  });
});

describe('bit rates and sizes', () => {
  it.each([
    { text: bitrate(0), expected: '0 bps' },
    { text: bitrate(820), expected: '820 bps' },
    { text: bitrate(128_044), expected: '128 kbps' },
    { text: bitrate(4_917_000), expected: '4.92 Mbps' },
    { text: bitrate(999_499), expected: '999 kbps' },
    { text: bitrate(999_500), expected: '1 Mbps' },
    { text: bitrate(380e9), expected: '380 Gbps' },
    { text: bytes(272e12), expected: '272 TB' },
    { text: bytes(999), expected: '999 B' },
    { text: hertz(44_100), expected: '44.1 kHz' },
  ])('$expected', ({ text, expected }) => {
    expect(text).toBe(expected);
  });

  it('a column has one prefix, that of its largest value', () => {
    expect(bitrateColumn([2_950_033, 128_044, null, 0, 12])).toEqual([
      '2.95 Mbps',
      '0.128 Mbps',
      'no data',
      '0 Mbps',
      '< 0.001 Mbps',
    ]);
  });
});

describe('plain numbers', () => {
  it.each([
    { value: 38.298, text: '38.3' },
    { value: 1.6667, text: '1.67' },
    { value: 9.996, text: '10' },
    { value: 1204.4, text: '1,204' },
    { value: 0.000_123_4, text: '0.000123' },
    { value: -2.5, text: '−2.5' },
  ])('$value is $text', ({ value, text }) => {
    expect(decimal(value)).toBe(text);
  });

  it('frame rates keep two decimals', () => {
    expect(framesPerSecond(24.5)).toBe('24.50 fps');
    expect(framesPerSecond(30_000 / 1001)).toBe('29.97 fps');
  });
});
