import type { Distribution, Report } from '../../model/report.ts';
import { type Clock, dateOf, instantMs, mediaTime, timeOfDay } from '../format/instants.ts';
import { cellsOf } from './cells.ts';
import { figureText } from './figure-text.ts';
import { wrap } from './lines.ts';
import { type NumberCell, numberCell } from './number-grid.ts';
import type { Page } from './page.ts';
import { plainTable } from './plain-table.ts';

const STATISTICS = ['n', 'min', 'avg', 'p50', 'p90', 'p95', 'p99', 'max'] as const;
const GAP = '   ';

/**
 * The whole Report under the names of its JSON, in its order, so that whatever is in the one is in the other:
 * single figures as a grid, distributions as a table, nested objects and lists under their own paths. Left out: the
 * series (lanes show it) and the notes (they stand as sentences).
 */
export function everyFigureLines(report: Report, page: Page): string[] {
  const walk: Walk = { page, lines: [] };
  const { series: _series, schema: _schema, ...shown } = report;
  object('report', shown, report.window?.clock ?? 'utc', walk);
  // Every block begins with a blank line; the caller sets the first.
  return walk.lines.slice(1);
}

interface Walk {
  readonly page: Page;
  readonly lines: string[];
}

function object(path: string, value: object, outerClock: Clock, walk: Walk): void {
  // A file has a clock of its own.
  const own: unknown = 'clock' in value ? value.clock : outerClock;
  const clock = own === 'media' ? 'media' : 'utc';
  const cells: NumberCell[] = [];
  const distributions: [string, Distribution][] = [];
  const nested: [string, object][] = [];
  for (const [key, member] of Object.entries(value) as [string, unknown][]) {
    if (member === undefined || key === 'notes') continue;
    if (isDistribution(member)) distributions.push([key, member]);
    else if (typeof member !== 'object' || member === null) {
      cells.push({ name: walk.page.text(key), value: scalarText(path, key, member, clock, walk.page) });
    } else if (Array.isArray(member) && member.length > 0 && member.every((item) => !isObject(item))) {
      const text = member.map((item: unknown) => (item === null ? 'unknown' : String(item))).join(' + ');
      cells.push({ name: walk.page.text(key), value: walk.page.text(text) });
    } else if (Object.keys(member).length === 0) cells.push({ name: walk.page.text(key), value: 'none' });
    else nested.push([key, member]);
  }
  if (cells.length > 0 || distributions.length > 0) {
    const { page, lines } = walk;
    lines.push('', page.palette.bold(page.text(path, page.width)));
    lines.push(...grid(cells, page), ...distributionLines(distributions, page));
  }
  for (const [key, member] of nested) {
    const memberPath = path === 'report' ? key : `${path}.${key}`;
    if (!Array.isArray(member)) object(memberPath, member, clock, walk);
    // Lists of the Report hold objects.
    else for (const [i, item] of member.entries()) object(`${memberPath}[${i}]`, item, clock, walk);
  }
}

function grid(cells: readonly NumberCell[], page: Page): string[] {
  const inRow = page.width >= 120 ? 3 : page.width >= 80 ? 2 : 1;
  const width = Math.floor((page.width - GAP.length * (inRow - 1)) / inRow);
  const lines: string[] = [];
  let line: string[] = [];
  const flush = () => {
    if (line.length > 0) lines.push(line.join(GAP));
    line = [];
  };
  for (const cell of cells) {
    // A long text (an id, a path) takes a line of its own.
    const isWide = cellsOf(`${cell.name}  ${cell.value ?? ''}`) > width;
    if (isWide || line.length === inRow) flush();
    if (isWide) lines.push(...wideCell(cell, page));
    else line.push(numberCell(cell, width, page));
  }
  flush();
  return lines;
}

/** A value that is wider than the line stands below its name: the end of a sentence says as much as its begin. */
function wideCell(cell: NumberCell, page: Page): string[] {
  const { name, value } = cell;
  if (value === null || cellsOf(`${name} ${value}`) <= page.width)
    return [numberCell(cell, page.width, page)];
  const lines = wrap(value, page.width - 2, page.signs.ellipsis);
  return [page.palette.dim(name), ...lines.map((line) => `  ${page.palette.bold(line)}`)];
}

/** One row a distribution where that fits, else its figures as a grid under its name. */
function distributionLines(distributions: readonly [string, Distribution][], page: Page): string[] {
  if (distributions.length === 0) return [];
  const texts = distributions.map(([name, values]) => {
    return STATISTICS.map((statistic) => figureText(statistic === 'n' ? 'n' : name, values[statistic]));
  });
  const columns = ['', ...STATISTICS].map(
    (head, i) => ({ head, align: i === 0 ? 'left' : 'right' }) as const,
  );
  const rows = distributions.map(([name], i) => [page.palette.dim(name), ...(texts[i] ?? [])]);
  const table = plainTable(columns, rows, page);
  if (table.every((line) => cellsOf(line) <= page.width)) return table;
  return distributions.flatMap(([name], i) => {
    const cells = STATISTICS.map((statistic, s) => ({ name: statistic, value: texts[i]?.[s] ?? null }));
    return [page.palette.dim(name), ...statisticsGrid(cells, page)];
  });
}

function statisticsGrid(cells: readonly NumberCell[], page: Page): string[] {
  const inRow = page.width >= 80 ? 4 : 2;
  const width = Math.floor((page.width - 2 - GAP.length * (inRow - 1)) / inRow);
  const lines: string[] = [];
  for (let i = 0; i < cells.length; i += inRow) {
    const inLine = cells.slice(i, i + inRow).map((cell) => numberCell(cell, width, page));
    lines.push(`  ${inLine.join(GAP)}`);
  }
  return lines;
}

function scalarText(path: string, key: string, value: unknown, clock: Clock, page: Page): string | null {
  if (value === null) return null;
  if (typeof value === 'number') return figureText(unitName(path, key), value);
  const text = String(value);
  const isInstant = typeof value === 'string' && /^(from|to|at|.*_at)$/.test(key);
  const atMs = isInstant ? instantMs(text, clock) : null;
  if (atMs === null) return page.text(text);
  const { timezone } = page;
  return clock === 'media'
    ? mediaTime(atMs)
    : `${dateOf(atMs, timezone)}, ${timeOfDay(atMs, timezone, atMs % 1000 === 0 ? 'seconds' : 'ms')}`;
}

/** The name that tells the unit: of a value in a map or of one statistic it stands one level up. */
function unitName(path: string, key: string): string {
  const parent = path.split('.').at(-1) ?? '';
  return /_(ms|bps)$/.test(parent) || parent === 'sample_rate' ? parent : key;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function isDistribution(value: unknown): value is Distribution {
  return typeof value === 'object' && value !== null && STATISTICS.every((statistic) => statistic in value);
}
