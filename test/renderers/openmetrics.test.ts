import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { openmetricsRenderer } from '../../src/renderers/openmetrics.ts';
import { faultsOf } from './openmetrics-grammar.ts';
import { renderOptions } from './render-options.ts';
import { captureReport, emptyReport, eventReport, performance, stream } from './report-builder.ts';

const render = (report: Report): string => openmetricsRenderer.render(report, renderOptions());
const HOSTILE = [
  '"',
  '\\',
  '\n',
  '\r',
  '}',
  '{',
  ',',
  '#',
  '\u0000',
  '\u202e',
  '\ud800',
  'é',
  '東',
  'a',
  ' ',
];
const text = fc.string({ unit: fc.constantFrom(...HOSTILE), maxLength: 8 });

describe('the grammar check bites on', () => {
  const whole = '# TYPE a gauge\n# HELP a A.\na{l="v"} 1\n# EOF\n';
  it('nothing in a whole exposition', () => expect(faultsOf(whole)).toEqual([]));
  it.each([
    { name: 'no end', text: '# TYPE a gauge\na 1\n', fault: 'no # EOF' },
    { name: 'a sample before its type', text: 'a 1\n# EOF\n', fault: 'a: sample outside its family' },
    { name: 'a sample twice', text: '# TYPE a gauge\na 1\na 2\n# EOF\n', fault: 'a: twice' },
    {
      name: 'a quote in a label',
      text: '# TYPE a gauge\na{l="""} 1\n# EOF\n',
      fault: 'a{l="""} 1: no line of OpenMetrics',
    },
    {
      name: 'a family twice',
      text: '# TYPE a gauge\na 1\n# TYPE a gauge\n# EOF\n',
      fault: 'a: family twice',
    },
    {
      name: 'a unit that the name lacks',
      text: '# TYPE a gauge\n# UNIT a bytes\na 1\n# EOF\n',
      fault: 'a: name does not end in bytes',
    },
    { name: 'NaN', text: '# TYPE a gauge\na NaN\n# EOF\n', fault: 'a NaN: no line of OpenMetrics' },
    { name: 'a blank line', text: '# TYPE a gauge\n\na 1\n# EOF\n', fault: ': no line of OpenMetrics' },
  ])('$name', ({ text: given, fault }) => expect(faultsOf(given)).toContain(fault));
});

describe('OpenMetrics of a report', () => {
  it.each([
    { name: 'a capture', report: captureReport() },
    { name: 'an event', report: eventReport() },
    { name: 'nothing', report: emptyReport() },
  ])('of $name keeps the grammar', ({ report }) => {
    expect(faultsOf(render(report))).toEqual([]);
  });

  it('keeps it whatever the input is called, and tells its names apart', () => {
    fc.assert(
      fc.property(fc.dictionary(text, fc.nat(), { maxKeys: 5 }), text, (by_code, name) => {
        const report = emptyReport({ streams: [stream({ name })], performance: performance({ by_code }) });
        expect(faultsOf(render(report))).toEqual([]);
        expect(render(report).match(/^stream_analytics_performance_by_code\{/gm) ?? []).toHaveLength(
          Object.keys(by_code).length,
        );
      }),
    );
  });

  it('has figures of values apart from those of everything, whatever the values are called', () => {
    fc.assert(
      fc.property(fc.uniqueArray(text, { maxLength: 4 }), (values) => {
        const slices = values.map((value) => ({
          value,
          viewers: null,
          performance: performance({ by_code: { a: 1, b: 2 } }),
          cdn: null,
        }));
        const rendered = render(emptyReport({ breakdowns: { location: slices, 'device+os': null } }));
        expect(faultsOf(rendered)).toEqual([]);
        const shown = rendered.match(
          /^stream_analytics_breakdown_performance_by_code\{dimension="location"/gm,
        );
        expect(shown ?? []).toHaveLength(2 * values.length);
      }),
    );
  });

  it('of many codes has the hundred most frequent, and says how many are left out', () => {
    const by_code = Object.fromEntries(Array.from({ length: 130 }, (_, i) => [`c${i}`, i]));
    const rendered = render(emptyReport({ performance: performance({ by_code }) }));
    expect(rendered.match(/by_code\{code="c\d+"\}/g)).toHaveLength(100);
    expect(rendered).toContain('by_code{code="c30"} 30\n');
    expect(rendered).not.toContain('by_code{code="c29"}');
    expect(rendered).toContain('\nstream_analytics_label_values_left_out 30\n');
  });

  it('is in base units, the unit at the end of the name', () => {
    const startup = { n: 4, min: 500, avg: 1250, p50: 1000, p90: 2000, p95: 2000, p99: 2000, max: 2000 };
    const rendered = render(emptyReport({ performance: performance({ latency_ms: startup }) }));
    const family = 'stream_analytics_performance_latency_seconds';
    expect(rendered).toContain(`# TYPE ${family} summary\n# UNIT ${family} seconds\n`);
    expect(rendered).toContain(`${family}{quantile="0"} 0.5\n${family}{quantile="0.5"} 1\n`);
    expect(rendered).toContain(`${family}_count 4\n${family}_sum 5\n`);
  });
});
