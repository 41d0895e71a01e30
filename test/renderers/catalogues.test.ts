import { describe, expect, it } from 'vitest';
import { REPORT_FORMATS } from '../../src/cli/output-files.ts';
import type { InspectedField, InspectedFile, Inspection } from '../../src/model/inspection.ts';
import { renderFormat, renderFormatList } from '../../src/renderers/formats-catalogue.ts';
import { RENDERERS } from '../../src/renderers/index.ts';
import { renderInspection, renderInspectionJson } from '../../src/renderers/inspect.ts';
import { renderMetric, renderMetricList } from '../../src/renderers/metrics-catalogue.ts';
import { renderOptions } from './render-options.ts';
import { emptyReport, inputFile } from './report-builder.ts';

function field(name: string, mappedTo: string | null, other: Partial<InspectedField> = {}): InspectedField {
  return { name, type: 'string', share: 1, mapped_to: mappedTo, why: null, ...other };
}

function inspection(other: Partial<InspectedFile> = {}): Inspection {
  const file: InspectedFile = {
    ...inputFile({ name: 'logs/players.ndjson.gz', format: 'ndjson', compression: 'gzip', clock: 'utc' }),
    ...{
      from: '2026-05-30T19:58:00.000Z',
      to: '2026-05-30T22:14:31.000Z',
      time_unit: 'ms',
      bad: 12,
      late: 3,
    },
    reason: 'lines are JSON objects with type and ts',
    runner_up: 'csv',
    fields: [
      field('ts', 'ts', { type: 'integer', why: 'our name' }),
      field('event', 'type', { why: 'spelling of type' }),
      field('user.id', 'viewer_id', { share: 0.9996, why: 'most values repeat, no two sessions share one' }),
      field('extra', null, { type: 'object', share: 0.004 }),
    ],
    unknown: ['extra', 'debug.trace'],
    proposed_map: null,
    ...other,
  };
  return { schema: 'stream-analytics/inspect@1', files: [file], clocks: [] };
}

describe('inspect', () => {
  const clocks = [
    {
      file: 'edge.log',
      reference: 'players.ndjson',
      offset_ms: -1500,
      lo: -1612,
      hi: -1388,
      n: 1204,
      applied: false,
    },
  ];
  it.each([
    { name: 'known', value: inspection(), options: {} },
    { name: 'known-120', value: inspection(), options: { columns: 120 } },
    { name: 'known-40', value: inspection(), options: { columns: 40 } },
    { name: 'unknown', value: inspection({ format: 'unknown', runner_up: null }), options: {} },
    {
      name: 'unknown-without-fields',
      value: inspection({ format: 'unknown', fields: [], unknown: [] }),
      options: {},
    },
    { name: 'clocks', value: { ...inspection({ fields: [], unknown: [] }), clocks }, options: {} },
  ])('$name', async ({ name, value, options }) => {
    await expect(renderInspection(value, renderOptions(options))).toMatchFileSnapshot(
      `golden/inspect-${name}.txt`,
    );
  });

  it('proposes nothing that cannot be typed', () => {
    expect(renderInspection(inspection({ format: 'unknown' }), renderOptions())).not.toContain('--map');
  });

  it('JSON is the inspection', () => {
    expect(JSON.parse(renderInspectionJson(inspection()))).toEqual(inspection());
  });
});

describe('metrics', () => {
  const entry = {
    id: 'viewers.rebuffer_ratio',
    unit: 'ratio',
    title: 'share of watched time that was stalled',
    definition: 'Time viewers waited for data after playback had begun, as a share of the time they watched.',
    formula: 'rebuffer_time_ms / watched_time_ms',
    nullWhen: 'nobody watched, or no input tells stalls',
    source: 'CTA-2066',
  };
  const other = {
    ...entry,
    id: 'streams.video.timestamp_anomalies.longest_gap_ms',
    unit: 'ms',
    title: 'longest gap',
  };

  it.each([
    { name: 'list', text: renderMetricList([entry, other], renderOptions()) },
    { name: 'list-40', text: renderMetricList([entry, other], renderOptions({ columns: 40 })) },
    { name: 'one', text: renderMetric(entry, renderOptions()) },
    { name: 'one-40', text: renderMetric({ ...entry, nullWhen: '' }, renderOptions({ columns: 40 })) },
  ])('$name', async ({ name, text }) => {
    await expect(text).toMatchFileSnapshot(`golden/metrics-${name}.txt`);
  });
});

describe('formats', () => {
  const format = {
    name: 'ffprobe-json',
    title: 'packets as ffprobe -show_packets -of json writes them',
    detection: 'one JSON object with an array packets, frames or packets_and_frames',
    fields: [
      { name: 'pts_time', becomes: 'pts, in µs' },
      {
        name: 'flags',
        becomes: 'keyframe when its first character is K; a packet that is damaged when its third is C',
      },
    ],
    cannotTell: ['arrival times, so neither jitter nor skew', 'sequence numbers, so no packet loss'],
  };

  it.each([
    {
      name: 'list',
      text: renderFormatList(
        [format, { ...format, name: 'csv', title: 'canonical events' }],
        renderOptions(),
      ),
    },
    { name: 'one', text: renderFormat(format, renderOptions()) },
  ])('$name', async ({ name, text }) => {
    await expect(text).toMatchFileSnapshot(`golden/formats-${name}.txt`);
  });
});

it('the table loads every renderer, and each ends its text with a line feed', async () => {
  const names = Object.entries(RENDERERS);
  expect(names.map(([name]) => name)).toEqual([...REPORT_FORMATS]);
  for (const [, load] of names) {
    const renderer = await load();
    expect(renderer.render(emptyReport(), renderOptions())).toMatch(/[^\n]\n$/);
  }
});
