import { describe, expect, it } from 'vitest';
import { ndjson } from '../../src/formats/canonical-ndjson.ts';
import { Flag } from '../../src/model/event-batch.ts';
import { jsonRecords, readLog } from './canonical-log.ts';

/** A log of latency events (no viewer needed) at these times. */
function logAt(times: readonly unknown[]) {
  return jsonRecords(times.map((ts) => ({ type: 'latency', ts, latency_ms: 1 })));
}

const timesOf = (log: ReturnType<typeof readLog>) => log.rows.map(({ timeMs }) => timeMs);
const reasonsOf = (log: ReturnType<typeof readLog>) =>
  log.fates.map((fate) => (fate.fate === 'bad' ? fate.reason : fate.fate));

describe('the unit of epoch numbers', () => {
  const ms = [1_709_296_496_789, 1_709_296_500_000, 1_709_296_510_250];
  const byUnit = new Map<string, readonly unknown[]>([
    ['s', ms.map((value) => value / 1000)],
    ['ms', ms],
    ['us', ms.map((value) => `${value}000`)],
    ['ns', ms.map((value) => `${value}000000`)],
    ['rfc3339', ms.map((value) => new Date(value).toISOString())],
  ]);

  it.each([...byUnit.keys()])('%s gives the same times', (unit) => {
    const log = readLog(ndjson, logAt(byUnit.get(unit) ?? []));
    expect(timesOf(log)).toEqual(ms);
    expect(log.facts).toMatchObject({ timeUnit: unit, clock: 'utc' });
  });

  it('reads numbers and their texts alike', () => {
    const numbers = readLog(ndjson, logAt([1_709_296_496.5, 1_709_296_497]));
    const texts = readLog(ndjson, logAt(['1709296496.5', '1709296497']));
    expect(timesOf(numbers)).toEqual([1_709_296_496_500, 1_709_296_497_000]);
    expect(timesOf(texts)).toEqual(timesOf(numbers));
  });

  it('rounds µs and ns from their digits, not through a float', () => {
    // …807758 ns through a double would be …807872; half a ms rounds up, one ns less does not.
    const log = readLog(ndjson, logAt(['1572865205602500000', '1572865205602499999']));
    expect(timesOf(log)).toEqual([1_572_865_205_603, 1_572_865_205_602]);
  });

  it('is that of the most records, and the others are bad', () => {
    const log = readLog(ndjson, logAt([1_709_296_496_789, 1_709_296_496, 1_709_296_497_000, 5]));
    expect(log.facts.timeUnit).toBe('ms');
    expect(reasonsOf(log)).toEqual(['used', 'time-range', 'used', 'time-range']);
    expect(log.fates[1]).toEqual({
      fate: 'bad',
      reason: 'time-range',
      field: 'ts',
      detail: 'expected epoch ms between 1990 and 2100, found 1709296496',
    });
  });

  it('is not switched by what comes after the first 1,000 records', () => {
    const times = Array.from({ length: 1000 }, (_, at) => 1_709_296_496 + at);
    const later = Array.from({ length: 1500 }, (_, at) => 1_709_296_496_000 + at);
    const log = readLog(ndjson, logAt([...times, ...later]));
    expect(log.facts.timeUnit).toBe('s');
    expect(log.rows).toHaveLength(1000);
  });

  it('goes with dates, which need no unit', () => {
    const log = readLog(ndjson, logAt(['2024-03-01T12:34:56Z', 1_709_296_497_000, '2024-03-01T12:34:58Z']));
    expect(timesOf(log)).toEqual([1_709_296_496_000, 1_709_296_497_000, 1_709_296_498_000]);
    expect(log.facts.timeUnit).toBe('rfc3339');
  });

  it('comes from the first number when none was among the first records', () => {
    const records = jsonRecords([
      ...Array.from({ length: 1000 }, () => ({ type: 'nothing' })),
      { type: 'latency', ts: 1_709_296_496, latency_ms: 1 },
      { type: 'latency', ts: 1_709_296_496_000, latency_ms: 1 },
    ]);
    const log = readLog(ndjson, records);
    expect(timesOf(log)).toEqual([1_709_296_496_000]);
    expect(log.facts.timeUnit).toBe('s');
  });
});

describe('times that cannot be', () => {
  it.each([
    ['8.64e15', 8.64e15, 'time-range'],
    ['-8.64e15', -8.64e15, 'time-range'],
    ['1', 1, 'time-range'],
    ['-1', -1, 'time-range'],
    ['-1e16', -1e16, 'time-range'],
    ['0', 0, 'time-range'],
    ['24:00', '24:00', 'field-type'],
    ['30 February', '2024-02-30T00:00:00Z', 'time-range'],
    ['the year 1989', 599_616_000, 'time-range'],
    ['the year 2101', 4_133_980_800, 'time-range'],
    ['words', 'yesterday', 'field-type'],
    ['true', true, 'field-type'],
    ['a list', [1_709_296_496], 'field-type'],
    ['an object', { seconds: 1 }, 'field-type'],
    ['NaN', 'NaN', 'number-nonfinite'],
    ['1e400', Number.POSITIVE_INFINITY, 'number-nonfinite'],
    ['blank first', ' 1709296496', 'field-type'],
    ['hex', '0x65E1D2B0', 'field-type'],
    ['null', null, 'time-missing'],
    ['empty', '', 'time-missing'],
  ])('%s', (_, ts, reason) => {
    const log = readLog(ndjson, logAt([1_709_296_496, 1_709_296_497, ts]));
    expect(reasonsOf(log)).toEqual(['used', 'used', reason]);
    expect(timesOf(log)).toEqual([1_709_296_496_000, 1_709_296_497_000]);
  });

  it('reads the whole of 1990 to 2100 in seconds above 10^9', () => {
    const log = readLog(ndjson, logAt([1_000_000_000, 4_133_980_799]));
    expect(timesOf(log)).toEqual([1_000_000_000_000, 4_133_980_799_000]);
  });
});

describe('numbers below 10^9', () => {
  it('are ms since the start', () => {
    const log = readLog(ndjson, logAt([0, 2000, 86_400_000]));
    expect(timesOf(log)).toEqual([0, 2000, 86_400_000]);
    expect(log.rows.every(({ flags }) => flags === Flag.mediaClock)).toBe(true);
    expect(log.facts).toMatchObject({ clock: 'media', timeUnit: 'ms' });
    expect([...log.notes.keys()]).toEqual(['relative_time']);
  });

  it('are seconds when any has a fraction', () => {
    const log = readLog(ndjson, logAt([0, 2, 4.5]));
    expect(timesOf(log)).toEqual([0, 2000, 4500]);
    expect(log.facts).toMatchObject({ clock: 'media', timeUnit: 's' });
  });

  it('are wall clock once anchored', () => {
    const startMs = Date.UTC(2024, 2, 1, 20);
    const log = readLog(ndjson, logAt([0, 2000]), { startMs, offsetMs: 5 });
    expect(timesOf(log)).toEqual([startMs + 5, startMs + 2005]);
    expect(log.rows.every(({ flags }) => flags === 0)).toBe(true);
    expect(log.facts.clock).toBe('utc');
  });

  it('do not mix with dates', () => {
    const log = readLog(ndjson, logAt([0, 2000, '2024-03-01T12:34:56Z', 3000]));
    expect(reasonsOf(log)).toEqual(['used', 'used', 'time-range', 'used']);
    const dates = readLog(ndjson, logAt(['2024-03-01T12:34:56Z', '2024-03-01T12:34:57Z', 3000]));
    expect(reasonsOf(dates)).toEqual(['used', 'used', 'time-range']);
  });

  it.each([[-1], [1e9], [1_709_296_496]])('%d does not fit among them', (ts) => {
    const times = Array.from({ length: 1000 }, (_, at) => at);
    const log = readLog(ndjson, logAt([...times, ts]));
    expect(log.fates[1000]).toMatchObject({ fate: 'bad', reason: 'time-range', field: 'ts' });
  });
});

describe('offsets', () => {
  it('counts times that had to be read in the zone', () => {
    const log = readLog(ndjson, logAt(['2024-07-15 12:00:00', '2024-07-15T12:00:00Z']), {
      timezone: 'Europe/Berlin',
    });
    expect(timesOf(log)).toEqual([Date.UTC(2024, 6, 15, 10), Date.UTC(2024, 6, 15, 12)]);
    expect(log.facts.assumedUtc).toBe(1);
  });

  it('adds the given offset to wall clock, not to time since the start', () => {
    expect(timesOf(readLog(ndjson, logAt([1_709_296_496]), { offsetMs: -250 }))).toEqual([1_709_296_495_750]);
    expect(timesOf(readLog(ndjson, logAt(['2024-03-01T12:34:56Z']), { offsetMs: 1000 }))).toEqual([
      1_709_296_497_000,
    ]);
    expect(timesOf(readLog(ndjson, logAt([2000]), { offsetMs: 1000 }))).toEqual([2000]);
  });
});
