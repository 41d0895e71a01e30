/** Widths of the base series' buckets, narrowest first; beyond the last one each is doubled. */
const BASE_WIDTHS_MS = [1, 2, 5, 10, 30, 60, 300].map((seconds) => seconds * 1000);
/** A series holds at most this many base buckets: 3 h at 1 s. */
const MAX_BUCKETS = 10_800;
/** Percentiles in a series need enough samples a bucket, so their buckets are at least this wide. */
const MIN_DETECTION_MS = 10_000;

/**
 * The first width of a ladder (each dividing the next) that covers a span with at most `most` buckets; beyond
 * the ladder's end its last width is doubled as often as needed. Depends on the span only, not on its alignment.
 */
export function widthFor(spanMs: number, ladderMs: readonly number[], most: number): number {
  let width = 1;
  for (width of ladderMs) if (spanMs <= width * most) return width;
  while (spanMs > width * most) width *= 2;
  return width;
}

/**
 * Width of the base buckets of a series over [fromMs, toMs]: the smallest of 1, 2, 5, 10, 30, 60, 300 s (then
 * doubled) that gives at most 10,800 buckets over the span.
 */
export function baseWidthMs(fromMs: number, toMs: number): number {
  return widthFor(toMs - fromMs, BASE_WIDTHS_MS, MAX_BUCKETS);
}

/** The next wider base width. */
export function nextBaseWidthMs(widthMs: number): number {
  return widthFor(widthMs + 1, BASE_WIDTHS_MS, 1);
}

/** Width at which percentiles of a series are kept: the base width, at least 10 s. */
export function detectionWidthMs(baseMs: number): number {
  return Math.max(baseMs, MIN_DETECTION_MS);
}

/** The narrowest width that is a multiple of both, ms. */
export function commonWidthMs(aMs: number, bMs: number): number {
  let [divisor, rest] = [aMs, bMs];
  while (rest !== 0) [divisor, rest] = [rest, divisor % rest];
  return (aMs / divisor) * bMs;
}
