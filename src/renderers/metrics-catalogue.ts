import type { MetricEntry } from '../model/metric-entry.ts';
import type { RenderOptions } from './renderer.ts';
import { definitionLines } from './table/definition.ts';
import { wrap } from './table/lines.ts';
import { pageOf } from './table/page.ts';

/** All figures of the catalogue in the order given, each with what it is and its unit: what `metrics` prints. */
export function renderMetricList(entries: readonly MetricEntry[], options: RenderOptions): string {
  const page = pageOf(options);
  const lines = definitionLines(
    entries.map((entry) => [entry.id, `${entry.title} (${entry.unit})`]),
    page,
  );
  return page.print([...lines, '', page.palette.dim('stream-analytics metrics ID says more')]);
}

/** One figure in full: what `metrics ID` prints. */
export function renderMetric(entry: MetricEntry, options: RenderOptions): string {
  const page = pageOf(options);
  return page.print([
    page.palette.bold(entry.id),
    ...wrap(entry.title, page.width, page.signs.ellipsis),
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
