/** Parts that do not add up are refused with the reason; files that are no parts with their place. Never a stack. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyState } from '../../src/engine/shard-state.ts';
import { writeState } from '../../src/engine/state-rows.ts';
import { Dictionary } from '../../src/model/dictionary.ts';
import { InputError, UsageError } from '../../src/model/errors.ts';
import { NO_SLICES } from '../../src/model/slices.ts';
import type { RunOptions } from '../../src/run-options.ts';
import { mixedLog } from '../pipeline/mixed-log.ts';
import { mergedOf, partialOf, reportOf } from './merge-runs.ts';

const BASE_MS = Date.UTC(2026, 2, 1, 20);
const HOUR_MS = 3_600_000;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'refusals-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

type Fields = Readonly<Record<string, unknown>>;

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

/** Events at ms after the beginning of all logs. */
function log(...events: readonly (readonly [ms: number, fields: Fields])[]): string {
  return events.map(([ms, fields]) => `${JSON.stringify({ ts: BASE_MS + ms, ...fields })}\n`).join('');
}

async function part(name: string, text: string, options: Partial<RunOptions> = {}): Promise<string> {
  return await file(`${name}.part`, await partialOf([await file(`${name}.ndjson`, text)], options));
}

/** What merging says, without the folder of the test. */
async function refusalOf(
  parts: readonly string[],
): Promise<{ readonly kind: string; readonly text: string }> {
  try {
    await mergedOf(parts);
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof InputError)) throw error;
    return { kind: error.name, text: error.message.replaceAll(`${folder}/`, '') };
  }
  return { kind: 'none', text: '' };
}

const join1 = { type: 'join', viewer_id: 'v1' };
const leave1 = { type: 'leave', viewer_id: 'v1' };
const packet = { type: 'packet', media_type: 'video', track: '0', size: 10, stream_id: 'main' };

describe('values told apart have no rows', () => {
  it.each([
    { name: '--by', slices: { ...NO_SLICES, by: [['device']] } },
    {
      name: '--where',
      slices: { ...NO_SLICES, where: [{ dimension: 'device', values: ['tv'], isNot: false }] },
    },
  ])('a state with $name is not saved', async ({ slices }) => {
    const input = await file('a.ndjson', log([0, join1]));
    await expect(partialOf([input], { slices })).rejects.toThrow(UsageError);
    await expect(partialOf([input], { slices })).rejects.toThrow(
      '--partial: a saved state tells no values apart',
    );
  });

  it('a breakdown is never left out of the rows', () => {
    const state = emptyState(new Dictionary(), [['device']]);
    expect(() => writeState(state, () => undefined)).toThrow('a breakdown has no rows');
  });
});

describe('parts that do not add up', () => {
  it.each([
    {
      name: 'one viewer in both at the same time',
      logs: [log([0, join1], [9000, leave1]), log([5000, { type: 'heartbeat', viewer_id: 'v1' }])],
      says: 'b.part: a viewer of it is in a.part too, at the same time',
    },
    {
      name: 'one session in both, once without its viewer',
      logs: [
        log([0, { ...join1, session_id: 's1' }], [9000, { ...leave1, session_id: 's1' }]),
        log([5000, { type: 'heartbeat', session_id: 's1' }]),
      ],
      says: 'b.part: a session of it is in a.part too, at the same time',
    },
    {
      name: 'a session that is open at the border',
      logs: [
        log([0, join1], [9000, { type: 'quality', viewer_id: 'v1', quality: 'hd' }]),
        log([HOUR_MS, leave1]),
      ],
      says: 'b.part: a viewer of it is in a.part too, and a session of that viewer is still open where a.part ends',
    },
    {
      name: 'a viewer who comes back soon',
      logs: [log([0, join1], [9000, leave1]), log([60_000, join1], [70_000, leave1])],
      says: 'and they follow each other too closely to be told apart',
    },
    {
      name: 'packets of one track',
      logs: [log([0, packet], [40, packet]), log([80, packet])],
      says: 'b.part: packets of track 0 of stream main are in a.part too',
    },
    {
      name: 'a stall that reaches back before its part',
      logs: [log([0, join1]), log([5000, { type: 'rebuffer', viewer_id: 'v2', duration_ms: 3000 }])],
      says: 'b.part: a stall at its beginning reaches back before it, into the time of another part',
    },
  ])('$name', async ({ logs, says }) => {
    const [a = '', b = ''] = logs;
    const parts = [await part('a', a), await part('b', b)];
    const { kind, text } = await refusalOf(parts);
    expect(text).toContain(says);
    expect(kind).toBe('UsageError');
    // Named the other way round it is refused as well.
    expect((await refusalOf(parts.toReversed())).kind).toBe('UsageError');
  });

  it('the same part, or another of the same input', async () => {
    const text = log([0, join1], [9000, leave1]);
    const a = await part('a', text);
    expect(await refusalOf([a, a])).toEqual({
      kind: 'UsageError',
      text: expect.stringContaining('the same file'),
    });
    const again = await file(
      'again.part',
      `${await partialOf([join(folder, 'a.ndjson')], { stream: null })}`,
    );
    expect((await refusalOf([a, again])).kind).toBe('UsageError');
    const both = await file(
      'both.part',
      await partialOf([join(folder, 'a.ndjson'), await file('c.ndjson', log([1, packet]))]),
    );
    const { text: said } = await refusalOf([a, both]);
    expect(said).toBe('both.part: its input a.ndjson is in a.part too and would count twice');
  });

  it.each([
    { options: { sessionTimeoutMs: 60_000 }, says: 'session_timeout_ms is 60000, that of a.part is 90000' },
    { options: { latenessMs: 5000 }, says: 'lateness_ms is 5000, that of a.part is 10000' },
    { options: { timezone: 'Europe/Berlin' }, says: 'timezone is "Europe/Berlin", that of a.part is "UTC"' },
    { options: { stream: 'main' }, says: 'stream is "main", that of a.part is null' },
    {
      options: { from: { kind: 'instant', atMs: BASE_MS, typed: 'x' } } as const,
      says: `from_ms is ${BASE_MS}, that of a.part is null`,
    },
  ])('other options: $says', async ({ options, says }) => {
    const a = await part('a', log([0, join1], [9000, leave1]));
    const b = await part('b', log([0, { ...join1, viewer_id: 'v2', stream_id: 'main' }]), options);
    const { kind, text } = await refusalOf([a, b]);
    expect(text).toBe(`b.part: ${says}: parts made with different options do not add up`);
    expect(kind).toBe('UsageError');
  });

  it('another version', async () => {
    const text = await partialOf([await file('a.ndjson', log([0, join1]))]);
    for (const changed of [text.replace('partial@1', 'partial@2'), text.replace('"fold":1', '"fold":7')]) {
      const { kind, text: said } = await refusalOf([await file('old.part', changed)]);
      expect(said).toMatch(/^old\.part: expected .*: another version wrote it; make it again with this one$/);
      expect(kind).toBe('UsageError');
    }
  });

  it('a media clock beside a wall clock', async () => {
    const a = await part('a', log([0, join1]));
    const b = await part('b', '{"type":"packet","media_type":"video","pts":0,"size":5}\n');
    expect((await refusalOf([a, b])).text).toContain('clock is "media", that of a.part is "utc"');
  });
});

describe('parts that follow each other', () => {
  it('add up where no viewer comes again', async () => {
    const request = { type: 'request', status: 200, bytes: 5000, duration_ms: 900, url: '/a.ts' };
    const logs = [
      log([0, { ...join1 }], [9000, leave1], [9500, request]),
      log(
        [10_000, { ...join1, viewer_id: 'v2' }],
        [12_000, request],
        [15_000, { ...packet, stream_id: 'side' }],
      ),
    ];
    const parts = [await part('a', logs[0] ?? ''), await part('b', logs[1] ?? '')];
    const inputs = ['a', 'b'].map((name) => join(folder, `${name}.ndjson`));
    expect(await mergedOf(parts)).toBe(await reportOf(inputs));
  });

  it('add up where a viewer comes again hours later', async () => {
    const heartbeat = { type: 'heartbeat', viewer_id: 'v1' };
    const logs = [
      log([0, join1], [9000, heartbeat]),
      log([2 * HOUR_MS, join1], [2 * HOUR_MS + 5000, leave1]),
    ];
    const parts = [await part('a', logs[0] ?? ''), await part('b', logs[1] ?? '')];
    const inputs = ['a', 'b'].map((name) => join(folder, `${name}.ndjson`));
    expect(await mergedOf(parts)).toBe(await reportOf(inputs));
  });
});

describe('files that are no parts', () => {
  it.each([
    { name: 'nothing', content: '', says: 'x:1: expected the header of a saved state, found nothing' },
    {
      name: 'a log',
      content: log([0, join1]),
      says: 'x:1: schema: expected stream-analytics/partial@1, found nothing',
    },
    {
      name: 'text',
      content: 'hello\n',
      says: 'x:1: schema: expected stream-analytics/partial@1, found "hello"',
    },
    {
      name: 'null',
      content: 'null\n',
      says: 'x:1: schema: expected stream-analytics/partial@1, found nothing',
    },
    { name: 'bytes', content: Buffer.from([255, 254, 0, 10, 10]), says: 'x:' },
    {
      name: 'a report',
      content: '{"schema":"stream-analytics/report@1"}\n',
      says: 'x:1: schema: expected stream-analytics/partial@1, found "stream-analytics/report@1"',
    },
  ])('$name', async ({ content, says }) => {
    const { kind, text } = await refusalOf([await file('x', content)]);
    expect(text).toContain(says);
    expect(kind).toBe('InputError');
  });

  it('one that is missing', async () => {
    expect(await refusalOf([join(folder, 'none')])).toEqual({
      kind: 'InputError',
      text: 'none: no such file or directory',
    });
  });

  it('one that is cut off anywhere', async () => {
    const text = await partialOf([await file('a.ndjson', mixedLog(3))]);
    const lines = text.split('\n');
    for (const kept of [1, 2, 30, lines.length - 3, lines.length - 2]) {
      const { kind, text: said } = await refusalOf([
        await file('cut', `${lines.slice(0, kept).join('\n')}\n`),
      ]);
      expect(said).toBe(`cut:${kept + 1}: the file is cut off: expected more rows, or how many there were`);
      expect(kind).toBe('InputError');
    }
    const { text: said } = await refusalOf([await file('cut', text.slice(0, -20))]);
    expect(said).toMatch(/^cut:\d+: the file is cut off inside this line$/);
    const archive = gzipSync(text);
    expect(await mergedOf([await file('whole.gz', archive)])).toBe(
      await reportOf([join(folder, 'a.ndjson')]),
    );
    const damaged = await refusalOf([await file('cut.gz', archive.subarray(0, archive.length >> 1))]);
    expect(damaged.text).toMatch(/^cut\.gz:\d+: the file is cut off .*\(.*\)$/);
    expect(damaged.kind).toBe('InputError');
  });
});

describe('rows that no version of ours writes', () => {
  it.each([
    {
      row: '["viewers.counts.none","",null,"sum",null,"sum",1]',
      says: 'metric: no state has "viewers.counts.none"',
    },
    { row: '["__proto__","",null,"sum",null,"sum",1]', says: 'metric: no state has "__proto__"' },
    { row: '["viewers.counts","",null,"sum",null,"sum",1]', says: 'metric: no state has "viewers.counts"' },
    {
      row: '["viewers.counts.plays","x=1",null,"sum",null,"sum",1]',
      says: 'dimensions: expected those of a track',
    },
    { row: '["viewers.counts.plays","",null,"sum",null,"sum",1.5]', says: 'value: expected an integer' },
    {
      row: '["viewers.counts.plays","",null,"sum",null,"sum","1"]',
      says: 'value: expected an integer, found "1"',
    },
    { row: '["viewers.counts.plays","",null,"sum",null,"sum",1e300]', says: 'value: expected an integer' },
    { row: '["viewers.counts.plays","",null,"sum",null,"sum",[1]]', says: 'value: expected an integer' },
    {
      row: '["viewers.counts.plays","",null,"sum",null,"avg",1]',
      says: 'op: expected sum, min, max, union or open',
    },
    {
      row: '["viewers.counts.plays","",null,"sum",{},"sum",1]',
      says: 'key: expected a text, an integer or null',
    },
    {
      row: '["viewers.counts.plays","",0.5,"sum",null,"sum",1]',
      says: 'bucket: expected an integer or null',
    },
    { row: '["viewers.counts.plays","",null,7,null,"sum",1]', says: 'kind: expected a text' },
    { row: '["viewers.counts.plays"]', says: 'row: expected metric, dimensions and five more' },
    { row: '{"rows":1e9}', says: 'rows: expected a row, or that there were' },
    { row: '7', says: 'rows: expected a row' },
    { row: 'nonsense', says: 'row: expected JSON, found "nonsense"' },
    {
      row: '["viewers.levels","",9e15,"change",null,"sum",1]',
      says: 'bucket: expected a time in ms within ±2^48',
    },
    {
      row: '["viewers.levels","",200000000000000,"change",null,"sum",9e9]',
      says: 'value: expected a change below 2^31',
    },
    {
      row: '["viewers.levels","",null,"changes",null,"sum",-1]',
      says: 'value: expected a count, 0 or more, found -1',
    },
    {
      row: '["viewers.startupMs","",null,"value",5,"sum",-3]',
      says: 'value: expected a count, 0 or more, found -3',
    },
    {
      row: '["viewers.startupMs","",null,"bin",999999999,"sum",3]',
      says: 'key: expected an integer within ±',
    },
    {
      row: '["series.latencyMs","",null,"first",null,"min",9e14]',
      says: 'value: expected a time in ms within ±2^48',
    },
    {
      row: '["series.latencyMs","",0,"bin/10000",99999999,"sum",1]',
      says: 'bucket: expected a multiple of 10000',
    },
    {
      row: '["series.sums.open","",77,"sum/1000",null,"sum",1]',
      says: 'bucket: expected a multiple of 1000',
    },
    { row: '["series.requests","",0,"count/1000",9,"sum",1]', says: 'key: expected an integer within ±5' },
    { row: '["series.moments","",0,"count/1000",11,"sum",1]', says: 'key: expected an integer within ±10' },
    { row: '["breakdowns","",null,"name","a","union",1]', says: 'kind: expected' },
    {
      row: '["series.requests","",0,"count/7","x","sum",1]',
      says: 'kind: expected one that this metric has',
    },
    {
      row: '["cdn.misses","",null,"requests/99999999","/a","sum",1]',
      says: 'kind: expected one that this metric has',
    },
    { row: '["cdn.misses","",null,"requests/0",5,"sum",1]', says: 'key: expected a text, found 5' },
    {
      row: '["open","",null,"session","v","open",["v"]]',
      says: 'value: expected the 19 fields of an open session',
    },
    {
      row: `["open","",null,"session","v","open",["v","","",${'1e99,'.repeat(15)}1]]`,
      says: 'value: expected a number for fromMs, found 1e+99',
    },
    {
      row: `["open","",null,"session","v","open",["v","","",${'77,'.repeat(15)}1]]`,
      says: 'value: expected a state and a resolution of a session',
    },
    {
      row: '["streams.anomalies","stream_id=a&media_type=video&track=0",null,"count",77,"sum",1]',
      says: 'key: expected a place, found 77',
    },
    {
      row: '["streams.packets","stream_id=a&media_type=smell&track=0",null,"sum",null,"sum",1]',
      says: 'dimensions: expected those of a track',
    },
    {
      row: '["streams.description","stream_id=a&media_type=video&track=0",null,"width","wide","union",1]',
      says: 'key: expected the digits of a number, found "wide"',
    },
  ])('$row', async ({ row, says }) => {
    const lines = (await partialOf([await file('a.ndjson', log([0, join1], [9000, leave1]))])).split('\n');
    const place = lines.length - 2;
    const text = [...lines.slice(0, place), row, ...lines.slice(place)].join('\n');
    const { kind, text: said } = await refusalOf([await file('bad', text)]);
    expect(said).toContain(`bad:${place + 1}: ${says}`);
    expect(kind).toBe('InputError');
  });

  it('a header with anything wrong in it', async () => {
    const text = await partialOf([await file('a.ndjson', log([0, join1], [9000, leave1]))]);
    const [header = '', ...rows] = text.split('\n');
    const parsed = JSON.parse(header) as Record<string, unknown>;
    const places = leavesOf(parsed).filter(([first]) => first !== 'schema' && first !== 'fold');
    expect(places.length).toBeGreaterThan(30);
    for (const place of places) {
      for (const wrong of [{}, 1e300]) {
        const changed = withValue(parsed, place, wrong);
        const { kind, text: said } = await refusalOf([
          await file('bad', [JSON.stringify(changed), ...rows].join('\n')),
        ]);
        expect(said, place.join('.')).toMatch(/^bad:1: .*expected/);
        expect(kind).toBe('InputError');
      }
    }
  });
});

function leavesOf(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [[...path]];
  return Object.entries(value).flatMap(([key, item]) => leavesOf(item, [...path, key]));
}

function withValue(value: unknown, [key, ...rest]: readonly string[], wrong: unknown): unknown {
  if (key === undefined) return wrong;
  const copy = structuredClone(value) as Record<string, unknown>;
  copy[key] = withValue(copy[key], rest, wrong);
  return copy;
}
