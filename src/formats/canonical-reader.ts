import { type EventBatch, Flag } from '../model/event-batch.ts';
import { EventKind, PlayerState } from '../model/event-kind.ts';
import type { ReaderContext, ReaderFacts, RecordReader } from '../model/format.ts';
import { type Fate, type InputRecord, USED } from '../model/record.ts';
import type { ScanPlan } from '../model/scan-plan.ts';
import { type KindRule, TYPES, type TypeWord } from './canonical-kinds.ts';
import type { FieldMapping } from './canonical-mapping.ts';
import { fieldId } from './canonical-names.ts';
import { PacketRows } from './canonical-packet.ts';
import { RequestRows } from './canonical-request.ts';
import { canonicalScanPlan } from './canonical-scan.ts';
import type { Slots } from './canonical-slots.ts';
import { RecordValues } from './canonical-values.ts';
import { DimensionReader } from './dimensions.ts';
import { mismatch, missing, textMismatch } from './faults.ts';
import { IdentityHash } from './identity.ts';
import { LogClock } from './log-clock.ts';
import { applyRule, numberFault } from './numbers.ts';
import { shownText } from './shown.ts';
import { LONGEST_ID_BYTES, LONGEST_TEXT_BYTES } from './texts.ts';

const TYPE = fieldId('type');
const TS = fieldId('ts');
const VIEWER = fieldId('viewer_id');
const EVENT_ID = fieldId('event_id');
const FATAL = fieldId('fatal');

const UNKNOWN_TYPE: Fate = { fate: 'skipped', reason: 'unknown_type' };

/** Brings the fields of one record into slots; the only thing in which canonical NDJSON and CSV differ. */
export interface SlotLoader {
  /** Texts are pieces of a longer text, which they keep alive: what is kept must be copied. */
  readonly givesPieces: boolean;
  /** Names of the columns; null when records name their fields themselves. */
  readonly columns: readonly string[] | null;
  /** Where fields are found that have other names than ours; null: nobody said. */
  readonly mapping: FieldMapping | null;
  /**
   * Fills cleared slots.
   * @returns null, or the fate of a record that has no fields
   */
  load(record: InputRecord, slots: Slots): Fate | null;
}

/**
 * Reads canonical events, one record to one row, by the table of `canonical-kinds.ts`. The row is appended
 * first and filled in place; when a field cannot be used it is taken back, so nothing is copied or allocated.
 */
export class CanonicalReader implements RecordReader {
  readonly facts: ReaderFacts = { clock: null, timeUnit: null, assumedUtc: 0, truncated: false };
  readonly headerRecords: number;
  readonly kinds = new Set<EventKind>();

  private readonly context: ReaderContext;
  private readonly loader: SlotLoader;
  private readonly values: RecordValues;
  private readonly clock: LogClock;
  private readonly dimensions: DimensionReader;
  private readonly packets: PacketRows;
  private readonly requests: RequestRows;
  private readonly identity = new IdentityHash();

  /**
   * @param first - the first records of the input without its header: units are voted on by them
   * @param headerRecords - see `RecordReader`
   */
  constructor(
    context: ReaderContext,
    loader: SlotLoader,
    first: readonly InputRecord[],
    headerRecords: number,
  ) {
    this.context = context;
    this.loader = loader;
    this.headerRecords = headerRecords;
    this.values = new RecordValues(context, loader.givesPieces, loader.mapping?.codeOf);
    this.clock = new LogClock(context, this.facts);
    this.dimensions = new DimensionReader(context.dictionary, context.dims);
    this.packets = new PacketRows(context, this.values, this.clock, this.facts);
    this.requests = new RequestRows(context, this.values);
    for (const record of first) this.preview(record);
    this.clock.decide();
  }

  read(record: InputRecord, batch: EventBatch): Fate {
    const fate = this.readRow(record, batch);
    const { mapping } = this.loader;
    return mapping === null ? fate : mapping.named(fate);
  }

  private readRow(record: InputRecord, batch: EventBatch): Fate {
    const { values } = this;
    values.clear();
    const unloaded = this.loader.load(record, values.slots);
    if (unloaded !== null) return unloaded;

    const type = values.slots.values[TYPE];
    if (type === undefined) return missing('type', 'an event type');
    if (typeof type !== 'string') return mismatch('field-type', 'type', 'an event type', type);
    const word = TYPES.find(type);
    if (word === null) return UNKNOWN_TYPE;

    const row = batch.push(word.rule.kind, Number.NaN);
    this.fillTime(word.rule.kind, row, batch);
    if (values.fault === null) this.fillWho(word.rule, row, batch);
    if (values.fault === null) this.fillColumns(word.rule, row, batch);
    if (values.fault === null) this.fillRest(word, row, batch);
    if (values.fault !== null) {
      batch.length = row;
      return values.fault;
    }
    batch.source[row] = this.context.source;
    batch.line[row] = record.line;
    batch.byte[row] = record.byte;
    return USED;
  }

  end(): void {
    // Nothing is held back: every record made its row at once.
  }

  scanPlan(): ScanPlan | undefined {
    const { context, facts, clock, packets, dimensions } = this;
    const { columns, mapping } = this.loader;
    // A scanner knows the names of our events, and its threads share one table of them; a mapped log is read by the
    // library lane.
    if (mapping !== null) return undefined;
    return canonicalScanPlan({ context, columns, facts, clock, packets, dimensions });
  }

  private preview(record: InputRecord): void {
    this.values.clear();
    if (this.loader.load(record, this.values.slots) !== null) return;
    const { values } = this.values.slots;
    if (values[TS] !== undefined) this.clock.vote(values[TS]);
    const type = values[TYPE];
    const kind = typeof type === 'string' ? TYPES.find(type)?.rule.kind : undefined;
    if (kind !== undefined) this.kinds.add(kind);
    if (kind === EventKind.packet) this.packets.preview();
  }

  private fillTime(kind: EventKind, row: number, batch: EventBatch): void {
    const ts = this.values.slots.values[TS];
    if (ts !== undefined) {
      this.values.fault = this.clock.read(ts);
      batch.timeMs[row] = this.clock.ms;
      if (this.clock.onMedia) batch.flags[row] = Flag.mediaClock;
    } else if (kind !== EventKind.packet) {
      const detail = 'expected a time, found nothing';
      this.values.fault = { fate: 'bad', reason: 'time-missing', field: 'ts', detail };
    }
  }

  private fillWho(rule: KindRule, row: number, batch: EventBatch): void {
    const { values } = this;
    const viewer = values.id(VIEWER);
    const session = values.sessionId(viewer);
    if (rule.needsViewer && viewer === 0 && session === 0) {
      values.fault ??= missing('viewer_id', 'viewer_id or session_id', 'neither');
    }
    batch.viewer[row] = viewer;
    batch.session[row] = session;
    batch.stream[row] = values.streamId();
    if (values.has(EVENT_ID)) {
      this.identity.of(values.text(EVENT_ID, LONGEST_ID_BYTES));
      batch.idA[row] = this.identity.a;
      batch.idB[row] = this.identity.b;
    }
    const dims = this.dimensions.read(values.slots);
    if (dims >= 0) {
      batch.dims[row] = dims;
    } else {
      const { faultField, faultValue } = this.dimensions;
      values.fault ??= textMismatch(shownText(faultField), faultValue, LONGEST_TEXT_BYTES);
    }
  }

  private fillColumns({ numbers, texts }: KindRule, row: number, batch: EventBatch): void {
    const record = this.values;
    const { values } = record.slots;
    for (let at = 0; at < numbers.length; at++) {
      const number = numbers[at] as (typeof numbers)[number];
      let value = values[number.field];
      if (value === undefined && number.orField >= 0) value = values[number.orField];
      if (value === undefined) {
        if (number.required) record.fault ??= missing(number.name, number.rule.expected);
        continue;
      }
      const stored = applyRule(value, number.rule);
      batch.setNum(number.column, row, stored);
      if (Number.isNaN(stored)) {
        const reason = numberFault(value, number.rule);
        record.fault ??= mismatch(reason, number.name, number.rule.expected, value);
      }
    }
    for (let at = 0; at < texts.length; at++) {
      const text = texts[at] as (typeof texts)[number];
      if (record.has(text.field)) {
        batch.setStr(text.column, row, record.textId(text.field, LONGEST_TEXT_BYTES));
      } else if (text.required) {
        record.fault ??= missing(text.name, 'a text');
      }
    }
  }

  private fillRest({ rule, state }: TypeWord, row: number, batch: EventBatch): void {
    switch (rule.kind) {
      case EventKind.packet:
        this.packets.fill(row, batch);
        break;
      case EventKind.join:
        batch.code[row] = this.values.state(PlayerState.playing);
        break;
      case EventKind.state:
        batch.code[row] = state === 0 ? this.values.state(0) : state;
        break;
      case EventKind.leave:
        batch.code[row] = this.values.leaveReason();
        break;
      case EventKind.error:
        this.values.flag(FATAL, Flag.fatal, row, batch);
        break;
      case EventKind.request:
        this.requests.fill(row, batch);
        break;
      default:
    }
  }
}
