import { msText } from './cell-texts.ts';
import { dimensionCells, isTags, RememberedSets } from './dimension-cells.ts';
import { COLUMNS, TYPE_WORDS } from './event-cells.ts';
import type { ExportContext } from './event-export.ts';
import type { CellSink } from './event-walk.ts';
import { TextExport } from './text-export.ts';

/** What stands before the value of a column. */
const NAMES: readonly string[] = COLUMNS.map((name) => `,"${name}":`);
const STARTS: readonly string[] = TYPE_WORDS.map((word) => `{"type":"${word}"`);

/** Canonical events as NDJSON: one object a line, with the fields that its row carries. */
export class NdjsonExport extends TextExport implements CellSink {
  private readonly sets: RememberedSets<string>;
  private line = '';

  constructor(context: ExportContext) {
    super(context, '', JSON.stringify);
    this.sets = new RememberedSets((set) =>
      dimensionCells(set, context)
        .map(({ column, text }) => (NAMES[column] as string) + (isTags(column) ? text : JSON.stringify(text)))
        .join(''),
    );
  }

  protected override sink(): CellSink {
    return this;
  }

  begin(kind: number): void {
    this.line = STARTS[kind] as string;
  }

  instant(us: number): void {
    this.line += `,"ts":"${this.instants.of(us)}"`;
  }

  sinceStart(ms: number): void {
    this.line += `,"ts":${ms}`;
  }

  text(column: number, id: number): void {
    this.line += (NAMES[column] as string) + this.texts.of(id);
  }

  dimensions(set: number): void {
    this.line += this.sets.of(set);
  }

  integer(column: number, value: number): void {
    this.line += `${NAMES[column] as string}${value}`;
  }

  micros(column: number, us: number): void {
    this.line += (NAMES[column] as string) + msText(us);
  }

  word(column: number, word: string): void {
    this.line += `${NAMES[column] as string}"${word}"`;
  }

  flag(column: number, isTrue: boolean): void {
    this.line += (NAMES[column] as string) + (isTrue ? 'true' : 'false');
  }

  finish(): void {
    this.written += `${this.line}}\n`;
  }
}
