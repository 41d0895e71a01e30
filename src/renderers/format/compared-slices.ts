import type { SliceReport } from '../../model/report.ts';
import { duration } from './durations.ts';
import { count, NO_DATA, percent } from './numbers.ts';

/** What is compared: the figures of one value, or of everything. */
export type Figures = Pick<SliceReport, 'viewers' | 'performance' | 'cdn'>;

/** A figure that values are compared by. */
interface Comparison {
  readonly head: string;
  readonly of: (figures: Figures) => number | null | undefined;
  readonly show: (value: number) => string;
  /** Which end is the worse one; null: neither is. */
  readonly worse: 'high' | 'low' | null;
}

const COMPARISONS: readonly Comparison[] = [
  { head: 'sessions', of: ({ viewers }) => viewers?.sessions, show: count, worse: null },
  { head: 'watched', of: ({ viewers }) => viewers?.watched_time_ms, show: duration, worse: null },
  { head: 'stall ratio', of: ({ viewers }) => viewers?.rebuffer_ratio, show: percent, worse: 'high' },
  { head: 'startup p95', of: ({ viewers }) => viewers?.startup_ms?.p95, show: duration, worse: 'high' },
  { head: 'requests', of: ({ cdn }) => cdn?.requests, show: count, worse: null },
  { head: 'CDN errors', of: ({ cdn }) => cdn?.error_ratio, show: percent, worse: 'high' },
  { head: 'hits', of: ({ cdn }) => cdn?.cache_hit_ratio, show: percent, worse: 'low' },
  {
    head: 'latency p95',
    of: ({ performance }) => performance?.latency_ms?.p95,
    show: duration,
    worse: 'high',
  },
];

/** A figure of everything and of each value, as text. */
export interface ComparedColumn {
  readonly head: string;
  readonly cells: readonly { readonly text: string; readonly isWorst: boolean }[];
}

/** A column for each figure that any of them has: everything first, then a cell a value; `! ` before the worst one. */
export function comparedColumns(all: Figures, slices: readonly SliceReport[]): ComparedColumn[] {
  const columns = COMPARISONS.map((each) => ({ head: each.head, cells: cellsFor(each, [all, ...slices]) }));
  return columns.filter(({ cells }) => cells.some(({ text }) => text !== NO_DATA));
}

/** The first of `figures` is of everything, and is no worst. */
function cellsFor(
  { of, show, worse }: Comparison,
  figures: readonly Figures[],
): { readonly text: string; readonly isWorst: boolean }[] {
  const values = figures.map((each) => of(each) ?? null);
  const known = values.slice(1).filter((value) => value !== null);
  const worst = worse === 'high' ? Math.max(...known) : Math.min(...known);
  // Where several are equally bad nothing stands out.
  const standsOut = worse !== null && known.length > 1 && known.filter((v) => v === worst).length === 1;
  return values.map((value, row) => {
    const isWorst = standsOut && row > 0 && value === worst;
    return { text: `${isWorst ? '! ' : ''}${value === null ? NO_DATA : show(value)}`, isWorst };
  });
}

/** A value of a dimension, or several; null: unknown. */
export function valueText(value: SliceReport['value']): string {
  if (value === null) return 'unknown';
  return typeof value === 'string' ? value : value.map((each) => each ?? 'unknown').join(' + ');
}
