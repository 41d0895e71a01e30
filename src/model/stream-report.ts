import type { Distribution } from './distribution.ts';

export interface TimestampAnomalies {
  /** null: no packet carried a dts. */
  readonly non_monotonic_dts: number | null;
  readonly pts_before_dts: number | null;
  readonly duplicate: number;
  readonly gaps: number | null;
  readonly longest_gap_ms: number | null;
}

/** Figures of one track, or of all tracks of one media type together. */
export interface MediaFigures {
  readonly packets: number;
  readonly bytes: number;
  readonly duration_ms: number | null;
  readonly bitrate_bps: number | null;
  /** Over full 1 s buckets, bit/s. */
  readonly bitrate: Distribution | null;
  readonly peak_factor: number | null;
  readonly fps: number | null;
  readonly keyframes: number | null;
  readonly keyframe_interval_ms: Distribution | null;
  readonly gop_frames: Distribution | null;
  readonly missing_frames: number | null;
  readonly timestamp_anomalies: TimestampAnomalies | null;
}

export interface TrackReport extends MediaFigures {
  readonly index: string;
  readonly media_type: 'video' | 'audio' | 'metadata';
  readonly codec: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly frame_rate: number | null;
  readonly sample_rate: number | null;
  readonly channels: number | null;
  readonly language: string | null;
  readonly declared_bitrate_bps: number | null;
}

export interface LossReport {
  readonly expected: number;
  readonly received: number;
  readonly lost: number;
  readonly loss_ratio: number | null;
  readonly rfc3550_lost: number;
  readonly duplicates: number;
  readonly reordered: number;
}

export interface StreamReport {
  readonly stream_id: string;
  readonly name: string | null;
  readonly packets: number;
  readonly bytes: number;
  readonly duration_ms: number | null;
  readonly video: MediaFigures | null;
  readonly audio: MediaFigures | null;
  readonly metadata: MediaFigures | null;
  readonly tracks: readonly TrackReport[];
  readonly av_start_offset_ms: number | null;
  readonly av_end_offset_ms: number | null;
  readonly av_skew_ms: { readonly avg: number; readonly max_abs: number } | null;
  readonly drift_ms: number | null;
  readonly loss: LossReport | null;
  readonly jitter_ms: { readonly avg: number; readonly max: number } | null;
  readonly continuity_errors: number | null;
}
