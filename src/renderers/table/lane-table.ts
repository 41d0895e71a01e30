import type { MediaFigures, Report } from '../../model/report.ts';
import { duration } from '../format/durations.ts';
import { bitrate, count, percent } from '../format/numbers.ts';
import type { ColumnValue } from './lane-columns.ts';
import { KEYFRAME_OUTLIER } from './nominal.ts';

/** A figure of the whole report: more exact than what can be read off buckets. */
export interface WholeFigure {
  readonly value: number;
  /** When it was so, as an instant of the report; null: it has no instant. */
  readonly at: string | null;
}

/** One lane: which series it draws, how, and what stands at its right. */
export interface LaneSpec {
  readonly label: string;
  /** Series columns it can be drawn from: the first one that the report has. */
  readonly paths: readonly string[];
  readonly kind: ColumnValue;
  readonly format: (value: number) => string;
  /** What the figure at the right is. */
  readonly word: 'peak' | 'worst' | 'longest' | 'mean';
  /** The figure from the report; null or left out: the extreme or the mean of the buckets. */
  readonly figure?: (report: Report) => WholeFigure | null;
  /** The media type whose stops show in it; left out: none does. */
  readonly media?: 'video' | 'audio';
  /** Only when packets are all there is: viewers matter more, and it is one screen. */
  readonly packetsOnly?: boolean;
  /** A value is a duration that ended in its bucket, and is drawn over all of it. */
  readonly spansBack?: boolean;
  /** Values above this are painted as away from normal; null: nothing is known to be. */
  readonly badAbove?: (report: Report) => number | null;
}

/** Lanes in the order of the report: what viewers felt, then why. */
export const LANES: readonly LaneSpec[] = [
  {
    label: 'viewers',
    paths: ['viewers.avg_viewers', 'viewers.peak_viewers', 'viewers.current_viewers'],
    kind: 'mean',
    format: count,
    word: 'peak',
    figure: ({ viewers }) => viewers && { value: viewers.peak_viewers, at: viewers.peak_at },
  },
  {
    label: 'stall ratio',
    paths: ['viewers.rebuffer_ratio'],
    kind: 'highest',
    format: percent,
    word: 'worst',
  },
  {
    label: 'startup p95',
    paths: ['viewers.startup_ms.p95'],
    kind: 'highest',
    format: duration,
    word: 'worst',
  },
  {
    label: 'video',
    media: 'video',
    paths: ['streams.video.bitrate_bps'],
    kind: 'mean',
    format: bitrate,
    word: 'mean',
    figure: (report) => timeless(onlyMedia(report, 'video')?.bitrate_bps),
  },
  {
    label: 'keyframe gap',
    paths: ['streams.video.keyframe_interval_ms.max'],
    kind: 'highest',
    format: duration,
    word: 'longest',
    packetsOnly: true,
    spansBack: true,
    figure: (report) => timeless(onlyMedia(report, 'video')?.keyframe_interval_ms?.max),
    badAbove: (report) => {
      const usual = onlyMedia(report, 'video')?.keyframe_interval_ms?.p50;
      return usual === undefined ? null : usual * KEYFRAME_OUTLIER;
    },
  },
  {
    label: 'audio',
    media: 'audio',
    paths: ['streams.audio.bitrate_bps'],
    kind: 'mean',
    format: bitrate,
    word: 'mean',
    packetsOnly: true,
    figure: (report) => timeless(onlyMedia(report, 'audio')?.bitrate_bps),
  },
  {
    label: 'latency p95',
    paths: ['performance.latency_ms.p95'],
    kind: 'highest',
    format: duration,
    word: 'worst',
  },
  { label: 'CDN errors', paths: ['cdn.error_ratio'], kind: 'highest', format: percent, word: 'worst' },
  { label: 'cache hits', paths: ['cdn.cache_hit_ratio'], kind: 'lowest', format: percent, word: 'worst' },
  {
    label: 'bandwidth',
    paths: ['cdn.bandwidth_bps.avg', 'cdn.bandwidth_bps'],
    kind: 'mean',
    format: bitrate,
    word: 'peak',
    figure: ({ cdn }) => {
      const peak = cdn?.bandwidth_bps?.peak ?? null;
      return peak === null ? null : { value: peak, at: cdn?.bandwidth_bps?.peak_at ?? null };
    },
  },
  { label: 'packet loss', paths: ['transport.loss_ratio'], kind: 'highest', format: percent, word: 'worst' },
];

/** Figures of a media type where the report has one stream; else null. */
export function onlyMedia(report: Report, mediaType: 'video' | 'audio'): MediaFigures | null {
  return report.streams.length === 1 ? (report.streams[0]?.[mediaType] ?? null) : null;
}

function timeless(value: number | null | undefined): WholeFigure | null {
  return value === null || value === undefined ? null : { value, at: null };
}
