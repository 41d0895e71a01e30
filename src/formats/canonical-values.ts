import type { EventBatch } from '../model/event-batch.ts';
import { PlayerState } from '../model/event-kind.ts';
import type { ReaderContext } from '../model/format.ts';
import type { Fate } from '../model/record.ts';
import { BOOLEANS, LEAVE_REASONS, STATES } from './canonical-kinds.ts';
import { FIELDS, fieldId } from './canonical-names.ts';
import { Slots } from './canonical-slots.ts';
import { mismatch, missing, textMismatch } from './faults.ts';
import { LONGEST_ID_BYTES, readText } from './texts.ts';

const SESSION = fieldId('session_id');
const STREAM = fieldId('stream_id');
const STATE = fieldId('state');
const REASON = fieldId('reason');
/** UTF-16 units that cannot take more bytes than an id may have. */
const SHORT_ID = Math.floor(LONGEST_ID_BYTES / 3);
const STATE_NAMES = Object.keys(PlayerState).join(', ');

/**
 * Values of the record at hand as what its row stores. The first value that cannot be used is kept in
 * {@link fault}; the methods then return "absent", so that callers need no test after each call.
 */
export class RecordValues {
  readonly slots: Slots;
  /** Fate of the record once a value of it could not be used; null while all is well. */
  fault: Fate | null = null;

  private readonly context: ReaderContext;
  /** See {@link SlotLoader.givesPieces}. */
  private readonly givesPieces: boolean;
  /** The last stream id and its dictionary id: most logs are of one stream, whose id is on every record. */
  private lastStream: unknown = undefined;
  private lastStreamId = 0;

  /** @param codeOf - see {@link Slots} */
  constructor(context: ReaderContext, givesPieces: boolean, codeOf?: (name: string) => number) {
    this.slots = new Slots(codeOf);
    this.context = context;
    this.givesPieces = givesPieces;
  }

  /** Forgets the record before. */
  clear(): void {
    this.slots.clear();
    this.fault = null;
  }

  has(field: number): boolean {
    return this.slots.values[field] !== undefined;
  }

  /** A field as text; '' when absent. */
  text(field: number, longestBytes: number): string {
    const value = this.slots.values[field];
    const text = readText(value, longestBytes);
    if (text === null) this.fault ??= textMismatch(nameOf(field), value, longestBytes);
    return text ?? '';
  }

  /** Dictionary id of a field of text; 0 when absent. */
  textId(field: number, longestBytes: number): number {
    return this.has(field) ? this.intern(this.text(field, longestBytes)) : 0;
  }

  /** Dictionary id of a field that holds an id; 0 when absent. */
  id(field: number): number {
    const value = this.slots.values[field];
    if (value === undefined) return 0;
    // Ids are on every record and nearly always short: the first line of `readText`, without the calls.
    if (typeof value === 'string' && value.length <= SHORT_ID) return this.intern(value);
    return this.textId(field, LONGEST_ID_BYTES);
  }

  /**
   * Dictionary id of the session; 0 when absent.
   *
   * @param viewer - dictionary id of the record's viewer
   */
  sessionId(viewer: number): number {
    const value = this.slots.values[SESSION];
    if (value === undefined) return 0;
    // A viewer's first session was interned right after the viewer. Comparing with its text costs a fraction of a
    // look-up, which hashes the text and misses the cache several times in a big dictionary.
    return value === this.context.dictionary.text(viewer + 1) ? viewer + 1 : this.id(SESSION);
  }

  /** Dictionary id of the stream; 0 when absent. */
  streamId(): number {
    const value = this.slots.values[STREAM];
    if (value !== this.lastStream) {
      this.lastStreamId = this.id(STREAM);
      this.lastStream = this.lastStreamId === 0 ? undefined : value;
    }
    return this.lastStreamId;
  }

  /** Dictionary id of a text as the loader gave it. */
  intern(text: string): number {
    const { dictionary } = this.context;
    return this.givesPieces ? dictionary.id(text) : dictionary.idOfWhole(text);
  }

  /** True or false, also as 1, 0 or their words; null when absent. */
  boolean(field: number): boolean | null {
    const value = this.slots.values[field];
    if (value === undefined) return null;
    if (typeof value === 'boolean') return value;
    const word = typeof value === 'number' ? String(value) : value;
    const found = typeof word === 'string' ? BOOLEANS.find(word) : null;
    if (found === null) this.fault ??= mismatch('field-type', nameOf(field), 'true or false', value);
    return found;
  }

  /** Sets a bit of the row's flags when a boolean field is true. */
  flag(field: number, bit: number, row: number, batch: EventBatch): void {
    if (this.boolean(field) === true) batch.flags[row] = (batch.flags[row] as number) | bit;
  }

  /** The player state; `absent` (0: a state must be there) when the record has none. */
  state(absent: PlayerState | 0): PlayerState | 0 {
    const value = this.slots.values[STATE];
    if (value === undefined) {
      if (absent === 0) this.fault ??= missing('state', 'a player state');
      return absent;
    }
    const found = typeof value === 'string' ? STATES.find(value) : null;
    if (found === null) this.fault ??= mismatch('field-type', 'state', `one of ${STATE_NAMES}`, value);
    return found ?? 0;
  }

  /** The state that a leave ends in; 0 when it does not say, or in words that are not ours. */
  leaveReason(): PlayerState | 0 {
    const value = this.slots.values[REASON];
    if (value === undefined) return 0;
    const found = typeof value === 'string' ? LEAVE_REASONS.find(value) : null;
    if (found !== null) return found;
    // The leave itself is good, and without it the session would stay open: only the reason is given up.
    this.context.note('leave_reason_unknown', 'a leave reason is not ended, quit or failed: taken as unsaid');
    return 0;
  }
}

function nameOf(field: number): string {
  return FIELDS[field]?.name ?? '';
}
