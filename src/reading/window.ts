import { Zone } from '../formats/time-zone.ts';
import { UsageError } from '../model/errors.ts';

/** A point of log time as people type it. */
export type TimePoint =
  /** RFC 3339, or seconds of media time, already in ms. */
  | { readonly kind: 'instant'; readonly atMs: number; readonly typed: string }
  /** `+5m`: from the log's start. */
  | { readonly kind: 'after-start'; readonly offsetMs: number; readonly typed: string }
  /** `20:41[:30]`: a time of day in the zone of the report. */
  | { readonly kind: 'time-of-day'; readonly dayMs: number; readonly typed: string };

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/**
 * The window `--from` and `--to` ask for.
 *
 * A time of day is, for `--from`, the last one at or before the log's start if that is at most 1 h before it, else
 * the first after; for `--to` the first after `--from`.
 *
 * @param startMs - the log's start: the earliest of the first records
 * @throws UsageError on a media clock for a time of day, and when the window is empty
 */
export function resolveWindow(
  from: TimePoint | null,
  to: TimePoint | null,
  startMs: number,
  clock: 'utc' | 'media',
  timezone: string,
): { readonly fromMs: number; readonly toMs: number } {
  // Without a record that has a time there is nothing to cut; what is wrong with the inputs is said elsewhere.
  if (!Number.isFinite(startMs)) return { fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY };
  const zone = new Zone(timezone);
  const fromMs =
    from === null ? Number.NEGATIVE_INFINITY : resolve(from, clock, startMs, zone, startMs, true);
  const after = Math.max(fromMs, startMs);
  const toMs = to === null ? Number.POSITIVE_INFINITY : resolve(to, clock, startMs, zone, after, false);
  if (fromMs >= toMs)
    throw new UsageError(
      `${to?.typed ?? from?.typed ?? ''}: expected a time after ${to === null ? 'the start' : (from?.typed ?? 'the start of the log')}`,
    );
  return { fromMs, toMs };
}

function resolve(
  point: TimePoint,
  clock: 'utc' | 'media',
  startMs: number,
  zone: Zone,
  nearMs: number,
  mayBeBefore: boolean,
): number {
  if (point.kind === 'instant' && clock === 'utc') return point.atMs;
  if (point.kind === 'after-start') return startMs + point.offsetMs;
  if (clock === 'media' || point.kind === 'instant') {
    throw new UsageError(
      `${point.typed}: this input has media time, no wall clock; type +5m for five minutes after its start, or --start FILE=T`,
    );
  }
  const before = lastTimeOfDay(point.dayMs, nearMs, zone);
  if (mayBeBefore && nearMs - before <= HOUR_MS) return before;
  const next = lastTimeOfDay(point.dayMs, before + DAY_MS + HOUR_MS, zone);
  return !mayBeBefore && before > nearMs ? before : next;
}

/** The last instant at or before `atMs` at which the clock in the zone shows this time of day. */
function lastTimeOfDay(dayMs: number, atMs: number, zone: Zone): number {
  // Zones lie within a day of UTC and skip or repeat an hour now and then: the days around hold the answer.
  const day = Math.floor(atMs / DAY_MS);
  let best = Number.NEGATIVE_INFINITY;
  for (let near = day - 2; near <= day + 1; near++) {
    const localMs = near * DAY_MS + dayMs;
    const instant = localMs - zone.offsetOfLocal(localMs);
    if (instant <= atMs && instant > best) best = instant;
  }
  return best;
}
