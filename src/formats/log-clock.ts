import { Flag } from '../model/event-batch.ts';
import type { ReaderContext, ReaderFacts } from '../model/format.ts';
import type { BadReason, Fate } from '../model/record.ts';
import type { ScanClock } from '../model/scan-plan.ts';
import { parseNumber, readNumber } from './numbers.ts';
import { shownValue } from './shown.ts';
import { BEYOND_MS, EARLIEST_MS, TimeText } from './time.ts';
import { Zone } from './time-zone.ts';

/** Numbers below this are no wall clock in any unit: they count from the start of the log. */
const MEDIA_BELOW = 1e9;

interface EpochUnit {
  readonly name: 's' | 'ms' | 'us' | 'ns';
  /** Values below this, and not below the previous unit's, vote for this unit. */
  readonly below: number;
  /** How many of it make a ms. */
  readonly perMs: number;
}

const EPOCH_UNITS: readonly EpochUnit[] = [
  { name: 's', below: 1e11, perMs: 1e-3 },
  { name: 'ms', below: 1e14, perMs: 1 },
  { name: 'us', below: 1e17, perMs: 1e3 },
  { name: 'ns', below: Number.POSITIVE_INFINITY, perMs: 1e6 },
];

/**
 * The clock of one input: what its times mean. The unit of numbers is found by a vote over the first records
 * and never changes afterwards; a value that does not fit is `time-range`.
 */
export class LogClock {
  /** Time of the last successful {@link read}: integer epoch ms, or ms since the start when {@link onMedia}. */
  ms = Number.NaN;
  /** The same in integer µs. */
  us = Number.NaN;
  /** True when times of this input count from its start and nothing anchors them. */
  onMedia: boolean = false;
  /** Added to media time 0 to make it wall clock, in ms (`--start` and `--offset`); null: not anchored. */
  readonly anchorMs: number | null;

  private readonly facts: ReaderFacts;
  private readonly offsetMs: number;
  private readonly time: TimeText;
  private readonly note: ReaderContext['note'];
  private readonly votes = new Map<EpochUnit, number>();
  private small = 0;
  private fractions = 0;
  private texts = 0;
  /** Unit of epoch numbers; null until one is known. */
  private unit: EpochUnit | null = null;
  /** Values per ms of relative numbers; 0 when this input's numbers are epochs. */
  private relativePerMs = 0;
  /** Records are being read and no number was voted on: the first one decides. */
  private open: boolean = false;

  constructor(context: ReaderContext, facts: ReaderFacts) {
    this.facts = facts;
    this.offsetMs = context.offsetMs;
    this.anchorMs = context.startMs === null ? null : context.startMs + context.offsetMs;
    this.time = new TimeText(new Zone(context.timezone));
    this.note = (code, text) => context.note(code, text);
  }

  /** How a scanner reads times from now on; what would change this clock or its facts is not allowed to it. */
  scanClock(): ScanClock {
    const { facts, unit, relativePerMs } = this;
    const settled = facts.timeUnit !== null && facts.clock === 'utc';
    let numbers: ScanClock['numbers'] = null;
    if (relativePerMs > 0) {
      const known = this.anchorMs === null ? facts.clock !== null : facts.clock === 'utc';
      if (known) numbers = relativePerMs === 1 ? 'ms-since-start' : 's-since-start';
    } else if (settled && !this.open) numbers = unit?.name ?? null;
    return {
      texts: settled && relativePerMs === 0,
      numbers,
      offsetMs: this.offsetMs,
      anchorMs: this.anchorMs ?? 0,
      flags: this.onMedia ? Flag.mediaClock : 0,
      earliestMs: EARLIEST_MS,
      beyondMs: BEYOND_MS,
      relativeBelow: MEDIA_BELOW,
    };
  }

  /** Counts the time of one of the first records; anything that is no time is no vote. */
  vote(value: unknown): void {
    const number = numberOf(value);
    if (Number.isNaN(number)) {
      if (typeof value === 'string' && this.time.read(value) === 'ok') this.texts++;
    } else if (number >= 0 && number < MEDIA_BELOW) {
      this.small++;
      if (!Number.isInteger(number)) this.fractions++;
    } else {
      const unit = unitOf(number);
      if (unit !== null) this.votes.set(unit, (this.votes.get(unit) ?? 0) + 1);
    }
  }

  /** Ends the vote. */
  decide(): void {
    let epochs = 0;
    let most = 0;
    for (const [unit, votes] of this.votes) {
      epochs += votes;
      if (votes <= most) continue;
      most = votes;
      this.unit = unit;
    }
    if (epochs === 0 && this.small > 0 && this.small >= this.texts) this.becomeRelative(this.fractions > 0);
    else if (this.texts > epochs) this.facts.timeUnit = 'rfc3339';
    else if (this.unit !== null) this.facts.timeUnit = this.unit.name;
    this.open = this.unit === null && this.relativePerMs === 0;
  }

  /**
   * Reads the time of a record into {@link ms} and {@link us}, offset and anchor applied.
   *
   * @returns null, or the fate of a record whose time cannot be used
   */
  read(value: unknown): Fate | null {
    // The most common kind of text is a date, which is no number: saves a scan of every record.
    if (typeof value === 'string' && value.charCodeAt(4) === DASH) return this.readText(value);
    const number = numberOf(value);
    if (Number.isNaN(number)) return this.readText(value);
    if (this.open) this.decideBy(number);
    if (this.relativePerMs > 0) return this.readRelative(number, value);
    const unit = this.unit;
    if (unit === null) return bad('time-range', 'an RFC 3339 time as in the records before', value);
    if (unit.name === 'ns' && typeof value === 'string') {
      this.ms = cutDigits(value, 6);
      this.us = cutDigits(value, 3);
    } else if (unit.perMs < 1) {
      this.ms = Math.round(number * 1000);
      this.us = Math.round(number * 1_000_000);
    } else {
      this.ms = Math.round(number / unit.perMs);
      this.us = unit.perMs === 1 ? Math.round(number * 1000) : Math.round(number / (unit.perMs / 1000));
    }
    if (!(this.ms >= EARLIEST_MS && this.ms < BEYOND_MS)) {
      return bad('time-range', `epoch ${unit.name} between 1990 and 2100`, value);
    }
    this.applyOffset();
    return null;
  }

  private readRelative(number: number, value: unknown): Fate | null {
    const perMs = this.relativePerMs;
    if (!(number >= 0 && number < MEDIA_BELOW)) {
      return bad('time-range', `${perMs === 1 ? 'ms' : 'seconds'} since the start, below 10^9`, value);
    }
    const anchorMs = this.anchorMs ?? 0;
    this.ms = Math.round(perMs === 1 ? number : number * 1000) + anchorMs;
    this.us = Math.round(number * (perMs === 1 ? 1000 : 1_000_000)) + anchorMs * 1000;
    if (this.anchorMs === null) this.facts.clock ??= 'media';
    else this.facts.clock = 'utc';
    return null;
  }

  private readText(value: unknown): Fate | null {
    const verdict = typeof value === 'string' ? this.time.read(value) : 'syntax';
    if (verdict === 'syntax') {
      const nonFinite = readNumber(value) === Number.POSITIVE_INFINITY;
      return bad(nonFinite ? 'number-nonfinite' : 'field-type', TIME_EXPECTED, value);
    }
    if (verdict === 'range') return bad('time-range', 'a time that exists between 1990 and 2100', value);
    if (this.relativePerMs > 0) {
      return bad('time-range', 'a number since the start as in the records before', value);
    }
    if (this.time.offsetless) this.facts.assumedUtc++;
    this.facts.timeUnit ??= 'rfc3339';
    this.ms = this.time.ms;
    this.us = this.time.us;
    this.applyOffset();
    return null;
  }

  private applyOffset(): void {
    this.ms += this.offsetMs;
    this.us += this.offsetMs * 1000;
    this.facts.clock = 'utc';
  }

  /** No number was among the first records: the first that comes decides, small ones only in a log without wall clock. */
  private decideBy(number: number): void {
    if (number >= 0 && number < MEDIA_BELOW) {
      if (this.facts.timeUnit === null) this.becomeRelative(!Number.isInteger(number));
    } else {
      this.unit = unitOf(number);
      this.facts.timeUnit ??= this.unit?.name ?? null;
    }
    this.open = this.unit === null && this.relativePerMs === 0;
  }

  private becomeRelative(inSeconds: boolean): void {
    this.relativePerMs = inSeconds ? 1e-3 : 1;
    this.onMedia = this.anchorMs === null;
    this.facts.timeUnit = inSeconds ? 's' : 'ms';
    const unit = inSeconds ? 'seconds' : 'milliseconds';
    const anchored = this.onMedia ? '--start FILE=T sets when that was' : 'counted from the given start';
    this.note('relative_time', `times are ${unit} since the start; ${anchored}`);
  }
}

const DASH = 0x2d;
const TIME_EXPECTED = 'an RFC 3339 time or epoch s, ms, µs or ns';

function bad(reason: BadReason, expected: string, value: unknown): Fate {
  return { fate: 'bad', reason, field: 'ts', detail: `expected ${expected}, found ${shownValue(value)}` };
}

/** A finite number, given as one or as its text; NaN for everything else. */
function numberOf(value: unknown): number {
  if (typeof value === 'number') return Number.isFinite(value) ? value : Number.NaN;
  if (typeof value !== 'string') return Number.NaN;
  const number = parseNumber(value);
  return Number.isFinite(number) ? number : Number.NaN;
}

function unitOf(number: number): EpochUnit | null {
  if (number < MEDIA_BELOW) return null;
  return EPOCH_UNITS.find(({ below }) => number < below) ?? null;
}

/**
 * Whole number without its last `count` digits, rounded half up. Nanoseconds since 1970 pass 2^53, so they
 * are cut as text before they become a number.
 */
function cutDigits(text: string, count: number): number {
  const point = text.search(/[.eE]/);
  if (point >= 0) return Math.round(Number(text) / 10 ** count);
  const kept = Number(text.slice(0, -count));
  return kept + (text.charCodeAt(text.length - count) >= 0x35 ? 1 : 0);
}
