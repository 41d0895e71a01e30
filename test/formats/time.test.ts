import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDuration, parseInstant, TimeText } from '../../src/formats/time.ts';
import { isTimezone, Zone } from '../../src/formats/time-zone.ts';

// Epoch values are from `date -u -d TEXT +%s` (GNU coreutils), milliseconds appended by hand.
describe('RFC 3339', () => {
  const utc = () => new TimeText(new Zone('UTC'));

  it.each([
    ['2024-03-01T12:34:56Z', 1_709_296_496_000_000],
    ['2024-03-01T12:34:56z', 1_709_296_496_000_000],
    ['2024-03-01t12:34:56Z', 1_709_296_496_000_000],
    ['2024-03-01 12:34:56Z', 1_709_296_496_000_000],
    ['2024-03-01T12:34:56+00:00', 1_709_296_496_000_000],
    ['2024-03-01T12:34:56-00:00', 1_709_296_496_000_000],
    ['2024-03-01T18:04:56+05:30', 1_709_296_496_000_000],
    ['2024-03-01T18:04:56+0530', 1_709_296_496_000_000],
    ['2024-03-01T04:34:56-08:00', 1_709_296_496_000_000],
    ['2024-03-01T12:34:56', 1_709_296_496_000_000],
    ['2024-03-01T12:34:56.7Z', 1_709_296_496_700_000],
    ['2024-03-01T12:34:56.789Z', 1_709_296_496_789_000],
    ['2024-03-01T12:34:56.789123Z', 1_709_296_496_789_123],
    ['2024-03-01T12:34:56.7891234Z', 1_709_296_496_789_123],
    ['2024-03-01T12:34:56.7891235Z', 1_709_296_496_789_124],
    ['2024-03-01T12:34:56.789123500000000001+00:00', 1_709_296_496_789_124],
    ['2024-02-29T00:00:00Z', 1_709_164_800_000_000],
    ['2000-02-29T23:59:59Z', 951_868_799_000_000],
    ['2024-12-31T23:59:59.9999999Z', 1_735_689_600_000_000],
    ['1990-01-01T00:00:00Z', 631_152_000_000_000],
    ['1989-12-31T20:00:00-04:00', 631_152_000_000_000],
    ['2100-12-31T23:59:59.999Z', 4_133_980_799_999_000],
    ['2101-01-01T00:30:00+01:00', 4_133_979_000_000_000],
  ])('reads %s', (text, us) => {
    const time = utc();
    expect(time.read(text)).toBe('ok');
    expect(time.us).toBe(us);
  });

  it.each([
    ['a fraction rounds up at its fourth digit', '2024-03-01T12:34:56.7895Z', 1_709_296_496_790],
    ['and down below it', '2024-03-01T12:34:56.78949999Z', 1_709_296_496_789],
    ['into the next second', '2024-03-01T12:34:56.9996Z', 1_709_296_497_000],
  ])('%s (ms)', (_, text, ms) => {
    const time = utc();
    time.read(text);
    expect(time.ms).toBe(ms);
  });

  it.each([
    ['a leap second', '2016-12-31T23:59:60Z', 1_483_228_799_999],
    ['a leap second with fraction', '2016-12-31T23:59:60.5Z', 1_483_228_799_999],
    ['a leap second elsewhere', '2016-12-31T15:59:60-08:00', 1_483_228_799_999],
  ])('%s is the last ms of its minute', (_, text, ms) => {
    const time = utc();
    expect(time.read(text)).toBe('ok');
    expect(time.ms).toBe(ms);
    expect(time.us).toBe(ms * 1000 + 999);
  });

  it.each([
    ['2024-02-30T00:00:00Z'],
    ['2023-02-29T00:00:00Z'],
    ['2100-02-29T00:00:00Z'],
    ['2024-04-31T00:00:00Z'],
    ['2024-00-10T00:00:00Z'],
    ['2024-13-01T00:00:00Z'],
    ['2024-01-00T00:00:00Z'],
    ['2024-01-01T24:00:00Z'],
    ['2024-01-01T12:60:00Z'],
    ['2024-01-01T12:00:60Z'],
    ['2024-01-01T23:59:60+01:00'],
    ['2024-01-01T12:00:61Z'],
    ['1989-12-31T23:59:59Z'],
    ['2101-01-01T00:00:00Z'],
    ['0000-01-01T00:00:00Z'],
    ['9999-12-31T23:59:59Z'],
    ['1990-01-01T00:00:00+01:00'],
  ])('finds no such time as %s', (text) => {
    expect(utc().read(text)).toBe('range');
  });

  it.each([
    [''],
    ['24:00'],
    ['2024-03-01'],
    ['2024-03-01T12:34Z'],
    ['2024-03-01T12:34:56.Z'],
    ['2024-03-01T12:34:56,5Z'],
    ['2024-03-01T12:34:56 Z'],
    ['2024-03-01T12:34:56ZZ'],
    ['2024-03-01T12:34:56+5'],
    ['2024-03-01T12:34:56+05'],
    ['2024-03-01T12:34:56+05:3'],
    ['2024-03-01T12:34:56+24:00'],
    ['2024-03-01T12:34:56+05:60'],
    ['2024-03-01T12:34:56*05:00'],
    ['2024-03-01X12:34:56Z'],
    ['2024/03/01T12:34:56Z'],
    ['24-03-01T12:34:56.000Z'],
    [' 2024-03-01T12:34:56Z'],
    ['2024-03-01T12:34:5６Z'],
    ['2024-3-01T12:34:56.0Z'],
    ['202a-03-01T12:34:56Z'],
    ['2024-03-01T1a:34:56Z'],
    ['+024-03-01T12:34:56Z'],
  ])('does not take %j for a time', (text) => {
    expect(utc().read(text)).toBe('syntax');
  });

  it('agrees with the ISO writer of the language on every day it reads', () => {
    const time = utc();
    fc.assert(
      fc.property(fc.integer({ min: 631_152_000_000, max: 4_133_980_799_999 }), (ms) => {
        expect(time.read(new Date(ms).toISOString())).toBe('ok');
        expect(time.ms).toBe(ms);
      }),
    );
  });
});

// Instants checked with Python's zoneinfo (fold 0), which makes the same choice in folds and gaps.
describe('times without an offset', () => {
  it.each([
    ['Europe/Berlin', '2024-01-15T12:00:00', '2024-01-15T11:00:00Z'],
    ['Europe/Berlin', '2024-07-15T12:00:00', '2024-07-15T10:00:00Z'],
    ['Europe/Berlin', '2024-03-31T01:59:59', '2024-03-31T00:59:59Z'],
    ['Europe/Berlin', '2024-03-31T02:30:00', '2024-03-31T01:30:00Z'],
    ['Europe/Berlin', '2024-03-31T03:00:00', '2024-03-31T01:00:00Z'],
    ['Europe/Berlin', '2024-10-27T01:59:59', '2024-10-26T23:59:59Z'],
    ['Europe/Berlin', '2024-10-27T02:30:00', '2024-10-27T00:30:00Z'],
    ['Europe/Berlin', '2024-10-27T03:00:00', '2024-10-27T02:00:00Z'],
    ['America/New_York', '2024-03-10T02:30:00', '2024-03-10T07:30:00Z'],
    ['America/New_York', '2024-11-03T01:30:00', '2024-11-03T05:30:00Z'],
    ['Asia/Kathmandu', '2024-06-01T00:00:00', '2024-05-31T18:15:00Z'],
    ['Australia/Lord_Howe', '2024-04-07T01:45:00', '2024-04-06T14:45:00Z'],
    ['Australia/Lord_Howe', '2024-10-06T02:15:00', '2024-10-05T15:45:00Z'],
    // Samoa skipped 30 December 2011 as a whole.
    ['Pacific/Apia', '2011-12-29T23:00:00', '2011-12-30T09:00:00Z'],
    ['Pacific/Apia', '2011-12-31T00:00:00', '2011-12-30T10:00:00Z'],
    ['UTC', '2024-06-01T00:00:00', '2024-06-01T00:00:00Z'],
  ])('in %s: %s is %s', (zone, local, instant) => {
    expect(parseInstant(local, zone)).toBe(Date.parse(instant));
  });

  it('keep the zone out of times that have an offset', () => {
    expect(parseInstant('2024-07-15T12:00:00Z', 'Europe/Berlin')).toBe(Date.UTC(2024, 6, 15, 12));
    expect(parseInstant('2024-07-15T12:00:00+09:00', 'Europe/Berlin')).toBe(Date.UTC(2024, 6, 15, 3));
  });

  it('are the local time of the instant they become, outside of skipped hours', () => {
    const format = (zone: string) =>
      new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
    for (const name of ['Europe/London', 'America/St_Johns', 'Pacific/Chatham', 'Africa/Casablanca']) {
      const time = new TimeText(new Zone(name));
      const local = format(name);
      fc.assert(
        fc.property(fc.integer({ min: 1_000_000_000, max: 1_900_000_000 }), (seconds) => {
          const text = local.format(seconds * 1000);
          expect(time.read(text)).toBe('ok');
          // Of two instants with this local time it is the first.
          expect(local.format(time.ms)).toBe(text);
          expect(time.ms).toBeLessThanOrEqual(seconds * 1000);
        }),
        { numRuns: 200 },
      );
    }
  });

  it('knows zones', () => {
    expect(isTimezone('Europe/Berlin')).toBe(true);
    expect(isTimezone('UTC')).toBe(true);
    expect(isTimezone('Mars/Base')).toBe(false);
    expect(isTimezone('')).toBe(false);
  });
});

describe('parseInstant', () => {
  it.each([['yesterday'], ['12:00'], ['2024-02-30T00:00:00Z'], ['1709296496']])('has none for %j', (text) => {
    expect(parseInstant(text, 'UTC')).toBeNull();
  });
});

describe('parseDuration', () => {
  it.each([
    ['10s', 10_000],
    ['500ms', 500],
    ['2m', 120_000],
    ['1h', 3_600_000],
    ['1d', 86_400_000],
    ['1.5h', 5_400_000],
    ['0.5ms', 1],
    ['+5m', 300_000],
    ['-2s', -2000],
    ['0', 0],
    ['0s', 0],
    ['-0s', 0],
  ])('reads %s', (text, ms) => {
    expect(Object.is(parseDuration(text), ms)).toBe(true);
  });

  it.each([
    [''],
    ['10'],
    ['s'],
    ['10 s'],
    ['10S'],
    ['1e3s'],
    ['.5s'],
    ['5.s'],
    ['1w'],
    ['10sec'],
    ['--1s'],
    ['999999999999999d'],
  ])('has none for %j', (text) => {
    expect(parseDuration(text)).toBeNull();
  });
});
