import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { worstStretch } from '../../src/stats/worst-stretch.ts';

describe('the worst stretch', () => {
  // By hand: the median, the worst value, a quarter of the way between them, then the run with the largest sum.
  it.each([
    ['of nothing is none', [], 'highest', null],
    ['of no data is none', [null, null], 'highest', null],
    ['of equal values is none', [3, 3, null, 3], 'highest', null],
    [
      'is the run around the worst bucket',
      [0, 0, 0, 4, 9, 5, 0, 0],
      'highest',
      { first: 3, last: 5, value: 9 },
    ],
    ['is low where low is bad', [9, 9, 2, 1, 9], 'lowest', { first: 2, last: 3, value: 1 }],
    // Median 0, worst 8, threshold 2: 6, −2, 6 is more than 6.
    ['goes on over one good bucket', [0, 0, 0, 8, 0, 8, 0, 0], 'highest', { first: 3, last: 5, value: 8 }],
    ['and over one without data', [0, 0, 0, 8, null, 8, 0, 0], 'highest', { first: 3, last: 5, value: 8 }],
    // 6, then four times −2, then 6: the first of two equal ones.
    ['ends in many good ones', [0, 8, 0, 0, 0, 0, 8, 0, 0], 'highest', { first: 1, last: 1, value: 8 }],
    [
      'is what is left where most of the log is bad',
      [9, 9, 9, 0],
      'highest',
      { first: 0, last: 2, value: 9 },
    ],
    ['of two values is the worse one', [1, 2], 'highest', { first: 1, last: 1, value: 2 }],
  ] as const)('%s', (_, values, worst, expected) => {
    expect(worstStretch(values, worst)).toEqual(expected);
  });

  it('begins and ends with bad buckets, and is the same mirrored', () => {
    const cell = fc.option(fc.integer({ min: 0, max: 50 }), { nil: null });
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 60 }), (values) => {
        const found = worstStretch(values, 'highest');
        const mirrored = worstStretch(
          values.map((value) => (value === null ? null : -value)),
          'lowest',
        );
        expect(mirrored).toEqual(found === null ? null : { ...found, value: -found.value || 0 });
        if (found === null) return;
        for (const end of [found.first, found.last]) expect(values[end]).not.toBeNull();
        expect(values.slice(found.first, found.last + 1)).toContain(found.value);
      }),
    );
  });
});
