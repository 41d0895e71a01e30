import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { count, lostDigits, microseconds, quantity, ratio } from '../../src/formats/ffprobe-values.ts';

describe('microseconds', () => {
  it.each([
    ['0.000000', 0],
    ['-0.000000', 0],
    ['1.423222', 1_423_222],
    ['-0.040000', -40_000],
    ['9627.877433', 9_627_877_433],
    // 0.29 × 1e6 is 290000.00000000006 in floats, 1.005 × 1e6 is 1004999.9999999999.
    ['0.29', 290_000],
    ['1.005', 1_005_000],
    ['12', 12_000_000],
    ['0.0000014', 1],
    ['0.0000015', 2],
    ['95443.717689', 95_443_717_689],
    ['0:00:01.423222', 1_423_222],
    ['26:30:43.717689', 95_443_717_689],
    // ffprobe prints the sign on the part that is negative, or on each.
    ['0:00:-0.040000', -40_000],
    ['0:-1:-5.500000', -65_500_000],
    ['0.917584 s', 917_584],
    ['-0.040000 s', -40_000],
    ['12.345600 Ks', 12_345_600_000],
  ])('%s', (text, us) => expect(microseconds(text)).toBe(us));

  it.each([
    '',
    '-',
    '.',
    'abc',
    '1,5',
    '1e3',
    '1.5.5',
    '0x10',
    '1.5 m',
    '1.5 byte s',
    'Infinity',
    'NaN',
    ' 1',
  ])('no time: %j', (text) => expect(microseconds(text)).toBeNaN());

  it('reads back every printed time', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(10 ** 12), max: 10 ** 12 }), (us) => {
        const digits = String(Math.abs(us)).padStart(7, '0');
        const text = `${us < 0 ? '-' : ''}${digits.slice(0, -6)}.${digits.slice(-6)}`;
        expect(microseconds(text)).toBe(us);
      }),
    );
  });
});

describe('counts and quantities', () => {
  it.each([
    ['3499', 3499],
    ['0', 0],
    ['81 byte', 81],
    // 1881 bytes as ffprobe -pretty, -prefix and both print them.
    ['1.836914 Kibyte', 1881],
    ['1.881000 K', 1881],
    ['1.881000 Kbyte', 1881],
    ['7.393555 Kibyte', 7571],
    ['2.000001 Mibyte', 2_097_153],
  ])('count %s', (text, value) => expect(count(text)).toBe(value));
  it.each(['-1', 'abc', '1 apple', ''])('no count: %j', (text) => expect(count(text)).toBeNaN());
  it.each([
    ['48 KHz', 48_000],
    ['44.100000 KHz', 44_100],
    ['109.928000 Kbit/s', 109_928],
  ])('quantity %s', (text, value) => expect(quantity(text)).toBeCloseTo(value, 6));

  it('knows which prefixes cost digits', () => {
    expect(['1.2 Mibyte', '1.2 Gbyte', '1.2 Ks', '2.1 Gi'].every(lostDigits)).toBe(true);
    expect(['1.2 Kibyte', '81 byte', '0.9 s', '1.881 K', '12'].some(lostDigits)).toBe(false);
  });
});

describe('ratio', () => {
  it.each([
    ['25/1', 25],
    ['30000/1001', 30_000 / 1001],
    ['0/0', Number.NaN],
    ['0/1', Number.NaN],
    ['25', 25],
    ['', Number.NaN],
    ['a/b', Number.NaN],
  ])('%s', (text, value) => expect(ratio(text)).toBe(value));
});
