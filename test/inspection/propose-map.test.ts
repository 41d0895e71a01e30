import { describe, expect, it } from 'vitest';
import { factsOf } from '../../src/inspection/log-facts.ts';
import { proposeMap } from '../../src/inspection/propose-map.ts';
import { jsonRecords, rowRecords } from '../formats/canonical-log.ts';

const byText = (a: string, b: string) => (a < b ? -1 : 1);

/** What is proposed for records, in short: `field: path unit` and `field: word = value`. */
function proposed(records: readonly object[]): {
  fields: string[];
  values: string[];
  doubts: Record<string, string>;
  unclear: string[];
} {
  const { fields, constants, values, words, doubts } = proposeMap(factsOf(jsonRecords(records), null));
  return {
    fields: [
      ...fields.map(({ name, from, unit }) => `${name}: ${from}${unit === null ? '' : ` ${unit}`}`),
      ...constants.map(({ name, value }) => `${name} = ${value}`),
    ].toSorted(byText),
    values: values.map(({ name, word, value }) => `${name}: ${word} = ${value}`),
    doubts: Object.fromEntries(doubts),
    unclear: words.filter(({ isOurs, meaning }) => !isOurs && meaning === null).map(({ word }) => word),
  };
}

const T = 1_780_171_200_000;
/** A log of one viewer, one second apart. */
function log(...records: object[]): object[] {
  return records.map((record, at) => ({ t0: T + at * 1000, userId: 'a', ...record }));
}

describe('times', () => {
  it('by a name that is used for them', () => {
    expect(proposed([{ eventTime: '2026-05-30T20:00:00Z', x: 1 }]).fields).toEqual(['ts: eventTime']);
  });

  it('by values that are times and go on, under any name', () => {
    const records = [0, 1, 2].map((at) => ({ zeit: T + at, seen: T - at * 5000 }));
    expect(proposed(records).fields).toEqual(['ts: zeit']);
  });

  it('not where two fields are as likely', () => {
    const records = [0, 1, 2].map((at) => ({ begun: T + at, done: T + at + 7 }));
    const { fields, doubts } = proposed(records);
    expect(fields).toEqual([]);
    expect(doubts).toEqual({ begun: 'ts? 2 fields are as likely', done: 'ts? 2 fields are as likely' });
  });

  it('not by a name alone, when its numbers go back and forth', () => {
    expect(
      proposed([{ time: 9 }, { time: 3 }, { time: 8 }, { time: 1 }].map(({ time }) => ({ at: time }))).fields,
    ).toEqual([]);
  });
});

describe('units', () => {
  it.each([
    ['stall_s', 4.5, 'duration_ms: stall_s s'],
    ['stallMs', 4500, 'duration_ms: stallMs'],
    ['stallTimeMSec', 4500, 'duration_ms: stallTimeMSec'],
    ['stall_duration_seconds', 4, 'duration_ms: stall_duration_seconds s'],
  ])('of %s are told by its name', (name, value, field) => {
    expect(proposed(log({ event: 'stall', [name]: value })).fields).toContain(field);
  });

  it('of a length of time are never guessed', () => {
    const { fields, doubts, unclear } = proposed(log({ event: 'stall', stallTime: 4 }));
    expect(fields).not.toContain('duration_ms: stallTime');
    expect(doubts).toEqual({ stallTime: 'duration_ms? its unit is not told' });
    expect(unclear).toEqual(['stall']);
  });

  it.each([
    ['videoBitrate', [2_500_000, 800_000], 'bitrate: videoBitrate'],
    ['videoBitrate', [2500, 800], 'bitrate: videoBitrate kbps'],
    ['videoBitrate', [2.5, 0.8, -1], 'bitrate: videoBitrate Mbps'],
    ['bitrate', [2500, 800], 'bitrate: bitrate kbps'],
    ['kbps', [2500, 800], 'bitrate: kbps kbps'],
  ])('of %s with %j are told by the values', (name, values, field) => {
    expect(proposed(log(...values.map((value) => ({ event: 'ping', [name]: value })))).fields).toContain(
      field,
    );
  });

  it.each([[[2500, 2_500_000]], [[64, 50_000_000]]])('of a bitrate of %j are not', (values) => {
    const records = log(...values.map((value) => ({ event: 'ping', videoBitrate: value })));
    expect(proposed(records).doubts).toEqual({ videoBitrate: 'bitrate? its unit is not told' });
  });
});

describe('words of events', () => {
  it('mean what their records carry', () => {
    const records = log(
      { event: 'session_start' },
      { event: 'first_frame', ttffMs: 900 },
      { event: 'buffering_end', stall_s: 2 },
      { event: 'quality_changed', rendition: '720p' },
      { event: 'ad_break' },
      { event: 'session_end' },
    );
    const { values, unclear } = proposed(records);
    expect(values).toEqual([
      'type: session_start = join',
      'type: first_frame = startup',
      'type: buffering_end = rebuffer',
      'type: quality_changed = quality',
      'type: session_end = leave',
    ]);
    expect(unclear).toEqual(['ad_break']);
  });

  it('are states where a stall is told by its begin and its end', () => {
    const records = log(
      { event: 'init' },
      { event: 'playing' },
      { event: 'buffering_start' },
      { event: 'buffering_end' },
    );
    const { fields, values } = proposed(records);
    expect(fields).toContain('state: event');
    // `event` is then named by the map, and must be named as the type, too.
    expect(fields).toContain('type: event');
    expect(values).toEqual([
      'type: init = join',
      'type: playing = state',
      'type: buffering_start = state',
      'type: buffering_end = state',
      'state: init = starting',
      'state: playing = playing',
      'state: buffering_start = rebuffering',
      'state: buffering_end = playing',
    ]);
  });

  it('are no start of playback when they end a stall', () => {
    const records = log({ event: 'video_start' }, { event: 'buffering_start' }, { event: 'buffering_end' });
    expect(proposed(records).values).toContain('state: video_start = null');
  });

  it('say nothing of stalls of which only the end is told', () => {
    expect(proposed(log({ event: 'init' }, { event: 'buffering_end' })).unclear).toEqual(['buffering_end']);
  });

  it('are no states where the length stands for something else: that of the film', () => {
    const records = log(
      { event: 'init', duration: 600 },
      { event: 'buffering', duration: 600 },
      { event: 'buffered', duration: 600 },
      { event: 'paused', duration: 600 },
    );
    const { doubts, values } = proposed(records);
    expect(doubts['duration']).toBe('duration_ms? of what it is the length is not told');
    expect(values).toContain('state: buffering = rebuffering');
  });

  it('need a viewer where their kind does', () => {
    const { values, unclear } = proposed([
      { timestamp: T, event: 'session_start' },
      { timestamp: T, event: 'playback_error' },
    ]);
    expect([values, unclear]).toEqual([['type: playback_error = error'], ['session_start']]);
  });

  it('are left alone where they are ours', () => {
    expect(proposed(log({ event: 'join' }, { event: 'leave' })).values).toEqual([]);
  });
});

describe('answers of a server', () => {
  it('are requests although nothing names them so', () => {
    const records = [
      { edgeEndTimestamp: T, code_sent: 200, sc_bytes: 100, result: 'Hit', agent: 'Mozilla/5.0 (X11)' },
      { edgeEndTimestamp: T, code_sent: 404, sc_bytes: 9, result: 'Miss', agent: 'okhttp/4.9' },
    ];
    expect(proposed(records).fields).toEqual([
      'bytes: sc_bytes',
      'cache_status: result',
      'status: code_sent',
      'ts: edgeEndTimestamp',
      'type = request',
      'user_agent: agent',
    ]);
  });

  it('are none where some records have no status', () => {
    const records = [
      { edgeEndTimestamp: T, status: 200, sc_bytes: 100 },
      { edgeEndTimestamp: T, sc_bytes: 9 },
    ];
    expect(proposed(records).fields).toEqual(['bytes: sc_bytes', 'ts: edgeEndTimestamp']);
  });

  it('are none when a number only may be a status', () => {
    expect(proposed([{ edgeEndTimestamp: T, level: 150, sc_bytes: 1 }]).fields).toEqual([
      'bytes: sc_bytes',
      'ts: edgeEndTimestamp',
    ]);
  });
});

it('a dash and a -1 stand for nothing', () => {
  const records = [
    { time: T, type: 'request', status: 200, cacheResult: 'HIT', ttfbMs: -1, country: 'DE' },
    { time: T, type: 'request', status: 200, cacheResult: '-', ttfbMs: 12, country: '-' },
  ];
  expect(proposed(records).values.toSorted(byText)).toEqual([
    'cache_status: - = null',
    'location: - = null',
    'ttfb_ms: -1 = null',
  ]);
});

it('a key with a dot is escaped, a column with a dot is not', () => {
  expect(proposed(log({ event: 'ping', 'geo.country': 'DE' })).fields).toContain('location: geo\\.country');
  const rows = rowRecords([
    ['time', 'type', 'geo.country'],
    ['1780171200', 'error', 'DE'],
  ]);
  expect(proposeMap(factsOf(rows, null)).fields).toMatchObject([{ name: 'location', from: 'geo.country' }]);
});

it('nothing is proposed for names and values that say nothing', () => {
  expect(proposed([{ x: 1, id: 'a', name: 'b', value: 7 }])).toEqual({
    fields: [],
    values: [],
    doubts: {},
    unclear: [],
  });
});
