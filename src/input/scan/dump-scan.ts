import type { DumpPlan } from '../../model/scan-plan.ts';
import type { RecordBlock } from '../framer.ts';
import { LF, OPEN_OBJECT } from '../json-bytes.ts';
import { HISTORY, type JsonPlace } from '../json-cursor.ts';
import type { JsonObjectFramer } from '../json-object.ts';
import { JsonValueScan } from '../json-value-scan.ts';
import { DUMP_KIND, STOP_LEFT } from './dump-layout.ts';
import { DumpText } from './dump-text.ts';
import * as L from './layout.ts';
import { leftOnly, type RecordScan, type ScannedRecords } from './record-scan.ts';
import type { ScanPool } from './scan-pool.ts';

/** Zeros behind the text: no scan of JSON goes on over them, so none goes beyond the text. */
const ZEROS = 64;
/** An element that is longer is not waited for: the framer gets it in pieces as they come. */
const LONGEST_ELEMENT = 1 << 13;
/** Bytes that the framer gets to read one element, or many. */
const FEW_BYTES = 1 << 12;
const MANY_BYTES = 1 << 16;

/**
 * One JSON document through the scanner. The framer of the library lane judges its structure: it reads up to the
 * first element of an array that the plan knows, from there on the scanner takes elements, and the framer reads on
 * wherever something else stands than a plain one.
 */
export class DumpScan extends DumpText implements RecordScan {
  private readonly framer: JsonObjectFramer;
  /** Address of the first byte that is still there. */
  private start: number;
  /** Offset of the line end before the cursor; -1 on the first line. */
  private lineEnd = -1;
  /** The framer reads, not the scanner. */
  private isFraming: boolean = true;
  /** The element at the cursor is not all there. */
  private isWaiting: boolean = false;

  /** @param framer - a new one */
  constructor(pool: ScanPool, plan: DumpPlan, framer: JsonObjectFramer) {
    super(pool, plan, ZEROS);
    const { slot } = this;
    this.framer = framer;
    slot.set(L.TYPE_FIELD, plan.typeField);
    this.start = slot.text;
    slot.setDouble(L.LINE, 1);
    this.setText(slot.text, slot.text, 0);
  }

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
      } else if (this.hasMore) this.load();
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

  /** Rows of the elements from here on, up to one that is left; who goes on behind them is settled. */
  private scan(): ScannedRecords {
    const { slot } = this;
    const line = slot.getDouble(L.LINE);
    const { reason, records } = this.scanFromCursor('elements');
    const at = slot.get(L.CURSOR);
    if (slot.getDouble(L.LINE) > line) {
      this.lineEnd = this.offsetOf(slot.memory.view.lastIndexOf(LF, at - 1));
    }
    if (reason === STOP_LEFT) this.leave(at, records.batch.length + records.skipped === 0);
    return records;
  }

  /** What stands here is the framer's, when it is all there. `isIdle`: the scanner took nothing before it. */
  private leave(at: number, isIdle: boolean): void {
    this.isWaiting = this.limit - at < LONGEST_ELEMENT && this.isCut(at);
    if (this.isWaiting) return;
    this.countLeft(isIdle);
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
    this.head.setInt32(DUMP_KIND, (plan.ruleOf(arrayKey) ?? -1) + 1, true);
    return block;
  }

  /** Fills the room for text, with some history before the cursor. */
  private load(): void {
    this.start = this.refill(Math.max(this.start, this.slot.get(L.CURSOR) - HISTORY));
    this.isWaiting = false;
    this.slot.memory.view.fill(0, this.limit, this.limit + ZEROS);
  }
}
