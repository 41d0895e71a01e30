import type { LaneColumn } from './lane-columns.ts';

/** Values of the bottom and the top of a lane. */
export interface LaneScale {
  readonly bottom: number;
  readonly top: number;
}

const SPIKE_MS = 60_000;
/** Below this span a minute is no spike but a good part of the picture. */
const SPIKES_FROM_SPAN_MS = 20 * SPIKE_MS;
/** Share of the columns that may be beyond the scale. */
const MOST_BEYOND = 0.1;

/** From zero to the highest column. */
export function scaleFromZero(columns: readonly LaneColumn[]): LaneScale {
  return { bottom: 0, top: Math.max(0, ...valuesOf(columns)) };
}

/**
 * From zero to the highest column, but peaks shorter than 60 s that would more than double the scale are left out
 * (they are drawn as "beyond the scale"), or one bad bucket would flatten two hours. At most a tenth of the columns
 * is left out: where peaks are that many, they are the picture.
 *
 * @param buckets - known values in order of time
 */
export function scaleWithoutSpikes(
  columns: readonly LaneColumn[],
  buckets: readonly number[],
  bucketMs: number,
): LaneScale {
  const whole = scaleFromZero(columns);
  if (buckets.length * bucketMs < SPIKES_FROM_SPAN_MS || bucketMs >= SPIKE_MS) return whole;
  // The level that was held for a minute somewhere: the highest lowest value of a minute.
  const inMinute = Math.ceil(SPIKE_MS / bucketMs);
  let held = 0;
  for (let i = 0; i + inMinute <= buckets.length; i++) {
    // No slice: a day of seconds would copy each of them sixty times.
    let lowest = Number.POSITIVE_INFINITY;
    for (let j = i; j < i + inMinute; j++) lowest = Math.min(lowest, buckets[j] as number);
    held = Math.max(held, lowest);
  }
  const ranked = valuesOf(columns).sort((a, b) => a - b);
  const mostColumns = ranked[Math.ceil(ranked.length * (1 - MOST_BEYOND)) - 1] ?? 0;
  const top = Math.max(mostColumns, ...buckets.filter((value) => value <= 2 * held));
  return top === 0 || whole.top <= 2 * top ? whole : { bottom: 0, top };
}

/** For ratios near 1 whose drops matter: from a round value below the lowest column to 1. */
export function scaleToOne(columns: readonly LaneColumn[]): LaneScale {
  const lowest = Math.min(1, ...valuesOf(columns));
  const below = lowest - (1 - lowest) / 4;
  // Hundredths, or finer when all of it happens inside one hundredth.
  const steps = lowest < 0.98 ? 100 : 10_000;
  return { bottom: lowest === 1 ? 0 : Math.max(0, Math.floor(below * steps) / steps), top: 1 };
}

function valuesOf(columns: readonly LaneColumn[]): number[] {
  return columns.filter((column) => typeof column === 'number');
}
