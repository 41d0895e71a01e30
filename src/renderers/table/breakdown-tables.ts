import type { Report, SliceReport } from '../../model/report.ts';
import { comparedColumns, type Figures, valueText } from '../format/compared-slices.ts';
import { cellsOf } from './cells.ts';
import type { Page } from './page.ts';
import { type Column, plainTable } from './plain-table.ts';

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
  for (const { head, cells } of comparedColumns(all, slices)) {
    width += 2 + Math.max(head.length, ...cells.map(({ text }) => cellsOf(text)));
    if (width > page.width) break;
    columns.push({
      column: { head, align: 'right' },
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
