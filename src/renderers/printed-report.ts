import type { Report } from '../model/report.ts';
import { compareByBytes } from './json-text.ts';
import type { RenderOptions } from './renderer.ts';

/** Objects of the Report whose keys are text of the input. */
export const MAP_PATHS: ReadonlySet<string> = new Set([
  'input.skipped',
  'input.bad',
  'viewers.time_in_quality_ms',
  'performance.by_code',
  'cdn.by_status',
  'cdn.by_cache',
  'method.sample_rate',
]);

/** Paths of the objects of this Report whose keys are text of the input; slices of breakdowns have them too. */
export function mapPathsOf({ breakdowns }: Report): ReadonlySet<string> {
  const families = [...MAP_PATHS].filter((path) => /^(viewers|performance|cdn)\./.test(path));
  const names = Object.keys(breakdowns ?? {});
  return new Set([
    ...MAP_PATHS,
    ...names.flatMap((name) => families.map((path) => `breakdowns.${name}.${path}`)),
  ]);
}

/** What is printed of a Report: `series` only when the options ask for it. */
export function printedReport(report: Report, options: Pick<RenderOptions, 'series'>): object {
  if (options.series || report.series === undefined) return report;
  const { series: _series, ...rest } = report;
  return rest;
}

/** One value of the Report under its path. */
export interface ReportRow {
  /**
   * `viewers.startup_ms.p95`, `streams[0].video.fps`; a key that is text of the input and more than a word stands
   * as a JSON string in brackets: `performance.by_code["manifest 404"]`.
   */
  readonly path: string;
  /** Number, text, true, false or null; `[]` or `{}` where a list or an object is empty. */
  readonly value: unknown;
}

/** Every value of the printed Report, in the order of the JSON: rows from which it can be put together again. */
export function* reportRows(report: Report, options: Pick<RenderOptions, 'series'>): Generator<ReportRow> {
  yield* rowsOf(printedReport(report, options), '', '', mapPathsOf(report));
}

/** @param mapPath - the path without indices, as in `MAP_PATHS` */
function* rowsOf(
  value: unknown,
  path: string,
  mapPath: string,
  mapPaths: ReadonlySet<string>,
): Generator<ReportRow> {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) {
    yield { path, value };
  } else if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) yield* rowsOf(item, `${path}[${i}]`, mapPath, mapPaths);
  } else {
    const entries = Object.entries(value).filter(([, member]) => member !== undefined);
    if (mapPaths.has(mapPath)) entries.sort(([a], [b]) => compareByBytes(a, b));
    for (const [key, member] of entries) {
      yield* rowsOf(member, memberPath(path, key), mapPath === '' ? key : `${mapPath}.${key}`, mapPaths);
    }
  }
}

function memberPath(path: string, key: string): string {
  if (!/^[\w-]+$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}
