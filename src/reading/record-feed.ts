import type { RecordBlock } from '../input/framer.ts';
import type { RecordScan, ScannedRecords } from '../input/scan/record-scan.ts';
import { InputError } from '../model/errors.ts';
import { EventBatch } from '../model/event-batch.ts';
import type { ReaderFacts, RecordReader } from '../model/format.ts';
import { type RecordPlace, USED } from '../model/record.ts';
import { RawKeeper } from './raw-keeper.ts';
import { type Scanned, scanOf } from './scan-of.ts';
import { type Content, isContent } from './source-content.ts';
import { noFacts, type OpenSource } from './source-reader.ts';

/**
 * The rows of one input, in its own order: records through the format's reader, with every record's fate in the
 * ledger. Holds one block at a time.
 */
export class RecordFeed {
  readonly source: OpenSource;
  /** Raw bytes of rows still on their way, when rejects are written. */
  readonly raw: RawKeeper;
  private readonly goOn: () => boolean;
  private readonly heard: () => void;
  private lastLine = 0;
  private iterator: AsyncIterator<EventBatch> | null = null;
  /** Header records that are still to come. */
  private toSkip = 0;

  /**
   * @param goOn - asked between two blocks; false ends the reading where it is
   * @param heard - called before rows are given
   */
  constructor(source: OpenSource, goOn: () => boolean, heard: (feed: RecordFeed) => void = () => undefined) {
    this.source = source;
    this.goOn = goOn;
    this.heard = () => heard(this);
    this.raw = new RawKeeper(source.ledger.keepsRejects);
  }

  async next(): Promise<EventBatch | null> {
    this.iterator ??= this.batches();
    const next = await this.iterator.next();
    if (next.done === true) return null;
    const { line, length } = next.value;
    this.lastLine = line[length - 1] ?? 0;
    this.keepTime(next.value, 0);
    this.heard();
    return next.value;
  }

  /** Where the rows that were given last end, for messages. */
  get place(): string {
    const { name } = this.source.entry;
    return this.lastLine > 0 ? `${name}, line ${this.lastLine}` : name;
  }

  private async *batches(): AsyncGenerator<EventBatch> {
    const { source } = this;
    const { ledger } = source;
    const content = await source.content.take();
    if (!isContent(content)) {
      ledger.damage = content;
      return;
    }
    if (source.framing.kind === 'blob') yield* this.blobBatches(content);
    else yield* this.recordBatches(content, source.format.open(source.context, content.first));
    ledger.damage = content.input.damage;
    if (ledger.damage === null && content.records !== null) ledger.bytes = content.records.bytes;
    await source.content.close();
  }

  private async *recordBatches(content: Content, reader: RecordReader): AsyncGenerator<EventBatch> {
    const { ledger } = this.source;
    this.toSkip = reader.headerRecords ?? 0;
    // One batch serves all blocks: what replay keeps of it, it copies.
    const batch = new EventBatch();
    const scanned = await scanOf(this.source, content, reader);
    if (scanned !== null) yield* this.scannedBatches(content, reader, scanned, batch);
    else {
      for await (const block of content.blocks()) {
        batch.clear();
        this.readBlock(block, reader, batch);
        this.account(reader.facts);
        if (batch.length > 0) yield batch;
        if (!this.goOn()) break;
      }
    }
    batch.clear();
    reader.end(batch);
    ledger.events += batch.length;
    const end: RecordPlace = { line: 0, byte: ledger.bytes, bytes: 0 };
    if (reader.tailFate !== undefined) ledger.count(reader.tailFate, end, noBytes);
    const { records } = content;
    if (records !== null) {
      ledger.bytes = records.bytes;
      ledger.tailBytes += records.tailBytes;
      ledger.truncated ||= records.truncatedContainer || reader.facts.truncated;
    }
    this.account(reader.facts);
    if (batch.length > 0) yield batch;
  }

  /** Everything through the scanner; records that it leaves come to the reader at their place. */
  private async *scannedBatches(
    content: Content,
    reader: RecordReader,
    { scan, framer }: Scanned,
    batch: EventBatch,
  ): AsyncGenerator<EventBatch> {
    try {
      let goesOn = true;
      for await (const piece of content.pieces()) {
        scan.push(piece);
        for (let lines = await scan.next(); lines !== null; lines = await scan.next()) {
          yield this.readLines(lines, scan, reader, batch);
        }
        goesOn = this.goOn();
        if (!goesOn) break;
      }
      scan.end();
      for (let lines = await scan.next(); lines !== null; lines = await scan.next()) {
        yield this.readLines(lines, scan, reader, batch);
      }
      // Interrupted, also in a wait: what came of the next line is no record that was cut off.
      if (!goesOn || !this.goOn()) return;
      batch.clear();
      this.readBlock(scan.rest(), reader, batch);
      content.records?.end(framer);
      if (batch.length > 0) yield batch;
    } finally {
      scan.close();
    }
  }

  /** The rows of these lines: the scanner's own batch, or this one when the reader had to make some of them. */
  private readLines(
    lines: ScannedRecords,
    scan: RecordScan,
    reader: RecordReader,
    batch: EventBatch,
  ): EventBatch {
    const { ledger } = this.source;
    const scanned = lines.batch;
    ledger.countScanned(scanned.length, lines.skipped, scan.skipReason);
    batch.clear();
    let row = 0;
    for (const { rows, left } of lines.stretches()) {
      if (ledger.keepsRejects) this.keepRaw(lines, row, rows);
      if (!lines.isWhole) while (row < rows) batch.pushFrom(scanned, row++);
      if (left === null) continue;
      const from = batch.length;
      this.readBlock(left, reader, batch);
      scan.learn(batch, from);
    }
    this.account(reader.facts);
    return lines.isWhole ? scanned : batch;
  }

  private keepRaw(lines: ScannedRecords, from: number, to: number): void {
    for (let row = from; row < to; row++) {
      const raw = lines.rawOf(row);
      const [line, byte] = [lines.batch.line[row] as number, lines.batch.byte[row] as number];
      this.raw.keep({ line, byte, bytes: raw.length }, raw);
    }
  }

  private readBlock(block: RecordBlock, reader: RecordReader, batch: EventBatch): void {
    const { ledger } = this.source;
    const { records } = block;
    const cut = block.unterminated ? records.length - 1 : -1;
    let timed = 0;
    const keepTime = () => {
      this.keepTime(batch, timed);
      timed = batch.length;
    };
    for (let i = 0; i < records.length; i++) {
      const record = records[i] as (typeof records)[number];
      if (this.toSkip > 0) {
        this.toSkip -= 1;
        continue;
      }
      if (record.kind === 'bad') {
        if (i === cut) ledger.tailBytes += record.bytes;
        else {
          ledger.records += 1;
          keepTime();
          ledger.countBad(record.reason, record.detail, record.column, record, () => block.rawOf(record));
        }
        continue;
      }
      const before = batch.length;
      const fate = reader.read(record, batch);
      if (fate.fate === 'bad' && i === cut) {
        ledger.tailBytes += record.bytes;
        continue;
      }
      // Nearly all records are used: they need no way to their bytes.
      if (fate === USED) ledger.countUsed();
      else {
        keepTime();
        ledger.count(fate, record, () => block.rawOf(record));
      }
      if (batch.length === before) continue;
      ledger.events += batch.length - before;
      if (ledger.keepsRejects) this.raw.keep(record, block.rawOf(record));
    }
  }

  private async *blobBatches(content: Content): AsyncGenerator<EventBatch> {
    const { source } = this;
    const { ledger } = source;
    const { random } = content.input;
    if (source.format.readBlob === undefined || random === null) {
      throw new InputError(
        `${source.entry.name}: a media file can only be read from an uncompressed file on disk`,
      );
    }
    const facts = noFacts();
    for await (const { batch, records } of source.format.readBlob(random, source.context, facts)) {
      ledger.records += records;
      ledger.used += records;
      ledger.events += batch.length;
      this.account(facts);
      yield batch;
      if (!this.goOn()) break;
    }
    ledger.bytes = random.size;
    ledger.truncated ||= facts.truncated;
    this.account(facts);
  }

  /** Keeps the last time of these rows from `from` on: records that have none stand there. */
  private keepTime({ timeMs, length }: EventBatch, from: number): void {
    for (let row = length - 1; row >= from; row--) {
      const atMs = timeMs[row] as number;
      if (Number.isNaN(atMs)) continue;
      this.source.ledger.beforeMs = atMs;
      return;
    }
  }

  private account(facts: ReaderFacts): void {
    const { ledger } = this.source;
    ledger.clock = facts.clock;
    ledger.timeUnit = facts.timeUnit;
    ledger.assumedUtc = facts.assumedUtc;
  }
}

function noBytes(): Uint8Array {
  return new Uint8Array(0);
}
