import { expect } from 'vitest';
import { ndjson } from '../../src/formats/canonical-ndjson.ts';
import type { RecordBlock } from '../../src/input/framer.ts';
import { JsonLineFramer } from '../../src/input/json-lines.ts';
import { LineScan } from '../../src/input/scan/line-scan.ts';
import { ScanMemory } from '../../src/input/scan/scan-memory.ts';
import { Dictionary, DimensionSets } from '../../src/model/dictionary.ts';
import { EventBatch } from '../../src/model/event-batch.ts';
import type { ReaderContext, ReaderFacts, RecordReader } from '../../src/model/format.ts';

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

export interface LaneOptions {
  readonly timezone?: string;
  readonly startMs?: number | null;
  readonly offsetMs?: number;
}

/** The fast lane of a whole test file: one table, so that later inputs find the ids of earlier ones. */
const memory = await memoryOfScanner();
const scannedDictionary = new Dictionary();
scannedDictionary.useTable(memory);
const scannedDims = new DimensionSets();

async function memoryOfScanner(): Promise<ScanMemory> {
  const created = await ScanMemory.create();
  if (created === null) throw new Error('these tests need 4 GiB of address space');
  return created;
}

class Account {
  readonly rows: string[] = [];
  readonly used: string[] = [];
  readonly bad: string[] = [];
  readonly notes = new Set<string>();
  skipped = 0;
  readonly context: ReaderContext;

  constructor(dictionary: Dictionary, dims: DimensionSets, options: LaneOptions) {
    this.context = {
      source: 3,
      name: 'log',
      dictionary,
      dims,
      defaultStream: dictionary.id('log-stream'),
      timezone: options.timezone ?? 'UTC',
      startMs: options.startMs ?? null,
      offsetMs: options.offsetMs ?? 0,
      fields: null,
      note: (code, text) => this.notes.add(`${code}: ${text}`),
    };
  }

  /** Reads records as `RecordFeed` does. */
  read(block: RecordBlock, reader: RecordReader, batch: EventBatch): void {
    for (const record of block.records) {
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
      expect(batch.length - before).toBe(fate.fate === 'used' ? 1 : 0);
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
}

/** The bytes through the library lane alone. */
export function libraryLane({ head, body, options }: LaneInput): LaneResult {
  const account = new Account(new Dictionary(), new DimensionSets(), options);
  const framer = new JsonLineFramer();
  const batch = new EventBatch();
  const first = framer.push(head);
  const reader = ndjson.open(account.context, first.records);
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
export function fastLane(
  { head, body, options }: LaneInput,
  chunkBytes: number,
): LaneResult & { readonly scanned: number } {
  const account = new Account(scannedDictionary, scannedDims, options);
  const framer = new JsonLineFramer();
  const first = new JsonLineFramer().push(head).records;
  const reader = ndjson.open(account.context, first);
  const plan = reader.scanPlan?.();
  if (plan === undefined) throw new Error('no scan plan');
  const scan = new LineScan(memory, plan, framer);
  let scanned = 0;
  const handOn = () => {
    account.take(scan.batch);
    scan.renew();
  };
  const left = (block: RecordBlock) => {
    const from = scan.batch.length;
    account.read(block, reader, scan.batch);
    scan.learn(from);
  };
  const all = Buffer.concat([head, body]);
  for (let from = 0; from < all.length; from += chunkBytes) {
    scan.push(all.subarray(from, from + chunkBytes));
    for (;;) {
      const before = scan.batch.length;
      const step = scan.next();
      for (let row = before; row < scan.batch.length; row++) {
        const raw = scan.rawOf(row);
        const shown = Buffer.from(raw).toString('latin1', 0, 4096);
        account.used.push(`${scan.batch.line[row]} ${scan.batch.byte[row]} ${raw.length} ${shown}`);
      }
      scanned += scan.batch.length - before;
      account.skipped += scan.unknownTypes;
      scan.unknownTypes = 0;
      if (step === null) break;
      if (step !== 'rows') left(step);
      if (scan.isFull) handOn();
    }
    // Batches are handed on in the middle as well, as they are after every chunk of a file.
    if (chunkBytes > 64) handOn();
  }
  left(scan.end());
  handOn();
  scan.close();
  return { ...account.result(reader, framer.tailBytes), scanned };
}

/** Both lanes say the same. Returns how many rows there are, and how many of them the reader made and not the scanner. */
export function expectSame(input: LaneInput, chunkBytes: number): { rows: number; left: number } {
  const { scanned, ...fast } = fastLane(input, chunkBytes);
  const library = libraryLane(input);
  // Line by line first: a difference is then one line long.
  const length = Math.max(fast.rows.length, library.rows.length);
  for (let row = 0; row < length; row++) expect(fast.rows[row]).toBe(library.rows[row]);
  expect(fast).toEqual(library);
  return { rows: library.rows.length, left: library.rows.length - scanned };
}
