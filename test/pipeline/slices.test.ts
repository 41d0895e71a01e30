import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Report, SliceReport } from '../../src/model/report.ts';
import type { SliceRequest } from '../../src/model/slices.ts';
import { jsonRenderer } from '../../src/renderers/json.ts';
import { DEFAULT_OPTIONS } from '../../src/run-options.ts';
import type { CanonicalEvent } from '../reference/canonical-event.ts';
import { VALUES, withDimensions } from '../reference/dimensions.ts';
import { generateLog } from '../reference/generate.ts';
import { toNdjson } from '../reference/log-text.ts';
import { randomOf } from '../reference/random.ts';
import { renderOptions } from '../renderers/render-options.ts';
import { analyzeText } from './analyze-text.ts';
import { replayRows, splitReport } from './split-report.ts';

const BASE_MS = Date.UTC(2026, 2, 1, 20);
const NOTHING: SliceRequest = { where: [], by: [], top: 10 };

async function report(
  events: readonly CanonicalEvent[],
  slices: Partial<SliceRequest>,
  shards = 1,
): Promise<Report> {
  return await analyzeText('log.ndjson', toNdjson(events), { slices: { ...NOTHING, ...slices }, shards });
}

function sliceOf({ breakdowns }: Report, name: string, value: SliceReport['value']): SliceReport | undefined {
  return breakdowns?.[name]?.find((slice) => JSON.stringify(slice.value) === JSON.stringify(value));
}

/** Seconds after the hour. */
function at(seconds: number, event: Omit<CanonicalEvent, 'ts'>): CanonicalEvent {
  return { ts: BASE_MS + seconds * 1000, ...event };
}

describe('worked by hand', () => {
  // On fra1 for 10 s, on gru1 for 20 s, where it stalls for 4 s, on fra1 again for 10 s.
  const moving: CanonicalEvent[] = [
    at(0, { type: 'join', viewer_id: 'a', edge: 'fra1' }),
    at(10, { type: 'heartbeat', viewer_id: 'a', edge: 'gru1', device: 'tv', latency_ms: 3000 }),
    at(20, { type: 'rebuffer', viewer_id: 'a', duration_ms: 4000 }),
    at(25, { type: 'request', viewer_id: 'a', status: 200, bytes: 100 }),
    at(26, { type: 'request', status: 503, bytes: 10, edge: 'gru1' }),
    at(30, { type: 'error', viewer_id: 'a', edge: 'fra1' }),
    at(40, { type: 'leave', viewer_id: 'a' }),
    at(40, { type: 'join', viewer_id: 'b', edge: 'fra1' }),
  ];

  it('splits a session that changes its edge', async () => {
    const result = await report(moving, { by: [['edge']] });
    expect(sliceOf(result, 'edge', 'fra1')).toMatchObject({
      viewers: {
        sessions: 2,
        unique_viewers: 2,
        session_time_ms: 20_000,
        rebuffer_count: 0,
        peak_viewers: 1,
      },
      performance: { errors: 1, latency_ms: null },
      cdn: { requests: 0, bytes: 0, cache_hit_ratio: null, error_ratio: null },
    });
    expect(sliceOf(result, 'edge', 'gru1')).toMatchObject({
      viewers: { sessions: 1, session_time_ms: 20_000, watched_time_ms: 20_000, rebuffer_time_ms: 4000 },
      performance: { errors: 0, latency_ms: { n: 1, p50: 3000 } },
      cdn: { requests: 2, bytes: 110, error_ratio: 0.5 },
    });
  });

  it('gives a session the first value that it told, from its beginning on', async () => {
    const result = await report(moving, { by: [['device'], ['device', 'edge']] });
    expect(sliceOf(result, 'device', 'tv')).toMatchObject({
      viewers: { sessions: 1, session_time_ms: 40_000, rebuffer_count: 1 },
      cdn: { requests: 1 },
    });
    expect(sliceOf(result, 'device+edge', ['tv', 'fra1'])).toMatchObject({
      viewers: { sessions: 1, session_time_ms: 20_000 },
    });
    expect(sliceOf(result, 'device+edge', [null, 'gru1'])).toMatchObject({
      viewers: { sessions: 0, session_time_ms: 0, rebuffer_ratio: null },
      cdn: { requests: 1 },
    });
  });

  it('counts 0 where nobody is, and says which dimension no record carried', async () => {
    const nobody = await report(moving, { where: [{ dimension: 'edge', values: ['nrt1'], isNot: false }] });
    expect(nobody.viewers).toMatchObject({ sessions: 0, rebuffer_count: 0, rebuffer_ratio: null });
    expect(nobody.cdn).toMatchObject({ requests: 0, bytes: 0 });
    expect(nobody.notes.map(({ code }) => code)).not.toContain('dimension_never_seen');
    expect(nobody.notes).toContainEqual({
      code: 'filtered',
      text: 'viewers and requests are only those --where edge=nrt1',
    });
    const unseen = await report(moving, { where: [{ dimension: 'isp', values: ['west'], isNot: false }] });
    expect(unseen.viewers).toMatchObject({ sessions: 0 });
    expect(unseen.notes).toContainEqual(
      expect.objectContaining({ code: 'dimension_never_seen', text: expect.stringContaining('isp') }),
    );
  });

  it('notes once that packets ignore the filter', async () => {
    const packet = `{"ts":${BASE_MS},"type":"packet","media_type":"video","size":9,"pts":0}\n`;
    const where = [{ dimension: 'device', values: ['tv'], isNot: false }];
    const slices = { ...NOTHING, where };
    const { notes, streams } = await analyzeText('log.ndjson', packet + toNdjson(moving), { slices });
    expect(streams[0]?.packets).toBe(1);
    expect(notes.filter(({ code }) => code === 'viewer_filter_ignored')).toHaveLength(1);
  });
});

describe('--top', () => {
  const events = ['a', 'b', 'b', 'c', 'c', 'd'].map((edge, n) =>
    at(n, { type: 'join', viewer_id: `v${n}`, edge }),
  );

  it('shows the heaviest, equal ones by their bytes, and the others together', async () => {
    const { breakdowns } = await report(events, { by: [['edge']], top: 3 });
    const shown = breakdowns?.['edge']?.map(({ value, viewers }) => [value, viewers?.sessions]);
    expect(shown).toEqual([
      ['b', 2],
      ['c', 2],
      ['a', 1],
      ['(other)', 1],
    ]);
  });

  it('goes by requests where there are no sessions', async () => {
    const requests = ['z', 'a', 'z'].map((edge, n) => at(n, { type: 'request', status: 200, edge }));
    const { breakdowns } = await report(requests, { by: [['edge']] });
    expect(breakdowns?.['edge']?.map(({ value }) => value)).toEqual(['z', 'a']);
  });
});

describe('a dimension with too many values', () => {
  const joins = (count: number): CanonicalEvent[] =>
    Array.from({ length: count }, (_, n) => at(n, { type: 'join', viewer_id: `v${n}`, isp: `i${n}` }));

  it.each([1, 2])('has a breakdown at 10,000 and unknown, in %i shards', async (shards) => {
    const events = [...joins(10_000), at(1, { type: 'join', viewer_id: 'other' })];
    const { breakdowns, notes } = await report(events, { by: [['isp']], top: 2 }, shards);
    expect(breakdowns?.['isp']?.map(({ value, viewers }) => [value, viewers?.sessions])).toEqual([
      [null, 1],
      ['i0', 1],
      ['(other)', 9999],
    ]);
    expect(notes.map(({ code }) => code)).not.toContain('too_many_values');
  });

  it.each([1, 2])('has none at 10,001, in %i shards, each of which may have fewer', async (shards) => {
    const { breakdowns, notes, viewers } = await report(joins(10_001), { by: [['isp'], ['edge']] }, shards);
    expect(breakdowns?.['isp']).toBeNull();
    expect(breakdowns?.['edge']).toHaveLength(1);
    expect(viewers?.sessions).toBe(10_001);
    const note = notes.find(({ code }) => code === 'too_many_values');
    expect(note).toMatchObject({ metric: 'breakdowns.isp', text: expect.stringContaining('--where isp=') });
  });
});

describe('laws', () => {
  const dimensions = [...VALUES.keys(), 'quality'];
  const log = (seed: number): CanonicalEvent[] => withDimensions(generateLog(seed), seed);
  const dimension = fc.constantFrom(...dimensions);

  /** Times, and counts at an instant. */
  const counted = ({ viewers, performance, cdn }: Report): (number | null | undefined)[] => [
    viewers?.session_time_ms,
    viewers?.watched_time_ms,
    viewers?.play_time_ms,
    viewers?.rebuffer_count,
    viewers?.rebuffer_time_ms,
    viewers?.quality_switches,
    viewers?.dropped_frames,
    viewers?.implicit_sessions,
    viewers?.superseded_sessions,
    viewers?.timed_out_sessions,
    viewers?.orphan_leaves,
    viewers?.after_leave,
    viewers?.current_viewers,
    viewers?.startup_ms?.n ?? 0,
    viewers?.stall_ms?.n ?? 0,
    performance?.errors,
    performance?.latency_ms?.n ?? 0,
    performance?.buffer_ms?.n ?? 0,
    cdn?.requests,
    cdn?.bytes,
  ];
  const sum = (a: readonly (number | null | undefined)[], b: readonly (number | null | undefined)[]) =>
    a.map((value, i) => (typeof value === 'number' ? value + (b[i] ?? 0) : value));

  it('a condition and its opposite make up everything', () =>
    fc.assert(
      fc.asyncProperty(fc.nat(1_000_000), dimension, async (seed, name) => {
        const events = log(seed);
        const values = [VALUES.get(name)?.[0] ?? '720p'];
        const all = await report(events, {});
        const [own, others] = [
          await report(events, { where: [{ dimension: name, values, isNot: false }] }),
          await report(events, { where: [{ dimension: name, values, isNot: true }] }),
        ];
        expect(sum(counted(own), counted(others))).toEqual(counted(all));
        if (['quality', 'cdn', 'edge'].includes(name)) return;
        const sessions = ({ viewers }: Report) => [viewers?.sessions, viewers?.plays, viewers?.attempts];
        expect(sum(sessions(own), sessions(others))).toEqual(sessions(all));
      }),
      { numRuns: 60 },
    ));

  it('breakdowns of any split into shards, merged in any order, are those of the whole', () =>
    fc.assert(
      fc.asyncProperty(fc.nat(1_000_000), dimension, dimension, fc.nat(), async (seed, a, b, choice) => {
        const by = a === b ? [[a]] : [[a], [b], [a, b]];
        const where = [{ dimension: 'edge', values: ['iad1'], isNot: true }];
        const slices = { where, by, top: 2 };
        const rows = await replayRows(toNdjson(log(seed)), DEFAULT_OPTIONS);
        const choose = (): (() => number) => {
          const random = randomOf(choice);
          return () => random.int(0, 2);
        };
        const [whole, ...merged] = [
          splitReport(rows, 1, () => 0, 'first first', slices),
          splitReport(rows, 3, choose(), 'first first', slices),
          splitReport(rows, 3, choose(), 'last first', slices),
        ].map((each) => jsonRenderer.render(each, renderOptions({ series: true })));
        for (const text of merged) expect(text).toBe(whole);
      }),
      { numRuns: 40 },
    ));

  it('the whole of a breakdown is the report without it', async () => {
    for (let seed = 0; seed < 20; seed++) {
      const events = log(seed);
      const {
        breakdowns,
        notes: _notes,
        input: _input,
        ...found
      } = await report(events, { by: [['location', 'edge']] });
      const { notes: _others, input: _other, ...expected } = await report(events, {});
      expect(found).toEqual(expected);
      expect(breakdowns).toBeDefined();
    }
  });
});
