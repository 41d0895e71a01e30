import type { Damage } from '../input/damage.ts';
import type { BadReason, Fate, RecordPlace } from '../model/record.ts';
import type { InputFileReport, Note } from '../model/report.ts';
import { RejectedTimes } from './rejected-times.ts';

/** Fates that a record can get after a format's reader found it usable. */
export type LaterFate = 'duplicate' | 'late' | 'filtered' | 'context';

/** A record that could not be used, for people and for the rejects file. */
export interface Reject {
  readonly file: string;
  readonly line: number;
  readonly byte: number;
  /** 1-based byte in the line; null when the fault has no place. */
  readonly column: number | null;
  readonly reason: string;
  /** What came and what was expected, printable. */
  readonly detail: string;
  /** Whole length of the record. */
  readonly rawBytes: number;
  /** Its first bytes (at most 4 KiB); null when they are no longer at hand. */
  readonly raw: Uint8Array | null;
}

/** How many places of each reason are shown. */
const SHOWN_PLACES = 3;

/** The account of one input: every record has one fate, and the fates add up to the records. */
export class Ledger {
  readonly name: string;
  format = '';
  compression: InputFileReport['compression'] = 'none';
  bytes = 0;
  records = 0;
  used = 0;
  events = 0;
  duplicate = 0;
  late = 0;
  filtered = 0;
  context = 0;
  outOfOrder = 0;
  tailBytes = 0;
  assumedUtc = 0;
  clock: 'utc' | 'media' | null = null;
  timeUnit: string | null = null;
  fromMs = Number.POSITIVE_INFINITY;
  toMs = Number.NEGATIVE_INFINITY;
  damage: Damage | null = null;
  /** Stopped inside a container of records or media: what that promises is not all there. */
  truncated = false;
  readonly skipped = new Map<string, number>();
  readonly bad = new Map<string, number>();
  readonly places = new Map<string, Reject[]>();
  readonly notes = new Map<string, Note>();
  /** Records that could not be used and late ones, by when they stood in the log. */
  readonly rejected = new RejectedTimes();
  /** Time of the last record read that has one, ms: when one that has none stood in the log. */
  beforeMs = Number.NaN;
  private readonly onReject: ((reject: Reject) => void) | null;

  constructor(name: string, onReject: ((reject: Reject) => void) | null) {
    this.name = name;
    this.onReject = onReject;
  }

  /** Whether rejects go to a file, so that their bytes are worth keeping. */
  get keepsRejects(): boolean {
    return this.onReject !== null;
  }

  get badCount(): number {
    let sum = 0;
    for (const count of this.bad.values()) sum += count;
    return sum;
  }

  note(code: string, text: string): void {
    if (!this.notes.has(code)) this.notes.set(code, { code, text });
  }

  /** Counts a record that is used. */
  countUsed(): void {
    this.records += 1;
    this.used += 1;
  }

  /**
   * Counts records that were scanned.
   *
   * @param rows - of which each made a row and is used
   * @param skipped - which made none, for this reason
   */
  countScanned(rows: number, skipped: number, reason: string): void {
    this.records += rows + skipped;
    this.used += rows;
    this.events += rows;
    if (skipped > 0) this.skipped.set(reason, (this.skipped.get(reason) ?? 0) + skipped);
  }

  /** Counts one record; `part` is none. */
  count(fate: Fate, place: RecordPlace, raw: () => Uint8Array): void {
    if (fate.fate === 'part') return;
    if (fate.fate === 'used') {
      this.countUsed();
      return;
    }
    this.records += 1;
    if (fate.fate === 'skipped') bump(this.skipped, fate.reason);
    else
      this.countBad(
        fate.reason,
        fate.field === '' ? fate.detail : `${fate.field}: ${fate.detail}`,
        0,
        place,
        raw,
      );
  }

  /** Counts a record, or a stretch of input, that no event could be made of. */
  countBad(
    reason: BadReason,
    detail: string,
    column: number,
    place: RecordPlace,
    raw: () => Uint8Array | null,
    atMs = this.beforeMs,
  ): void {
    bump(this.bad, reason);
    this.rejected.add(atMs);
    this.reject(reason, detail, column, place, raw);
  }

  /**
   * A record counted as used turns out to be something else.
   *
   * @param atMs - when it stood in the log
   */
  move(
    fate: LaterFate | 'clock_ahead',
    place: RecordPlace,
    raw: () => Uint8Array | null,
    atMs: number,
  ): void {
    this.used -= 1;
    this.events -= 1;
    if (fate === 'clock_ahead') {
      const detail = 'ts: expected a time near its neighbours, found one ahead';
      this.countBad('clock_ahead', detail, 0, place, raw, atMs);
      return;
    }
    this[fate] += 1;
    if (fate === 'late') {
      this.rejected.add(atMs);
      this.reject('late', 'ts: expected a time within the lateness, found an earlier one', 0, place, raw);
    }
  }

  /** Time of a used record, ms. */
  saw(atMs: number): void {
    if (atMs < this.fromMs) this.fromMs = atMs;
    if (atMs > this.toMs) this.toMs = atMs;
  }

  private reject(
    reason: string,
    detail: string,
    column: number,
    place: RecordPlace,
    raw: () => Uint8Array | null,
  ): void {
    const shown = this.places.get(reason);
    if (this.onReject === null && shown !== undefined && shown.length >= SHOWN_PLACES) return;
    const reject: Reject = {
      file: this.name,
      line: place.line,
      byte: place.byte,
      column: column > 0 ? column : null,
      reason,
      detail,
      rawBytes: place.bytes,
      raw: this.onReject === null ? null : raw(),
    };
    if (shown === undefined) this.places.set(reason, [reject]);
    else if (shown.length < SHOWN_PLACES) shown.push(reject);
    this.onReject?.(reject);
  }
}

function bump(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
