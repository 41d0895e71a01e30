import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { EventBatch } from '../model/event-batch.ts';
import { WrittenTexts } from './cell-texts.ts';
import { type DimensionCell, dimensionCells, RememberedSets } from './dimension-cells.ts';
import { CELLS, type CellForm, COLUMNS, columnOf, TYPE_WORDS } from './event-cells.ts';
import { type EventExport, type ExportContext, WORTH_WRITING } from './event-export.ts';
import { type CellSink, EventWalk } from './event-walk.ts';

/** A group is written when it has this many rows, or this many characters of text. */
const GROUP_ROWS = 100_000;
const GROUP_CHARS = 1 << 25;
const TYPE = columnOf('type');
const TS = columnOf('ts');

type Schema = ConstructorParameters<typeof ParquetWriter>[0]['schema'];
type Cell = string | number | bigint | boolean | undefined;

/**
 * Canonical events as Parquet: a column for each field, null where an event has none. `ts` is a timestamp of ms in UTC
 * (arrivals of packets are rounded to ms), on a media clock a number of ms since the start; ids and words are strings,
 * `tags` the text of a JSON object, media times and what else may have fractions doubles in ms, counts 64 bit integers.
 */
export class ParquetExport implements EventExport, CellSink {
  events = 0;
  private readonly walk: EventWalk;
  private readonly texts: WrittenTexts;
  private readonly sets: RememberedSets<readonly DimensionCell[]>;
  private readonly bytes = new ByteWriter(WORTH_WRITING);
  private readonly file: ParquetWriter;
  /** Cells of the group by column; null: none has a value yet. */
  private readonly columns: (Cell[] | null)[] = COLUMNS.map(() => null);
  private row = 0;
  private chars = 0;

  constructor(context: ExportContext) {
    this.walk = new EventWalk(context.clock, this);
    this.texts = new WrittenTexts(context.dictionary, (text) => text);
    this.sets = new RememberedSets((set) => dimensionCells(set, context));
    const schema = schemaOf(context.clock);
    this.file = new ParquetWriter({ writer: this.bytes, schema, createdBy: 'stream-analytics' });
  }

  add(batch: EventBatch, row: number): void {
    if (!this.walk.tell(batch, row)) return;
    this.events += 1;
    if (this.row >= GROUP_ROWS || this.chars >= GROUP_CHARS) this.endGroup();
  }

  take(): Uint8Array | null {
    return this.bytes.index < WORTH_WRITING ? null : this.written();
  }

  end(): Uint8Array {
    if (this.row > 0) this.endGroup();
    void this.file.finish();
    return this.written();
  }

  begin(kind: number): void {
    this.set(TYPE, TYPE_WORDS[kind] as string);
  }

  instant(us: number): void {
    this.set(TS, BigInt(Math.round(us / 1000)));
  }

  sinceStart(ms: number): void {
    this.set(TS, BigInt(ms));
  }

  text(column: number, id: number): void {
    const text = this.texts.of(id);
    this.chars += text.length;
    this.set(column, text);
  }

  dimensions(set: number): void {
    for (const { column, text } of this.sets.of(set)) {
      this.chars += text.length;
      this.set(column, text);
    }
  }

  integer(column: number, value: number): void {
    this.set(column, BigInt(value));
  }

  micros(column: number, us: number): void {
    this.set(column, us / 1000);
  }

  word(column: number, word: string): void {
    this.set(column, word);
  }

  flag(column: number, isTrue: boolean): void {
    this.set(column, isTrue);
  }

  finish(): void {
    this.row += 1;
  }

  private set(column: number, cell: Cell): void {
    let cells = this.columns[column];
    if (cells === null || cells === undefined) {
      cells = new Array<Cell>(GROUP_ROWS).fill(undefined);
      this.columns[column] = cells;
    }
    cells[this.row] = cell;
  }

  private endGroup(): void {
    const rows = this.row;
    const nothing = new Array<Cell>(rows).fill(undefined);
    const columnData = COLUMNS.map((name, column) => {
      const cells = this.columns[column] ?? null;
      this.columns[column] = null;
      if (cells !== null) cells.length = rows;
      // Readers skip groups by time; bounds of the other columns take a quarter of the time and skip little.
      return { name, data: cells ?? nothing, statistics: column === TS };
    });
    // Nothing in it waits: bytes in memory need no flush.
    void this.file.write({ columnData, rowGroupSize: rows });
    this.row = 0;
    this.chars = 0;
  }

  /** A copy of what was written, whose room is used again; places in the file are counted on. */
  private written(): Uint8Array {
    const bytes = this.bytes.getBytes().slice();
    this.bytes.index = 0;
    return bytes;
  }
}

/** What a column is: the form of its cells in whatever kind carries it; a text where none does. */
function formOf(column: number): CellForm {
  return CELLS.flat().find((cell) => cell.column === column)?.form ?? 'text';
}

function schemaOf(clock: 'utc' | 'media'): Schema {
  const elements = COLUMNS.map((name, column): Schema[number] => {
    const element = { name, repetition_type: column === TYPE ? 'REQUIRED' : 'OPTIONAL' } as const;
    if (column === TS) {
      const timestamp = { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' } as const;
      if (clock === 'media') return { ...element, type: 'INT64' };
      return { ...element, type: 'INT64', converted_type: 'TIMESTAMP_MILLIS', logical_type: timestamp };
    }
    switch (formOf(column)) {
      case 'integer':
        return { ...element, type: 'INT64' };
      case 'micros':
        return { ...element, type: 'DOUBLE' };
      case 'flag':
        return { ...element, type: 'BOOLEAN' };
      default:
        return { ...element, type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } };
    }
  });
  return [{ name: 'event', num_children: elements.length }, ...elements];
}
