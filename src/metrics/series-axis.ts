import { baseWidthMs, commonWidthMs, nextBaseWidthMs } from '../stats/base-width.ts';
import type { Buckets } from '../stats/buckets.ts';
import type { FinishWindow } from './family.ts';

/** Something that is summed per bucket. */
export interface Summed {
  at(widthMs: number): Buckets;
}

/** The buckets of a series, aligned to time zero; the first and the last may stand partly outside the window. */
export interface SeriesAxis {
  readonly window: FinishWindow;
  readonly fromMs: number;
  readonly widthMs: number;
  /** The width was asked for: what is said of a bucket is of that bucket alone, however little is in it. */
  readonly isAsked: boolean;
  readonly count: number;
}

/**
 * The base buckets that a window touches. The last instant of a whole log counts: a bucket that begins at the very
 * end of the window is one of them when something was added there.
 *
 * @param all - everything that is summed per bucket
 * @param storedWidthMs - the widest stored width that must divide the buckets; wider than the base width only when
 *   data reaches far outside the window
 * @param askedWidthMs - width that the user wants, whole seconds; null: the base width
 */
export function axisOver(
  window: FinishWindow,
  all: readonly Summed[],
  storedWidthMs: number,
  askedWidthMs: number | null,
): SeriesAxis {
  let widthMs = baseWidthMs(window.fromMs, window.toMs);
  if (askedWidthMs !== null) widthMs = commonWidthMs(askedWidthMs, storedWidthMs);
  while (widthMs % storedWidthMs !== 0) widthMs = nextBaseWidthMs(widthMs);
  const first = Math.floor(window.fromMs / widthMs);
  const last = Math.floor(window.toMs / widthMs);
  const count = last - first + 1;
  const axis = { window, fromMs: first * widthMs, widthMs, isAsked: askedWidthMs !== null, count };
  const endsOnEdge = last > first && last * widthMs === window.toMs;
  const isEndEmpty = endsOnEdge && all.every((sums) => alongAxis(axis, sums)[last - first] === 0);
  return isEndEmpty ? { ...axis, count: last - first } : axis;
}

/** Ms of bucket `i` that lie inside the window. */
export function overlapMs(axis: SeriesAxis, i: number): number {
  const from = axis.fromMs + i * axis.widthMs;
  return Math.max(0, Math.min(from + axis.widthMs, axis.window.toMs) - Math.max(from, axis.window.fromMs));
}

/**
 * Ms that a rate in bucket `i` is divided by: the part inside the window, or 0 when that is under half of the
 * bucket. A few packets over a sliver of time would be the highest rate of the whole series.
 */
export function rateMs(axis: SeriesAxis, i: number): number {
  const inside = overlapMs(axis, i);
  return axis.count > 1 && inside * 2 < axis.widthMs ? 0 : inside;
}

/** Sums by bucket of the axis; 0 where nothing was added. */
export function alongAxis(axis: SeriesAxis, sums: Summed): Float64Array {
  const { fromMs, values } = sums.at(axis.widthMs);
  const along = new Float64Array(axis.count);
  const shift = (axis.fromMs - fromMs) / axis.widthMs;
  for (let i = 0; i < axis.count; i++) along[i] = values[i + shift] ?? 0;
  return along;
}
