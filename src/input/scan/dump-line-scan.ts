import type { DumpPlan } from '../../model/scan-plan.ts';
import type { RecordBlock } from '../framer.ts';
import type { LineFramer } from '../line-framer.ts';
import { DUMP_COLUMN_COUNT, DUMP_COLUMNS, DUMP_DELIMITER, STOP_LEFT } from './dump-layout.ts';
import { DumpText } from './dump-text.ts';
import * as L from './layout.ts';
import { leftOnly, type RecordScan, type ScannedRecords } from './record-scan.ts';
import type { ScanPool } from './scan-pool.ts';

const LF = 10;
/** A line that is longer goes to the framer in pieces as they come. */
const LONGEST_LINE = 1 << 14;
/** A dump of lines through the scanner; lines that it leaves go to the framer of the library lane, which reads on. */
export class DumpLineScan extends DumpText implements RecordScan {
  private readonly framer: LineFramer;
  /** The framer reads, not the scanner. */
  private isFraming: boolean = false;

  /**
   * @param framer - a new one
   * @param delimiterByte - between cells
   */
  constructor(pool: ScanPool, plan: DumpPlan, framer: LineFramer, delimiterByte: number) {
    super(pool, plan, 0);
    const { slot, head } = this;
    this.framer = framer;
    const columns = plan.cells?.columns ?? [];
    head.setUint32(DUMP_DELIMITER, delimiterByte, true);
    head.setUint32(DUMP_COLUMN_COUNT, columns.length, true);
    for (const [at, code] of columns.entries()) head.setInt32(DUMP_COLUMNS + 4 * at, code, true);
    slot.setDouble(L.LINE, framer.nextLine);
    this.setText(slot.text, slot.text, 0);
  }

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
      } else if (this.hasMore) this.load();
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

  private scan(): ScannedRecords {
    const { reason, records } = this.scanFromCursor('lines');
    if (reason === STOP_LEFT) {
      this.countLeft(records.batch.length + records.skipped === 0);
      this.startFraming();
    }
    return records;
  }

  /** The framer is to read on where the scanner stands. */
  private startFraming(): void {
    const { slot } = this;
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

  /** Fills the room for text; whole lines alone are the scanner's. */
  private load(): void {
    const { slot } = this;
    const start = this.refill(slot.get(L.CURSOR));
    const lines = slot.memory.view.subarray(start, this.limit).lastIndexOf(LF) + 1;
    slot.set(L.END, start + lines);
    if (!this.isFraming && lines === 0 && this.limit - start >= LONGEST_LINE) this.startFraming();
  }
}
