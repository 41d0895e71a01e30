import { fixed } from './numbers.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export type Clock = 'utc' | 'media';

/** An instant as the wall clock of a zone shows it. */
export interface LocalTime {
  readonly year: number;
  /** 1..12 */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly ms: number;
}

/**
 * An instant of the Report as ms: since the epoch, or since the start of media.
 *
 * @returns null for null and for text that is no instant
 */
export function instantMs(text: string | null, clock: Clock): number | null {
  if (text === null || text === '') return null;
  const ms = clock === 'media' ? Number(text) * 1000 : Date.parse(text);
  return Number.isFinite(ms) ? ms : null;
}

// One format object a zone: making one costs more than everything else a report does with time.
const formats = new Map<string, Intl.DateTimeFormat>();

/** @throws {RangeError} for a zone the runtime does not know */
export function localTime(ms: number, timezone: string): LocalTime {
  // The default, which needs no zone rules: loading them takes longer than a small report.
  if (timezone === 'UTC') return utcTime(new Date(Math.floor(ms)));
  const parts = new Map(
    formatOf(timezone)
      .formatToParts(ms)
      .map((part) => [part.type, part.value]),
  );
  const number = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type));
  return {
    year: number('year'),
    month: number('month'),
    day: number('day'),
    hour: number('hour'),
    minute: number('minute'),
    second: number('second'),
    ms: ((Math.floor(ms) % 1000) + 1000) % 1000,
  };
}

/** What the zone's wall clock is ahead of UTC at this instant, in ms. */
export function zoneOffsetMs(ms: number, timezone: string): number {
  const local = localTime(ms, timezone);
  const asUtc = Date.UTC(
    local.year,
    local.month - 1,
    local.day,
    local.hour,
    local.minute,
    local.second,
    local.ms,
  );
  return asUtc - Math.floor(ms);
}

/** `20:40:50`; with `precision` minutes `20:40`, with ms `20:40:50.120`. */
export function timeOfDay(
  ms: number,
  timezone: string,
  precision: 'minutes' | 'seconds' | 'ms' = 'seconds',
): string {
  const at = localTime(ms, timezone);
  const minutes = `${padded(at.hour)}:${padded(at.minute)}`;
  if (precision === 'minutes') return minutes;
  const seconds = `${minutes}:${padded(at.second)}`;
  return precision === 'seconds' ? seconds : `${seconds}.${String(at.ms).padStart(3, '0')}`;
}

/** `30 May 2026` */
export function dateOf(ms: number, timezone: string): string {
  const at = localTime(ms, timezone);
  return `${at.day} ${MONTHS[at.month - 1]} ${at.year}`;
}

/** `31 May`, for axes that cross midnight. */
export function dayOf(ms: number, timezone: string): string {
  const at = localTime(ms, timezone);
  return `${at.day} ${MONTHS[at.month - 1]}`;
}

/**
 * A stretch of time in words: `30 May 2026, 19:58:00 – 22:14:31 UTC`, the day and the year of its end only where they
 * differ; `media time 0.000 – 60.053 s`.
 */
export function timeSpan(
  fromMs: number,
  toMs: number,
  clock: Clock,
  timezone: string,
  precision: 'seconds' | 'ms' = 'seconds',
): string {
  if (clock === 'media') return `media time ${fixed(fromMs / 1000, 3)} – ${mediaTime(toMs)}`;
  const firstDay = dateOf(fromMs, timezone);
  const lastDay = dateOf(toMs, timezone);
  const sameYear = firstDay.slice(-4) === lastDay.slice(-4);
  const day = firstDay === lastDay ? '' : `${sameYear ? dayOf(toMs, timezone) : lastDay}, `;
  const [first, last] = [timeOfDay(fromMs, timezone, precision), timeOfDay(toMs, timezone, precision)];
  return `${firstDay}, ${first} – ${day}${last} ${timezone}`;
}

/** Media time to the ms, with its unit: `31.400 s`. */
export function mediaTime(ms: number): string {
  return `${fixed(ms / 1000, 3)} s`;
}

function utcTime(at: Date): LocalTime {
  return {
    year: at.getUTCFullYear(),
    month: at.getUTCMonth() + 1,
    day: at.getUTCDate(),
    hour: at.getUTCHours(),
    minute: at.getUTCMinutes(),
    second: at.getUTCSeconds(),
    ms: at.getUTCMilliseconds(),
  };
}

function formatOf(timezone: string): Intl.DateTimeFormat {
  let format = formats.get(timezone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
      timeZone: timezone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(timezone, format);
  }
  return format;
}

function padded(value: number): string {
  return String(value).padStart(2, '0');
}
