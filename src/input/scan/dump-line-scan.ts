import type { DumpPlan } from '../../model/scan-plan.ts';
import type { RecordBlock } from '../framer.ts';
import type { LineFramer } from '../line-framer.ts';
import { DUMP_COLUMN_COUNT, DUMP_COLUMNS, DUMP_DELIMITER, STOP_LEFT } from './dump-layout.ts';
import { writeDumpFate, writeDumpRule } from './dump-table.ts';
import * as L from './layout.ts';
import { leftOnly, type RecordScan, type ScannedRecords } from './record-scan.ts';
import type { ScanPool } from './scan-pool.ts';
import { type ScanSlot, TEXT_BYTES } from './scan-slot.ts';

const LF = 10;
const WORD_BYTES = 8;
const ROOM = TEXT_BYTES - WORD_BYTES;
/** A line that is longer goes to the framer in pieces as they come. */
const LONGEST_LINE = 1 << 14;
/** When so many lines were left one after another, the next are left together: twice as many each time, to this. */
const LEFT_IN_A_ROW = 8;
const MOST_LEFT = 256;

/** A dump of lines through the scanner; lines that it leaves go to the framer of the library lane, which reads on. */
export class DumpLineScan implements RecordScan {
  readonly skipReason: string;
  private readonly pool: ScanPool;
  private readonly slot: ScanSlot;
  private readonly plan: DumpPlan;
  private readonly framer: LineFramer;
  private readonly rules: readonly DataView<SharedArrayBuffer>[];
  private chunk: Uint8Array = new Uint8Array(0);
  private taken = 0;
  /** Address behind the bytes that are there; those behind the last line end wait for the rest of their line. */
  private limit: number;
  /** The framer reads, not the scanner; and how many lines it gets at once. */
  private isFraming: boolean = false;
  private toFrame = 1;
  private leftInARow = 0;

  /**
   * @param framer - a new one
   * @param delimiterByte - between cells
   */
  constructor(pool: ScanPool, plan: DumpPlan, framer: LineFramer, delimiterByte: number) {
    const slot = pool.take(null, true) as ScanSlot;
    slot.reset();
    this.pool = pool;
    this.slot = slot;
    this.plan = plan;
    this.framer = framer;
    this.skipReason = plan.skipReason;
    const rules = slot.get(L.RULES);
    const [head, ...own] = [{}, ...plan.dumpRules].map(
      (_, at) => new DataView(slot.memory.buffer, rules + at * L.RULE_BYTES, L.RULE_BYTES),
    );
    this.rules = own;
    for (const [at, rule] of plan.dumpRules.entries()) writeDumpRule(this.ruleAt(at), rule);
    const columns = plan.cells?.columns ?? [];
    head?.setUint32(DUMP_DELIMITER, delimiterByte, true);
    head?.setUint32(DUMP_COLUMN_COUNT, columns.length, true);
    for (const [at, code] of columns.entries()) head?.setInt32(DUMP_COLUMNS + 4 * at, code, true);
    slot.set(L.SOURCE, plan.source);
    slot.setDouble(L.LINE, framer.nextLine);
    this.limit = slot.text;
    this.setText(slot.text, 0);
  }

  push(chunk: Uint8Array): void {
    this.chunk = chunk;
    this.taken = 0;
  }

  end(): void {}

  async next(): Promise<ScannedRecords | null> {
    const { slot } = this;
    for (;;) {
      const at = slot.get(L.CURSOR);
      if (this.isFraming && at < this.limit) {
        const block = this.frame();
        if (block.records.length > 0) return leftOnly(block);
      } else if (!this.isFraming && at < slot.get(L.END)) {
        const scanned = this.scan();
        if (scanned.batch.length > 0 || scanned.skipped > 0) return scanned;
      } else if (this.taken < this.chunk.length) this.load();
      else return null;
    }
  }

  rest(): RecordBlock {
    const { slot, framer } = this;
    if (!this.isFraming) {
      const at = slot.get(L.CURSOR);
      framer.moveTo(slot.getDouble(L.LINE), this.offsetOf(at));
      framer.push(slot.memory.view.subarray(at, this.limit));
    }
    return framer.end();
  }

  learn(): void {
    for (const [at, fate] of this.plan.fates().entries()) writeDumpFate(this.ruleAt(at), fate);
  }

  close(): void {
    this.pool.giveBack(this.slot);
  }

  private ruleAt(index: number): DataView<SharedArrayBuffer> {
    return this.rules[index] as DataView<SharedArrayBuffer>;
  }

  private scan(): ScannedRecords {
    const { slot, plan } = this;
    const { batch, memory } = slot;
    slot.set(L.ROWS, 0);
    slot.set(L.UNKNOWN_TYPES, 0);
    const reason = memory.scanDump('lines', slot.address, plan.vocabulary, plan.words);
    batch.length = slot.rows;
    const { unknownTypes: skipped } = slot;
    if (reason === STOP_LEFT) {
      this.leftInARow = batch.length + skipped === 0 ? this.leftInARow + 1 : 0;
      this.startFraming();
    }
    return {
      batch,
      skipped,
      isWhole: true,
      stretches: () => [{ rows: batch.length, left: null }],
      rawOf: (row) => slot.rawOf(row),
    };
  }

  /** The framer is to read on where the scanner stands. */
  private startFraming(): void {
    const { slot } = this;
    this.toFrame = Math.min(MOST_LEFT, 2 ** Math.max(0, this.leftInARow - LEFT_IN_A_ROW));
    this.isFraming = true;
    this.framer.moveTo(slot.getDouble(L.LINE), this.offsetOf(slot.get(L.CURSOR)));
  }

  /** Gives the framer the next lines, or what is there of one; the scanner goes on when no record is left open. */
  private frame(): RecordBlock {
    const { slot, framer } = this;
    const bytes = slot.memory.view.subarray(slot.get(L.CURSOR), this.limit);
    let length = 0;
    for (let lines = 0; lines < this.toFrame && length < bytes.length; lines++) {
      const end = bytes.indexOf(LF, length);
      if (end < 0 && length > 0) break;
      length = end < 0 ? bytes.length : end + 1;
    }
    const block = framer.push(bytes.subarray(0, length));
    slot.set(L.CURSOR, slot.get(L.CURSOR) + length);
    if (!framer.isInRecord) {
      this.isFraming = false;
      slot.setDouble(L.LINE, framer.nextLine);
    }
    return block;
  }

  /** Fills the room for text: what is left of the last line first, then more of the chunk. */
  private load(): void {
    const { slot, chunk, taken } = this;
    const bytes = slot.memory.view;
    const from = slot.get(L.CURSOR);
    const kept = this.limit - from;
    const offset = this.offsetOf(from);
    // Copying into shared memory goes word by word only when both places lie alike on their words, else byte by byte.
    const start = slot.text + ((chunk.byteOffset + taken - slot.text - kept) & (WORD_BYTES - 1));
    bytes.copyWithin(start, from, this.limit);
    const more = Math.min(chunk.length - taken, ROOM - kept);
    bytes.set(chunk.subarray(taken, taken + more), start + kept);
    this.taken += more;
    this.limit = start + kept + more;
    this.setText(start, offset);
    if (!this.isFraming && slot.get(L.END) === start && kept + more >= LONGEST_LINE) this.startFraming();
  }

  private setText(start: number, offset: number): void {
    const { slot } = this;
    slot.set(L.BLOCK, start);
    slot.setDouble(L.BLOCK_OFFSET, offset);
    slot.set(L.CURSOR, start);
    slot.set(L.END, start + slot.memory.view.subarray(start, this.limit).lastIndexOf(LF) + 1);
  }

  private offsetOf(address: number): number {
    return this.slot.getDouble(L.BLOCK_OFFSET) + address - this.slot.get(L.BLOCK);
  }
}
