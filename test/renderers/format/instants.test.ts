import { describe, expect, it } from 'vitest';
import {
  dateOf,
  dayOf,
  instantMs,
  mediaTime,
  timeOfDay,
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

  it('to the minute and to the millisecond', () => {
    expect(timeOfDay(AT, 'UTC', 'minutes')).toBe('22:14');
    expect(timeOfDay(AT, 'UTC', 'ms')).toBe('22:14:31.250');
    expect(dayOf(AT, 'UTC')).toBe('30 May');
  });
});

it('media time has milliseconds', () => {
  expect(mediaTime(31_400)).toBe('31.400 s');
});
