import type { Distribution } from './distribution.ts';
import type { StreamReport } from './stream-report.ts';

export type { Distribution } from './distribution.ts';
export type {
  LossReport,
  MediaFigures,
  StreamReport,
  TimestampAnomalies,
  TrackReport,
} from './stream-report.ts';

/**
 * The Report: the one result everything else is a rendering of. Field order is the order of the JSON.
 * `null` means "no data"; the reason stands under `notes`. Ratios are 0..1, durations ms, sizes bytes,
 * bitrates bit/s; instants are `YYYY-MM-DDTHH:MM:SS.mmmZ`, or strings of seconds with six decimals on a media clock.
 */

export interface Note {
  readonly code: string;
  readonly text: string;
  /** Path of the figure that the note explains. */
  readonly metric?: string;
  /** The figure is only a bound. */
  readonly bound?: 'lower' | 'upper';
}

export interface ReportWindow {
  readonly clock: 'utc' | 'media';
  readonly from: string;
  readonly to: string;
  readonly duration_ms: number;
}

export interface InputFileReport {
  readonly name: string;
  readonly format: string;
  readonly compression: 'none' | 'gzip' | 'zstd' | 'brotli';
  /** Decompressed bytes read. */
  readonly bytes: number;
  readonly records: number;
  readonly events: number;
  readonly from: string | null;
  readonly to: string | null;
  readonly clock: 'utc' | 'media' | null;
  readonly time_unit: string | null;
  readonly bad: number;
  readonly late: number;
  readonly out_of_order: number;
}

export interface InputReport {
  readonly files: readonly InputFileReport[];
  /** records = used + duplicate + late + filtered + context + Σ skipped + Σ bad */
  readonly records: number;
  readonly events: number;
  readonly used: number;
  readonly duplicate: number;
  readonly late: number;
  readonly filtered: number;
  readonly context: number;
  readonly skipped: Readonly<Record<string, number>>;
  readonly bad: Readonly<Record<string, number>>;
  readonly bad_ratio: number | null;
  readonly truncated_tail_bytes: number;
  readonly assumed_utc: number;
  readonly notes: readonly Note[];
  readonly evidence: readonly {
    readonly id: string;
    readonly file: string;
    readonly line: number;
    readonly excerpt: string | null;
  }[];
}

export interface TransportReport {
  readonly received: number | null;
  readonly lost: number | null;
  readonly recovered: number | null;
  readonly dropped: number | null;
  readonly retransmitted: number | null;
  readonly loss_ratio: number | null;
  readonly residual_loss_ratio: number | null;
  readonly rtt_ms: Distribution | null;
  readonly jitter_ms: Distribution | null;
}

export interface ViewersReport {
  readonly unique_viewers: number | null;
  readonly sessions: number;
  readonly plays: number;
  readonly attempts: number;
  readonly open_sessions: number;
  readonly implicit_sessions: number;
  readonly superseded_sessions: number;
  readonly timed_out_sessions: number;
  readonly orphan_leaves: number;
  readonly after_leave: number;
  readonly current_viewers: number;
  readonly peak_viewers: number;
  readonly peak_at: string | null;
  readonly avg_viewers: number | null;
  readonly session_time_ms: number;
  readonly watched_time_ms: number;
  readonly play_time_ms: number;
  readonly watched_time_per_viewer_ms: Distribution | null;
  readonly startup_ms: Distribution | null;
  readonly start_failure_ratio: number | null;
  readonly exit_before_start_ratio: number | null;
  readonly playback_failure_ratio: number | null;
  readonly rebuffer_count: number | null;
  readonly rebuffer_time_ms: number | null;
  readonly rebuffer_ratio: number | null;
  readonly rebuffer_ratio_play: number | null;
  readonly rebuffers_per_hour: number | null;
  readonly stall_ms: Distribution | null;
  readonly stalled_sessions_ratio: number | null;
  readonly quality_switches: number | null;
  readonly switches_up: number | null;
  readonly switches_down: number | null;
  readonly avg_bitrate_bps: number | null;
  readonly time_in_quality_ms: Readonly<Record<string, number>> | null;
  readonly dropped_frames: number | null;
}

export interface PerformanceReport {
  readonly latency_ms: Distribution | null;
  readonly buffer_ms: Distribution | null;
  readonly throughput_bps: Distribution | null;
  readonly errors: number;
  readonly fatal_errors: number;
  /** Null when there are more than 10,000 codes. */
  readonly by_code: Readonly<Record<string, number>> | null;
}

export interface CdnReport {
  readonly requests: number;
  readonly bytes: number | null;
  readonly cache_hit_ratio: number | null;
  readonly cache_hit_ratio_all: number | null;
  readonly byte_hit_ratio: number | null;
  readonly bandwidth_bps: {
    readonly avg: number | null;
    readonly peak: number | null;
    readonly peak_at: string | null;
    readonly p95: number | null;
  } | null;
  readonly ttfb_ms: Distribution | null;
  readonly error_ratio: number | null;
  readonly errors_4xx: number;
  readonly errors_5xx: number;
  readonly aborts: number;
  readonly denied: number;
  readonly by_status: Readonly<Record<string, number>>;
  readonly by_cache: Readonly<Record<string, number>>;
  readonly top_misses:
    | readonly { readonly url: string; readonly requests: number; readonly bytes: number }[]
    | null;
  readonly top_errors:
    | readonly { readonly url: string; readonly status: number; readonly requests: number }[]
    | null;
}

/** One value per bucket and column; null: no data in that bucket (a gap), which is not 0. */
export interface SeriesReport {
  readonly bucket_ms: number;
  readonly from: string;
  readonly columns: readonly string[];
  /** First cell of a row is `at`, the start of the bucket; then one cell a column. */
  readonly rows: readonly (readonly (string | number | null)[])[];
  readonly absent: readonly {
    readonly column: string;
    readonly from: string;
    readonly to: string;
    readonly reason: 'stopped' | 'silent' | 'few';
  }[];
}

/** The figures of one value of a dimension, or of one value of each of several. */
export interface SliceReport {
  /** Null: unknown. `(other)` holds those that `--top` leaves out, and comes last. */
  readonly value: string | null | readonly (string | null)[];
  readonly viewers: ViewersReport | null;
  readonly performance: PerformanceReport | null;
  readonly cdn: CdnReport | null;
}

export interface MethodReport {
  readonly quantiles: string;
  readonly session_timeout_ms: number;
  readonly lateness_ms: number;
  readonly bandwidth: string;
  readonly sample_rate: Readonly<Record<string, number>>;
  readonly definitions: 'stream-analytics/metrics@1';
}

export interface Report {
  readonly schema: 'stream-analytics/report@1';
  /** False when the run was interrupted or the input was damaged. */
  readonly complete: boolean;
  readonly window: ReportWindow | null;
  readonly input: InputReport;
  readonly streams_count: number;
  readonly tracks_count: number;
  readonly streams: readonly StreamReport[];
  readonly transport: TransportReport | null;
  readonly viewers: ViewersReport | null;
  readonly performance: PerformanceReport | null;
  readonly cdn: CdnReport | null;
  /** With `--by`: slices by the name of their breakdown, heaviest first; null: it has too many values. */
  readonly breakdowns?: Readonly<Record<string, readonly SliceReport[] | null>>;
  /** The base series; what the terminal's lanes are drawn from. Not printed in JSON unless asked for. */
  readonly series?: SeriesReport;
  readonly method: MethodReport;
  readonly notes: readonly Note[];
}
