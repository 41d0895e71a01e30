import type { EventBatch } from '../../model/event-batch.ts';
import type { ScanPlan } from '../../model/scan-plan.ts';
import type { RecordBlock } from '../framer.ts';
import { firstLines } from '../line-ends.ts';
import type { LineFramer } from '../line-framer.ts';
import { leftOnly, type RecordScan, type ScannedRecords } from './record-scan.ts';
import type { ScanPool } from './scan-pool.ts';
import { BLOCK_BYTES, LONGEST_LINE, type OpenGate, type ScanSlot } from './scan-slot.ts';

const LF = 10;
const QUOTE = 34;
/** The first blocks of an input are small: what its reader makes of them is news for the scanner. */
const FIRST_BLOCK_BYTES = 1 << 11;
/** Tracks that the scanner can be told about. */
const MAX_GATES = 512;
const NO_BYTES = new Uint8Array(0);

/**
 * One input of NDJSON or of rows of cells through the scanner: cut into blocks of whole lines, which any thread may
 * scan, and handed on in the order of the input. What the scanner will not judge comes as records of the library lane's
 * framer.
 */
export class LineScan implements RecordScan {
  readonly skipReason = 'unknown_type';
  private readonly pool: ScanPool;
  private readonly plan: ScanPlan;
  private readonly framer: LineFramer;
  private readonly queue: ScanSlot[] = [];
  /** Whose rows the caller has. */
  private handedOn: ScanSlot | null = null;
  private readonly gates: OpenGate[] = [];
  private readonly known = new Set<string>();
  private chunk: Uint8Array = NO_BYTES;
  private taken = 0;
  /** The beginning of a line whose end has not come. */
  private carry: Uint8Array = NO_BYTES;
  /** Offset in the input of the first byte that is in no block. */
  private offset = 0;
  /** Number of the first line that was not handed on. */
  private line: number;
  private blockBytes = FIRST_BLOCK_BYTES;
  /**
   * Who gets the next bytes: `framer`: the framer, which is inside a record that it gets in pieces (a long line, a row
   * of several lines); `framer next`: it, once all that is on its way is handed on.
   */
  private turn: 'scanner' | 'framer next' | 'framer' = 'scanner';
  /** Lines of the next of the pieces that the framer gets. */
  private linesAtOnce = 1;
  /** Records of the header that are still to come; 0 and less: none. */
  private headerRecords: number;
  /** Quotes in the block before may hide line ends: where it ends is known when it was read. */
  private isQuoted: boolean = false;
  private ended: boolean = false;

  /**
   * @param framer - a new one; it frames what the scanner leaves
   * @param headerRecords - records at the beginning that are left whatever they are
   */
  constructor(pool: ScanPool, plan: ScanPlan, framer: LineFramer, headerRecords: number) {
    this.pool = pool;
    this.plan = plan;
    this.framer = framer;
    this.line = framer.nextLine;
    this.headerRecords = headerRecords;
    // The first line may name the delimiter.
    if (headerRecords > 0 || framer.delimiterByte !== 0) this.turn = 'framer next';
  }

  /** Takes bytes; {@link next} must have given null for those before. */
  push(chunk: Uint8Array): void {
    this.chunk = chunk;
    this.taken = 0;
  }

  /** There are no more bytes to push: what is on its way comes from {@link next}, the rest from {@link rest}. */
  end(): void {
    this.ended = true;
  }

  /** The next lines, valid until it is called again; null when it wants more bytes or, at the end, has no more lines. */
  async next(): Promise<ScannedRecords | null> {
    if (this.handedOn !== null) this.pool.giveBack(this.handedOn);
    this.handedOn = null;
    for (;;) {
      while (this.turn === 'scanner' && this.taken < this.chunk.length && this.cut());
      const isWaiting = this.taken === this.chunk.length && !this.ended;
      if (isWaiting && this.queue.length < this.pool.ahead) return null;
      const slot = this.queue.shift();
      if (slot !== undefined) {
        await this.pool.finish(slot);
        this.handedOn = slot;
        return this.linesOf(slot);
      }
      if (this.taken === this.chunk.length) return null;
      const block = this.pushMore();
      if (block.records.length > 0) return leftOnly(block);
    }
  }

  /** Records that the end of the input completes; the framer says afterwards what was cut off. */
  rest(): RecordBlock {
    if (this.turn !== 'framer') this.framer.moveTo(this.line, this.offset);
    this.framer.push(this.carry);
    return this.framer.end();
  }

  /** Tells what the reader made of records that were left: rows of the batch from this one on. */
  learn(batch: EventBatch, from: number): void {
    for (let row = from; row < batch.length && this.gates.length < MAX_GATES; row++) {
      const needs = this.plan.needsOf(batch, row);
      if (needs === null) continue;
      const stream = batch.stream[row] as number;
      const text = batch.str(0, row);
      const pair = `${stream} ${text}`;
      if (this.known.has(pair)) continue;
      this.known.add(pair);
      this.gates.push({ stream, text, needs });
    }
  }

  /** Gives back what it holds; no lines it gave may be used afterwards. */
  close(): void {
    for (const slot of this.queue) this.pool.drop(slot);
    if (this.handedOn !== null) this.pool.giveBack(this.handedOn);
    this.queue.length = 0;
    this.handedOn = null;
  }

  /** Makes a block of the next lines; false when there are no whole ones, or no place for them. */
  private cut(): boolean {
    const { chunk, taken, carry } = this;
    let bytes = chunk.subarray(taken, taken + this.blockBytes);
    let end = bytes.lastIndexOf(LF) + 1;
    if (end === 0) {
      bytes = chunk.subarray(taken, taken + LONGEST_LINE);
      end = bytes.indexOf(LF) + 1;
    }
    if (end === 0) {
      if (carry.length + bytes.length >= LONGEST_LINE) this.turn = 'framer next';
      else {
        this.carry = Buffer.concat([carry, bytes]);
        this.taken = chunk.length;
      }
      return false;
    }
    if (this.queue.length >= this.pool.ahead || (this.isQuoted && this.queue.length > 0)) return false;
    const slot = this.pool.take(this.plan, this.queue.length === 0);
    if (slot === null) return false;
    slot.prepare(this.plan, this.gates, this.framer.delimiterByte);
    slot.fill(carry, bytes.subarray(0, end), this.offset);
    this.isQuoted = this.framer.delimiterByte !== 0 && (carry.includes(QUOTE) || bytes.includes(QUOTE));
    this.offset += carry.length + end;
    this.carry = NO_BYTES;
    this.taken += end;
    this.blockBytes = Math.min(2 * this.blockBytes, BLOCK_BYTES);
    this.queue.push(slot);
    this.pool.submit(slot);
    return true;
  }

  private linesOf(slot: ScanSlot): ScannedRecords {
    slot.batch.length = slot.rows;
    if (slot.offsetless > 0) this.plan.countAssumedUtc(slot.offsetless);
    return {
      batch: slot.batch,
      skipped: slot.unknownTypes,
      isWhole: slot.leftCount === 0,
      stretches: () => this.stretchesOf(slot),
      rawOf: (row) => slot.rawOf(row),
    };
  }

  private *stretchesOf(
    slot: ScanSlot,
  ): Generator<{ readonly rows: number; readonly left: RecordBlock | null }> {
    const { framer } = this;
    let from = 0;
    // The scanner begins at 0 in every block, and does not count what it leaves.
    let scanned = 0;
    for (let at = 0; at < slot.leftCount; at++) {
      const { row, line, offset, bytes } = slot.left(at);
      slot.moveLines(from, row, this.line - scanned);
      framer.moveTo(this.line + line - scanned, offset);
      const left = framer.push(bytes);
      this.line = framer.nextLine;
      // A row that goes on in the next block, of which nothing is on its way then.
      if (framer.isInRecord) this.turn = 'framer';
      from = row;
      scanned = line;
      yield { rows: row, left };
    }
    slot.moveLines(from, slot.rows, this.line - scanned);
    this.line += slot.linesScanned - scanned;
    yield { rows: slot.rows, left: null };
  }

  /** Hands the framer the next lines of the chunk; nothing of what came before is on its way any more. */
  private pushMore(): RecordBlock {
    const { framer } = this;
    if (this.turn === 'framer next') framer.moveTo(this.line, this.offset);
    this.turn = 'framer';
    if (this.carry.length > 0) framer.push(this.carry);
    this.carry = NO_BYTES;
    const piece = firstLines(this.chunk.subarray(this.taken), this.linesAtOnce);
    this.taken += piece.length;
    const block = framer.push(piece);
    this.headerRecords -= block.records.length;
    // The framer looks at a row of several lines from its start again, so it gets twice as many each time.
    if (block.records.length > 0 || !framer.isInRecord) this.linesAtOnce = 1;
    else if (piece.at(-1) === LF) this.linesAtOnce *= 2;
    if (!framer.isInRecord && this.headerRecords <= 0) {
      this.turn = 'scanner';
      this.line = framer.nextLine;
      this.offset = framer.nextOffset;
    }
    return block;
  }
}
