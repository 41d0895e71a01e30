import { distanceOf } from '../model/edit-distance.ts';
import type { SeriesReport } from '../model/report.ts';

/** Figures that a series can have a column of, in the order of its columns. */
export const SERIES_PATHS: readonly string[] = [
  'input.events',
  'input.bad_ratio',
  'streams.video.bitrate_bps',
  'streams.video.fps',
  'streams.video.keyframe_interval_ms.max',
  'streams.audio.bitrate_bps',
  'viewers.sessions',
  'viewers.plays',
  'viewers.peak_viewers',
  'viewers.avg_viewers',
  'viewers.startup_ms.p95',
  'viewers.start_failure_ratio',
  'viewers.exit_before_start_ratio',
  'viewers.rebuffer_count',
  'viewers.rebuffer_ratio',
  'viewers.quality_switches',
  'performance.latency_ms.p50',
  'performance.latency_ms.p95',
  'performance.errors',
  'performance.fatal_errors',
  'cdn.requests',
  'cdn.cache_hit_ratio',
  'cdn.bandwidth_bps.avg',
  'cdn.ttfb_ms.p95',
  'cdn.error_ratio',
  'cdn.errors_4xx',
  'cdn.errors_5xx',
];

/** Where a name leads to: a path, or the paths that may have been meant. */
export type SeriesSearch =
  | { readonly path: string; readonly candidates: readonly [] }
  | { readonly path: null; readonly candidates: readonly string[] };

/**
 * Finds a column of series by its path (`viewers.rebuffer_ratio`), or by the end of it (`rebuffer_ratio`) while only
 * one path ends so.
 *
 * @returns without a path: those that the end fits, else those that hold the name, else the nearest one
 */
export function findSeriesPath(name: string): SeriesSearch {
  if (SERIES_PATHS.includes(name)) return { path: name, candidates: [] };
  const ending = SERIES_PATHS.filter((path) => path.endsWith(`.${name}`));
  const [only] = ending;
  if (only !== undefined && ending.length === 1) return { path: only, candidates: [] };
  if (ending.length > 1) return { path: null, candidates: ending };
  const holding = SERIES_PATHS.filter((path) => path.includes(name));
  return { path: null, candidates: holding.length > 0 ? holding : [nearest(name)] };
}

/** The path that is nearest as a whole or by its last names. */
function nearest(name: string): string {
  const distance = (path: string): number => {
    const names = path.split('.');
    return Math.min(...names.map((_, at) => distanceOf(name, names.slice(at).join('.'))));
  };
  return SERIES_PATHS.reduce((best, path) => (distance(path) < distance(best) ? path : best));
}

/**
 * The series with these columns only, in this order. A figure that the input has no data for is a column of nulls, so
 * that a script finds what it asked for.
 */
export function withColumns(series: SeriesReport, paths: readonly string[]): SeriesReport {
  const places = paths.map((path) => series.columns.indexOf(path));
  return {
    ...series,
    columns: ['at', ...paths],
    rows: series.rows.map((row) => [
      row[0] ?? null,
      ...places.map((at) => (at < 0 ? null : (row[at] ?? null))),
    ]),
    absent: series.absent.filter(({ column }) => paths.includes(column)),
  };
}
