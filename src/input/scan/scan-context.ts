import { type Columns, EventBatch, NUMBER_COLUMNS, STRING_COLUMNS } from '../../model/event-batch.ts';
import type { ScanClock, ScanPlan } from '../../model/scan-plan.ts';
import * as L from './layout.ts';
import { writeRule } from './rule-table.ts';
import type { ScanMemory } from './scan-memory.ts';

/** Rows of one batch: more than 64 KiB of lines can make, so that a batch ends where a block of records does. */
export const ROWS_OF_BATCH = 4096;
/** Texts that are written anew (escapes) until the ids of a batch are known. */
const SCRATCH_BYTES = 1 << 17;

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
  [L.REFERENCES, ROWS_OF_BATCH * L.REFERENCE_BYTES],
  [L.LAST_TEXTS, L.MAX_FIELDS * 4],
] as const;

const NUMBERS_BY_NAME = {
  s: L.EPOCH_S,
  ms: L.EPOCH_MS,
  us: L.EPOCH_US,
  ns: L.EPOCH_NS,
  'ms-since-start': L.SINCE_START_MS,
  's-since-start': L.SINCE_START_S,
} as const;

/** The region of the scanner's memory in which one input is scanned. */
export class ScanContext {
  readonly memory: ScanMemory;
  readonly plan: ScanPlan;
  readonly address: number;
  /** Address of the room for text. */
  readonly text: number;
  private readonly columns: Columns;
  private readonly state: DataView<SharedArrayBuffer>;

  /** @param textBytes - room for text that is scanned at once; the same for all contexts of a memory */
  constructor(memory: ScanMemory, plan: ScanPlan, textBytes: number) {
    this.memory = memory;
    this.plan = plan;
    const room = (bytes: number) => align(bytes + L.SLACK);
    const areas = AREAS.reduce((sum, [, bytes]) => sum + room(bytes), 0);
    const rows = COLUMN_SIZES.reduce((sum, [, , bytes]) => sum + room(ROWS_OF_BATCH * bytes), 0);
    const size = room(L.CONTEXT_BYTES) + areas + rows + room(textBytes);
    this.address = memory.take(size);
    this.state = new DataView(memory.buffer, this.address, L.CONTEXT_BYTES);

    let next = this.address + room(L.CONTEXT_BYTES);
    const place = (at: number, bytes: number): number => {
      const own = next;
      this.set(at, own);
      next += room(bytes);
      return own;
    };
    for (const [at, bytes] of AREAS) place(at, bytes);
    const shown = COLUMN_SIZES.map(([name, at, bytes, Shown]) => {
      const address = place(at, ROWS_OF_BATCH * bytes);
      const each = Shown.BYTES_PER_ELEMENT;
      return [name, new Shown(memory.buffer, address, (ROWS_OF_BATCH * bytes) / each)];
    });
    this.columns = Object.fromEntries(shown) as unknown as Columns;
    this.text = next;
    this.set(L.CAPACITY, ROWS_OF_BATCH);
    this.set(L.IDS, memory.ids);
    this.set(L.SCRATCH_NEXT, this.get(L.SCRATCH));
    this.set(L.SCRATCH_END, this.get(L.SCRATCH) + SCRATCH_BYTES);
    this.set(L.WORDS, memory.wordsOf(plan.vocabulary));
    this.writePlan();
    this.writeClock(plan.clock());
  }

  /** A batch whose rows the scanner writes. One at a time. */
  batch(): EventBatch {
    return EventBatch.over(ROWS_OF_BATCH, this.columns);
  }

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

  writeClock(clock: ScanClock): void {
    this.set(L.CLOCK_TEXTS, Number(clock.texts));
    this.set(L.CLOCK_NUMBERS, clock.numbers === null ? L.NO_NUMBERS : NUMBERS_BY_NAME[clock.numbers]);
    this.set(L.CLOCK_FLAGS, clock.flags);
    this.setDouble(L.CLOCK_OFFSET, clock.offsetMs);
    this.setDouble(L.CLOCK_ANCHOR, clock.anchorMs);
    this.setDouble(L.CLOCK_EARLIEST, clock.earliestMs);
    this.setDouble(L.CLOCK_BEYOND, clock.beyondMs);
    this.setDouble(L.CLOCK_RELATIVE_BELOW, clock.relativeBelow);
  }

  private writePlan(): void {
    const { plan } = this;
    const { fields } = plan;
    this.set(L.TYPE_FIELD, fields.type);
    this.set(L.TIME_FIELD, fields.time);
    this.set(L.VIEWER_FIELD, fields.viewer);
    this.set(L.SESSION_FIELD, fields.session);
    this.set(L.STREAM_FIELD, fields.stream);
    this.set(L.IDENTITY_FIELD, fields.identity);
    this.state.setBigUint64(L.DIMENSIONS, mask(fields.dimensions), true);
    this.state.setBigUint64(L.LEFT_FIELDS, mask(fields.left), true);
    this.set(L.LONGEST_ID, plan.longestIdBytes);
    this.set(L.LONGEST_TEXT, plan.longestTextBytes);
    this.set(L.SOURCE, plan.source);
    this.setDouble(L.ZONE_QUARTER, Number.NaN);
    for (const [index, rule] of plan.rules.entries()) {
      // Number 0 is the kind of a record whose type is not known yet.
      const at = this.get(L.RULES) + (index + 1) * L.RULE_BYTES;
      writeRule(new DataView(this.memory.buffer, at, L.RULE_BYTES), rule, mask(rule.either));
    }
  }

  /** Gives the region back; nothing of it, its batch included, may be used afterwards. */
  close(): void {
    this.memory.giveBack(this.address);
  }
}

function align(bytes: number): number {
  return (bytes + 63) & ~63;
}

function mask(fields: readonly number[]): bigint {
  return fields.reduce((bits, field) => bits | (1n << BigInt(field)), 0n);
}
