import { Chalk } from 'chalk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProposedMap } from '../../src/model/inspection.ts';
import type { Report } from '../../src/model/report.ts';
import { renderFormat } from '../../src/renderers/formats-catalogue.ts';
import { renderInspection } from '../../src/renderers/inspect.ts';
import { tableRenderer } from '../../src/renderers/table/report.ts';
import { renderOptions } from './render-options.ts';
import {
  captureReport,
  cdn,
  emptyReport,
  eventReport,
  inputFile,
  nullReport,
  performance,
  stream,
  track,
  viewers,
} from './report-builder.ts';

/** A proposal that says everything with two texts. */
function proposalOf(a: string, b: string): ProposedMap {
  return {
    fields: [{ name: 'bitrate', from: a, unit: 'kbps', why: 'its name' }],
    constants: [{ name: 'type', value: 'request', why: 'its values' }],
    values: [{ name: 'type', word: b, value: 'join', why: 'its words' }],
    unclear_words: [a, b],
    records: 2,
    usable: 1,
    unknown_metrics: ['streams'],
  };
}

/** Pieces of input text, and the cells each takes in a terminal: worked out by hand. */
const WIDE = ['東', '京', '한', '😀', 'Ａ'];
const ZERO = ['\u0301', '\u0345'];
const HARMLESS = ['a', 'B', '7', ' ', '.', '/', 'é', 'ß', '"', '<', '\\', ','];
const HOSTILE = [
  '\u001b[2J',
  '\u001b]0;owned\u0007',
  '\n',
  '\r',
  '\t',
  '\u0000',
  '\u007f',
  '\u009b31m',
  '\u202e',
  '\u2066',
].concat([
  '\u200b',
  '\u200d',
  '\ufeff',
  '\u2028',
  '\u2029',
  '\ud800',
  '\udc00',
  '\u{e0041}',
  '\u00a0',
  '\u3000',
  '\u115f',
  '\ufe0f',
]);
const text = fc.string({ unit: fc.constantFrom(...HARMLESS, ...WIDE, ...ZERO, ...HOSTILE), maxLength: 60 });

/** The same measure, written apart from the one under test: by the alphabet above. */
function cells(line: string): number {
  return [...line].reduce((sum, piece) => sum + (WIDE.includes(piece) ? 2 : ZERO.includes(piece) ? 0 : 1), 0);
}

const ESC = '\u001b';
const OUR_SEQUENCES = new RegExp(`${ESC}\\[(?:1|2|22|31|39|38;5;(?:68|166|136|29))m`, 'g');

function expectHarmless(page: string, columns: number): void {
  const bare = page.replaceAll(OUR_SEQUENCES, '');
  expect(page.endsWith('\n')).toBe(true);
  const lines = bare.slice(0, -1).split('\n');
  expect(lines.filter((line) => cells(line) > columns)).toEqual([]);
  expect(lines.filter((line) => /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u.test(line))).toEqual([]);
}

const options = fc.record({
  columns: fc.integer({ min: 40, max: 140 }),
  level: fc.constantFrom(0, 1, 2, 3),
  unicode: fc.boolean(),
  full: fc.boolean(),
  title: fc.option(text),
});

/** A report whose every text is of the input. */
function hostileReport(a: string, b: string, count: number): Report {
  const input = {
    ...emptyReport().input,
    files: [inputFile({ name: a, format: b }), inputFile({ name: b })],
    records: 10 ** count,
    notes: [{ code: a, text: b }],
    evidence: [{ id: 'e1', file: a, line: 7, excerpt: b }],
    bad: Object.fromEntries([
      [a, 1],
      [b, 2],
    ]),
  };
  const one = stream({
    name: a,
    stream_id: b,
    tracks: [track({ index: a, codec: b, language: a }), track({ codec: a })],
  });
  return eventReport({
    input,
    streams: count % 2 === 0 ? [one] : [one, { ...one, name: b }, { ...one, name: null }],
    viewers:
      count % 3 === 0
        ? null
        : viewers({
            time_in_quality_ms: Object.fromEntries([
              [a, 1e9],
              [b, 7],
            ]),
          }),
    performance: performance({
      by_code: Object.fromEntries([
        [b, 10 ** count],
        [a, 1],
      ]),
    }),
    cdn: cdn({ top_misses: [{ url: a, requests: 10 ** count, bytes: 1 }] }),
    notes: [{ code: 'n', text: a, metric: b }],
  });
}

describe('hostile text', () => {
  it('reaches the terminal as printable characters, in lines that fit', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(text, text, fc.nat(15), options, (a, b, count, { level, ...other }) => {
        const page = tableRenderer.render(
          hostileReport(a, b, count),
          renderOptions({ ...other, chalk: new Chalk({ level }) }),
        );
        expectHarmless(page, other.columns);
        if (!other.unicode) expect(page.replaceAll(OUR_SEQUENCES, '')).toMatch(/^[ -~\n]*$/);
      }),
      { numRuns: 100 },
    );
  });

  it('of field names and formats as well', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(text, text, options, fc.boolean(), (a, b, { level, ...other }, known) => {
        const file = {
          ...inputFile({ name: a, format: known ? b : 'unknown', bad: 3 }),
          ...{ reason: b, runner_up: a, unknown: [a, b] },
          proposed_map: proposalOf(a, b),
          fields: [{ name: a, type: 'string', share: 0.5, mapped_to: known ? null : 'ts', why: b }],
        };
        const clocks = [
          { file: a, reference: b, offset_ms: -1500, lo: -1600, hi: -1400, n: 12, applied: true },
        ];
        const all = renderOptions({ ...other, chalk: new Chalk({ level }) });
        const inspection = { schema: 'stream-analytics/inspect@1', files: [file], clocks } as const;
        expectHarmless(renderInspection(inspection, all), other.columns);
        const format = {
          name: a,
          title: b,
          detection: a,
          fields: [{ name: b, becomes: a }],
          cannotTell: [b],
        };
        expectHarmless(renderFormat(format, all), other.columns);
      }),
      { numRuns: 100 },
    );
  });
});

describe('one screen', () => {
  const notes = Array.from({ length: 30 }, (_, i) => ({ code: 'n', text: `note ${i}` }));
  const several = Array.from({ length: 12 }, (_, i) => stream({ stream_id: `s${i}`, name: null }));
  it.each([
    { name: 'every family', report: eventReport({ notes }) },
    { name: 'every family, cut short', report: eventReport({ notes, complete: false }) },
    { name: 'every family, several streams', report: eventReport({ notes, streams: several }) },
    { name: 'and cut short', report: eventReport({ notes, streams: several, complete: false }) },
    { name: 'packets', report: captureReport({ notes }) },
    {
      name: 'many tracks',
      report: captureReport({ streams: [stream({ tracks: Array.from({ length: 40 }, () => track()) })] }),
    },
    { name: 'no data', report: nullReport({ notes }) },
  ])('$name is at most 36 lines at 80 columns and more', ({ report }) => {
    for (const columns of [80, 100, 120, 200]) {
      for (const timezone of ['UTC', 'America/Argentina/Buenos_Aires']) {
        const page = tableRenderer.render(report, renderOptions({ columns, timezone }));
        expect(page.trimEnd().split('\n').length).toBeLessThanOrEqual(36);
      }
    }
  });
});
