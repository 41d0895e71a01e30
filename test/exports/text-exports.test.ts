import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InstantTexts, msText } from '../../src/exports/cell-texts.ts';
import { classifyCacheStatus } from '../../src/formats/cache-status.ts';
import { FIELDS } from '../../src/formats/canonical-names.ts';
import { InputError } from '../../src/model/errors.ts';
import { Flag } from '../../src/model/event-batch.ts';
import { CacheClass, MediaType, PlayerState } from '../../src/model/event-kind.ts';
import { type ExportedRow, exported } from './export-rows.ts';

/** 2026-01-02T03:04:05.678Z. */
const AT = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
const TS = '"ts":"2026-01-02T03:04:05.678Z"';
const MEDIA = Flag.mediaClock;
const KEY = Flag.keyframeKnown | Flag.keyframe;

/** Every kind once with all it can carry, and what must be written. */
const KINDS: readonly [name: string, row: ExportedRow, text: string, clock?: 'media'][] = [
  [
    'a packet with arrival',
    {
      kind: 'packet',
      at: AT,
      code: MediaType.video,
      flags: KEY,
      stream: 's',
      strings: ['0', 'hi'],
      numbers: [40_000, -80_001, 40_000, 1316, 65_535, AT * 1000 + 9],
    },
    '{"type":"packet","ts":"2026-01-02T03:04:05.678009Z","stream_id":"s","media_type":"video","size":1316,"pts":40,"dts":-80.001,"duration":40,"keyframe":true,"sequence":65535,"track":"0","variant_id":"hi"}',
  ],
  [
    'a packet of a track without media time',
    {
      kind: 'packet',
      at: AT,
      code: MediaType.metadata,
      flags: Flag.arrivalTimed,
      numbers: [AT * 1000, AT * 1000, undefined, 0, undefined, AT * 1000],
    },
    `{"type":"packet",${TS},"media_type":"metadata","size":0}`,
  ],
  [
    'a packet on media time alone, which is no keyframe',
    {
      kind: 'packet',
      at: 1,
      code: MediaType.audio,
      flags: MEDIA | Flag.keyframeKnown,
      numbers: [1500, undefined, undefined, 7],
    },
    '{"type":"packet","media_type":"audio","size":7,"pts":1.5,"keyframe":false}',
    'media',
  ],
  [
    'a packet with arrival on a media clock',
    {
      kind: 'packet',
      at: 12,
      code: MediaType.audio,
      flags: MEDIA,
      numbers: [0, 0, undefined, 7, undefined, 12_345],
    },
    '{"type":"packet","ts":12,"media_type":"audio","size":7,"pts":0,"dts":0}',
    'media',
  ],
  [
    'the same beside a wall clock',
    {
      kind: 'packet',
      at: 12,
      code: MediaType.audio,
      flags: MEDIA,
      numbers: [0, 0, undefined, 7, undefined, 12_345],
    },
    '{"type":"packet","media_type":"audio","size":7,"pts":0,"dts":0}',
  ],
  [
    'a packet of a file that --start anchors',
    { kind: 'packet', at: AT, code: MediaType.audio, numbers: [0, undefined, undefined, 7] },
    `{"type":"packet",${TS},"media_type":"audio","size":7,"pts":0}`,
  ],
  [
    'a join',
    {
      kind: 'join',
      at: AT,
      code: PlayerState.starting,
      viewer: 'v',
      session: 'x',
      dims: { location: 'DE', edge: 'fra1', 'tags.a': '1', 'tags.b"': '\n' },
      strings: ['720p'],
      numbers: [3_000_000],
    },
    `{"type":"join",${TS},"viewer_id":"v","session_id":"x","location":"DE","edge":"fra1","tags":{"a":"1","b\\"":"\\n"},"quality":"720p","bitrate":3000000,"state":"starting"}`,
  ],
  [
    'a leave',
    { kind: 'leave', at: AT, code: PlayerState.quit, viewer: 'v' },
    `{"type":"leave",${TS},"viewer_id":"v","reason":"quit"}`,
  ],
  [
    'a leave that gives no reason',
    { kind: 'leave', at: AT, viewer: 'v' },
    `{"type":"leave",${TS},"viewer_id":"v"}`,
  ],
  [
    'a state',
    { kind: 'state', at: AT, code: PlayerState.rebuffering, viewer: 'v' },
    `{"type":"state",${TS},"viewer_id":"v","state":"rebuffering"}`,
  ],
  [
    'a stall',
    { kind: 'rebuffer', at: AT, viewer: 'v', numbers: [2400] },
    `{"type":"rebuffer",${TS},"viewer_id":"v","duration_ms":2400}`,
  ],
  [
    'a change of quality',
    { kind: 'quality', at: AT, viewer: 'v', strings: ['1080p'] },
    `{"type":"quality",${TS},"viewer_id":"v","quality":"1080p"}`,
  ],
  [
    'a startup',
    { kind: 'startup', at: AT, viewer: 'v', numbers: [0] },
    `{"type":"startup",${TS},"viewer_id":"v","startup_ms":0}`,
  ],
  ['a latency', { kind: 'latency', at: AT, numbers: [4500] }, `{"type":"latency",${TS},"latency_ms":4500}`],
  [
    'a heartbeat',
    { kind: 'heartbeat', at: AT, viewer: 'v', strings: ['q'], numbers: [1, 2, 3, 4, -5, 6] },
    `{"type":"heartbeat",${TS},"viewer_id":"v","quality":"q","bitrate":1,"latency_ms":3,"buffer_ms":2,"dropped_frames":4,"position_ms":-5,"throughput":6}`,
  ],
  [
    'a fatal error',
    { kind: 'error', at: AT, flags: Flag.fatal, strings: ['E7'] },
    `{"type":"error",${TS},"code":"E7","fatal":true}`,
  ],
  [
    'a request',
    {
      kind: 'request',
      at: AT,
      code: CacheClass.shield,
      flags: Flag.aborted,
      strings: ['/a.ts'],
      numbers: [206, 5, 6, 7],
    },
    `{"type":"request",${TS},"bytes":5,"duration_ms":7,"status":206,"cache_status":"shield-hit","ttfb_ms":6,"url":"/a.ts","aborted":true}`,
  ],
  [
    'totals',
    { kind: 'totals', at: AT, session: 'x', numbers: [1, 2, 3, 4, 5, 6, 7] },
    `{"type":"totals",${TS},"session_id":"x","startup_ms":1,"dropped_frames":7,"rebuffer_count":2,"rebuffer_ms":3,"play_ms":4,"watched_ms":5,"avg_bitrate":6}`,
  ],
  [
    'transport counts',
    { kind: 'transport', at: AT, numbers: [1, 2, 3, 4, 5, 6001, 70] },
    `{"type":"transport",${TS},"packets_received":1,"packets_lost":2,"packets_recovered":3,"packets_dropped":4,"packets_retransmitted":5,"rtt_ms":6.001,"jitter_ms":0.07}`,
  ],
];

describe('NDJSON', () => {
  it.each(KINDS)('writes %s', async (_, row, text, clock) => {
    expect(await exported('ndjson', [row], clock)).toBe(`${text}\n`);
  });

  it('leaves out tracks, which are no events', async () => {
    expect(await exported('ndjson', [{ kind: 'track', strings: ['0', 'h264'] }])).toBe('');
  });
});

describe('CSV', () => {
  it('says the same, cell for cell, under a header of all fields but event_id', async () => {
    const rows = KINDS.filter(([, , , clock]) => clock === undefined);
    const text = await exported(
      'csv',
      rows.map(([, row]) => row),
    );
    const header = FIELDS.map(({ name }) => name).filter((name) => name !== 'event_id');
    expect(text.split('\n')[0]).toBe(header.join(','));
    const cells: Record<string, string>[] = parse(text, { columns: true });
    const filled = cells.map((row) =>
      Object.fromEntries(Object.entries(row).filter(([, cell]) => cell !== '')),
    );
    const expected = rows.map(([, , line]) =>
      Object.fromEntries(
        Object.entries(JSON.parse(line) as Record<string, unknown>).map(([name, value]) => [
          name,
          typeof value === 'object' ? JSON.stringify(value) : String(value),
        ]),
      ),
    );
    expect(filled).toEqual(expected);
  });

  it('has its header without an event, too', async () => {
    expect(await exported('csv', [{ kind: 'track' }])).toBe(await exported('csv', []));
    expect(await exported('csv', [])).toMatch(/^type,ts,[^\n]*\n$/);
  });

  it('keeps any text of the input inside its cell', async () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((own) => own.trim() !== '');
    const nasty = fc.oneof(text, fc.constantFrom('"', ',', '\n', '\r\n', ' a', 'a ', '"",""', '=1+1', "a'b"));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ viewer: nasty, location: nasty, tag: nasty, code: nasty })),
        async (all) => {
          const rows = all.map(({ viewer, location, tag, code }) => ({
            kind: 'error' as const,
            at: AT,
            viewer,
            dims: { location, [`tags.${tag}`]: tag },
            strings: [code],
          }));
          const cells: Record<string, string>[] = parse(await exported('csv', rows), { columns: true });
          expect(
            cells.map((row) => [
              row['viewer_id'],
              row['location'],
              JSON.parse(row['tags'] ?? ''),
              row['code'],
            ]),
          ).toEqual(all.map(({ viewer, location, tag, code }) => [viewer, location, { [tag]: tag }, code]));
        },
      ),
    );
  });
});

it.each(Object.entries(CacheClass))(
  'class %s is written in a word that every reader takes for it',
  async (_, code) => {
    const line = await exported('ndjson', [{ kind: 'request', at: AT, code }]);
    const { cache_status } = JSON.parse(line) as { cache_status: string };
    for (const cdn of ['', 'akamai', 'cloudflare', 'cloudfront', 'fastly']) {
      expect(classifyCacheStatus(cache_status, cdn)).toBe(code);
    }
  },
);

it.each([
  [0, '0'],
  [1, '0.001'],
  [-1, '-0.001'],
  [-1500, '-1.5'],
  [10, '0.01'],
  [100, '0.1'],
  [1_234_567_890, '1234567.89'],
  [1_767_323_045_678_009, '1767323045678.009'],
])('%d µs are %s ms', (us, text) => {
  expect(msText(us)).toBe(text);
  expect(Math.round(Number(text) * 1000)).toBe(us);
});

it('instants have ms, and µs where there are any', () => {
  const instants = new InstantTexts();
  expect(
    [AT * 1000, AT * 1000 + 1, AT * 1000 - 678_000, AT * 1000 + 322_000].map((us) => instants.of(us)),
  ).toEqual([
    '2026-01-02T03:04:05.678Z',
    '2026-01-02T03:04:05.678001Z',
    '2026-01-02T03:04:05.000Z',
    '2026-01-02T03:04:06.000Z',
  ]);
});

it('refuses a time since the start that would be read back as an epoch', async () => {
  const at = (ms: number) =>
    exported('ndjson', [{ kind: 'latency', at: ms, flags: MEDIA, numbers: [1] }], 'media');
  expect(await at(999_999_999)).toBe('{"type":"latency","ts":999999999,"latency_ms":1}\n');
  await expect(at(1_000_000_000)).rejects.toThrow(InputError);
});
