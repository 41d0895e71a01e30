import { msText } from './cell-texts.ts';
import { dimensionCells, RememberedSets } from './dimension-cells.ts';
import { COLUMNS, columnOf, TYPE_WORDS } from './event-cells.ts';
import type { ExportContext } from './event-export.ts';
import type { CellSink } from './event-walk.ts';
import { TextExport } from './text-export.ts';

const HEADER = `${COLUMNS.join(',')}\n`;
const TS = columnOf('ts');
/** That many commas, by their number. */
const COMMAS: readonly string[] = COLUMNS.map((_, count) => ','.repeat(count));

/** Cells of a set of dimensions with the commas between them, and the columns of the first and the last. */
interface WrittenSet {
  readonly first: number;
  readonly last: number;
  readonly cells: string;
}

/**
 * Canonical events as CSV (RFC 4180, lines ended by LF): a header with every column, tags as a JSON object in one of
 * them.
 */
export class CsvExport extends TextExport implements CellSink {
  private readonly sets: RememberedSets<WrittenSet>;
  private line = '';
  /** Column of the last cell of the line. */
  private column = 0;

  constructor(context: ExportContext) {
    super(context, HEADER, csvCell);
    this.sets = new RememberedSets((set) => writtenSet(set, context));
  }

  protected override sink(): CellSink {
    return this;
  }

  begin(kind: number): void {
    this.line = TYPE_WORDS[kind] as string;
    this.column = 0;
  }

  instant(us: number): void {
    this.cell(TS, this.instants.of(us));
  }

  sinceStart(ms: number): void {
    this.cell(TS, `${ms}`);
  }

  text(column: number, id: number): void {
    this.cell(column, this.texts.of(id));
  }

  dimensions(set: number): void {
    const { first, last, cells } = this.sets.of(set);
    this.cell(first, cells);
    this.column = last;
  }

  integer(column: number, value: number): void {
    this.cell(column, `${value}`);
  }

  micros(column: number, us: number): void {
    this.cell(column, msText(us));
  }

  word(column: number, word: string): void {
    this.cell(column, word);
  }

  flag(column: number, isTrue: boolean): void {
    this.cell(column, isTrue ? 'true' : 'false');
  }

  finish(): void {
    this.written += `${this.line}${COMMAS[COLUMNS.length - 1 - this.column] as string}\n`;
  }

  private cell(column: number, text: string): void {
    this.line += (COMMAS[column - this.column] as string) + text;
    this.column = column;
  }
}

function writtenSet(set: number, context: ExportContext): WrittenSet {
  const cells = dimensionCells(set, context);
  const first = cells[0]?.column ?? 0;
  let column = first;
  let written = '';
  for (const cell of cells) {
    written += (COMMAS[cell.column - column] as string) + csvCell(cell.text);
    column = cell.column;
  }
  return { first, last: column, cells: written };
}

/** Any text as one cell. Blanks at an end are quoted, too: some readers cut them. */
function csvCell(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
