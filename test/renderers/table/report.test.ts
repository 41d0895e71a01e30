import { Chalk } from 'chalk';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../../src/model/report.ts';
import type { RenderOptions } from '../../../src/renderers/renderer.ts';
import { tableRenderer } from '../../../src/renderers/table/report.ts';
import { renderOptions } from '../render-options.ts';
import {
  captureReport,
  captureSeries,
  distribution,
  emptyReport,
  eventReport,
  eventSeries,
  inputFile,
  mediaFigures,
  nullReport,
  stream,
  track,
  viewers,
} from '../report-builder.ts';

function render(report: Report, other: Partial<RenderOptions> = {}): string {
  return tableRenderer.render(report, renderOptions(other));
}

/** The worked example of the contract: three viewers in a minute. */
function exampleReport(): Report {
  const input = {
    ...emptyReport().input,
    files: [inputFile({ name: 'example.ndjson', format: 'ndjson', clock: 'utc', records: 10, events: 10 })],
    records: 10,
    events: 10,
    used: 10,
    bad_ratio: 0,
    notes: [{ code: 'relative_time', text: 'times below 10⁹ are milliseconds since the start' }],
  };
  return emptyReport({
    window: {
      clock: 'utc',
      from: '2026-01-01T20:00:00.000Z',
      to: '2026-01-01T20:01:00.000Z',
      duration_ms: 60_000,
    },
    input,
    viewers: viewers({
      ...{ unique_viewers: 3, sessions: 3, plays: 3, attempts: 1, current_viewers: 1, peak_viewers: 2 },
      ...{ peak_at: '2026-01-01T20:00:10.000Z', avg_viewers: 100_000 / 60_000, rebuffer_ratio: 0.04 },
      ...{ watched_time_ms: 100_000, play_time_ms: 94_000, rebuffers_per_hour: 3_600_000 / 94_000 },
      ...{ stalled_sessions_ratio: 1 / 3, start_failure_ratio: 0, playback_failure_ratio: 1 / 3 },
      ...{ quality_switches: 1, avg_bitrate_bps: 4_000_000, dropped_frames: null },
      startup_ms: { n: 1, min: 2000, avg: 2000, p50: 2000, p90: 2000, p95: 2000, p99: 2000, max: 2000 },
    }),
    notes: [
      { code: 'never_observed', text: 'no record carried it', metric: 'viewers.dropped_frames' },
      { code: 'never_observed', text: 'no record carried it', metric: 'performance.latency_ms' },
    ],
  });
}

const streamsReport = (count: number) =>
  captureReport({
    streams_count: count,
    streams: Array.from({ length: count }, (_, i) =>
      stream({ stream_id: `cam${i}`, name: `camera ${i}`, bytes: 1000 * (i + 1), packets: 100 + i }),
    ),
    series: { bucket_ms: 1000, from: '0.000000', columns: ['at'], rows: [], absent: [] },
  });

// Golden pages: read the difference before accepting it (vitest -u).
describe('pages', () => {
  const title = 'Live final';
  it.each([
    { name: 'capture-80', report: captureReport(), options: {} },
    { name: 'capture-120', report: captureReport(), options: { columns: 120 } },
    { name: 'capture-60', report: captureReport(), options: { columns: 60 } },
    { name: 'capture-40', report: captureReport(), options: { columns: 40 } },
    { name: 'capture-80-ascii', report: captureReport(), options: { unicode: false } },
    { name: 'capture-80-full', report: captureReport(), options: { full: true } },
    { name: 'event-80', report: eventReport(), options: { title } },
    { name: 'event-120', report: eventReport(), options: { title, columns: 120 } },
    { name: 'event-60', report: eventReport(), options: { title, columns: 60 } },
    { name: 'event-40', report: eventReport(), options: { title, columns: 40 } },
    { name: 'event-80-ascii', report: eventReport(), options: { title, unicode: false } },
    { name: 'event-120-full', report: eventReport(), options: { title, columns: 120, full: true } },
    { name: 'event-80-zone', report: eventReport(), options: { timezone: 'America/Argentina/Buenos_Aires' } },
    { name: 'example-80', report: exampleReport(), options: {} },
    { name: 'example-80-full', report: exampleReport(), options: { full: true } },
    { name: 'streams-80', report: streamsReport(9), options: {} },
    { name: 'nothing-80', report: emptyReport(), options: {} },
    { name: 'null-80', report: nullReport(), options: {} },
    { name: 'null-80-full', report: nullReport(), options: { full: true } },
  ])('$name', async ({ name, report, options }) => {
    await expect(render(report, options)).toMatchFileSnapshot(`golden/${name}.txt`);
  });
});

describe('colour', () => {
  const colours = (level: 0 | 1 | 2 | 3) => render(captureReport(), { chalk: new Chalk({ level }) });
  const ESC = '\u001b';
  const sequences = (text: string) =>
    new Set(
      text
        .split(ESC)
        .slice(1)
        .map((part) => part.slice(0, part.indexOf('m') + 1)),
    );

  it('256: data 68, bad 166', () => {
    expect(sequences(colours(2))).toEqual(new Set(['[1m', '[22m', '[2m', '[38;5;68m', '[38;5;166m', '[39m']));
  });

  it('16: only bad has one, red', () => {
    expect(sequences(colours(1))).toEqual(new Set(['[1m', '[22m', '[2m', '[31m', '[39m']));
  });

  it('carries nothing that is not in the text', () => {
    const bare = (text: string) => text.replaceAll(new RegExp(`${ESC}\\[[0-9;]*m`, 'g'), '');
    expect(bare(colours(2))).toBe(colours(0));
    expect(bare(colours(1))).toBe(colours(0));
  });
});

describe('lanes', () => {
  const lines = (report: Report) => render(report).split('\n');

  it('are left out where fewer than five bars would show no course', () => {
    const { rows, ...rest } = captureSeries();
    const window = (s: number) => ({ clock: 'media', from: '0', to: `${s}`, duration_ms: s * 1000 }) as const;
    const isLane = (line: string) => /^audio {8}[▁-▇]/.test(line);
    const short = (count: number) =>
      captureReport({ series: { ...rest, rows: rows.slice(0, count) }, window: window(count) });
    expect(lines(short(5)).filter(isLane)).toHaveLength(1);
    expect(lines(short(4)).filter(isLane)).toHaveLength(0);
  });

  it('are left out where no column of theirs is known', () => {
    const series = captureSeries();
    const rows = series.rows.map((row, i) => (i === 7 ? row : [row[0] ?? null, null, null, 128_000]));
    // One second of video in an hour: less than half of its column.
    const hour = { clock: 'media', from: '0.000000', to: '3600.000000', duration_ms: 3_600_000 } as const;
    const all = Array.from({ length: 3600 }, (_, i) => rows[i] ?? [`${i}.000000`, null, null, 128_000]);
    const page = lines(captureReport({ series: { ...series, rows: all, absent: [] }, window: hour }));
    expect(page.filter((line) => line.startsWith('audio   '))).toHaveLength(1);
    expect(page.filter((line) => line.startsWith('video   '))).toHaveLength(0);
  });

  it('say which are left out because no stretch of time has enough samples', () => {
    const whole = eventSeries();
    const at = whole.columns.indexOf('cdn.error_ratio');
    const rows = whole.rows.map((row) => row.map((cell, i) => (i === at ? null : cell)));
    const absent = [{ column: 'cdn.error_ratio', from: whole.from, to: whole.from, reason: 'few' as const }];
    const page = render(eventReport({ series: { ...whole, rows, absent } }));
    expect(page).toContain('too few over time: CDN errors');
    expect(page).not.toMatch(/^CDN errors/m);
    expect(render(eventReport())).not.toContain('too few over time');
  });

  it('of a varying frame rate show no stop', () => {
    const video = mediaFigures({ fps: 12.17, missing_frames: null });
    expect(render(captureReport({ streams: [stream({ video, tracks: [track(video)] })] }))).not.toContain(
      '×',
    );
    expect(render(captureReport())).toContain('×');
  });
});

describe('what a page says', () => {
  it('a stop, an outlier and a rate below nominal are marked', () => {
    const page = render(captureReport());
    for (const mark of ['! 24.50 fps', '! 30 frames', '! 4.0 s', '! 1\u0020', '! 1.24 s'])
      expect(page).toContain(mark);
  });

  it('nothing is marked on a clean capture', () => {
    expect(render(captureReport({ streams: [stream()], series: emptySeries() }))).not.toContain('!');
  });

  it('a frame rate below the declared one is no fault when it varies', () => {
    const video = mediaFigures({ fps: 24.5, missing_frames: null });
    const only = stream({ video, tracks: [track(video)] });
    expect(render(captureReport({ streams: [only] }))).toContain('rate        24.50 fps');
  });

  it('damage is a line of its own', () => {
    expect(render(captureReport({ complete: false })).split('\n')[2]).toMatch(/^! incomplete: /);
  });

  it('what was not used stands beside the records', () => {
    const base = captureReport();
    const input = {
      ...base.input,
      ...{ records: 1000, used: 900, late: 1, duplicate: 2, filtered: 30, context: 40 },
      ...{ skipped: { unknown_type: 17 }, bad: { utf8: 4, 'json-syntax': 6 } },
    };
    const lines = render({ ...base, input }, { columns: 120 }).split('\n');
    expect(lines[1]).toBe(
      `1,000 records, 90 % used${' '.repeat(29)}1 late · 2 duplicate · 17 skipped · 70 outside · 10 bad (--rejects)`,
    );
  });

  it('--full has every name of the JSON', () => {
    const text = render(eventReport(), { full: true, columns: 120 });
    const { series: _series, schema: _schema, notes: _notes, ...shown } = eventReport();
    const names = namesIn(shown).filter((name) => name !== 'notes');
    expect(names.length).toBeGreaterThan(150);
    expect(names.filter((name) => !text.includes(name))).toEqual([]);
  });

  // The widest values that a cell can have, and none at all: what has no room beside its neighbours takes two places.
  it.each([40, 56, 80, 120])('no name and no value of the numbers is cut at %i columns', (columns) => {
    const widest = eventReport({
      viewers: viewers({
        ...{ rebuffer_ratio: 0.999_99, stalled_sessions_ratio: 0.000_01, start_failure_ratio: 0.000_01 },
        ...{ exit_before_start_ratio: 0.000_01, playback_failure_ratio: null, rebuffers_per_hour: null },
      }),
    });
    const anomalies = { non_monotonic_dts: 123_456, pts_before_dts: 123_456, duplicate: 123_456 };
    const video = mediaFigures({
      keyframe_interval_ms: distribution(125_000, { max: 754_000 }),
      timestamp_anomalies: { ...anomalies, gaps: 0, longest_gap_ms: null },
    });
    for (const report of [widest, nullReport(), captureReport({ streams: [stream({ video })] })]) {
      expect(render(report, { columns })).not.toContain('…');
    }
  });

  it('faults of timestamps that are not known take no place beside those that are', () => {
    const timestamp_anomalies = {
      ...{ non_monotonic_dts: null, pts_before_dts: null, duplicate: 1 },
      ...{ gaps: 0, longest_gap_ms: null },
    };
    const page = render(
      captureReport({ streams: [stream({ video: mediaFigures({ timestamp_anomalies }) })] }),
    );
    expect(page).toMatch(/^ +duplicates +! 1$/m);
    expect(page).not.toContain('DTS');
  });

  it('--full wraps a sentence that is wider than the page', () => {
    const bandwidth = `${'bytes spread over the response time '.repeat(3)}end`;
    const report = emptyReport({ method: { ...emptyReport().method, bandwidth } });
    const text = render(report, { full: true });
    expect(text.replaceAll(/\s+/g, ' ')).toContain(`bandwidth ${bandwidth} `);
  });

  it('notes stand in the foot as far as there is room, the rest is counted', () => {
    const notes = Array.from({ length: 40 }, (_, i) => ({ code: 'n', text: `note number ${i}` }));
    const lines = render(captureReport({ notes })).trimEnd().split('\n');
    expect(lines.length).toBe(36);
    expect(lines).toContain('Note: note number 0');
    expect(lines.at(-1)).toMatch(/^More: --full \(\d+ notes\), /);
    expect(render(captureReport({ notes }), { full: true })).toContain('n: note number 39');
  });

  it('five streams, the heaviest first, and how many more', () => {
    const lines = render(streamsReport(9)).split('\n');
    const from = lines.findIndex((line) => line.startsWith('stream '));
    expect(lines.slice(from + 1, from + 7).map((line) => line.split('  ')[0])).toEqual([
      ...['camera 8', 'camera 7', 'camera 6', 'camera 5', 'camera 4'],
      '+ 4 more, --full',
    ]);
    expect(render(streamsReport(9), { full: true })).not.toContain('more, --full');
  });
});

/** Keys of a value and of everything in it. */
function namesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(namesIn);
  return Object.entries(value).flatMap(([key, member]) => [key, ...namesIn(member)]);
}

function emptySeries() {
  return { bucket_ms: 1000, from: '0.000000', columns: ['at'], rows: [], absent: [] };
}
