import type { CdnReport } from '../model/report.ts';
import { widthFor } from '../stats/base-width.ts';
import type { BucketSums } from '../stats/bucket-sums.ts';
import { STORED_WIDTHS_MS } from '../stats/buckets.ts';
import { type ExactSum, ratio } from '../stats/exact-sum.ts';
import { rankOf } from '../stats/rank.ts';
import type { FinishWindow } from './family.ts';
import { instantText } from './texts.ts';

/** Width of the buckets that the peak is looked for in: short enough to be felt, long enough for whole segments. */
export const PEAK_WIDTH_MS = 10_000;
/** Width of the buckets of the p95, as traffic is billed. */
const BILLED_WIDTH_MS = 300_000;
/** 121 days of 10 s: a longer log gets its peak bandwidth from wider buckets. */
export const FLOW_CELLS = 2 ** 20;
const FLOW_WIDTHS_MS = STORED_WIDTHS_MS.filter((width) => width >= PEAK_WIDTH_MS);
const BITS_PER_BYTE = 8;
const MS_PER_SECOND = 1000;

/**
 * Mean, peak and p95 of delivered bits per second. Only buckets wholly inside the window count, empty ones
 * included: an edge bucket would be read too low.
 *
 * @param flow - bytes by the time they flowed, stored at 10 s (at the stored width when a log is too long for that)
 * @param total - all bytes, for the mean over the window
 */
export function bandwidthOf(
  flow: BucketSums,
  total: ExactSum,
  window: FinishWindow,
): NonNullable<CdnReport['bandwidth_bps']> {
  const durationMs = window.toMs - window.fromMs;
  const peak = peakOf(fullBuckets(flow, PEAK_WIDTH_MS, window));
  const billed = fullBuckets(flow, BILLED_WIDTH_MS, window);
  const sorted = billed.bytes.sort();
  return {
    avg: ratio(total.toBigInt() * BigInt(BITS_PER_BYTE * MS_PER_SECOND), durationMs),
    peak: peak?.bps ?? null,
    peak_at: peak === null ? null : instantText(peak.atMs, window.clock),
    p95: sorted.length === 0 ? null : bps(sorted[rankOf(0.95, sorted.length) - 1] as number, billed.widthMs),
  };
}

interface FullBuckets {
  readonly fromMs: number;
  readonly widthMs: number;
  readonly bytes: Float64Array;
}

/** Bytes of every bucket that lies wholly inside the window. */
function fullBuckets(flow: BucketSums, widthMs: number, window: FinishWindow): FullBuckets {
  // A window far longer than its requests would be nearly nothing but empty buckets.
  const windowWidth = widthFor(window.toMs - window.fromMs, FLOW_WIDTHS_MS, FLOW_CELLS);
  const width = Math.max(widthMs, flow.storedWidthMs, windowWidth);
  const first = Math.ceil(window.fromMs / width);
  const count = Math.max(0, Math.floor(window.toMs / width) - first);
  const { fromMs, values } = flow.at(width);
  const bytes = new Float64Array(count);
  for (let i = 0; i < count; i++) bytes[i] = values[first + i - fromMs / width] ?? 0;
  return { fromMs: first * width, widthMs: width, bytes };
}

function peakOf({ fromMs, widthMs, bytes }: FullBuckets): { bps: number; atMs: number } | null {
  let highest = -1;
  for (let i = 0; i < bytes.length; i++) {
    if (highest < 0 || (bytes[i] as number) > (bytes[highest] as number)) highest = i;
  }
  if (highest < 0) return null;
  return { bps: bps(bytes[highest] as number, widthMs), atMs: fromMs + highest * widthMs };
}

function bps(bytes: number, widthMs: number): number {
  return (bytes * BITS_PER_BYTE * MS_PER_SECOND) / widthMs;
}
