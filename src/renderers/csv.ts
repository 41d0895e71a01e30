import { printable } from '../model/printable.ts';
import { numberText } from './json-text.ts';
import { reportRows } from './printed-report.ts';
import type { Renderer } from './renderer.ts';

/**
 * The Report as rows of `path,value` in the order of the JSON: numbers are numbers, null is empty, an empty list is
 * `[]` and an empty object `{}`. Rows end with a line feed.
 */
export const csvRenderer: Renderer = {
  render(report, options) {
    let text = 'path,value\n';
    for (const { path, value } of reportRows(report, options)) {
      text += `${csvText(path)},${valueCell(value, path)}\n`;
    }
    return text;
  },
};

function valueCell(value: unknown, path: string): string {
  if (value === null) return '';
  if (typeof value === 'number') return numberText(value, path);
  return csvText(typeof value === 'string' ? value : JSON.stringify(value));
}

/**
 * Text as a cell (RFC 4180): quoted where it holds a comma or a quote, control bytes and line ends as `\xNN`. What a
 * spreadsheet would take for a formula gets an apostrophe before it, and so does text that begins with one: to read
 * cells back, take one leading apostrophe away. A plain decimal number is no formula (`-1.500000`, a media time).
 */
export function csvText(raw: string): string {
  const shown = printable(raw, true);
  // The wide forms count as their narrow ones in some locales.
  const isFormula = /^['=+\-@＝＋－＠]/.test(shown) && !/^-?\d+(\.\d+)?$/.test(shown);
  const text = isFormula ? `'${shown}` : shown;
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
