import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IdentityHash } from '../../src/formats/identity.ts';

function halvesOf(text: string): readonly [number, number] {
  const hash = new IdentityHash();
  hash.of(text);
  return [hash.a, hash.b];
}

describe('IdentityHash', () => {
  it('gives two whole numbers of 53 bits, never both 0', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const [a, b] = halvesOf(text);
        for (const half of [a, b]) {
          expect(Number.isSafeInteger(half)).toBe(true);
          expect(half).toBeGreaterThanOrEqual(0);
        }
        expect(a).toBeGreaterThan(0);
      }),
    );
  });

  it('does not depend on what was hashed before', () => {
    const used = new IdentityHash();
    used.of('something else');
    used.of('an id');
    expect([used.a, used.b]).toEqual(halvesOf('an id'));
  });

  // 200,000 texts in 2^53 places meet with a chance of 2 in a million: each half alone must keep them apart.
  it('keeps near texts apart in each half', () => {
    const firsts = new Set<number>();
    const seconds = new Set<number>();
    const count = 200_000;
    for (let at = 0; at < count; at++) {
      const [a, b] = halvesOf(`event-${at}`);
      firsts.add(a);
      seconds.add(b);
    }
    expect(firsts.size).toBe(count);
    expect(seconds.size).toBe(count);
  });

  it('spreads over the buckets of a table', () => {
    const buckets = new Array<number>(64).fill(0);
    for (let at = 0; at < 64_000; at++) {
      const [, b] = halvesOf(String(at));
      buckets[b % 64] = (buckets[b % 64] ?? 0) + 1;
    }
    // 1,000 expected in each; six standard deviations are 190.
    expect(Math.min(...buckets)).toBeGreaterThan(810);
    expect(Math.max(...buckets)).toBeLessThan(1190);
  });

  it.each([
    ['', '\u0000'],
    ['\u0000', '\u0000\u0000'],
    ['ab', 'ba'],
    ['\ud800', '\ufffd'],
    ['a\u0100', 'a\u0000'],
  ])('tells %j from %j', (one, other) => {
    expect(halvesOf(one)).not.toEqual(halvesOf(other));
  });
});
