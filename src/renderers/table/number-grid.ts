import { NO_DATA } from '../format/numbers.ts';
import { cellsOf, cut, padEnd, padStart } from './cells.ts';
import { type Page, SECTION_WIDTH } from './page.ts';

/** One named value of the grid. */
export interface NumberCell {
  readonly name: string;
  /** Already formatted; null: no data. */
  readonly value: string | null;
  /** Out of its nominal range: `! ` before the value. */
  readonly flagged?: boolean;
  /** Belongs to the cell before: indented. */
  readonly sub?: boolean;
}

/**
 * A row of the grid. `cells` are three or fewer, for every width; `more` joins them where four have room.
 */
export interface NumberRow {
  readonly cells: readonly NumberCell[];
  readonly more?: NumberCell;
  /** What is missing when no cell of the row has a value; the row is then left out. */
  readonly missing?: string;
}

export interface NumberSection {
  readonly title: string;
  readonly rows: readonly NumberRow[];
}

const GAP = '   ';

/** A section's lines: its title before the first, names dim, values bold and right-aligned. */
export function gridLines(section: NumberSection, page: Page): string[] {
  const lines = section.rows.filter(hasValue).flatMap((row) => rowLines(row, page));
  return lines.map((line, i) => {
    const title = i === 0 ? section.title : '';
    return padEnd(page.palette.bold(title), SECTION_WIDTH) + line;
  });
}

/** Names of the rows of a section that were left out because nothing in them has a value. */
export function missingRows(section: NumberSection): string[] {
  return section.rows.flatMap((row) => (row.missing === undefined || hasValue(row) ? [] : [row.missing]));
}

export function hasValue(row: NumberRow): boolean {
  return row.cells.some((cell) => cell.value !== null);
}

/** Cells in slots of one width, so that columns align; one whose texts need more than a slot takes two. */
function rowLines(row: NumberRow, page: Page): string[] {
  const cells = page.numbersInRow >= 4 && row.more !== undefined ? [...row.cells, row.more] : row.cells;
  const lines: string[][] = [];
  let free = 0;
  for (const cell of cells) {
    const slots = cellsOf(textsOf(cell).join(' ')) <= page.numberWidth ? 1 : Math.min(2, page.numbersInRow);
    if (slots > free) {
      lines.push([]);
      free = page.numbersInRow;
    }
    free -= slots;
    lines.at(-1)?.push(numberCell(cell, page.numberWidth * slots + GAP.length * (slots - 1), page));
  }
  return lines.map((line) => line.join(GAP));
}

/** What a cell shows: its name and its value, each as long as they are. */
function textsOf(cell: NumberCell): [name: string, value: string] {
  const value = cell.value ?? NO_DATA;
  return [cell.sub === true ? `  ${cell.name}` : cell.name, cell.flagged === true ? `! ${value}` : value];
}

/** Name at the left, value at the right of `width` cells; a name that has no room is cut, then the value. */
export function numberCell(cell: NumberCell, width: number, page: Page): string {
  const { palette, signs } = page;
  const [wholeName, wholeValue] = textsOf(cell);
  const value = cut(wholeValue, width, signs.ellipsis);
  const name = cut(wholeName, Math.max(0, width - cellsOf(value) - 1), signs.ellipsis);
  const paint = cell.value === null ? palette.dim : cell.flagged === true ? palette.badText : palette.bold;
  return palette.dim(name) + padStart('', width - cellsOf(name) - cellsOf(value)) + paint(value);
}
