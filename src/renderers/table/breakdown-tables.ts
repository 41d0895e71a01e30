import type { Report, SliceReport } from '../../model/report.ts';
import { duration } from '../format/durations.ts';
import { count, NO_DATA, percent } from '../format/numbers.ts';
import { cellsOf } from './cells.ts';
import { formatted } from './formatted.ts';
import type { Page } from './page.ts';
import { type Column, plainTable } from './plain-table.ts';

type Figures = Pick<SliceReport, 'viewers' | 'performance' | 'cdn'>;

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

/** A table for each breakdown: everything first, then a line a value; `! ` before the worst of each figure. */
export function breakdownTables(report: Report, page: Page): string[][] {
  return Object.entries(report.breakdowns ?? {}).map(([name, slices]) =>
    slices === null ? tooMany(name, page) : tableOf(name, slices, report, page),
  );
}

function tooMany(name: string, page: Page): string[] {
  return [`${page.palette.dim(page.text(name, 24))}  over 10,000 values: choose some by --where`];
}

function tableOf(name: string, slices: readonly SliceReport[], all: Figures, page: Page): string[] {
  const room = page.width >= 120 ? 40 : page.width >= 80 ? 18 : 12;
  const names = ['all', ...slices.map(({ value }) => page.text(valueText(value), room))];
  const columns: { readonly column: Column; readonly cells: readonly string[] }[] = [
    { column: { head: page.text(name, room), align: 'left' }, cells: names },
  ];
  let width = Math.max(cellsOf(page.text(name, room)), ...names.map(cellsOf));
  for (const comparison of COMPARISONS) {
    const cells = cellsFor(comparison, [all, ...slices]);
    if (cells.every((cell) => cell.text === NO_DATA)) continue;
    width += 2 + Math.max(comparison.head.length, ...cells.map(({ text }) => cellsOf(text)));
    if (width > page.width) break;
    columns.push({
      column: { head: comparison.head, align: 'right' },
      cells: cells.map(({ text, isWorst }) => (isWorst ? page.palette.badText(text) : text)),
    });
  }
  const rows = names.map((_, row) => columns.map(({ cells }) => cells[row] ?? ''));
  return plainTable(
    columns.map(({ column }) => column),
    rows,
    page,
  );
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
    return { text: `${isWorst ? '! ' : ''}${formatted(value, show) ?? NO_DATA}`, isWorst };
  });
}

function valueText(value: SliceReport['value']): string {
  if (value === null) return 'unknown';
  return typeof value === 'string' ? value : value.map((each) => each ?? 'unknown').join(' + ');
}
