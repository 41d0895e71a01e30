import Table from 'cli-table3';
import type { Page } from './page.ts';

export interface Column {
  readonly head: string;
  readonly align: 'left' | 'right';
}

const NO_FRAME = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

/**
 * A table without lines: dim header, two spaces between columns.
 *
 * @param rows - cells as text that is already printable; every row has a cell for every column
 * @returns one text a line
 */
export function plainTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  page: Page,
): string[] {
  const table = new Table({
    chars: NO_FRAME,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    head: columns.map((column) => page.palette.dim(column.head)),
    colAligns: columns.map((column) => column.align),
  });
  for (const row of rows) table.push([...row]);
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
}
