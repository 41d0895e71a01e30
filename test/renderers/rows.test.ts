import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { csvRenderer, csvText } from '../../src/renderers/csv.ts';
import { jsonRenderer } from '../../src/renderers/json.ts';
import { ndjsonRenderer } from '../../src/renderers/ndjson.ts';
import { renderOptions } from './render-options.ts';
import { captureReport, emptyReport, eventReport, performance } from './report-builder.ts';

const HOSTILE = [
  '=1+2',
  '+1',
  '-x',
  '@a',
  '\t=1',
  '\r',
  "'",
  '"',
  ',',
  '\n',
  'a',
  '.',
  '[0]',
  '__proto__',
  '東',
];
const text = fc.string({ unit: fc.constantFrom(...HOSTILE), minLength: 1, maxLength: 6 });

function withCodes(by_code: Readonly<Record<string, number>>): Report {
  return emptyReport({ performance: performance({ by_code }) });
}

/** Puts a value in its place below `root`, by a path as the rows carry it. */
function put(root: Record<string, unknown>, path: string, value: unknown): void {
  const steps = [...path.matchAll(/\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|([\w-]+)/g)].map(
    ([, index, quoted, word]) =>
      index !== undefined ? Number(index) : quoted === undefined ? word : JSON.parse(quoted),
  ) as (string | number)[];
  let place: object = root;
  for (const [i, step] of steps.entries()) {
    const next = i === steps.length - 1 ? value : typeof steps[i + 1] === 'number' ? [] : {};
    if (!Object.hasOwn(place, step))
      Object.defineProperty(place, step, {
        value: next,
        enumerable: true,
        writable: true,
        configurable: true,
      });
    place = Reflect.get(Object.getOwnPropertyDescriptor(place, step) ?? {}, 'value') as object;
  }
}

function rebuilt(ndjson: string): unknown {
  const root = {};
  for (const line of ndjson.trimEnd().split('\n')) {
    const { path, value } = JSON.parse(line) as { path: string; value: unknown };
    put(root, path, value);
  }
  return root;
}

describe('rows of a report', () => {
  it.each([
    { name: 'a capture', report: captureReport() },
    { name: 'an event', report: eventReport() },
    { name: 'nothing', report: emptyReport() },
  ])('NDJSON of $name is the JSON, value by value and in its order', ({ report }) => {
    const json = JSON.parse(jsonRenderer.render(report, renderOptions()));
    expect(JSON.stringify(rebuilt(ndjsonRenderer.render(report, renderOptions())))).toBe(
      JSON.stringify(json),
    );
  });

  it('NDJSON keeps every key of the input', () => {
    fc.assert(
      fc.property(fc.dictionary(text, fc.nat()), (codes) => {
        const report = withCodes(codes);
        const json = JSON.parse(jsonRenderer.render(report, renderOptions()));
        expect(rebuilt(ndjsonRenderer.render(report, renderOptions()))).toEqual(json);
      }),
    );
  });

  it('CSV has the rows of the NDJSON, two cells each', () => {
    fc.assert(
      fc.property(fc.dictionary(text, fc.nat()), (codes) => {
        const report = withCodes(codes);
        const rows = parse(csvRenderer.render(report, renderOptions())) as string[][];
        const lines = ndjsonRenderer.render(report, renderOptions()).trimEnd().split('\n');
        expect(rows).toHaveLength(lines.length + 1);
        for (const row of rows) expect(row).toHaveLength(2);
      }),
    );
  });

  it.each([
    { raw: 'plain', cell: 'plain' },
    { raw: 'a,b', cell: '"a,b"' },
    { raw: 'a"b', cell: '"a""b"' },
    { raw: '=cmd|x', cell: "'=cmd|x" },
    { raw: '+1+1', cell: "'+1+1" },
    { raw: '@SUM(A1)', cell: "'@SUM(A1)" },
    { raw: '-2+3', cell: "'-2+3" },
    { raw: '-2.500000', cell: '-2.500000' },
    { raw: '＝1', cell: "'＝1" },
    { raw: "'=1", cell: "''=1" },
    { raw: '=1,"a"', cell: '"\'=1,""a"""' },
    { raw: '\t=1', cell: '\\x09=1' },
    { raw: '\r\n=1', cell: '\\x0D\\x0A=1' },
  ])('a cell of $raw is $cell', ({ raw, cell }) => {
    expect(csvText(raw)).toBe(cell);
  });

  it('no cell of text begins a formula, and none breaks a line', () => {
    fc.assert(
      fc.property(text, (raw) => {
        const [[cell = ''] = []] = parse(`${csvText(raw)}\n`) as string[][];
        if (!/^-?\d+(\.\d+)?$/.test(cell)) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
        expect(csvText(raw)).not.toMatch(/[\r\n]/);
      }),
    );
  });
});
