import fc from 'fast-check';
import { marked } from 'marked';
import { describe, expect, it } from 'vitest';
import { printable } from '../../src/model/printable.ts';
import { markdownRenderer } from '../../src/renderers/markdown.ts';
import { markdownText } from '../../src/renderers/markdown-text.ts';
import { renderOptions } from './render-options.ts';
import { captureReport, emptyReport, eventReport, stream } from './report-builder.ts';

const HOSTILE = [
  '|',
  '`',
  '<b>',
  '<!--',
  '>',
  '*',
  '**',
  '_',
  '[',
  ']',
  '(',
  ')',
  '\n',
  '\r\n',
  '\u001b',
  '#',
  '\\',
  '~~',
].concat([
  '&lt;',
  '![x](y)',
  'http://a.b',
  'www.a.b',
  '- ',
  '1. ',
  '---',
  '  ',
  'a',
  '.',
  ':',
  '東',
  '\u0000',
  '$',
  '=',
  '\t',
]);
const text = fc.string({ unit: fc.constantFrom(...HOSTILE), minLength: 1, maxLength: 8 });
const plain = (html: string): string =>
  html
    .replace(/<[^>]*>/g, '')
    .replace(
      /&(lt|gt|quot|#39|amp);/g,
      (_, name: string) => ({ lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' })[name] ?? '',
    );

describe('Markdown of a report', () => {
  it('shows text of the input as it is, and nothing of it is markup', () => {
    fc.assert(
      fc.property(text, (raw) => {
        const html = marked.parse(`- x${markdownText(raw)}x\n`, { async: false });
        expect(html).toMatch(/^<ul>\n<li>[^<]*<\/li>\n<\/ul>\n$/);
        expect(plain(html).trim()).toBe(`x${printable(raw, true)}x`);
      }),
    );
  });

  it('has the same elements whatever a stream is called', () => {
    const tags = (name: string): string[] => {
      const report = emptyReport({ streams: [stream({ name }), stream({ name: 'b' })] });
      const html = marked.parse(markdownRenderer.render(report, renderOptions({ title: name })), {
        async: false,
      });
      return html.match(/<[^>]*>/g) ?? [];
    };
    const usual = tags('a');
    expect(usual).toContain('<table>');
    fc.assert(
      fc.property(text, (name) => {
        expect(tags(`x${name}`)).toEqual(usual);
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    { name: 'a capture', report: captureReport() },
    { name: 'an event', report: eventReport() },
    { name: 'nothing', report: emptyReport() },
  ])('of $name begins with name and headline', ({ report }) => {
    const html = marked.parse(markdownRenderer.render(report, renderOptions()), { async: false });
    expect(html).toMatch(/^<h2>[^\n]+<\/h2>\n<p><strong>[^\n]+<\/strong><\/p>\n/);
  });
});
