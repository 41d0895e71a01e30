import { detectionWidthMs, nextBaseWidthMs } from '../stats/base-width.ts';
import type { SeriesAxis } from './series-axis.ts';

/**
 * Events that a bucket needs before their ratio says anything: one failure among fewer would read as an outage.
 * The number is that of metrics.md 13 (`min_n`), as is the width of 10 s that pooling begins at.
 */
const ENOUGH_EVENTS = 30;
/** Buckets that are left at least where pooling widens them: fewer show no course. */
const FEWEST_BUCKETS = 5;

/** A ratio of counted events over time. */
export interface PooledRatio {
  /** One a base bucket, that of the wider bucket around it; null: too few events. */
  readonly values: readonly (number | null)[];
  readonly isFew: (i: number) => boolean;
}

/**
 * The ratio of two counts in the narrowest buckets of 10 s or more of which half (of those with any event) hold 30
 * events; where none does, in those of 10 s. Buckets with fewer have no value, empty ones neither. In buckets of a
 * width that was asked for it is that of each bucket.
 *
 * @param part - counts by base bucket of the axis
 * @param all - what they are a part of, by the same buckets
 */
export function pooledRatio(part: Float64Array, all: Float64Array, axis: SeriesAxis): PooledRatio {
  if (axis.isAsked) {
    const isEmpty = (i: number) => all[i] === 0;
    return {
      isFew: isEmpty,
      values: Array.from(all, (count, i) => (count === 0 ? null : (part[i] as number) / count)),
    };
  }
  const narrowest = detectionWidthMs(axis.widthMs);
  const spanMs = axis.count * axis.widthMs;
  let width = narrowest;
  while (!mostHoldEnough(pooled(all, axis, width))) {
    width = nextBaseWidthMs(width);
    if (width * FEWEST_BUCKETS <= spanMs) continue;
    width = narrowest;
    break;
  }
  const [parts, wholes] = [pooled(part, axis, width), pooled(all, axis, width)];
  const countOf = (i: number) => wholes[placeOf(i, axis, width)] as number;
  const isFew = (i: number) => countOf(i) < ENOUGH_EVENTS;
  return {
    isFew,
    values: Array.from({ length: axis.count }, (_, i) => {
      return isFew(i) ? null : (parts[placeOf(i, axis, width)] as number) / countOf(i);
    }),
  };
}

function mostHoldEnough(counts: Float64Array): boolean {
  const held = counts.filter((count) => count > 0);
  return held.filter((count) => count >= ENOUGH_EVENTS).length * 2 >= held.length;
}

function pooled(counts: Float64Array, axis: SeriesAxis, width: number): Float64Array {
  const sums = new Float64Array(placeOf(axis.count - 1, axis, width) + 1);
  for (const [i, count] of counts.entries()) {
    const place = placeOf(i, axis, width);
    sums[place] = (sums[place] as number) + count;
  }
  return sums;
}

/** Which of the wider buckets, aligned to time zero like all, holds base bucket `i`. */
function placeOf(i: number, axis: SeriesAxis, width: number): number {
  return Math.floor((axis.fromMs + i * axis.widthMs) / width) - Math.floor(axis.fromMs / width);
}
