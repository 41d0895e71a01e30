import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dateOf,
  dayOf,
  instantMs,
  localTime,
  mediaTime,
  timeOfDay,
  timeSpan,
  zoneOffsetMs,
} from '../../../src/renderers/format/instants.ts';

const AT = Date.parse('2026-05-30T22:14:31.250Z');

describe('instantMs', () => {
  it.each([
    { text: '2026-05-30T22:14:31.250Z', clock: 'utc', ms: 1_780_179_271_250 },
    { text: '31.400000', clock: 'media', ms: 31_400 },
    { text: null, clock: 'utc', ms: null },
    { text: '', clock: 'media', ms: null },
    { text: 'soon', clock: 'utc', ms: null },
  ] as const)('$text on $clock is $ms', ({ text, clock, ms }) => {
    expect(instantMs(text, clock)).toBe(ms);
  });
});

// Offsets of the tz database: Berlin +2 h in summer, Kathmandu +5:45, Chatham +12:45 in southern winter.
describe('times of a zone', () => {
  it.each([
    { zone: 'UTC', time: '22:14:31', date: '30 May 2026', offset: 0 },
    { zone: 'Europe/Berlin', time: '00:14:31', date: '31 May 2026', offset: 120 },
    { zone: 'Asia/Kathmandu', time: '03:59:31', date: '31 May 2026', offset: 345 },
    { zone: 'Pacific/Chatham', time: '10:59:31', date: '31 May 2026', offset: 765 },
  ])('$zone', ({ zone, time, date, offset }) => {
    expect(timeOfDay(AT, zone)).toBe(time);
    expect(dateOf(AT, zone)).toBe(date);
    expect(zoneOffsetMs(AT, zone)).toBe(offset * 60_000);
  });

  it('of UTC, which is told without the rules of zones, are those that the rules tell', () => {
    const ms = fc.integer({ min: 0, max: 4_102_444_800_000 });
    fc.assert(
      fc.property(ms, (at) => {
        expect(localTime(at, 'UTC')).toEqual(localTime(at, 'Etc/UTC'));
      }),
    );
  });

  it('to the minute and to the millisecond', () => {
    expect(timeOfDay(AT, 'UTC', 'minutes')).toBe('22:14');
    expect(timeOfDay(AT, 'UTC', 'ms')).toBe('22:14:31.250');
    expect(dayOf(AT, 'UTC')).toBe('30 May');
  });
});

it('media time has milliseconds', () => {
  expect(mediaTime(31_400)).toBe('31.400 s');
  expect(mediaTime(-64)).toBe('−0.064 s');
  expect(mediaTime(9_627_917)).toBe('9,627.917 s');
});

describe('timeSpan', () => {
  it.each([
    { name: 'one day', from: '2026-05-30T19:58:00Z', text: '30 May 2026, 19:58:00 – 22:14:31 UTC' },
    { name: 'two days', from: '2026-05-29T19:58:00Z', text: '29 May 2026, 19:58:00 – 30 May, 22:14:31 UTC' },
    {
      name: 'two years',
      from: '2025-12-31T19:58:00Z',
      text: '31 Dec 2025, 19:58:00 – 30 May 2026, 22:14:31 UTC',
    },
  ])('$name', ({ from, text }) => {
    expect(timeSpan(Date.parse(from), AT, 'utc', 'UTC')).toBe(text);
  });

  it('to the millisecond, and on media time', () => {
    expect(timeSpan(AT - 1000, AT, 'utc', 'UTC', 'ms')).toBe('30 May 2026, 22:14:30.250 – 22:14:31.250 UTC');
    expect(timeSpan(0, 60_053, 'media', 'UTC')).toBe('media time 0.000 – 60.053 s');
    expect(timeSpan(-64, 2000, 'media', 'UTC')).toBe('media time −0.064 – 2.000 s');
  });
});
