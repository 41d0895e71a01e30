import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  duration,
  durationToTheSecond,
  mediaDuration,
  signedDuration,
} from '../../../src/renderers/format/durations.ts';

describe('duration', () => {
  it.each([
    { ms: 0, text: '0 s' },
    { ms: 0.42, text: '0.42 ms' },
    { ms: 88, text: '88 ms' },
    { ms: 999.4, text: '999 ms' },
    { ms: 999.6, text: '1.0 s' },
    { ms: 1240, text: '1.24 s' },
    { ms: 2000, text: '2.0 s' },
    { ms: 2002, text: '2.0 s' },
    { ms: 41_100, text: '41.1 s' },
    { ms: 59_949, text: '59.9 s' },
    { ms: 59_950, text: '1 min 00 s' },
    { ms: 361_000, text: '6 min 01 s' },
    { ms: 500_000, text: '8 min 20 s' },
    { ms: 3_599_499, text: '59 min 59 s' },
    { ms: 3_599_500, text: '1 h 00 min' },
    { ms: 8_191_000, text: '2 h 16 min' },
    { ms: 561_902_400_000, text: '156,084 h' },
    { ms: -13, text: '−13 ms' },
  ])('$ms ms is $text', ({ ms, text }) => {
    expect(duration(ms)).toBe(text);
  });

  it('never looks like a time of day', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e12, noNaN: true }), (ms) => {
        expect(duration(ms)).not.toContain(':');
      }),
    );
  });
});

it('keeps the seconds of hours where there is room', () => {
  expect(durationToTheSecond(8_191_000)).toBe('2 h 16 min 31 s');
  expect(durationToTheSecond(500_000)).toBe('8 min 20 s');
});

it('media below two minutes is in seconds', () => {
  expect(mediaDuration(60_053)).toBe('60.1 s');
  expect(mediaDuration(120_000)).toBe('2 min 00 s');
});

it('differences have a sign', () => {
  expect([signedDuration(21), signedDuration(-13), signedDuration(0)]).toEqual(['+21 ms', '−13 ms', '0 s']);
});
