import type { DumpPlan } from '../../model/scan-plan.ts';
import { writeDumpFate, writeDumpRule } from './dump-table.ts';
import * as L from './layout.ts';
import type { ScannedRecords } from './record-scan.ts';
import type { ScanPool } from './scan-pool.ts';
import { type ScanSlot, TEXT_BYTES } from './scan-slot.ts';

const WORD_BYTES = 8;
/** When so many elements were left one after another, the next are left together: twice as many each time, to this. */
const LEFT_IN_A_ROW = 8;
const MOST_LEFT = 256;

/** The text of a dump as it goes through a slot, and the rules by which the scanner takes its elements. */
export abstract class DumpText {
  readonly skipReason: string;
  protected readonly slot: ScanSlot;
  protected readonly plan: DumpPlan;
  /** In the place of rule 0, which is none: what is said of the dump as a whole. */
  protected readonly head: DataView<SharedArrayBuffer>;
  /** Address behind the bytes that are there. */
  protected limit: number;
  /** How many elements or lines the framer is to read. */
  protected toFrame = 1;
  private readonly pool: ScanPool;
  private readonly rules: readonly DataView<SharedArrayBuffer>[];
  private readonly room: number;
  private chunk: Uint8Array = new Uint8Array(0);
  private taken = 0;
  private leftInARow = 0;

  /** @param spare - bytes behind the text that it may not reach */
  constructor(pool: ScanPool, plan: DumpPlan, spare: number) {
    const slot = pool.take(null, true) as ScanSlot;
    slot.reset();
    this.pool = pool;
    this.slot = slot;
    this.plan = plan;
    this.skipReason = plan.skipReason;
    this.room = TEXT_BYTES - WORD_BYTES - spare;
    this.limit = slot.text;
    const rules = slot.get(L.RULES);
    const ruleAt = (at: number) => new DataView(slot.memory.buffer, rules + at * L.RULE_BYTES, L.RULE_BYTES);
    this.head = ruleAt(0);
    this.rules = plan.dumpRules.map((rule, at) => {
      const own = ruleAt(at + 1);
      writeDumpRule(own, rule);
      return own;
    });
    slot.set(L.SOURCE, plan.source);
  }

  push(chunk: Uint8Array): void {
    this.chunk = chunk;
    this.taken = 0;
  }

  end(): void {}

  learn(): void {
    const fates = this.plan.fates();
    for (const [at, rule] of this.rules.entries()) writeDumpFate(rule, fates[at] as (typeof fates)[number]);
  }

  close(): void {
    this.pool.giveBack(this.slot);
  }

  /** Whether there are bytes that are not in the slot. */
  protected get hasMore(): boolean {
    return this.taken < this.chunk.length;
  }

  /** Scans from the cursor on: what it stopped at, and the rows. */
  protected scanFromCursor(what: 'elements' | 'lines'): {
    readonly reason: number;
    readonly records: ScannedRecords;
  } {
    const { slot, plan } = this;
    const { batch } = slot;
    slot.set(L.ROWS, 0);
    slot.set(L.UNKNOWN_TYPES, 0);
    const reason = slot.memory.scanDump(what, slot.address, plan.vocabulary, plan.words);
    batch.length = slot.rows;
    const records = {
      batch,
      skipped: slot.unknownTypes,
      isWhole: true,
      stretches: () => [{ rows: batch.length, left: null }],
      rawOf: (row: number) => slot.rawOf(row),
    };
    return { reason, records };
  }

  /** How many the framer is to read now that the scanner left something; `isIdle`: it took nothing before it. */
  protected countLeft(isIdle: boolean): void {
    this.leftInARow = isIdle ? this.leftInARow + 1 : 0;
    this.toFrame = Math.min(MOST_LEFT, 2 ** Math.max(0, this.leftInARow - LEFT_IN_A_ROW));
  }

  /**
   * Fills the room for text: what there is from this address on first, then more of the chunk; the cursor stays where
   * it is in the text.
   *
   * @returns the new address of what was at `from`
   */
  protected refill(from: number): number {
    const { slot, chunk, taken } = this;
    const bytes = slot.memory.view;
    const kept = this.limit - from;
    const offset = this.offsetOf(from);
    const cursor = slot.get(L.CURSOR) - from;
    // Copying into shared memory goes word by word only when both places lie alike on their words, else byte by byte.
    const start = slot.text + ((chunk.byteOffset + taken - slot.text - kept) & (WORD_BYTES - 1));
    bytes.copyWithin(start, from, this.limit);
    const more = Math.min(chunk.length - taken, this.room - kept);
    bytes.set(chunk.subarray(taken, taken + more), start + kept);
    this.taken += more;
    this.limit = start + kept + more;
    this.setText(start, start + cursor, offset);
    return start;
  }

  /** The text begins at an address, which is this offset of the input. */
  protected setText(start: number, cursor: number, offset: number): void {
    const { slot } = this;
    slot.set(L.BLOCK, start);
    slot.setDouble(L.BLOCK_OFFSET, offset);
    slot.set(L.CURSOR, cursor);
    slot.set(L.END, this.limit);
  }

  protected offsetOf(address: number): number {
    return this.slot.getDouble(L.BLOCK_OFFSET) + address - this.slot.get(L.BLOCK);
  }
}
