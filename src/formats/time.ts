import { Zone } from './time-zone.ts';

/** Earliest instant that is read as a time: 1990-01-01T00:00:00Z, in epoch ms. */
export const EARLIEST_MS = Date.UTC(1990, 0, 1);
/** First instant after the latest that is read as a time: 2101-01-01T00:00:00Z, in epoch ms. */
export const BEYOND_MS = Date.UTC(2101, 0, 1);

const DAY_MS = 86_400_000;
// A local date one year outside can still be inside in UTC.
const FIRST_YEAR = 1989;
const YEAR_DAYS = Array.from({ length: 113 }, (_, year) => Date.UTC(FIRST_YEAR + year, 0, 1) / DAY_MS);
const MONTH_DAYS = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
const MONTH_LENGTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** What became of a text read as a time. `syntax`: it is no RFC 3339 time; `range`: no such day, hour or year. */
export type TimeVerdict = 'ok' | 'syntax' | 'range';

/**
 * Reads RFC 3339 times without making objects: the results stand in the fields until the next call.
 * A blank instead of `T`, small letters, and `+hhmm` are understood; fractions have any length.
 * 23:59:60 UTC (a leap second) is the last stored unit of that minute, so order is kept.
 */
export class TimeText {
  /** Epoch ms, fractions rounded half up. */
  ms = Number.NaN;
  /** Epoch µs, fractions rounded half up. */
  us = Number.NaN;
  /** The text had no offset and was read in the zone. */
  offsetless: boolean = false;

  private readonly zone: Zone;

  constructor(zone: Zone) {
    this.zone = zone;
  }

  /** Reads one text; anything but 'ok' leaves the fields without meaning. */
  read(text: string): TimeVerdict {
    const length = text.length;
    if (length < 19 || !hasDateShape(text)) return 'syntax';
    const year = pair(text, 0) * 100 + pair(text, 2);
    const month = pair(text, 5);
    const day = pair(text, 8);
    const hour = pair(text, 11);
    const minute = pair(text, 14);
    const second = pair(text, 17);
    // A pair that is none is far below 0, and so is the year of two pairs; the sign bit survives the `|`.
    if ((year | month | day | hour | minute | second) < 0) return 'syntax';

    let at = 19;
    let fractionMs = 0;
    let fractionUs = 0;
    if (text.charCodeAt(19) === POINT) {
      at = 20;
      for (; at < length; at++) {
        const digit = text.charCodeAt(at) - ZERO;
        if (digit < 0 || digit > 9) break;
        fractionMs += digit * (MS_WEIGHTS[at - 20] ?? 0);
        fractionUs += digit * (US_WEIGHTS[at - 20] ?? 0);
      }
      if (at === 20) return 'syntax';
      fractionMs += roundsUp(text, 23, at);
      fractionUs += roundsUp(text, 26, at);
    }

    const offsetMinutes = offsetAt(text, at);
    if (offsetMinutes === BAD_OFFSET) return 'syntax';
    const days = dayNumber(year, month, day);
    if (Number.isNaN(days) || hour > 23 || minute > 59 || second > 60) return 'range';

    this.offsetless = offsetMinutes === NO_OFFSET;
    const localMinuteMs = days * DAY_MS + (hour * 60 + minute) * 60_000;
    const offsetMs = this.offsetless ? this.zone.offsetOfLocal(localMinuteMs) : offsetMinutes * 60_000;
    const minuteMs = localMinuteMs - offsetMs;
    if (second === 60) {
      if ((minuteMs + 60_000) % DAY_MS !== 0) return 'range';
      this.ms = minuteMs + 59_999;
      this.us = minuteMs * 1000 + 59_999_999;
    } else {
      this.ms = minuteMs + second * 1000 + fractionMs;
      this.us = (minuteMs + second * 1000) * 1000 + fractionUs;
    }
    return this.ms >= EARLIEST_MS && this.ms < BEYOND_MS ? 'ok' : 'range';
  }
}

/**
 * An instant as people type it: RFC 3339, without offset in the given zone.
 *
 * @param timezone - an IANA zone name
 * @returns epoch ms; null when the text is no such time or outside 1990 … 2100
 * @throws {RangeError} for a zone the runtime does not know
 */
export function parseInstant(text: string, timezone: string): number | null {
  const time = new TimeText(new Zone(timezone));
  return time.read(text) === 'ok' ? time.ms : null;
}

const DURATION_UNITS_MS: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', DAY_MS],
]);

/**
 * A length of time as people type it: a number and `ms`, `s`, `m`, `h` or `d`, with an optional sign; plain `0`.
 *
 * @returns whole ms, rounded, negative with a minus sign; null when the text is no such length or above 2^53 ms
 */
export function parseDuration(text: string): number | null {
  if (text === '0') return 0;
  const match = /^([+-]?)(\d{1,15}(?:\.\d{1,15})?)(ms|[smhd])$/.exec(text);
  const unitMs = DURATION_UNITS_MS.get(match?.[3] ?? '');
  if (match === null || unitMs === undefined) return null;
  const ms = Math.round(Number(match[2]) * unitMs);
  if (!Number.isSafeInteger(ms)) return null;
  return match[1] === '-' && ms > 0 ? -ms : ms;
}

const ZERO = 0x30;
const POINT = 0x2e;
const COLON = 0x3a;
const DASH = 0x2d;
const PLUS = 0x2b;
const MS_WEIGHTS = [100, 10, 1];
const US_WEIGHTS = [100_000, 10_000, 1000, 100, 10, 1];
const NO_PAIR = -1_000_000;
const NO_OFFSET = Number.POSITIVE_INFINITY;
const BAD_OFFSET = Number.NEGATIVE_INFINITY;

function hasDateShape(text: string): boolean {
  const between = text.charCodeAt(10);
  return (
    text.charCodeAt(4) === DASH &&
    text.charCodeAt(7) === DASH &&
    (between === 0x54 || between === 0x20 || between === 0x74) &&
    text.charCodeAt(13) === COLON &&
    text.charCodeAt(16) === COLON
  );
}

/** Two digits as a number; NO_PAIR when they are none. The caller knows that both positions exist. */
function pair(text: string, at: number): number {
  const tens = text.charCodeAt(at) - ZERO;
  const ones = text.charCodeAt(at + 1) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NO_PAIR;
}

/** 1 when the first digit that is cut off (at `at`, if the fraction reaches it) rounds the kept ones up. */
function roundsUp(text: string, at: number, end: number): number {
  return at < end && text.charCodeAt(at) - ZERO >= 5 ? 1 : 0;
}

/** Minutes east of UTC; NO_OFFSET when the text ends here, BAD_OFFSET when something else stands here. */
function offsetAt(text: string, at: number): number {
  const left = text.length - at;
  if (left === 0) return NO_OFFSET;
  const sign = text.charCodeAt(at);
  if (left === 1) return (sign | 0x20) === 0x7a ? 0 : BAD_OFFSET;
  const colon = left === 6 && text.charCodeAt(at + 3) === COLON;
  if ((sign !== PLUS && sign !== DASH) || !(colon || left === 5)) return BAD_OFFSET;
  const hours = pair(text, at + 1);
  const minutes = pair(text, at + (colon ? 4 : 3));
  if ((hours | minutes) < 0 || hours > 23 || minutes > 59) return BAD_OFFSET;
  return sign === DASH ? -(hours * 60 + minutes) : hours * 60 + minutes;
}

/** Days since 1970-01-01; NaN for a day that does not exist or a year that is not read. */
function dayNumber(year: number, month: number, day: number): number {
  const yearDays = YEAR_DAYS[year - FIRST_YEAR];
  const monthLength = MONTH_LENGTH[month - 1];
  if (yearDays === undefined || monthLength === undefined || day < 1) return Number.NaN;
  // 2100, the one exception among the years that are read, is no leap year.
  const leap = year % 4 === 0 && year !== 2100;
  if (day > monthLength + (leap && month === 2 ? 1 : 0)) return Number.NaN;
  return yearDays + (MONTH_DAYS[month - 1] as number) + (leap && month > 2 ? 1 : 0) + day - 1;
}
