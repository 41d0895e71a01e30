import { expect } from 'vitest';
import { csv } from '../../src/formats/canonical-csv.ts';
import { ndjson } from '../../src/formats/canonical-ndjson.ts';
import { CsvFramer } from '../../src/input/csv.ts';
import type { RecordBlock } from '../../src/input/framer.ts';
import { JsonLineFramer } from '../../src/input/json-lines.ts';
import type { LineFramer } from '../../src/input/line-framer.ts';
import { LineScan } from '../../src/input/scan/line-scan.ts';
import type { ScannedRecords } from '../../src/input/scan/record-scan.ts';
import { ScanMemory } from '../../src/input/scan/scan-memory.ts';
import { ScanPool } from '../../src/input/scan/scan-pool.ts';
import { Dictionary, DimensionSets } from '../../src/model/dictionary.ts';
import { EventBatch } from '../../src/model/event-batch.ts';
import type { Format, ReaderContext, ReaderFacts, RecordReader } from '../../src/model/format.ts';

/** Everything a lane says about an input, in a form that can be compared. */
export interface LaneResult {
  /** One line a row, texts instead of ids. */
  readonly rows: readonly string[];
  /** Place and bytes of the record of each row. */
  readonly used: readonly string[];
  /** Place, bytes and reason of each record that is bad. */
  readonly bad: readonly string[];
  readonly skipped: number;
  readonly facts: ReaderFacts;
  readonly notes: readonly string[];
  readonly tailBytes: number;
}

/** What lines are: a JSON object each, or rows of cells. */
export interface Lines {
  readonly format: Format;
  readonly framer: () => LineFramer;
  /** Names of columns that no header names. */
  readonly fields: readonly string[] | null;
}

export const JSON_LINES: Lines = { format: ndjson, framer: () => new JsonLineFramer(), fields: null };

export function rowsBy(delimiter: ',' | ';' | '\t' | '|', fields: readonly string[] | null = null): Lines {
  return { format: csv, framer: () => new CsvFramer(delimiter), fields };
}

export interface LaneOptions {
  readonly timezone?: string;
  readonly startMs?: number | null;
  readonly offsetMs?: number;
}

/** The fast lane of a whole test file: one table, so that later inputs find the ids of earlier ones. */
const memory = await memoryOfScanner();
export const scannedDictionary = new Dictionary();
scannedDictionary.useTable(memory.texts);
export const scannedDims = new DimensionSets();
scannedDims.useTable(memory.sets);
export const pool = new ScanPool(memory);

async function memoryOfScanner(): Promise<ScanMemory> {
  const created = await ScanMemory.create();
  if (created === null) throw new Error('these tests need 4 GiB of address space');
  return created;
}

/** What a lane says, noted as it is said. */
export class Account {
  readonly rows: string[] = [];
  readonly used: string[] = [];
  readonly bad: string[] = [];
  readonly notes = new Set<string>();
  skipped = 0;
  readonly context: ReaderContext;
  /** Header records that are still to come. */
  private toSkip = 0;

  constructor(
    dictionary: Dictionary,
    dims: DimensionSets,
    { options, lines = JSON_LINES }: Pick<LaneInput, 'options' | 'lines'>,
  ) {
    this.context = {
      source: 3,
      name: 'log',
      dictionary,
      dims,
      defaultStream: dictionary.id('log-stream'),
      timezone: options.timezone ?? 'UTC',
      startMs: options.startMs ?? null,
      offsetMs: options.offsetMs ?? 0,
      fields: lines.fields,
      map: null,
      note: (code, text) => this.notes.add(`${code}: ${text}`),
    };
  }

  open({ lines = JSON_LINES }: LaneInput, first: RecordBlock): RecordReader {
    const reader = lines.format.open(this.context, first.records);
    this.toSkip = reader.headerRecords ?? 0;
    return reader;
  }

  /** Reads records as `RecordFeed` does. */
  read(block: RecordBlock, reader: RecordReader, batch: EventBatch): void {
    for (const record of block.records) {
      if (this.toSkip > 0) {
        this.toSkip -= 1;
        continue;
      }
      const raw = Buffer.from(block.rawOf(record)).toString('latin1');
      const place = `${record.line} ${record.byte} ${record.bytes} ${raw}`;
      if (record.kind === 'bad') {
        this.bad.push(`${place} ${record.reason} ${record.column} ${record.detail}`);
        continue;
      }
      const before = batch.length;
      const fate = reader.read(record, batch);
      if (fate.fate === 'used') this.used.push(place);
      else if (fate.fate === 'skipped') this.skipped += 1;
      else this.bad.push(`${place} ${JSON.stringify(fate)}`);
      // A program of a dump brings the rows of its streams.
      if (fate.fate === 'used') expect(batch.length).toBeGreaterThan(before);
      else expect(batch.length).toBe(before);
    }
  }

  take(batch: EventBatch): void {
    for (let row = 0; row < batch.length; row++) this.rows.push(this.rowText(batch, row));
    batch.clear();
  }

  result(reader: RecordReader, tailBytes: number): LaneResult {
    const { rows, used, bad, skipped, notes } = this;
    return { rows, used, bad, skipped, notes: [...notes], facts: { ...reader.facts }, tailBytes };
  }

  private rowText(batch: EventBatch, row: number): string {
    const { dictionary, dims } = this.context;
    const text = (id: number | undefined) => JSON.stringify(dictionary.text(id as number));
    const number = (value: number) => (Object.is(value, -0) ? '-0' : String(value));
    return [
      batch.kind[row],
      batch.code[row],
      batch.flags[row],
      batch.source[row],
      batch.timeMs[row],
      batch.line[row],
      batch.byte[row],
      text(batch.stream[row]),
      text(batch.session[row]),
      text(batch.viewer[row]),
      dims
        .pairs(batch.dims[row] as number)
        .map(text)
        .join('='),
      batch.idA[row],
      batch.idB[row],
      [0, 1, 2].map((c) => text(batch.str(c, row))).join(','),
      [0, 1, 2, 3, 4, 5, 6].map((c) => number(batch.num(c, row))).join(','),
    ].join(' ');
  }
}

export interface LaneInput {
  /** What the input begins with: units are voted on over it. */
  readonly head: Buffer;
  readonly body: Buffer;
  readonly options: LaneOptions;
  /** JSON when left out. */
  readonly lines?: Lines;
}

/** The bytes through the library lane alone. */
export function libraryLane(input: LaneInput): LaneResult {
  const { head, body, lines = JSON_LINES } = input;
  const account = new Account(new Dictionary(), new DimensionSets(), input);
  const framer = lines.framer();
  const batch = new EventBatch();
  const first = framer.push(head);
  const reader = account.open(input, first);
  account.read(first, reader, batch);
  account.take(batch);
  for (let from = 0; from < body.length; from += 1 << 16) {
    account.read(framer.push(body.subarray(from, from + (1 << 16))), reader, batch);
  }
  account.read(framer.end(), reader, batch);
  account.take(batch);
  return account.result(reader, framer.tailBytes);
}

/** The same through the scanner, in chunks of this size; and how many rows were the scanner's own. */
export async function fastLane(
  input: LaneInput,
  chunkBytes: number,
): Promise<LaneResult & { readonly scanned: number }> {
  const { head, body, lines = JSON_LINES } = input;
  const account = new Account(scannedDictionary, scannedDims, input);
  const framer = lines.framer();
  const reader = account.open(input, lines.framer().push(head));
  const plan = reader.scanPlan?.();
  if (plan === undefined) throw new Error('no scan plan');
  const scan = new LineScan(pool, plan, framer, reader.headerRecords ?? 0);
  let scanned = 0;
  const read = (lines: ScannedRecords) => {
    const batch = new EventBatch();
    let row = 0;
    for (const { rows, left } of lines.stretches()) {
      for (; row < rows; row++) {
        const raw = lines.rawOf(row);
        const shown = Buffer.from(raw).toString('latin1', 0, 4096);
        account.used.push(`${lines.batch.line[row]} ${lines.batch.byte[row]} ${raw.length} ${shown}`);
        batch.pushFrom(lines.batch, row);
        scanned += 1;
      }
      if (left === null) continue;
      const from = batch.length;
      account.read(left, reader, batch);
      scan.learn(batch, from);
    }
    account.skipped += lines.skipped;
    account.take(batch);
  };
  const chunks = [head];
  for (let from = 0; from < body.length; from += chunkBytes)
    chunks.push(body.subarray(from, from + chunkBytes));
  for (const chunk of chunks) {
    scan.push(chunk);
    for (let lines = await scan.next(); lines !== null; lines = await scan.next()) read(lines);
  }
  scan.end();
  for (let lines = await scan.next(); lines !== null; lines = await scan.next()) read(lines);
  const batch = new EventBatch();
  account.read(scan.rest(), reader, batch);
  account.take(batch);
  scan.close();
  return { ...account.result(reader, framer.tailBytes), scanned };
}

/** Both lanes say the same. Returns how many rows there are, and how many of them the reader made and not the scanner. */
export async function expectSame(
  input: LaneInput,
  chunkBytes: number,
): Promise<{ rows: number; left: number }> {
  const { scanned, ...fast } = await fastLane(input, chunkBytes);
  const library = libraryLane(input);
  // Line by line first: a difference is then one line long.
  const length = Math.max(fast.rows.length, library.rows.length);
  for (let row = 0; row < length; row++) expect(fast.rows[row]).toBe(library.rows[row]);
  expect(fast).toEqual(library);
  return { rows: library.rows.length, left: library.rows.length - scanned };
}
