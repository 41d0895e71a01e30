import { type Clock, dayOf, localTime, timeOfDay, zoneOffsetMs } from '../format/instants.ts';
import { countInFull } from '../format/numbers.ts';
import type { LaneAxis } from './lane-columns.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Distances between ticks that people count in. */
const STEPS_MS: readonly number[] = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND_MS),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR_MS),
  ...[1, 2, 7, 14, 28].map((days) => days * DAY_MS),
];
/** Spaces between two labels, at least. */
const LABEL_GAP = 3;

/**
 * The labels above the lanes, each beginning at the column of its instant: round times of day in the zone, or
 * round media times.
 *
 * @returns text of at most `axis.count` cells; '' when not even one label has room
 */
export function timeAxis(axis: LaneAxis, timezone: string): string {
  const columnMs = (axis.toMs - axis.fromMs) / axis.count;
  const step = STEPS_MS.find((stepMs) => {
    const widest = Math.max(...ticks(axis, stepMs, timezone, 200).map((tick) => tick.label.length), 0);
    return stepMs / columnMs >= widest + LABEL_GAP;
  });
  let text = '';
  for (const { atMs, label } of ticks(axis, step ?? DAY_MS * 364, timezone, 200)) {
    const column = Math.floor((atMs - axis.fromMs) / columnMs);
    if (column + label.length <= axis.count && (text === '' || column > text.length)) {
      text = text.padEnd(column) + label;
    }
  }
  return text;
}

function ticks(
  axis: LaneAxis,
  stepMs: number,
  timezone: string,
  most: number,
): { atMs: number; label: string }[] {
  // More ticks than this have no room anyway, and naming one costs a conversion to local time.
  if ((axis.toMs - axis.fromMs) / stepMs > most) return [];
  const isMedia = axis.clock === 'media';
  const offsetMs = isMedia ? 0 : zoneOffsetMs(axis.fromMs, timezone);
  const found: { atMs: number; label: string }[] = [];
  for (let local = Math.ceil((axis.fromMs + offsetMs) / stepMs) * stepMs; ; local += stepMs) {
    let atMs = local - offsetMs;
    // The clocks may have changed inside the span; the tick keeps its round local time.
    if (!isMedia) atMs = local - zoneOffsetMs(atMs, timezone);
    if (atMs >= axis.toMs) return found;
    if (atMs >= axis.fromMs) found.push({ atMs, label: labelOf(atMs, stepMs, timezone, axis.clock) });
  }
}

function labelOf(atMs: number, stepMs: number, timezone: string, clock: Clock): string {
  if (clock === 'media') {
    if (stepMs < MINUTE_MS) return `${countInFull(atMs / SECOND_MS)} s`;
    if (stepMs < HOUR_MS) return `${countInFull(atMs / MINUTE_MS)} min`;
    return `${countInFull(atMs / HOUR_MS)} h`;
  }
  if (stepMs < MINUTE_MS) return timeOfDay(atMs, timezone);
  const local = localTime(atMs, timezone);
  const isMidnight = local.hour === 0 && local.minute === 0;
  return stepMs >= DAY_MS || (stepMs >= HOUR_MS && isMidnight)
    ? dayOf(atMs, timezone)
    : timeOfDay(atMs, timezone, 'minutes');
}
