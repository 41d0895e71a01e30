import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csv } from '../../src/formats/canonical-csv.ts';
import { ndjson } from '../../src/formats/canonical-ndjson.ts';
import { UsageError } from '../../src/model/errors.ts';
import { EventKind, PlayerState } from '../../src/model/event-kind.ts';
import { jsonRecords, readLog, rowRecords } from './canonical-log.ts';

const TS = '2024-03-01T12:00:00Z';

describe('canonical CSV', () => {
  it('reads rows by the names of the header', () => {
    const log = readLog(
      csv,
      rowRecords([
        ['Event', 'timestamp', 'Viewer ID', 'State', 'tags.region', 'unknown'],
        ['viewer_join', TS, '007', '', 'north', 'x'],
        ['state', TS, '007', 'Paused', '', ''],
      ]),
    );
    expect(log.fates).toEqual([{ fate: 'used' }, { fate: 'used' }]);
    expect(log.rows).toMatchObject([
      { kind: EventKind.join, code: PlayerState.playing, viewer: '007', dims: { 'tags.region': 'north' } },
      { kind: EventKind.state, code: PlayerState.paused, viewer: '007', dims: {} },
    ]);
  });

  it.each([
    ['{"region":"north","n":5}', { 'tags.n': '5', 'tags.region': 'north' }],
    ['{"region":', {}],
    ['north', {}],
    ['[1]', {}],
  ])('reads the tags %s of one cell', (cell, dims) => {
    const log = readLog(
      csv,
      rowRecords([
        ['type', 'ts', 'latency_ms', 'tags'],
        ['latency', TS, '5', cell],
      ]),
    );
    expect(log.fates).toEqual([{ fate: 'used' }]);
    expect(log.rows[0]?.dims).toEqual(dims);
  });

  it('does not count the header, and reads units from the rows below it', () => {
    const records = rowRecords([
      ['type', 'ts', 'latency_ms'],
      ['latency', '1709294400', '5'],
    ]);
    const log = readLog(csv, records);
    expect(log.fates).toHaveLength(1);
    expect(log.facts.timeUnit).toBe('s');
  });

  it('takes given names for a file without header', () => {
    const log = readLog(csv, rowRecords([['latency', TS, '5']]), { fields: ['type', 'ts', 'latency_ms'] });
    expect(log.rows).toMatchObject([{ kind: EventKind.latency }]);
  });

  it.each([
    ['one cell less', ['latency', TS], '2'],
    ['one cell more', ['latency', TS, '5', ''], '4'],
    ['a lone empty cell', [''], '1'],
  ])('rejects a row with %s', (_, cells, found) => {
    const log = readLog(csv, rowRecords([['type', 'ts', 'latency_ms'], cells, ['latency', TS, '5']]));
    expect(log.fates).toEqual([
      { fate: 'bad', reason: 'csv-columns', field: '', detail: `expected 3 columns, found ${found}` },
      { fate: 'used' },
    ]);
  });

  it.each([
    [['type', 'ts', 'size', 'ts']],
    [['type', 'ts', 'viewer_id', 'viewerId']],
    [['type', 'ts', 'mine', 'Mine']],
  ])('refuses a header that names a column twice: %j', (header) => {
    const open = () => readLog(csv, rowRecords([header]));
    expect(open).toThrow(UsageError);
    expect(open).toThrow(`log: the header names column "${header.at(-1)}" twice`);
  });

  it('does not take two columns without a name, or an everyday name beside the exact one, for that', () => {
    const log = readLog(
      csv,
      rowRecords([
        ['type', 'time', 'ts', '', '', 'latency_ms'],
        ['latency', 'x', TS, '', '', '1'],
      ]),
    );
    expect(log.fates).toEqual([{ fate: 'used' }]);
  });

  it('names the columns it has when a record is no row', () => {
    const place = { line: 2, byte: 9, bytes: 5 };
    const log = readLog(csv, [
      ...rowRecords([['type', 'ts']]),
      { kind: 'bad', reason: 'csv-quote', column: 4, detail: 'expected a closing quote', ...place },
    ]);
    expect(log.fates).toEqual([
      { fate: 'bad', reason: 'csv-quote', field: '', detail: 'expected a closing quote' },
    ]);
  });

  it('has nothing to read without records', () => {
    expect(readLog(csv, [])).toMatchObject({ fates: [], rows: [] });
  });
});

describe('the same events as JSON and as CSV', () => {
  const text = fc.constantFrom('a', 'B c', '007', '1e3', '-0', 'é', '__proto__', '"', 'x,y', ' ', '5');
  const number = fc.oneof(
    fc.integer({ min: -5, max: 10_000_000 }),
    fc.double({ min: 0, max: 1e7, noNaN: true }),
    fc.constantFrom(0, 0.5, 9_007_199_254_740_991, 1e300),
  );
  const columns = {
    ts: fc.oneof(
      fc.constantFrom(TS, '2024-03-01 12:00:00.1239', 'no time', '2024-02-30T00:00:00Z'),
      fc.integer({ min: 1_709_294_400, max: 1_709_299_400 }),
    ),
    type: fc.constantFrom(
      ...['packet', 'join', 'leave', 'state', 'rebuffer', 'quality', 'startup', 'latency', 'heartbeat'],
      ...['error', 'request', 'totals', 'transport', 'stall', 'rebuffer_end', 'other'],
    ),
    media_type: fc.constantFrom('video', 'audio', 'subtitle'),
    state: fc.constantFrom('playing', 'PAUSED', 'nowhere'),
    reason: fc.constantFrom('ended', 'quit', 'tired'),
    keyframe: fc.boolean(),
    fatal: fc.boolean(),
    aborted: fc.boolean(),
    status: fc.constantFrom(200, 404, 0, 99_999),
    cache_status: fc.constantFrom('HIT', 'Miss from cloudfront', 'odd'),
    url: fc.constantFrom('/a?b', '/a'),
    viewer_id: text,
    session_id: text,
    stream_id: text,
    event_id: text,
    quality: text,
    track: text,
    code: text,
    location: text,
    cdn: text,
    'tags.region': text,
    ...Object.fromEntries(
      [
        ...[
          'size',
          'pts',
          'dts',
          'duration',
          'sequence',
          'bitrate',
          'duration_ms',
          'startup_ms',
          'latency_ms',
        ],
        ...['buffer_ms', 'dropped_frames', 'position_ms', 'throughput', 'bytes', 'ttfb_ms', 'rebuffer_count'],
        ...[
          'rebuffer_ms',
          'play_ms',
          'watched_ms',
          'avg_bitrate',
          'packets_received',
          'packets_lost',
          'rtt_ms',
        ],
      ].map((name) => [name, number] as const),
    ),
  };
  const names = Object.keys(columns);
  const record = fc.record<Record<string, unknown>>(columns, { requiredKeys: ['type'] });

  it('are the same rows, fates and facts', () => {
    let used = 0;
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 8 }), (events) => {
        // Through JSON text, as a log would come.
        const objects = events.map((event): unknown => JSON.parse(JSON.stringify(event)));
        const rows = events.map((event) => names.map((name) => (name in event ? String(event[name]) : '')));
        const asJson = readLog(ndjson, jsonRecords(objects));
        const asCsv = readLog(csv, rowRecords([names, ...rows]));
        used += asJson.rows.length;
        expect(asCsv.rows).toEqual(asJson.rows);
        expect(asCsv.facts).toEqual(asJson.facts);
        expect(asCsv.notes).toEqual(asJson.notes);
        // Details differ where they show what was found: 5 as a number, "5" as a text.
        const bare = (fates: typeof asJson.fates) =>
          fates.map((fate) => (fate.fate === 'bad' ? [fate.reason, fate.field] : fate));
        expect(bare(asCsv.fates)).toEqual(bare(asJson.fates));
      }),
      { numRuns: 400 },
    );
    expect(used).toBeGreaterThan(100);
  });
});
