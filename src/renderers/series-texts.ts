import type { Report, SeriesReport } from '../model/report.ts';
import { jsonText } from './json-text.ts';
import type { Renderer } from './renderer.ts';

// Names of columns and instants are the program's own words, the other cells numbers: no text of the input to escape.

/** The series as rows of CSV under a header; no data is an empty cell, which is not 0. */
export const seriesCsv: Renderer = {
  render(report) {
    const { columns, rows } = seriesOf(report);
    return `${[columns, ...rows].map((row) => row.map((cell) => cell ?? '').join(',')).join('\n')}\n`;
  },
};

/** The series as an object a bucket: `at`, then the value (null: no data) by path. */
export const seriesNdjson: Renderer = {
  render(report) {
    const { columns, rows } = seriesOf(report);
    const line = (row: SeriesReport['rows'][number]): string =>
      JSON.stringify(Object.fromEntries(columns.map((path, at) => [path, row[at]])));
    return rows.map((row) => `${line(row)}\n`).join('');
  },
};

/** The `series` object of the report. */
export const seriesJson: Renderer = {
  render(report) {
    return jsonText(seriesOf(report), new Set());
  },
};

/** Where nothing has a value over time there are no rows. */
function seriesOf({ series, window }: Report): SeriesReport {
  return series ?? { bucket_ms: 0, from: window?.from ?? '', columns: ['at'], rows: [], absent: [] };
}
