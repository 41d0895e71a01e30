import { type Columns, EventBatch, NUMBER_COLUMNS, STRING_COLUMNS } from '../../model/event-batch.ts';
import type { ScanNeeds, ScanPlan } from '../../model/scan-plan.ts';
import * as L from './layout.ts';
import { writeClock, writeColumns, writePlan, writeRule } from './plan-table.ts';
import type { ScanMemory } from './scan-memory.ts';

/** Bytes of lines that are scanned at once: they and their rows stay in the cache until they are folded. */
export const BLOCK_BYTES = 1 << 17;
/** A line of more bytes is left to the library lane, in pieces as they come. */
export const LONGEST_LINE = 1 << 14;
/** More than lines of a block usually make: what comes behind the last of them is left. */
const ROWS_OF_BLOCK = 4096;
/** Texts that are written anew (escapes) until their ids are known. */
const SCRATCH_BYTES = 1 << 17;
const WORD_BYTES = 8;
export const TEXT_BYTES = LONGEST_LINE + BLOCK_BYTES + WORD_BYTES;

interface ColumnArray {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): Columns[keyof Columns];
}

/** Columns of a batch: the place of the address, bytes a row, and the array that shows them. */
const COLUMN_SIZES: readonly (readonly [keyof Columns, number, number, ColumnArray])[] = [
  ['kind', L.COLUMN_KIND, 1, Uint8Array],
  ['code', L.COLUMN_CODE, 1, Uint8Array],
  ['flags', L.COLUMN_FLAGS, 1, Uint8Array],
  ['source', L.COLUMN_SOURCE, 2, Uint16Array],
  ['timeMs', L.COLUMN_TIME, 8, Float64Array],
  ['line', L.COLUMN_LINE, 8, Float64Array],
  ['byte', L.COLUMN_BYTE, 8, Float64Array],
  ['stream', L.COLUMN_STREAM, 4, Uint32Array],
  ['session', L.COLUMN_SESSION, 4, Uint32Array],
  ['viewer', L.COLUMN_VIEWER, 4, Uint32Array],
  ['dims', L.COLUMN_DIMS, 4, Uint32Array],
  ['idA', L.COLUMN_ID_A, 8, Float64Array],
  ['idB', L.COLUMN_ID_B, 8, Float64Array],
  ['strings', L.COLUMN_STRINGS, 4 * STRING_COLUMNS, Uint32Array],
  ['numbers', L.COLUMN_NUMBERS, 8 * NUMBER_COLUMNS, Float64Array],
];

/** Working areas of a context: the place of the address, and bytes. */
const AREAS = [
  [L.SLOTS, L.SLOTS_BYTES],
  [L.SCRATCH, SCRATCH_BYTES],
  [L.GLUES, (L.MAX_GLUES + 1) * L.GLUE_BYTES],
  [L.PREDICTIONS, L.KINDS * 256 * L.PREDICTION_BYTES],
  [L.SHORTS, L.SHORT_PLACES * L.SHORT_BYTES],
  [L.KEYS, (L.KEY_PLACES + 1) * L.KEY_BYTES],
  [L.RULES, L.KINDS * L.RULE_BYTES],
  [L.GATES, (L.GATE_PLACES + 1) * L.GATE_BYTES],
  [L.REFERENCES, ROWS_OF_BLOCK * L.REFERENCE_BYTES],
  [L.LEFTS, L.MAX_LEFTS * L.LEFT_BYTES],
  [L.COLUMN_CODES, L.MAX_COLUMNS * 4],
  [L.LAST_TEXTS, L.MAX_FIELDS * 4],
] as const;

/** What an input's reader found out about its tracks, told to the scanner; see `assembly/gates.ts`. */
export interface OpenGate {
  readonly stream: number;
  readonly text: number;
  readonly needs: ScanNeeds;
}

/**
 * A region of the scanner's memory: the lines of one block, then their rows. One thread uses it at a time. What the
 * scanner learns about the writer of an input (order of keys, blanks) stays for the next block of the same input.
 */
export class ScanSlot {
  readonly address: number;
  /** The rows of the block: `length` of them when it was scanned. */
  readonly batch: EventBatch;
  plan: ScanPlan | null = null;
  readonly memory: ScanMemory;
  /** Address of the room for text, of {@link TEXT_BYTES}. */
  readonly text: number;
  private readonly areasEnd: number;
  private readonly state: DataView<SharedArrayBuffer>;
  private gates = 0;

  constructor(memory: ScanMemory) {
    this.memory = memory;
    const areas = AREAS.reduce((sum, [, bytes]) => sum + room(bytes), 0);
    const rows = COLUMN_SIZES.reduce((sum, [, , bytes]) => sum + room(ROWS_OF_BLOCK * bytes), 0);
    this.address = memory.allocate(room(L.CONTEXT_BYTES) + areas + rows + room(TEXT_BYTES));
    this.state = new DataView(memory.buffer, this.address, L.CONTEXT_BYTES);
    this.areasEnd = this.address + room(L.CONTEXT_BYTES) + areas;

    let next = this.areasEnd;
    const shown = COLUMN_SIZES.map(([name, , bytes, Shown]) => {
      const address = next;
      next += room(ROWS_OF_BLOCK * bytes);
      return [name, new Shown(memory.buffer, address, (ROWS_OF_BLOCK * bytes) / Shown.BYTES_PER_ELEMENT)];
    });
    this.batch = EventBatch.over(ROWS_OF_BLOCK, Object.fromEntries(shown) as unknown as Columns);
    this.text = next;
  }

  /**
   * Makes the slot ready for a block of this plan's input, by what its reader knows now.
   *
   * @param delimiterByte - between the cells of its lines; 0: they have none
   */
  prepare(plan: ScanPlan, gates: readonly OpenGate[], delimiterByte: number): void {
    if (this.plan !== plan) this.forget(plan);
    this.set(L.DELIMITER, delimiterByte);
    writeClock(this.state, plan.clock());
    const { exports } = this.memory;
    exports.useContext(this.address);
    for (; this.gates < gates.length; this.gates++) {
      const { stream, text, needs } = gates[this.gates] as OpenGate;
      exports.openGate(stream, text, needs.flags | (needs.timeColumns << L.GATE_COLUMNS_SHIFT));
    }
  }

  /**
   * Takes the lines of a block.
   *
   * @param carry - their first bytes, which came earlier
   * @param lines - the others; there is room for both
   * @param offset - of the first byte in its input
   */
  fill(carry: Uint8Array, lines: Uint8Array, offset: number): void {
    const { view } = this.memory;
    // Copying into shared memory goes word by word only when both places lie alike on their words, else byte by byte.
    const start = this.text + ((lines.byteOffset - this.text - carry.length) & (WORD_BYTES - 1));
    view.set(carry, start);
    view.set(lines, start + carry.length);
    this.set(L.BLOCK, start);
    this.set(L.CURSOR, start);
    this.set(L.END, start + carry.length + lines.length);
    this.setDouble(L.BLOCK_OFFSET, offset);
  }

  get bytes(): number {
    return this.get(L.END) - this.get(L.BLOCK);
  }

  /** Scans it on this thread. */
  scan(): void {
    const { plan } = this;
    if (plan !== null) this.memory.scan(this.address, plan.vocabulary, plan.words);
  }

  /** Records of a type that nobody knows (they made no row), and rows whose time was text without an offset. */
  get unknownTypes(): number {
    return this.get(L.UNKNOWN_TYPES);
  }
  get offsetless(): number {
    return this.get(L.OFFSETLESS);
  }

  get rows(): number {
    return this.get(L.ROWS);
  }

  get leftCount(): number {
    return this.get(L.LEFT_COUNT);
  }

  /** A stretch of lines that was left: rows before it, its first line as rows number theirs, its place and bytes. */
  left(at: number): {
    readonly row: number;
    readonly line: number;
    readonly offset: number;
    readonly bytes: Uint8Array;
  } {
    const { view } = this.memory;
    const entry = this.get(L.LEFTS) + at * L.LEFT_BYTES;
    const from = view.readUInt32LE(entry + L.LEFT_FROM);
    return {
      row: view.readUInt32LE(entry + L.LEFT_ROW),
      line: view.readDoubleLE(entry + L.LEFT_LINE),
      offset: this.getDouble(L.BLOCK_OFFSET) + from - this.get(L.BLOCK),
      bytes: view.subarray(from, view.readUInt32LE(entry + L.LEFT_TO)),
    };
  }

  /** Number of the line behind the last row or stretch, as rows number theirs: those that were left do not count. */
  get linesScanned(): number {
    return this.getDouble(L.LINE);
  }

  /** Adds to the line numbers of rows. */
  moveLines(from: number, to: number, by: number): void {
    this.memory.exports.moveLines(this.address, from, to, by);
  }

  /** Bytes of the record of a row; valid until the slot is filled again. */
  rawOf(row: number): Uint8Array {
    const { view } = this.memory;
    const reference = this.get(L.REFERENCES) + row * L.REFERENCE_BYTES;
    const at = this.get(L.BLOCK) + (this.batch.byte[row] as number) - this.getDouble(L.BLOCK_OFFSET);
    return view.subarray(at, at + view.readUInt32LE(reference + 12));
  }

  /** Makes the slot as new, for somebody who writes into it what he wants scanned. */
  reset(): void {
    this.memory.exports.clear(this.address, this.areasEnd - this.address);
    this.plan = null;
    this.gates = 0;
    let next = this.address + room(L.CONTEXT_BYTES);
    for (const [at, bytes] of AREAS) {
      this.set(at, next);
      next += room(bytes);
    }
    for (const [, at, bytes] of COLUMN_SIZES) {
      this.set(at, next);
      next += room(ROWS_OF_BLOCK * bytes);
    }
    this.set(L.CAPACITY, ROWS_OF_BLOCK);
    this.set(L.IDS, this.memory.shared.textTable);
    this.set(L.SETS, this.memory.shared.setTable);
    this.set(L.SCRATCH_END, this.get(L.SCRATCH) + SCRATCH_BYTES);
  }

  private forget(plan: ScanPlan): void {
    this.reset();
    this.plan = plan;
    writePlan(this.state, plan);
    const codes = new Int32Array(this.memory.buffer, this.get(L.COLUMN_CODES), L.MAX_COLUMNS);
    this.set(L.COLUMN_COUNT, writeColumns(codes, plan));
    for (const [index, rule] of plan.rules.entries()) {
      // Number 0 is the kind of a record whose type is not known yet.
      const at = this.get(L.RULES) + (index + 1) * L.RULE_BYTES;
      writeRule(new DataView(this.memory.buffer, at, L.RULE_BYTES), rule);
    }
  }

  /** Values of the region by their places, see `layout.ts`. */
  get(at: number): number {
    return this.state.getUint32(at, true);
  }
  set(at: number, value: number): void {
    this.state.setUint32(at, value, true);
  }

  getDouble(at: number): number {
    return this.state.getFloat64(at, true);
  }

  setDouble(at: number, value: number): void {
    this.state.setFloat64(at, value, true);
  }
}

/** Room for so many bytes and what may be loaded behind them. */
function room(bytes: number): number {
  return (bytes + L.SLACK + 63) & ~63;
}
