import type { BucketCounts } from '../stats/bucket-counts.ts';
import type { BucketHistograms } from '../stats/bucket-histograms.ts';
import type { BucketMaxima } from '../stats/bucket-maxima.ts';
import type { BucketSums } from '../stats/bucket-sums.ts';
import type { Buckets } from '../stats/buckets.ts';

/** What is summed per bucket: ms of spans, bytes, frames. */
export const SUMS = ['open', 'watched', 'stalled', 'bytes', 'videoBytes', 'audioBytes', 'frames'] as const;

/** What is counted per bucket of the requests that end in it: columns of one table. */
export const RequestColumn = {
  requests: 0,
  statuses: 1,
  errors4xx: 2,
  errors5xx: 3,
  cacheable: 4,
  hits: 5,
} as const;
export const REQUEST_COLUMNS = 6;

/** What is counted per bucket of the moments of sessions and of players: columns of one table. */
export const MomentColumn = {
  opened: 0,
  closed: 1,
  playOpened: 2,
  playClosed: 3,
  stalls: 4,
  switches: 5,
  resolved: 6,
  startFailures: 7,
  exits: 8,
  errors: 9,
  fatalErrors: 10,
} as const;
export const MOMENT_COLUMNS = 11;

/** One of the counts of moments, as it is summed per bucket. */
export function momentsOf(
  { moments }: Pick<SeriesState, 'moments'>,
  name: keyof typeof MomentColumn,
): { at(widthMs: number): Buckets } {
  return { at: (widthMs) => moments.at(MomentColumn[name], widthMs) };
}

/** First and last instant of something, ms; ±Infinity while there is none. */
export interface Extent {
  firstMs: number;
  lastMs: number;
}

export const noExtent = (): Extent => ({
  firstMs: Number.POSITIVE_INFINITY,
  lastMs: Number.NEGATIVE_INFINITY,
});

/** Makes the extent reach over another stretch. */
export function extend(extent: Extent, firstMs: number, lastMs: number): void {
  extent.firstMs = Math.min(extent.firstMs, firstMs);
  extent.lastMs = Math.max(extent.lastMs, lastMs);
}

/** Integer state of the base series of one slice. */
export interface SeriesState {
  readonly sums: Record<(typeof SUMS)[number], BucketSums>;
  /** What was read, filled when everything is: events used and records rejected. */
  readonly read: BucketCounts;
  readonly requests: BucketCounts;
  readonly moments: BucketCounts;
  readonly startupMs: BucketHistograms;
  readonly latencyMs: BucketHistograms;
  readonly ttfbMs: BucketHistograms;
  readonly keyframeGapUs: BucketMaxima;
  readonly video: Extent;
  readonly audio: Extent;
  /** Of frames apart: they stand at their pts, which ends later than the dts of packets. */
  readonly frames: Extent;
  /** Video tracks seen: frame rate and keyframe interval mean something for one track only. */
  readonly videoTracks: Set<string>;
  /** The one added last: frames of one track follow each other, and asking the set for each costs more than counting it. */
  lastVideoTrack: string;
}

/** A stretch [fromMs, toMs) in which a media type is known to have stopped. */
export interface Stop {
  readonly mediaType: 'video' | 'audio';
  readonly fromMs: number;
  readonly toMs: number;
}
