import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { inspect } from '../../src/inspect.ts';
import type { Inspection } from '../../src/model/inspection.ts';
import type { Report } from '../../src/model/report.ts';
import { SCHEMA_NAMES } from '../../src/model/schema-names.ts';
import { run } from '../../src/pipeline.ts';
import { renderInspectionJson } from '../../src/renderers/inspect.ts';
import { jsonRenderer } from '../../src/renderers/json.ts';
import { DEFAULT_OPTIONS, type RunOptions } from '../../src/run-options.ts';
import {
  AMOUNT,
  COUNT,
  type Members,
  NUMBER,
  nullable,
  object,
  optional,
  TEXT,
} from '../../src/schemas/describe.ts';
import { loadSchema } from '../../src/schemas/index.ts';
import { analyzeText } from '../pipeline/analyze-text.ts';
import { mixedLog } from '../pipeline/mixed-log.ts';
import { renderOptions } from '../renderers/render-options.ts';
import { mutationsOf } from './mutations.ts';
import { faultsBy, newValidator } from './validator.ts';

const CASES = new URL('../cases/', import.meta.url);
const FIXTURES = new URL('../../fixtures/', import.meta.url);
const SLICED = {
  slices: { where: [], by: [['location'], ['device', 'edge']], top: 2 },
} satisfies Partial<RunOptions>;

let reportFaults: (json: string) => string;
let inspectFaults: (json: string) => string;

beforeAll(async () => {
  reportFaults = await faultsBy('report');
  inspectFaults = await faultsBy('inspect');
});

/** Golden cases whose standard output is JSON with this `schema`, and nothing more: a line of several commands may cut it. */
function goldenOutputs(id: string): { name: string; json: string }[] {
  const textOf = (name: string, file: string) => readFileSync(new URL(`${name}/${file}`, CASES), 'utf8');
  return readdirSync(CASES)
    .filter((name) => !/[|;&]/.test(textOf(name, 'cmd')))
    .map((name) => ({ name, json: textOf(name, 'stdout') }))
    .filter(({ json }) => json.startsWith(`{\n  "schema": "${id}"`));
}

/** A mixed log's report as it is printed, with every part that may be left out. */
async function wholeReport(seed: number, options: Partial<RunOptions> = SLICED): Promise<string> {
  const report = await analyzeText('log.ndjson', mixedLog(seed), options);
  return jsonRenderer.render(report, renderOptions({ series: true }));
}

describe('the schemas', () => {
  it.each(SCHEMA_NAMES)(
    '%s is a schema by the meta-schema, under the id that its output names',
    async (name) => {
      const schema = await loadSchema(name);
      const ajv = newValidator();
      expect(ajv.validateSchema(schema), JSON.stringify(ajv.errors)).toBe(true);
      expect(ajv.validateSchema({ ...schema, required: 'all' })).toBe(false);
      expect(schema).toMatchObject({
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        $id: `stream-analytics/${name}@1`,
      });
    },
  );

  it.each(SCHEMA_NAMES)('%s refers to all of its definitions', async (name) => {
    const schema = await loadSchema(name);
    const text = JSON.stringify(schema);
    const names = Object.keys(schema['$defs'] as object);
    expect(names.length).toBeGreaterThanOrEqual(5);
    expect(names.filter((each) => !text.includes(`"#/$defs/${each}"`))).toEqual([]);
  });
});

describe('golden cases match', () => {
  const reports = goldenOutputs('stream-analytics/report@1');
  const inspections = goldenOutputs('stream-analytics/inspect@1');

  it('and there are some', () => {
    expect(reports.length).toBeGreaterThanOrEqual(12);
    expect(inspections.length).toBeGreaterThanOrEqual(1);
  });

  it.each(reports)('report: $name', ({ json }) => expect(reportFaults(json)).toBe(''));
  it.each(inspections)('inspect: $name', ({ json }) => expect(inspectFaults(json)).toBe(''));
});

describe('real inputs match', () => {
  it.each([
    'ffprobe/audio.compact',
    'ffprobe/gap.ts.json',
    'ffprobe/tsduck-094.3.ffprobe5.packets.csv',
    'media/opus.ogg.packets.json',
    'event/viewers.ndjson',
    'event/cdn.csv',
  ])('%s', async (path) => {
    const file = fileURLToPath(new URL(path, FIXTURES));
    const { report } = await run([file], { ...DEFAULT_OPTIONS, ...SLICED });
    expect(reportFaults(jsonRenderer.render(report, renderOptions({ series: true })))).toBe('');
    const { inspection } = await inspect([file], DEFAULT_OPTIONS);
    expect(inspectFaults(renderInspectionJson(inspection))).toBe('');
  });
});

describe('reports of mixed logs', () => {
  it('match, with breakdowns and series or without', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.boolean(), async (seed, isSliced) => {
        const json = await wholeReport(seed, isSliced ? SLICED : DEFAULT_OPTIONS);
        expect(reportFaults(json)).toBe('');
      }),
      { numRuns: 12 },
    );
  });

  it('match no more after a change at any one place', async () => {
    const whole = JSON.parse(await wholeReport(1)) as Report;
    // Rows of a series are all alike.
    const series = whole.series === undefined ? {} : { ...whole.series, rows: whole.series.rows.slice(0, 2) };
    const json = JSON.stringify({ ...whole, series });
    expect(reportFaults(json)).toBe('');
    const places = mutationsOf(JSON.parse(json) as Report).length;
    expect(places).toBeGreaterThan(1500);
    const unnoticed: (string | undefined)[] = [];
    for (let place = 0; place < places; place++) {
      const report = JSON.parse(json) as Report;
      const mutation = mutationsOf(report)[place];
      mutation?.apply();
      if (reportFaults(JSON.stringify(report)) === '') unnoticed.push(mutation?.what);
    }
    expect(unnoticed).toEqual([]);
  });

  it.each([
    { name: 'a share above 1', from: /"bad_ratio": \d[\d.]*/, to: '"bad_ratio": 1.01' },
    { name: 'a count below 0', from: /"used": \d+/, to: '"used": -1' },
    { name: 'a part of a record', from: /"used": \d+/, to: '"used": 1.5' },
    {
      name: 'a time of another zone',
      from: /"from": "[^"]*Z"/,
      to: '"from": "2026-03-01T20:00:00.000+01:00"',
    },
    { name: 'seconds without decimals', from: /"from": "[^"]*Z"/, to: '"from": "12"' },
    { name: 'an unknown clock', from: /"clock": "utc"/, to: '"clock": "gps"' },
    { name: 'a distribution of nothing', from: /"n": \d+/, to: '"n": 0' },
    { name: 'another version', from: /report@1/, to: 'report@2' },
  ])('with $name do not match', async ({ from, to }) => {
    const json = await wholeReport(2);
    const changed = json.replace(from, to);
    expect(changed).not.toBe(json);
    expect(reportFaults(changed)).not.toBe('');
  });
});

it('an inspection with every part matches, and not with one of them missing or one too many', () => {
  const [golden] = goldenOutputs('stream-analytics/inspect@1');
  const inspection = JSON.parse(golden?.json ?? '') as Inspection;
  const clock = { file: 'a', reference: 'b', offset_ms: -3.5, lo: -4, hi: -3, n: 9, applied: false };
  const proposed_map = {
    fields: [{ name: 'ts', from: 'when', unit: null, why: 'times' }],
    constants: [{ name: 'stream_id', value: 'main', why: 'one stream' }],
    values: [{ name: 'type', word: 'x', value: null, why: 'nothing' }],
    unclear_words: ['y'],
    records: 9,
    usable: 8,
    unknown_metrics: ['cdn'],
  };
  const files = inspection.files.map((file) => ({ ...file, proposed_map }));
  const whole = { ...inspection, files, clocks: [clock] };
  expect(files.length).toBeGreaterThan(0);
  expect(inspectFaults(JSON.stringify(whole))).toBe('');
  const { applied: _applied, ...cut } = clock;
  const { usable: _usable, ...cutMap } = proposed_map;
  for (const wrong of [
    { ...whole, clocks: [cut] },
    { ...whole, clocks: [{ ...clock, more: 1 }] },
    { ...whole, files: files.map((file) => ({ ...file, proposed_map: cutMap })) },
    { ...whole, files: files.map((file) => ({ ...file, reason: null })) },
  ]) {
    expect(inspectFaults(JSON.stringify(wrong))).not.toBe('');
  }
});

/** The types are the test: `npm run types` fails where one of these is no error. */
it('a description that differs from its type does not compile', () => {
  interface Figures {
    readonly count: number;
    readonly name: string | null;
    readonly bound?: string;
  }
  const right: Members<Figures> = { count: COUNT, name: nullable(TEXT), bound: optional(TEXT) };
  // @ts-expect-error a key is missing
  object<Figures>({ count: COUNT, bound: optional(TEXT) });
  // @ts-expect-error a key too many
  object<Figures>({ ...right, more: NUMBER });
  // @ts-expect-error may be null
  object<Figures>({ ...right, name: TEXT });
  // @ts-expect-error may not be null
  object<Figures>({ ...right, count: nullable(AMOUNT) });
  // @ts-expect-error may be left out
  object<Figures>({ ...right, bound: TEXT });
  // @ts-expect-error may not be left out
  object<Figures>({ ...right, count: optional(COUNT) });
  expect(object<Figures>(right)).toEqual({
    type: 'object',
    properties: {
      count: { type: 'integer', minimum: 0 },
      name: { type: ['string', 'null'] },
      bound: { type: 'string' },
    },
    required: ['count', 'name'],
    additionalProperties: false,
  });
});
