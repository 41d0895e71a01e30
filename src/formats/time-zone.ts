/** Zone rules change at most at quarter hours (since 1990, the earliest time we read). */
const QUARTER_MS = 15 * 60_000;
const DAY_MS = 86_400_000;
/** Quarter hours whose offset is remembered: a year of them, so that a log from anywhere stays bounded. */
const REMEMBERED = 35_040;

/** True when this is the name of a zone the runtime knows, e.g. 'UTC' or 'Europe/Berlin'. */
export function isTimezone(name: string): boolean {
  // The default, and loading the rules of zones takes longer than reading a small log.
  if (name === 'UTC') return true;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Offsets of one IANA zone, for times that are written without one. */
export class Zone {
  /** Null for UTC: it is never asked, and loading the rules of zones costs as much as reading thousands of records. */
  private readonly format: Intl.DateTimeFormat | null;
  private readonly offsets = new Map<number, number>();

  /**
   * @param name - an IANA zone name
   * @throws {RangeError} for a zone the runtime does not know; ask {@link isTimezone} before
   */
  constructor(name: string) {
    this.format = name === 'UTC' ? null : zoneFormat(name);
  }

  /**
   * Local time − UTC at this local time, in ms. An hour that occurs twice is taken the first time; one that is
   * skipped is read with the offset before the change, so 02:30 becomes 03:30.
   *
   * @param localMs - the local date and time as if it were UTC, in epoch ms
   */
  offsetOfLocal(localMs: number): number {
    const { format } = this;
    if (format === null) return 0;
    const quarter = Math.floor(localMs / QUARTER_MS);
    const known = this.offsets.get(quarter);
    if (known !== undefined) return known;
    if (this.offsets.size >= REMEMBERED) this.offsets.clear();
    const offset = resolve(format, quarter * QUARTER_MS);
    this.offsets.set(quarter, offset);
    return offset;
  }
}

function zoneFormat(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
}

function resolve(format: Intl.DateTimeFormat, localMs: number): number {
  const before = offsetOfInstant(format, localMs - DAY_MS);
  const after = offsetOfInstant(format, localMs + DAY_MS);
  if (before === after) return before;
  const asBefore = offsetOfInstant(format, localMs - before) === before;
  const asAfter = offsetOfInstant(format, localMs - after) === after;
  if (asBefore && asAfter) return Math.max(before, after);
  return asAfter ? after : before;
}

function offsetOfInstant(format: Intl.DateTimeFormat, ms: number): number {
  const parts = new Map<string, number>();
  for (const { type, value } of format.formatToParts(ms)) parts.set(type, Number(value));
  const part = (name: string) => parts.get(name) ?? 0;
  const local = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return local - Math.floor(ms / 1000) * 1000;
}
