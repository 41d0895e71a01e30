import { describe, expect, it } from 'vitest';
import { ndjson } from '../../src/formats/canonical-ndjson.ts';
import { Flag } from '../../src/model/event-batch.ts';
import { CacheClass, EventKind, MediaType, PlayerState } from '../../src/model/event-kind.ts';
import { jsonRecords, type ReadRow, readLog } from './canonical-log.ts';

const TS = '2024-03-01T12:00:00Z';
const MS = Date.UTC(2024, 2, 1, 12);

function readOne(record: unknown) {
  return readLog(ndjson, jsonRecords([record]));
}

function rowOf(record: Readonly<Record<string, unknown>>): ReadRow | undefined {
  return readOne({ ts: TS, ...record }).rows[0];
}

function numbers(...values: readonly (number | null)[]): (number | null)[] {
  return [...values, ...new Array(7 - values.length).fill(null)];
}

describe('rows of each type', () => {
  const who = { viewer_id: 'v', session_id: 's', stream_id: 'main' };
  const asWho = { viewer: 'v', session: 's', stream: 'main' };

  it.each<{ readonly record: Readonly<Record<string, unknown>>; readonly row: Partial<ReadRow> }>([
    {
      record: {
        type: 'packet',
        media_type: 'video',
        size: 3499,
        pts: 40.0005,
        dts: -40,
        duration: 33.3667,
        keyframe: true,
        sequence: 65_535,
        track: '0',
        variant_id: '720p',
        stream_id: 'main',
      },
      row: {
        kind: EventKind.packet,
        code: MediaType.video,
        flags: Flag.keyframe | Flag.keyframeKnown,
        timeMs: MS,
        stream: 'main',
        strings: ['0', '720p', ''],
        numbers: numbers(40_001, -40_000, 33_367, 3499, 65_535, MS * 1000),
      },
    },
    {
      record: { type: 'packet', media_type: 'Audio', size: 0, keyframe: false, dts: 1 },
      row: {
        kind: EventKind.packet,
        code: MediaType.audio,
        flags: Flag.keyframeKnown,
        stream: 'log-stream',
        strings: ['audio', '', ''],
        numbers: numbers(null, 1000, null, 0, null, MS * 1000),
      },
    },
    {
      record: { type: 'packet', media_type: 'metadata', size: 10, pts: 7 },
      row: {
        code: MediaType.metadata,
        flags: 0,
        strings: ['metadata', '', ''],
        numbers: numbers(7000, null, null, 10, null, MS * 1000),
      },
    },
    {
      record: { type: 'join', ...who },
      row: {
        kind: EventKind.join,
        code: PlayerState.playing,
        ...asWho,
        strings: ['', '', ''],
        numbers: numbers(),
      },
    },
    {
      record: { type: 'join', session_id: 's', state: 'starting', quality: '720p', bitrate: 3e6 },
      row: {
        code: PlayerState.starting,
        viewer: '',
        session: 's',
        strings: ['720p', '', ''],
        numbers: numbers(3_000_000),
      },
    },
    { record: { type: 'leave', ...who }, row: { kind: EventKind.leave, code: 0, ...asWho } },
    { record: { type: 'leave', ...who, reason: 'Ended' }, row: { code: PlayerState.ended } },
    { record: { type: 'leave', ...who, reason: 'quit' }, row: { code: PlayerState.quit } },
    { record: { type: 'leave', ...who, reason: 'failed' }, row: { code: PlayerState.failed } },
    {
      record: { type: 'state', ...who, state: 'rebuffering', quality: 1080, bitrate: '5000000' },
      row: {
        kind: EventKind.state,
        code: PlayerState.rebuffering,
        strings: ['1080', '', ''],
        numbers: numbers(5_000_000),
      },
    },
    {
      record: { type: 'rebuffer', ...who, duration_ms: 1499.5 },
      row: { kind: EventKind.rebuffer, numbers: numbers(1500) },
    },
    {
      record: { type: 'quality', ...who, quality: '1080p', bitrate: 5e6 },
      row: { kind: EventKind.quality, strings: ['1080p', '', ''], numbers: numbers(5_000_000) },
    },
    {
      record: { type: 'startup', ...who, startup_ms: 0 },
      row: { kind: EventKind.startup, numbers: numbers(0) },
    },
    {
      record: { type: 'latency', latency_ms: 3500 },
      row: { kind: EventKind.latency, viewer: '', numbers: numbers(3500) },
    },
    { record: { type: 'latency', ...who, latency_ms: 1 }, row: { ...asWho } },
    {
      record: {
        type: 'heartbeat',
        ...who,
        quality: '720p',
        bitrate: 3e6,
        buffer_ms: 12_000,
        latency_ms: 3400,
        dropped_frames: 7,
        position_ms: -20.4,
        throughput: 8_000_000.4,
      },
      row: {
        kind: EventKind.heartbeat,
        strings: ['720p', '', ''],
        numbers: numbers(3_000_000, 12_000, 3400, 7, -20, 8_000_000),
      },
    },
    { record: { type: 'heartbeat', viewer_id: 'v' }, row: { numbers: numbers() } },
    {
      record: { type: 'error', code: 'DECODE', fatal: true, message: 'not kept', viewer_id: 'v' },
      row: { kind: EventKind.error, flags: Flag.fatal, strings: ['DECODE', '', ''], viewer: 'v' },
    },
    { record: { type: 'error', code: 404, fatal: false }, row: { flags: 0, strings: ['404', '', ''] } },
    { record: { type: 'error' }, row: { strings: ['', '', ''], viewer: '' } },
    {
      record: {
        type: 'request',
        status: 206,
        cache_status: 'HIT',
        bytes: 1_234_567,
        ttfb_ms: 12.4,
        duration_ms: 80,
        edge: 'fra1',
        cdn: 'fastly',
        url: 'https://a.example/seg/1.ts?token=secret#t=5',
        aborted: true,
      },
      row: {
        kind: EventKind.request,
        code: CacheClass.hit,
        flags: Flag.aborted,
        strings: ['https://a.example/seg/1.ts', '', ''],
        numbers: numbers(206, 1_234_567, 12, 80),
        dims: { cdn: 'fastly', edge: 'fra1' },
      },
    },
    { record: { type: 'request', status: 404 }, row: { code: 0, numbers: numbers(404) } },
    { record: { type: 'request', cache_status: 'MISS' }, row: { code: CacheClass.miss, numbers: numbers() } },
    {
      record: {
        type: 'totals',
        ...who,
        startup_ms: 900,
        rebuffer_count: 2,
        rebuffer_ms: 4000,
        play_ms: 60_000,
        watched_ms: 64_900,
        avg_bitrate: 2_500_000,
        dropped_frames: 12,
      },
      row: { kind: EventKind.totals, numbers: [900, 2, 4000, 60_000, 64_900, 2_500_000, 12] },
    },
    {
      record: {
        type: 'transport',
        packets_received: 1000,
        packets_lost: 9,
        packets_recovered: 8,
        packets_dropped: 1,
        packets_retransmitted: 10,
        rtt_ms: 20.4,
        jitter_ms: 1.6,
      },
      row: { kind: EventKind.transport, numbers: [1000, 9, 8, 1, 10, 20_400, 1600] },
    },
  ])('$record', ({ record, row }) => {
    expect(rowOf(record)).toMatchObject({ timeMs: MS, ...row });
  });

  it('carry where they stand', () => {
    const log = readLog(ndjson, jsonRecords([{}, { type: 'latency', ts: TS, latency_ms: 1 }]));
    expect(log.fates.map(({ fate }) => fate)).toEqual(['bad', 'used']);
    expect(log.rows).toHaveLength(1);
  });
});

describe('everyday names', () => {
  const plain = {
    type: 'heartbeat',
    ts: TS,
    viewer_id: 'v',
    session_id: 's',
    buffer_ms: 5,
    dropped_frames: 2,
  };

  it.each([
    [
      'camelCase',
      { type: 'heartbeat', ts: TS, viewerId: 'v', sessionId: 's', bufferMs: 5, droppedFrames: 2 },
    ],
    [
      'PascalCase',
      { Type: 'Heartbeat', Ts: TS, ViewerId: 'v', SessionId: 's', BufferMs: 5, DroppedFrames: 2 },
    ],
    ['capitals', { TYPE: 'HEARTBEAT', TS, VIEWER_ID: 'v', SESSION_ID: 's', BUFFER_MS: 5, DROPPED_FRAMES: 2 }],
    [
      'dashes and blanks',
      { type: 'heartbeat', ts: TS, 'viewer-id': 'v', 'session id': 's', 'buffer-ms': 5, 'dropped-frames': 2 },
    ],
    [
      'timestamp',
      { event: 'heartbeat', timestamp: TS, viewer: 'v', sessionId: 's', bufferMs: 5, droppedFrames: 2 },
    ],
    [
      'time',
      { event_type: 'heartbeat', time: TS, viewer_id: 'v', session_id: 's', buffer_ms: 5, dropped_frames: 2 },
    ],
    [
      '@timestamp',
      {
        eventType: 'heartbeat',
        '@timestamp': TS,
        viewer_id: 'v',
        session_id: 's',
        buffer_ms: 5,
        dropped_frames: 2,
      },
    ],
    ['kind', { kind: 'heartbeat', ts: TS, viewer_id: 'v', session_id: 's', buffer_ms: 5, dropped_frames: 2 }],
    ['numbers as text', { ...plain, buffer_ms: '5', dropped_frames: '2' }],
    ['other fields beside', { ...plain, user_id: 'u', nested: { viewer_id: 'x' }, list: [1] }],
    ['absent fields', { ...plain, bitrate: null, latency_ms: '', quality: '', location: null, tags: {} }],
  ])('%s', (_, record) => {
    expect(readOne(record).rows).toEqual(readOne(plain).rows);
    expect(readOne(record).rows).toHaveLength(1);
  });

  it.each([
    ['viewer_join', { type: 'join' }],
    ['viewerJoin', { type: 'join' }],
    ['Viewer Join', { type: 'join' }],
    ['viewer_leave', { type: 'leave' }],
    ['quality_switch', { type: 'quality' }],
    ['qualitySwitch', { type: 'quality' }],
    ['stall', { type: 'rebuffer' }],
    ['rebuffer_start', { type: 'state', state: 'rebuffering' }],
    ['rebufferEnd', { type: 'state', state: 'playing' }],
    ['cdn_request', { type: 'request' }],
    ['CDN-Request', { type: 'request' }],
  ])('type %s', (type, plainType) => {
    const fields = { viewer_id: 'v', quality: '720p', duration_ms: 80, status: 200 };
    expect(rowOf({ ...fields, type })).toEqual(rowOf({ ...fields, ...plainType }));
    expect(rowOf({ ...fields, type })).toBeDefined();
  });

  it.each([
    ['bytes for size', { bytes: 10 }, { size: 10 }],
    ['key for keyframe', { size: 1, key: true }, { size: 1, keyframe: true }],
    ['is_keyframe for keyframe', { size: 1, isKeyframe: 1 }, { size: 1, keyframe: true }],
    ['duration_ms for duration', { size: 1, durationMs: 40 }, { size: 1, duration: 40 }],
    ['keyframe as text', { size: 1, keyframe: 'TRUE' }, { size: 1, keyframe: true }],
    ['keyframe as digit', { size: 1, keyframe: '0' }, { size: 1, keyframe: false }],
    ['size before bytes', { size: 1, bytes: 99 }, { size: 1 }],
  ])('a packet with %s', (_, everyday, plainFields) => {
    const packet = { type: 'packet', media_type: 'video' };
    expect(rowOf({ ...packet, ...everyday })).toEqual(rowOf({ ...packet, ...plainFields }));
    expect(rowOf({ ...packet, ...everyday })).toBeDefined();
  });

  it('lets the exact name win, wherever it stands', () => {
    const names = [
      ['time', '2020-01-01T00:00:00Z'],
      ['ts', TS],
      ['timestamp', '2021-01-01T00:00:00Z'],
    ] as const;
    for (const order of [names, names.toReversed()]) {
      const record = { ...Object.fromEntries(order), type: 'latency', latency_ms: 1 };
      expect(readOne(record).rows[0]?.timeMs).toBe(MS);
    }
    const aliases = { time: '2020-01-01T00:00:00Z', timestamp: TS, type: 'latency', latency_ms: 1 };
    expect(readOne(aliases).rows[0]?.timeMs).toBe(MS);
  });

  it('falls back to the other name when the exact one is null', () => {
    expect(readOne({ ts: null, timestamp: TS, type: 'latency', latency_ms: 1 }).rows[0]?.timeMs).toBe(MS);
  });

  it('understands a record the same after many others', () => {
    const orders = Array.from({ length: 6000 }, (_, at) => ({ [`x${at}`]: 1, ...plain, [`y${at % 40}`]: 1 }));
    const log = readLog(ndjson, jsonRecords(orders));
    expect(log.rows).toHaveLength(6000);
    expect(log.rows.at(-1)).toEqual(log.rows[0]);
  });
});

describe('what cannot be used', () => {
  it.each([
    ['no type', { ts: TS }, 'field-missing', 'type', 'expected an event type, found nothing'],
    ['a type that is no text', { type: 5, ts: TS }, 'field-type', 'type', 'expected an event type, found 5'],
    ['no time', { type: 'join', viewer_id: 'v' }, 'time-missing', 'ts', 'expected a time, found nothing'],
    [
      'no viewer',
      { type: 'join', ts: TS },
      'field-missing',
      'viewer_id',
      'expected viewer_id or session_id, found neither',
    ],
    [
      'no state',
      { type: 'state', ts: TS, viewer_id: 'v' },
      'field-missing',
      'state',
      'expected a player state, found nothing',
    ],
    [
      'an unknown state',
      { type: 'state', ts: TS, viewer_id: 'v', state: 'constructor' },
      'field-type',
      'state',
      'expected one of preloading, starting, playing, seeking, rebuffering, paused, waiting, ended, failed, quit, found "constructor"',
    ],
    [
      'no stall length',
      { type: 'stall', ts: TS, viewer_id: 'v', duration: 4 },
      'field-missing',
      'duration_ms',
      'expected a number of ms, 0 or more, found nothing',
    ],
    [
      'a negative stall',
      { type: 'rebuffer', ts: TS, viewer_id: 'v', duration_ms: -4 },
      'field-type',
      'duration_ms',
      'expected a number of ms, 0 or more, found -4',
    ],
    [
      'no quality',
      { type: 'quality', ts: TS, viewer_id: 'v', bitrate: 1 },
      'field-missing',
      'quality',
      'expected a text, found nothing',
    ],
    [
      'no packet size',
      { type: 'packet', media_type: 'video' },
      'field-missing',
      'size',
      'expected a whole number, 0 or more, found nothing',
    ],
    [
      'an unsafe size',
      { type: 'packet', media_type: 'video', size: '9007199254740993' },
      'number-unsafe',
      'size',
      'expected a whole number, 0 or more, found "9007199254740993"',
    ],
    [
      'a size that is not finite',
      { type: 'packet', media_type: 'video', size: Number.POSITIVE_INFINITY },
      'number-nonfinite',
      'size',
      'expected a whole number, 0 or more, found Infinity',
    ],
    [
      'no media type',
      { type: 'packet', size: 1 },
      'field-missing',
      'media_type',
      'expected video, audio or metadata, found nothing',
    ],
    [
      'an unknown media type',
      { type: 'packet', media_type: 'data', size: 1 },
      'field-type',
      'media_type',
      'expected video, audio or metadata, found "data"',
    ],
    [
      'an optional number that is none',
      { type: 'heartbeat', ts: TS, viewer_id: 'v', buffer_ms: 'full' },
      'field-type',
      'buffer_ms',
      'expected a number of ms, 0 or more, found "full"',
    ],
    [
      'neither status nor cache status',
      { type: 'request', ts: TS, bytes: 1 },
      'field-missing',
      'status',
      'expected status or cache_status, found neither',
    ],
    [
      'a flag that is none',
      { type: 'error', ts: TS, fatal: 'maybe' },
      'field-type',
      'fatal',
      'expected true or false, found "maybe"',
    ],
    [
      'an id of 257 bytes',
      { type: 'join', ts: TS, viewer_id: 'v'.repeat(257) },
      'field-type',
      'viewer_id',
      'expected at most 256 bytes, found 257 bytes',
    ],
    [
      'an id of 86 characters and 258 bytes',
      { type: 'join', ts: TS, viewer_id: '€'.repeat(86) },
      'field-type',
      'viewer_id',
      'expected at most 256 bytes, found 258 bytes',
    ],
    [
      'an id that is an object',
      { type: 'join', ts: TS, viewer_id: { id: 1 } },
      'field-type',
      'viewer_id',
      'expected a text, found an object',
    ],
    [
      'an id beyond 2^53 as a float',
      { type: 'join', ts: TS, viewer_id: 1e20 },
      'number-unsafe',
      'viewer_id',
      'expected a text, found 100000000000000000000',
    ],
    [
      'a dimension above 4 KiB',
      { type: 'join', ts: TS, viewer_id: 'v', user_agent: 'x'.repeat(4097) },
      'field-type',
      'user_agent',
      'expected at most 4096 bytes, found 4097 bytes',
    ],
    [
      'text that would move the cursor',
      { type: 'state', ts: TS, viewer_id: 'v', state: { a: 1 } },
      'field-type',
      'state',
      'expected one of preloading, starting, playing, seeking, rebuffering, paused, waiting, ended, failed, quit, found an object',
    ],
    [
      'hostile text, cut and printable',
      { type: 'latency', ts: `\u001b[2J\u202e${'x'.repeat(99)}`, latency_ms: 1 },
      'field-type',
      'ts',
      `expected an RFC 3339 time or epoch s, ms, µs or ns, found "\\x1B[2J\\u{202E}${'x'.repeat(34)}…"`,
    ],
  ])('%s', (_, record, reason, field, detail) => {
    const log = readOne(record);
    expect(log.fates).toEqual([{ fate: 'bad', reason, field, detail }]);
    expect(log.rows).toEqual([]);
  });

  it.each([
    [[1], 'an array'],
    [5, '5'],
    ['text', 'a text'],
    ['', 'a text'],
    [null, 'null'],
    [true, 'true'],
  ])('%j is no object', (value, found) => {
    const detail = `expected an object, found ${found}`;
    expect(readOne(value).fates).toEqual([{ fate: 'bad', reason: 'json-not-object', field: '', detail }]);
  });

  it('keeps the reason of a record that could not be framed', () => {
    const place = { line: 1, byte: 0, bytes: 9 };
    const log = readLog(ndjson, [
      { kind: 'bad', reason: 'json-syntax', column: 3, detail: 'expected }', ...place },
    ]);
    expect(log.fates).toEqual([{ fate: 'bad', reason: 'json-syntax', field: '', detail: 'expected }' }]);
  });

  it.each(['track', 'constructor', '__proto__', 'toString', 'pageview', 'x'.repeat(1000)])(
    'skips type %s',
    (type) => {
      expect(readOne({ type }).fates).toEqual([{ fate: 'skipped', reason: 'unknown_type' }]);
    },
  );

  it('keeps a leave whose reason is not ours, and says so', () => {
    const log = readOne({ type: 'leave', ts: TS, viewer_id: 'v', reason: 'timeout' });
    expect(log.rows[0]).toMatchObject({ kind: EventKind.leave, code: 0 });
    expect([...log.notes.keys()]).toEqual(['leave_reason_unknown']);
  });
});

describe('the times of packets', () => {
  const packet = (fields: Readonly<Record<string, unknown>>) => ({
    type: 'packet',
    media_type: 'video',
    size: 1,
    ...fields,
  });

  it('are media time without ts', () => {
    const log = readLog(
      ndjson,
      jsonRecords([packet({ pts: 80.4, dts: 40.6 }), packet({ pts: 120 }), packet({})]),
    );
    expect(log.rows.map(({ timeMs }) => timeMs)).toEqual([41, 120, Number.NaN]);
    expect(log.rows.map(({ flags }) => flags)).toEqual([Flag.mediaClock, Flag.mediaClock, 0]);
    expect(log.rows.map(({ numbers: n }) => n[5])).toEqual([null, null, null]);
    expect(log.facts).toMatchObject({ clock: 'media', timeUnit: null });
    expect(log.notes.size).toBe(0);
  });

  it('are wall clock without ts once anchored', () => {
    const log = readLog(ndjson, jsonRecords([packet({ dts: 40 })]), { startMs: MS, offsetMs: 2 });
    expect(log.rows[0]).toMatchObject({ timeMs: MS + 42, flags: 0, numbers: numbers(null, 40_000, null, 1) });
    expect(log.facts.clock).toBe('utc');
  });

  it('are arrival times, to the µs, for a track without pts and dts', () => {
    const log = readLog(ndjson, jsonRecords([packet({ ts: '2024-03-01T12:00:00.0405006Z' })]));
    const us = MS * 1000 + 40_501;
    expect(log.rows[0]).toMatchObject({ timeMs: MS + 41, numbers: numbers(us, us, null, 1, null, us) });
    expect([...log.notes.keys()]).toEqual(['arrival_time_used']);
  });

  it('are not mixed: one clock a track, found in the first records', () => {
    const late = [packet({ ts: TS }), packet({ ts: TS, pts: 5 }), packet({ ts: TS, media_type: 'audio' })];
    const log = readLog(ndjson, jsonRecords(late));
    const us = MS * 1000;
    expect(log.rows.map(({ numbers: n }) => n.slice(0, 2))).toEqual([
      [null, null],
      [5000, null],
      [us, us],
    ]);
  });

  it('stay arrival times when a media time comes after the first 1,000 records', () => {
    const early = Array.from({ length: 1000 }, () => packet({ ts: TS }));
    const log = readLog(ndjson, jsonRecords([...early, packet({ ts: TS, pts: 5 })]));
    expect(log.rows.at(-1)?.numbers.slice(0, 2)).toEqual([MS * 1000, MS * 1000]);
  });

  it('do not make a log of viewers one of media time', () => {
    const log = readLog(
      ndjson,
      jsonRecords([packet({ pts: 1 }), { type: 'join', ts: TS, viewer_id: 'v' }, packet({ pts: 2 })]),
    );
    expect(log.facts.clock).toBe('utc');
    expect(log.rows.map(({ flags }) => flags)).toEqual([Flag.mediaClock, 0, Flag.mediaClock]);
  });
});

describe('ids', () => {
  const HOSTILE = [
    ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'prototype', '0', '-0', '1e3'],
    ...[
      'a',
      'A',
      ' a',
      'a ',
      'a\u0000',
      '\u001b[31m',
      'a\nb',
      'a,b',
      '"',
      "'",
      '<script>',
      '=1+1',
      '%00',
      '\\',
    ],
    ...[
      '\u202eabc',
      '\u200ba',
      'é',
      'e\u0301',
      '\ud800',
      '\udfff',
      '\ufffd',
      '😀',
      'null',
      'undefined',
      'NaN',
    ],
    ...[
      '9007199254740992',
      '9007199254740993',
      'x'.repeat(256),
      `${'x'.repeat(255)}y`,
      'true',
      '[object Object]',
    ],
  ];

  it.each(['viewer_id', 'session_id', 'stream_id'] as const)('hostile ones stay distinct as %s', (field) => {
    const records = jsonRecords(
      HOSTILE.map((id) => ({ type: 'latency', ts: TS, latency_ms: 1, [field]: id })),
    );
    const log = readLog(ndjson, records);
    const column = field === 'viewer_id' ? 'viewer' : field === 'session_id' ? 'session' : 'stream';
    expect(log.rows.map((row) => row[column])).toEqual(HOSTILE);
  });

  it('hostile ones stay distinct as event_id', () => {
    const records = jsonRecords(
      HOSTILE.map((id) => ({ type: 'latency', ts: TS, latency_ms: 1, event_id: id })),
    );
    const identities = readLog(ndjson, records).rows.map(({ identity }) => identity.join(' '));
    expect(new Set(identities).size).toBe(HOSTILE.length);
    expect(identities).not.toContain('0 0');
  });

  it('a number equals its digits', () => {
    const ids = [42, '42', 0, '0', -7, 1.5];
    const records = jsonRecords(ids.map((id) => ({ type: 'latency', ts: TS, latency_ms: 1, viewer_id: id })));
    expect(readLog(ndjson, records).rows.map(({ viewer }) => viewer)).toEqual([
      '42',
      '42',
      '0',
      '0',
      '-7',
      '1.5',
    ]);
  });

  it('leaves the prototype of objects alone', () => {
    const before = Object.getOwnPropertyNames(Object.prototype);
    const value: unknown = JSON.parse(
      `{"type":"join","ts":"${TS}","viewer_id":"v","__proto__":{"size":1},"tags":{"__proto__":"x","constructor":"y"}}`,
    );
    const log = readLog(ndjson, jsonRecords([value]));
    expect(log.rows[0]?.viewer).toBe('v');
    expect(log.rows[0]?.dims).toEqual({ 'tags.__proto__': 'x', 'tags.constructor': 'y' });
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
  });

  it('equal identities are equal, absent ones are 0', () => {
    const ids = ['a', 'a', '', null, 'b'];
    const records = jsonRecords(ids.map((id) => ({ type: 'latency', ts: TS, latency_ms: 1, event_id: id })));
    const [first, same, empty, none, other] = readLog(ndjson, records).rows.map(({ identity }) => identity);
    expect(same).toEqual(first);
    expect(empty).toEqual([0, 0]);
    expect(none).toEqual([0, 0]);
    expect(other).not.toEqual(first);
  });
});

describe('dimensions', () => {
  const event = { type: 'latency', ts: TS, latency_ms: 1 };

  it('are read from every field and tag', () => {
    const fields = {
      location: 'DE',
      user_agent: 'UA',
      device: 'tv',
      os: 'webos',
      player: 'shaka',
      app_version: 4.2,
      isp: 'x',
      cdn: 'y',
      edge: 'z',
      content_id: 7,
    };
    const tags = { Region: 'north', beta: true, n: 5, none: null, empty: '', deep: { a: 1 } };
    expect(readOne({ ...event, ...fields, tags }).rows[0]?.dims).toEqual({
      ...fields,
      app_version: '4.2',
      content_id: '7',
      'tags.Region': 'north',
      'tags.beta': 'true',
      'tags.n': '5',
    });
  });

  it('make one set whatever the order of keys', () => {
    const records = jsonRecords([
      { ...event, location: 'DE', device: 'tv', tags: { a: '1', b: '2' } },
      { ...event, tags: { b: '2', a: '1' }, device: 'tv', location: 'DE' },
      { 'tags.b': '2', ...event, 'Tags.a': '1', device: 'tv', location: 'DE' },
    ]);
    const rows = readLog(ndjson, records).rows;
    expect(rows.map(({ dims }) => Object.keys(dims))).toEqual(
      new Array(3).fill(['location', 'device', 'tags.a', 'tags.b']),
    );
  });

  it('do not take the quality in', () => {
    expect(rowOf({ type: 'quality', viewer_id: 'v', quality: '720p', device: 'tv' })?.dims).toEqual({
      device: 'tv',
    });
  });

  it('stay right when many sets share a place in memory', () => {
    const records = jsonRecords(
      Array.from({ length: 20_000 }, (_, at) => ({ ...event, edge: `e${at % 9973}`, device: `d${at % 7}` })),
    );
    const rows = readLog(ndjson, records).rows;
    expect(
      rows.every(({ dims: { edge, device } }, at) => edge === `e${at % 9973}` && device === `d${at % 7}`),
    ).toBe(true);
  });
});
