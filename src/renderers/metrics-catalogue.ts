import type { MetricEntry } from '../model/metric-entry.ts';
import type { RenderOptions } from './renderer.ts';
import { padEnd } from './table/cells.ts';
import { definitionLines } from './table/definition.ts';
import { pageOf } from './table/page.ts';
import { plainTable } from './table/plain-table.ts';

/** All figures of the catalogue, a line each, in the order given: what `metrics` prints. */
export function renderMetricList(entries: readonly MetricEntry[], options: RenderOptions): string {
  const page = pageOf(options);
  const idRoom = Math.max(0, ...entries.map((entry) => entry.id.length));
  const unitRoom = Math.max(0, ...entries.map((entry) => entry.unit.length));
  const titleRoom = page.width - idRoom - unitRoom - 4;
  if (titleRoom < 16) {
    // Two lines each where the columns have no room beside each other.
    const lines = entries.flatMap((entry) => [
      page.palette.bold(entry.id),
      `  ${page.text(entry.title, page.width - 2)} ${page.palette.dim(`(${entry.unit})`)}`,
    ]);
    return page.print([...lines, '', page.palette.dim('stream-analytics metrics ID says more')]);
  }
  const columns = (['figure', 'unit', 'what it is'] as const).map(
    (head) => ({ head, align: 'left' }) as const,
  );
  const rows = entries.map((entry) => [
    entry.id,
    padEnd(entry.unit, unitRoom),
    page.text(entry.title, titleRoom),
  ]);
  const table = plainTable(columns, rows, page);
  return page.print([...table, '', page.palette.dim('stream-analytics metrics ID says more')]);
}

/** One figure in full: what `metrics ID` prints. */
export function renderMetric(entry: MetricEntry, options: RenderOptions): string {
  const page = pageOf(options);
  return page.print([
    page.palette.bold(entry.id),
    entry.title,
    '',
    ...definitionLines(
      [
        ['unit', entry.unit],
        ['means', entry.definition],
        ['formula', entry.formula],
        ['no data when', entry.nullWhen === '' ? 'never' : entry.nullWhen],
        ['source', entry.source],
      ],
      page,
    ),
  ]);
}
