import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExactSum, ratio } from '../../src/stats/exact-sum.ts';

const MAX = Number.MAX_SAFE_INTEGER; // 2^53 − 1
const safe = fc.maxSafeInteger();

function sumOf(...values: number[]): ExactSum {
  const sum = new ExactSum();
  for (const value of values) sum.add(value);
  return sum;
}

describe('ExactSum', () => {
  it.each([
    { name: 'nothing', values: [], sum: 0n },
    { name: 'small', values: [1, 2, -5], sum: -2n },
    { name: '2^53 − 1', values: [MAX], sum: 9007199254740991n },
    { name: '2^53', values: [MAX, 1], sum: 9007199254740992n },
    { name: '2^53 + 1, which no double is', values: [MAX, 2], sum: 9007199254740993n },
    { name: 'over and back again', values: [MAX, 2, -MAX], sum: 2n },
    { name: 'below −2^53', values: [-MAX, -2], sum: -9007199254740993n },
  ])('adds up to $name', ({ values, sum }) => {
    expect(sumOf(...values).toBigInt()).toBe(sum);
    expect(sumOf(...values).toNumber()).toBe(Number(sum));
  });

  it('knows zero, also after an overflow', () => {
    expect(sumOf().isZero).toBe(true);
    expect(sumOf(MAX, MAX, -MAX, -MAX).isZero).toBe(true);
    expect(sumOf(MAX, MAX, -MAX, -MAX, 1).isZero).toBe(false);
  });

  it('keeps products beyond 2^53', () => {
    const sum = new ExactSum();
    sum.addProduct(3_037_000_500, 3_037_000_500);
    sum.addProduct(7, -3);
    expect(sum.toBigInt()).toBe(9223372037000250000n - 21n);
  });

  it('equals BigInt addition, in any split', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(safe, safe, fc.boolean())), (terms) => {
        let expected = 0n;
        const whole = new ExactSum();
        const parts = [new ExactSum(), new ExactSum()] as const;
        for (const [a, b, side] of terms) {
          expected += BigInt(a) * BigInt(b) + BigInt(a);
          for (const sum of [whole, parts[side ? 0 : 1]]) {
            sum.addProduct(a, b);
            sum.add(a);
          }
        }
        parts[0].merge(parts[1]);
        expect(whole.toBigInt()).toBe(expected);
        expect(parts[0].toBigInt()).toBe(expected);
        expect(parts[0].toNumber()).toBe(whole.toNumber());
      }),
    );
  });
});

describe('ratio', () => {
  it.each([
    [1, 4, 0.25],
    [0, 5, 0],
    [0, -5, 0],
    [5, 0, null],
    [3n, 4n, 0.75],
    [1, sumOf(MAX, 1), 2 ** -53],
    [sumOf(), sumOf(), null],
  ])('of %o and %o is %o', (num, den, expected) => {
    expect(ratio(num, den)).toBe(expected);
  });
});
