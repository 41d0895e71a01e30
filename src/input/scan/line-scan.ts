import type { EventBatch } from '../../model/event-batch.ts';
import type { ScanPlan } from '../../model/scan-plan.ts';
import type { RecordBlock } from '../framer.ts';
import type { JsonLineFramer } from '../json-lines.ts';
import * as L from './layout.ts';
import { ROWS_OF_BATCH, ScanContext } from './scan-context.ts';
import type { ScanMemory } from './scan-memory.ts';

const LF = 10;
const WORD_BYTES = 8;
/** Bytes that are scanned at once: what is framed together, and stays in the cache from the copy to the last look. */
const BLOCK_BYTES = 1 << 16;
/** A line of more bytes is left to the library lane, in pieces as they come. */
const LONGEST_LINE = 1 << 14;
/** When so many lines were left one after another, the next are left together: twice as many each time, to this. */
const LEFT_IN_A_ROW = 8;
const MOST_LEFT = 256;

/**
 * What came of the lines that were pushed: `rows` (perhaps none), a block of records that the scanner left (they belong
 * behind the rows that the batch has now), null when the pushed bytes are used up.
 */
export type ScanStep = 'rows' | RecordBlock | null;

/**
 * One input of NDJSON through the scanner. Rows appear in {@link batch}; what the scanner will not judge comes as
 * records of the library lane's framer, at its place among the rows.
 */
export class LineScan {
  /** Rows so far. Call {@link renew} when it was handed on. */
  batch: EventBatch;
  /** Records of a type that nobody knows, since this was set to 0: they made no row. */
  unknownTypes = 0;
  private readonly context: ScanContext;
  private readonly framer: JsonLineFramer;
  private chunk: Uint8Array = new Uint8Array(0);
  private taken = 0;
  /** Address behind the bytes that are there; those behind the last line end wait for the rest of their line. */
  private limit: number;
  /** The framer is inside a line that it gets in pieces. */
  private inLongLine: boolean = false;
  private leftInARow = 0;

  /** @param framer - a new one; it frames what the scanner leaves */
  constructor(memory: ScanMemory, plan: ScanPlan, framer: JsonLineFramer) {
    this.context = new ScanContext(memory, plan, LONGEST_LINE + BLOCK_BYTES + WORD_BYTES);
    this.batch = this.context.batch();
    this.framer = framer;
    this.limit = this.context.text;
    this.place(0);
  }

  /** Takes bytes; {@link next} must have given null for those before. They must stay as they are until it does. */
  push(chunk: Uint8Array): void {
    this.chunk = chunk;
    this.taken = 0;
  }

  next(): ScanStep {
    for (;;) {
      if (this.inLongLine) {
        const block = this.pushLongLine();
        if (block.records.length > 0) return block;
      } else if (this.context.get(L.CURSOR) < this.context.get(L.END)) {
        return this.scan();
      } else if (this.taken < this.chunk.length) this.load();
      if (this.taken === this.chunk.length && !this.hasLines()) return null;
    }
  }

  /** Records that the end of the input completes; the framer says afterwards what was cut off. */
  end(): RecordBlock {
    if (!this.inLongLine) {
      const { context } = this;
      const at = context.get(L.CURSOR);
      this.framer.moveTo(context.getDouble(L.LINE), this.offsetOf(at));
      this.framer.push(context.memory.view.subarray(at, this.limit));
    }
    return this.framer.end();
  }

  /**
   * Must be called when the records of a left block were read into the batch: what the reader learned from them is
   * told to the scanner.
   *
   * @param from - rows that the batch had before
   */
  learn(from: number): void {
    const { context, batch } = this;
    const { plan, memory } = context;
    context.writeClock(plan.clock());
    memory.use(context.address, plan);
    for (let row = from; row < batch.length; row++) {
      const needs = plan.needsOf(batch, row);
      if (needs === null) continue;
      const bits = needs.flags | (needs.timeColumns << L.GATE_COLUMNS_SHIFT);
      memory.exports.openGate(batch.stream[row] as number, batch.str(0, row), bits);
    }
  }

  /** The batch is full, or has grown out of the scanner's memory: it must be handed on and renewed. */
  get isFull(): boolean {
    return this.batch.length >= ROWS_OF_BATCH || this.batch.capacity !== ROWS_OF_BATCH;
  }

  /** Starts an empty batch. */
  renew(): void {
    if (this.batch.capacity !== ROWS_OF_BATCH) this.batch = this.context.batch();
    this.batch.clear();
  }

  /** Bytes of the record of a row that the last {@link next} made. */
  rawOf(row: number): Uint8Array {
    const { context } = this;
    const reference = context.get(L.REFERENCES) + row * L.REFERENCE_BYTES;
    const at = context.get(L.BLOCK) + (this.batch.byte[row] as number) - context.getDouble(L.BLOCK_OFFSET);
    const bytes = context.memory.view.readUInt32LE(reference + 12);
    return context.memory.view.subarray(at, at + bytes);
  }

  close(): void {
    this.context.close();
  }

  private hasLines(): boolean {
    return !this.inLongLine && this.context.get(L.CURSOR) < this.context.get(L.END);
  }

  /** The scanner's text starts anew at the beginning of its room, which is this offset of the input. */
  private place(offset: number): void {
    const { context } = this;
    context.setDouble(L.LINE, this.framer.nextLine);
    context.setDouble(L.BLOCK_OFFSET, offset);
    context.set(L.BLOCK, context.text);
    context.set(L.CURSOR, context.text);
    context.set(L.END, context.text);
    this.limit = context.text;
  }

  private offsetOf(address: number): number {
    return this.context.getDouble(L.BLOCK_OFFSET) + address - this.context.get(L.BLOCK);
  }

  private scan(): ScanStep {
    const { context, batch } = this;
    const { memory, plan } = context;
    const { exports } = memory;
    const before = batch.length;
    context.set(L.ROWS, before);
    context.set(L.RESOLVED, before);
    memory.use(context.address, plan);
    const reason = exports.scan(context.address);
    exports.resolve(context.address);
    batch.length = context.get(L.ROWS);
    this.unknownTypes += context.get(L.UNKNOWN_TYPES);
    context.set(L.UNKNOWN_TYPES, 0);
    const offsetless = context.get(L.OFFSETLESS);
    if (offsetless > 0) plan.countAssumedUtc(offsetless);
    context.set(L.OFFSETLESS, 0);
    if (reason !== L.STOP_LEFT) return 'rows';
    this.leftInARow = batch.length === before ? this.leftInARow + 1 : 0;
    return this.leave();
  }

  /** Lines that were left, through the library lane's framer. */
  private leave(): RecordBlock {
    const { context, framer } = this;
    const from = context.get(L.LEFT_FROM);
    const end = context.get(L.END);
    const bytes = context.memory.view;
    const together = Math.min(MOST_LEFT, 2 ** Math.max(0, this.leftInARow - LEFT_IN_A_ROW));
    let to = context.get(L.LEFT_TO);
    for (let lines = 1; lines < together && to < end; lines++) to = bytes.indexOf(LF, to) + 1;
    framer.moveTo(context.getDouble(L.LINE), this.offsetOf(from));
    const block = framer.push(bytes.subarray(from, to));
    context.set(L.CURSOR, to);
    context.setDouble(L.LINE, framer.nextLine);
    return block;
  }

  /** Fills the room for text: what is left of the last line first, then more of the chunk. */
  private load(): void {
    const { context } = this;
    const bytes = context.memory.view;
    const from = context.get(L.CURSOR);
    const rest = this.limit - from;
    const offset = this.offsetOf(from);
    // Copying into shared memory goes word by word only when both places lie alike on their words, else byte by byte.
    const start =
      context.text + ((this.chunk.byteOffset + this.taken - context.text - rest) & (WORD_BYTES - 1));
    bytes.copyWithin(start, from, this.limit);
    const more = Math.min(this.chunk.length - this.taken, LONGEST_LINE + BLOCK_BYTES - rest);
    bytes.set(this.chunk.subarray(this.taken, this.taken + more), start + rest);
    this.taken += more;
    this.limit = start + rest + more;
    const lines = bytes.subarray(start, this.limit).lastIndexOf(LF) + 1;
    context.setDouble(L.BLOCK_OFFSET, offset);
    context.set(L.BLOCK, start);
    context.set(L.CURSOR, start);
    context.set(L.END, start + lines);
    if (lines > 0 || rest + more <= LONGEST_LINE) return;
    this.framer.moveTo(context.getDouble(L.LINE), offset);
    this.framer.push(bytes.subarray(start, this.limit));
    this.inLongLine = true;
  }

  /** Hands the framer the chunk up to the end of its line. */
  private pushLongLine(): RecordBlock {
    const { framer, chunk, taken } = this;
    const end = chunk.indexOf(LF, taken);
    const to = end < 0 ? chunk.length : end + 1;
    const block = framer.push(chunk.subarray(taken, to));
    this.taken = to;
    if (end >= 0) {
      this.inLongLine = false;
      this.place(framer.nextOffset);
    }
    return block;
  }
}
