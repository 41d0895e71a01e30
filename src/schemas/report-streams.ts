import type {
  LossReport,
  MediaFigures,
  StreamReport,
  TimestampAnomalies,
  TrackReport,
  TransportReport,
} from '../model/report.ts';
import {
  AMOUNT,
  array,
  COUNT,
  definition,
  INTEGER,
  type Members,
  NUMBER,
  nullable,
  object,
  RATIO,
  saying,
  TEXT,
  word,
} from './describe.ts';
import { DISTRIBUTION, WHOLE_DISTRIBUTION } from './figures.ts';

const ANOMALIES = definition(
  'timestamp_anomalies',
  object<TimestampAnomalies>({
    non_monotonic_dts: nullable(COUNT),
    pts_before_dts: nullable(COUNT),
    duplicate: COUNT,
    gaps: nullable(COUNT),
    longest_gap_ms: nullable(AMOUNT),
  }),
);

const MEDIA: Members<MediaFigures> = {
  packets: COUNT,
  bytes: COUNT,
  duration_ms: nullable(AMOUNT),
  bitrate_bps: nullable(AMOUNT),
  bitrate: saying('bit/s over full seconds', nullable(WHOLE_DISTRIBUTION.ref)),
  peak_factor: nullable(AMOUNT),
  fps: nullable(AMOUNT),
  keyframes: nullable(COUNT),
  keyframe_interval_ms: nullable(DISTRIBUTION.ref),
  gop_frames: nullable(WHOLE_DISTRIBUTION.ref),
  missing_frames: nullable(COUNT),
  timestamp_anomalies: nullable(ANOMALIES.ref),
};

const MEDIA_FIGURES = definition(
  'media_figures',
  saying('all tracks of one media type', object<MediaFigures>(MEDIA)),
);

const TRACK = definition(
  'track',
  object<TrackReport>({
    index: TEXT,
    media_type: word('video', 'audio', 'metadata'),
    codec: nullable(TEXT),
    width: nullable(AMOUNT),
    height: nullable(AMOUNT),
    frame_rate: nullable(AMOUNT),
    sample_rate: nullable(AMOUNT),
    channels: nullable(AMOUNT),
    language: nullable(TEXT),
    declared_bitrate_bps: nullable(AMOUNT),
    ...MEDIA,
  }),
);

const LOSS = definition(
  'loss',
  object<LossReport>({
    expected: COUNT,
    received: COUNT,
    lost: COUNT,
    loss_ratio: nullable(RATIO),
    rfc3550_lost: saying('below 0 where duplicates outnumber what is missing', INTEGER),
    duplicates: COUNT,
    reordered: COUNT,
  }),
);

export const STREAM = definition(
  'stream',
  object<StreamReport>({
    stream_id: TEXT,
    name: nullable(TEXT),
    packets: COUNT,
    bytes: COUNT,
    duration_ms: nullable(AMOUNT),
    video: nullable(MEDIA_FIGURES.ref),
    audio: nullable(MEDIA_FIGURES.ref),
    metadata: nullable(MEDIA_FIGURES.ref),
    tracks: array(TRACK.ref),
    av_start_offset_ms: nullable(NUMBER),
    av_end_offset_ms: nullable(NUMBER),
    av_skew_ms: nullable(object({ avg: NUMBER, max_abs: AMOUNT })),
    drift_ms: nullable(NUMBER),
    loss: nullable(LOSS.ref),
    jitter_ms: nullable(object({ avg: AMOUNT, max: AMOUNT })),
    continuity_errors: nullable(COUNT),
  }),
);

export const TRANSPORT = definition(
  'transport',
  object<TransportReport>({
    received: nullable(COUNT),
    lost: nullable(COUNT),
    recovered: nullable(COUNT),
    dropped: nullable(COUNT),
    retransmitted: nullable(COUNT),
    // Counts as senders and receivers say them: more can be lost, before it is sent again, than arrives.
    loss_ratio: nullable(AMOUNT),
    residual_loss_ratio: nullable(RATIO),
    rtt_ms: nullable(DISTRIBUTION.ref),
    jitter_ms: nullable(DISTRIBUTION.ref),
  }),
);

/** All that these refer to, and themselves. */
export const STREAM_DEFINITIONS = [STREAM, MEDIA_FIGURES, TRACK, ANOMALIES, LOSS, TRANSPORT];
