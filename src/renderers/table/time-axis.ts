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
  ...[1, 2, 7, 14, 28, 91, 364].map((days) => days * DAY_MS),
];
/** Spaces between two labels, at least. */
const LABEL_GAP = 3;
/** Cells of the shortest label, `0 s`. */
const SHORTEST_LABEL = 3;

/**
 * The labels above the lanes, each beginning at the column of its instant: round times of day in the zone, or
 * round media times.
 *
 * @returns text of at most `axis.count` cells; '' when no round time lies in the span, or it is longer than any step
 */
export function timeAxis(axis: LaneAxis, timezone: string): string {
  const columnMs = (axis.toMs - axis.fromMs) / axis.count;
  let text = '';
  for (const { atMs, label } of roomyTicks(axis, columnMs, timezone)) {
    const column = Math.floor((atMs - axis.fromMs) / columnMs);
    if (column + label.length <= axis.count) text = text.padEnd(column) + label;
  }
  return text;
}

interface Tick {
  readonly atMs: number;
  readonly label: string;
}

/** Ticks of the smallest step whose labels all have room. */
function roomyTicks(axis: LaneAxis, columnMs: number, timezone: string): Tick[] {
  for (const stepMs of STEPS_MS) {
    const room = stepMs / columnMs - LABEL_GAP;
    // Naming a tick costs conversions to local time; steps that are too fine anyway must not pay for them.
    if (room < SHORTEST_LABEL) continue;
    const ticks = ticksOf(axis, stepMs, timezone);
    if (ticks.every(({ label }) => label.length <= room)) return ticks;
  }
  return [];
}

function ticksOf(axis: LaneAxis, stepMs: number, timezone: string): Tick[] {
  const isMedia = axis.clock === 'media';
  const offsetMs = isMedia ? 0 : zoneOffsetMs(axis.fromMs, timezone);
  const ticks: Tick[] = [];
  for (let local = Math.ceil((axis.fromMs + offsetMs) / stepMs) * stepMs; ; local += stepMs) {
    // The clocks may have changed inside the span; the tick keeps its round local time.
    const atMs = isMedia ? local : local - zoneOffsetMs(local - offsetMs, timezone);
    if (atMs >= axis.toMs) return ticks;
    // A local time that the clocks skip would stand a second time where they went forward.
    const isNew = atMs > (ticks.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY);
    if (atMs >= axis.fromMs && isNew)
      ticks.push({ atMs, label: labelOf(atMs, stepMs, timezone, axis.clock) });
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
