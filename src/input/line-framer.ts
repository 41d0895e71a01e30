import type { BadReason, InputRecord } from '../model/record.ts';
import type { Framer, RecordBlock } from './framer.ts';
import { MAX_RECORD_BYTES } from './limits.ts';
import { PendingBytes } from './pending-bytes.ts';
import { TextBlock } from './text-block.ts';

const LF = 10;
const CR = 13;

/**
 * Cuts bytes into lines: LF ends a line, one CR before it is removed, a CR elsewhere is data, blank lines are skipped
 * (and counted as lines). Not `readline`: it splits at other characters too, and which ones depends on the version.
 */
export abstract class LineFramer implements Framer {
  tailBytes = 0;
  /** The byte between the cells of a line; 0: lines have no cells. */
  readonly delimiterByte: number = 0;
  readonly truncatedContainer = false;
  protected readonly pending = new PendingBytes();
  protected readonly block = new TextBlock();
  /** 1-based number of the line that is framed next. */
  protected line = 1;
  protected records: InputRecord[] = [];
  /** Whether a record shows by itself that it is whole, so that none that was cut off comes out as a record. */
  protected readonly showsCut: boolean = false;
  /** Bytes, so far, of a line that is too long to be kept; 0 when not in one. */
  private dropped = 0;
  private droppedFrom = 0;
  private droppedEndsInCr = false;

  /** 1-based number of the line that comes next. */
  get nextLine(): number {
    return this.line;
  }

  /** Offset in the input of the first byte that is not finished with. */
  get nextOffset(): number {
    return this.pending.nextOffset;
  }

  /** The bytes so far end inside a record that is not finished with, or inside one that is too long to be kept. */
  get isInRecord(): boolean {
    return this.dropped > 0 || this.pending.waiting > 0;
  }

  /** Goes to the start of a line, where somebody else read up to; what came of a line before is forgotten. */
  moveTo(line: number, offset: number): void {
    this.line = line;
    this.pending.moveTo(offset);
  }

  /** What becomes of one line `[from, to)` that is not blank. `unterminated`: the input ended instead of the line. */
  protected abstract take(from: number, to: number, unterminated: boolean): void;

  push(chunk: Uint8Array): RecordBlock {
    this.records = [];
    this.pending.append(chunk);
    const hasLineEnd = chunk.includes(LF);
    if (this.dropped > 0) this.drop(hasLineEnd);
    else if (hasLineEnd || this.pending.length > MAX_RECORD_BYTES) this.frameFrom(0, false);
    return this.finishBlock(false);
  }

  end(): RecordBlock {
    this.records = [];
    this.pending.append(new Uint8Array(0));
    const open = this.pending.length > 0;
    if (this.dropped > 0) this.rejectDropped();
    else if (open) this.frameFrom(0, true);
    return this.finishBlock(open && !this.showsCut);
  }

  /**
   * Frames what is complete in the block from this index on.
   *
   * @param final - the block is the end of the input
   * @returns the index up to which the block is finished with
   */
  protected frame(from: number, final: boolean): number {
    const length = this.block.text.length;
    let start = from;
    for (;;) {
      const end = this.block.find('\n', start);
      if (end === length && !final) return start;
      if (end > start) this.takeLine(start, end, end === length);
      this.line++;
      if (end >= length - 1) return length;
      start = end + 1;
    }
  }

  /** Index of the end of a line without its CR. */
  protected withoutCr(start: number, end: number): number {
    return end > start && this.pending.bytes[end - 1] === CR ? end - 1 : end;
  }

  protected isBlank(from: number, to: number): boolean {
    for (let at = from; at < to; at++) {
      const byte = this.pending.bytes[at] as number;
      if (byte !== 32 && byte !== 9 && byte !== CR) return false;
    }
    return true;
  }

  /** Adds a bad record. `column` is the 1-based byte in the line, 0 for no place. */
  protected reject(from: number, to: number, reason: BadReason, column: number, detail: string): void {
    const byte = this.pending.offset + from;
    this.records.push({ kind: 'bad', reason, column, detail, line: this.line, byte, bytes: to - from });
  }

  /** A line that {@link TextBlock.decode} refused: a bad record, but at the end of the input a cut tail. */
  protected rejectText(from: number, to: number, unterminated: boolean): void {
    const fault = this.block.fault(from, to);
    if (unterminated || fault === null) {
      this.tailBytes = to - from;
      return;
    }
    const detail =
      fault.reason === 'nul' ? 'expected text, found a NUL byte' : 'expected UTF-8, found other bytes';
    this.reject(from, to, fault.reason, fault.at - from + 1, detail);
  }

  protected takeLine(start: number, end: number, unterminated: boolean): void {
    const to = this.withoutCr(start, end);
    if (to - start > MAX_RECORD_BYTES) this.rejectLong(this.pending.offset + start, to - start);
    else if (!this.isBlank(start, to)) this.take(start, to, unterminated);
  }

  private frameFrom(from: number, final: boolean): void {
    const { pending, block } = this;
    block.load(pending.bytes.subarray(0, pending.length));
    const done = this.frame(from, final);
    pending.finish(done);
    // One byte more, because the last may be a CR that is no part of the line.
    if (!final && pending.length - done > MAX_RECORD_BYTES + 1) this.startDropping(done);
  }

  private startDropping(from: number): void {
    this.pending.keepHead(from);
    this.droppedFrom = this.pending.offset + from;
    this.countDropped(from, this.pending.length);
  }

  private drop(hasLineEnd: boolean): void {
    const { pending } = this;
    const end = hasLineEnd ? pending.bytes.subarray(0, pending.length).indexOf(LF) : pending.length;
    this.countDropped(0, end);
    if (!hasLineEnd) return;
    this.rejectDropped();
    this.line++;
    this.frameFrom(end + 1, false);
  }

  private countDropped(from: number, to: number): void {
    this.dropped += to - from;
    if (to > from) this.droppedEndsInCr = this.pending.bytes[to - 1] === CR;
    this.pending.finish(to);
  }

  private rejectDropped(): void {
    this.rejectLong(this.droppedFrom, this.dropped - Number(this.droppedEndsInCr));
    this.dropped = 0;
  }

  private rejectLong(byte: number, bytes: number): void {
    const detail = `expected at most ${MAX_RECORD_BYTES} bytes, found ${bytes}`;
    this.records.push({
      kind: 'bad',
      reason: 'line-too-long',
      column: 0,
      detail,
      line: this.line,
      byte,
      bytes,
    });
  }

  private finishBlock(unterminated: boolean): RecordBlock {
    const { records, pending } = this;
    return { records, unterminated, rawOf: (record) => pending.raw(record.byte, record.bytes) };
  }
}
