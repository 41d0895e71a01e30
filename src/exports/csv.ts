import type { EventBatch } from '../model/event-batch.ts';
import { InstantTexts, msText, WrittenTexts } from './cell-texts.ts';
import { dimensionCells, RememberedSets } from './dimension-cells.ts';
import { COLUMNS, columnOf, TYPE_WORDS } from './event-cells.ts';
import { type EventExport, type ExportContext, WORTH_WRITING } from './event-export.ts';
import { type CellSink, EventWalk } from './event-walk.ts';

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
export class CsvExport implements EventExport, CellSink {
  events = 0;
  private readonly walk: EventWalk;
  private readonly texts: WrittenTexts;
  private readonly instants = new InstantTexts();
  private readonly sets: RememberedSets<WrittenSet>;
  private line = '';
  /** Column of the last cell of the line. */
  private column = 0;
  private written = HEADER;

  constructor(context: ExportContext) {
    this.walk = new EventWalk(context.clock, this);
    this.texts = new WrittenTexts(context.dictionary, csvCell);
    this.sets = new RememberedSets((set) => writtenSet(set, context));
  }

  add(batch: EventBatch, row: number): void {
    if (this.walk.tell(batch, row)) this.events += 1;
  }

  take(): Uint8Array | null {
    return this.written.length < WORTH_WRITING ? null : this.end();
  }

  end(): Uint8Array {
    const bytes = Buffer.from(this.written);
    this.written = '';
    return bytes;
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
