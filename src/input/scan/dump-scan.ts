import type { DumpPlan } from '../../model/scan-plan.ts';
import type { RecordBlock } from '../framer.ts';
import { LF, OPEN_OBJECT } from '../json-bytes.ts';
import { HISTORY, type JsonPlace } from '../json-cursor.ts';
import type { JsonObjectFramer } from '../json-object.ts';
import { JsonValueScan } from '../json-value-scan.ts';
import { DUMP_KIND, STOP_LEFT } from './dump-layout.ts';
import { writeDumpFate, writeDumpRule } from './dump-table.ts';
import * as L from './layout.ts';
import { leftOnly, type RecordScan, type ScannedRecords } from './record-scan.ts';
import type { ScanPool } from './scan-pool.ts';
import { type ScanSlot, TEXT_BYTES } from './scan-slot.ts';

const WORD_BYTES = 8;
/** Zeros behind the text: no scan of JSON goes on over them, so none goes beyond the text. */
const ZEROS = 64;
const ROOM = TEXT_BYTES - WORD_BYTES - ZEROS;
/** An element that is longer is not waited for: the framer gets it in pieces as they come. */
const LONGEST_ELEMENT = 1 << 13;
/** When so many elements were left one after another, the next are left together: twice as many each time, to this. */
const LEFT_IN_A_ROW = 8;
const MOST_LEFT = 256;
/** Bytes that the framer gets to read one element, or many. */
const FEW_BYTES = 1 << 12;
const MANY_BYTES = 1 << 16;

/**
 * One JSON document through the scanner. The framer of the library lane judges its structure: it reads up to the
 * first element of an array that the plan knows, from there on the scanner takes elements, and the framer reads on
 * wherever something else stands than a plain one.
 */
export class DumpScan implements RecordScan {
  readonly skipReason: string;
  private readonly pool: ScanPool;
  private readonly slot: ScanSlot;
  private readonly plan: DumpPlan;
  private readonly framer: JsonObjectFramer;
  private readonly rules: readonly DataView<SharedArrayBuffer>[];
  private chunk: Uint8Array = new Uint8Array(0);
  private taken = 0;
  /** Addresses of the first byte that is still there, and behind the last. */
  private start: number;
  private limit: number;
  /** Offset of the line end before the cursor; -1 on the first line. */
  private lineEnd = -1;
  /** The framer reads, not the scanner; and how many records it still is to read. */
  private isFraming: boolean = true;
  private toFrame = 1;
  /** The element at the cursor is not all there. */
  private isWaiting: boolean = false;
  private leftInARow = 0;

  /** @param framer - a new one */
  constructor(pool: ScanPool, plan: DumpPlan, framer: JsonObjectFramer) {
    const slot = pool.take(null, true) as ScanSlot;
    slot.reset();
    this.pool = pool;
    this.slot = slot;
    this.plan = plan;
    this.framer = framer;
    this.skipReason = plan.skipReason;
    const rules = slot.get(L.RULES);
    // Number 0 stands for elements whose type says their rule.
    this.rules = [{}, ...plan.dumpRules].map(
      (_, at) => new DataView(slot.memory.buffer, rules + at * L.RULE_BYTES, L.RULE_BYTES),
    );
    for (const [at, rule] of plan.dumpRules.entries()) writeDumpRule(this.ruleAt(at), rule);
    slot.set(L.TYPE_FIELD, plan.typeField);
    slot.set(L.SOURCE, plan.source);
    this.start = slot.text;
    this.limit = slot.text;
    slot.setDouble(L.LINE, 1);
    this.setText(slot.text, slot.text, 0);
  }

  push(chunk: Uint8Array): void {
    this.chunk = chunk;
    this.taken = 0;
  }

  end(): void {}

  async next(): Promise<ScannedRecords | null> {
    const { slot } = this;
    for (;;) {
      if (!this.isWaiting && slot.get(L.CURSOR) < this.limit) {
        if (this.isFraming) {
          const block = this.frame();
          if (block.records.length > 0) return leftOnly(block);
        } else {
          const scanned = this.scan();
          if (scanned.batch.length > 0 || scanned.skipped > 0) return scanned;
        }
      } else if (this.taken < this.chunk.length) this.load();
      else return null;
    }
  }

  rest(): RecordBlock {
    const { slot, framer } = this;
    if (!this.isFraming) {
      const at = slot.get(L.CURSOR);
      this.handOver();
      // An element that is not all there, or nothing: no record yet.
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
    return this.rules[index + 1] as DataView<SharedArrayBuffer>;
  }

  /** Rows of the elements from here on, up to one that is left; who goes on behind them is settled. */
  private scan(): ScannedRecords {
    const { slot, plan } = this;
    const { batch, memory } = slot;
    const line = slot.getDouble(L.LINE);
    slot.set(L.ROWS, 0);
    slot.set(L.UNKNOWN_TYPES, 0);
    const reason = memory.scanDump('elements', slot.address, plan.vocabulary, plan.words);
    batch.length = slot.rows;
    const { unknownTypes: skipped } = slot;
    const at = slot.get(L.CURSOR);
    if (slot.getDouble(L.LINE) > line) this.lineEnd = this.offsetOf(memory.view.lastIndexOf(LF, at - 1));
    if (reason === STOP_LEFT) this.leave(at, batch.length + skipped === 0);
    return {
      batch,
      skipped,
      isWhole: true,
      stretches: () => [{ rows: batch.length, left: null }],
      rawOf: (row) => slot.rawOf(row),
    };
  }

  /** What stands here is the framer's, when it is all there. `isIdle`: the scanner took nothing before it. */
  private leave(at: number, isIdle: boolean): void {
    this.isWaiting = this.limit - at < LONGEST_ELEMENT && this.isCut(at);
    if (this.isWaiting) return;
    this.leftInARow = isIdle ? this.leftInARow + 1 : 0;
    this.toFrame = Math.min(MOST_LEFT, 2 ** Math.max(0, this.leftInARow - LEFT_IN_A_ROW));
    this.handOver();
    this.isFraming = true;
  }

  /** Whether an element begins here that goes on behind the text, as far as its brackets tell. */
  private isCut(at: number): boolean {
    const { view } = this.slot.memory;
    if (view[at] !== OPEN_OBJECT) return false;
    const value = new JsonValueScan();
    value.reset(at);
    return value.run(view, this.limit, at) === 'more';
  }

  /** The framer is to read on where the scanner stands. */
  private handOver(): void {
    const { slot, lineEnd } = this;
    const at = slot.get(L.CURSOR);
    const place: JsonPlace = { byte: this.offsetOf(at), line: slot.getDouble(L.LINE), lineEnd };
    this.framer.moveTo(place, slot.memory.view.subarray(Math.max(this.start, at - HISTORY), at));
  }

  /** Lets the framer read some of the text. */
  private frame(): RecordBlock {
    const { slot, framer, plan } = this;
    const from = slot.get(L.CURSOR);
    const to = Math.min(this.limit, from + (this.toFrame === 1 ? FEW_BYTES : MANY_BYTES));
    const block = framer.pushSome(
      slot.memory.view.subarray(from, to),
      Math.max(1, this.toFrame),
      (key) => plan.ruleOf(key) !== null,
    );
    this.toFrame -= block.records.length;
    const { unread, arrayKey } = framer;
    slot.set(L.CURSOR, to - Math.max(0, unread));
    if (unread < 0 || arrayKey === null) return block;
    this.isFraming = false;
    const { line, lineEnd } = framer.place;
    slot.setDouble(L.LINE, line);
    this.lineEnd = lineEnd;
    this.rules[0]?.setInt32(DUMP_KIND, (plan.ruleOf(arrayKey) ?? -1) + 1, true);
    return block;
  }

  /** Fills the room for text: what is left of it with some history first, then more of the chunk. */
  private load(): void {
    const { slot, chunk, taken } = this;
    const bytes = slot.memory.view;
    const at = slot.get(L.CURSOR);
    const from = Math.max(this.start, at - HISTORY);
    const kept = this.limit - from;
    const offset = this.offsetOf(from);
    // Copying into shared memory goes word by word only when both places lie alike on their words, else byte by byte.
    const start = slot.text + ((chunk.byteOffset + taken - slot.text - kept) & (WORD_BYTES - 1));
    bytes.copyWithin(start, from, this.limit);
    const more = Math.min(chunk.length - taken, ROOM - kept);
    bytes.set(chunk.subarray(taken, taken + more), start + kept);
    this.taken += more;
    this.start = start;
    this.limit = start + kept + more;
    this.isWaiting = false;
    bytes.fill(0, this.limit, this.limit + ZEROS);
    this.setText(start, start + at - from, offset);
  }

  private setText(start: number, cursor: number, offset: number): void {
    const { slot } = this;
    slot.set(L.BLOCK, start);
    slot.setDouble(L.BLOCK_OFFSET, offset);
    slot.set(L.CURSOR, cursor);
    slot.set(L.END, this.limit);
  }

  private offsetOf(address: number): number {
    return this.slot.getDouble(L.BLOCK_OFFSET) + address - this.slot.get(L.BLOCK);
  }
}
