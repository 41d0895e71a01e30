import type { CdnReport, PerformanceReport, SliceReport, ViewersReport } from '../model/report.ts';
import {
  AMOUNT,
  array,
  COUNT,
  definition,
  either,
  map,
  nullable,
  object,
  RATIO,
  saying,
  TEXT,
} from './describe.ts';
import { INSTANT, WHOLE_DISTRIBUTION } from './figures.ts';

export const VIEWERS = definition(
  'viewers',
  object<ViewersReport>({
    unique_viewers: nullable(COUNT),
    sessions: COUNT,
    plays: COUNT,
    attempts: COUNT,
    open_sessions: COUNT,
    implicit_sessions: COUNT,
    superseded_sessions: COUNT,
    timed_out_sessions: COUNT,
    orphan_leaves: COUNT,
    after_leave: COUNT,
    current_viewers: COUNT,
    peak_viewers: COUNT,
    peak_at: nullable(INSTANT.ref),
    avg_viewers: nullable(AMOUNT),
    session_time_ms: COUNT,
    watched_time_ms: COUNT,
    play_time_ms: COUNT,
    watched_time_per_viewer_ms: nullable(WHOLE_DISTRIBUTION.ref),
    startup_ms: nullable(WHOLE_DISTRIBUTION.ref),
    start_failure_ratio: nullable(RATIO),
    exit_before_start_ratio: nullable(RATIO),
    playback_failure_ratio: nullable(RATIO),
    rebuffer_count: nullable(COUNT),
    rebuffer_time_ms: nullable(COUNT),
    rebuffer_ratio: nullable(RATIO),
    rebuffer_ratio_play: nullable(RATIO),
    rebuffers_per_hour: nullable(AMOUNT),
    stall_ms: nullable(WHOLE_DISTRIBUTION.ref),
    stalled_sessions_ratio: nullable(RATIO),
    quality_switches: nullable(COUNT),
    switches_up: nullable(COUNT),
    switches_down: nullable(COUNT),
    avg_bitrate_bps: nullable(AMOUNT),
    time_in_quality_ms: saying('ms by quality', nullable(map(COUNT))),
    dropped_frames: nullable(COUNT),
  }),
);

export const PERFORMANCE = definition(
  'performance',
  object<PerformanceReport>({
    latency_ms: nullable(WHOLE_DISTRIBUTION.ref),
    buffer_ms: nullable(WHOLE_DISTRIBUTION.ref),
    throughput_bps: nullable(WHOLE_DISTRIBUTION.ref),
    errors: COUNT,
    fatal_errors: COUNT,
    by_code: saying('errors by code', nullable(map(COUNT))),
  }),
);

export const CDN = definition(
  'cdn',
  object<CdnReport>({
    requests: COUNT,
    bytes: nullable(COUNT),
    cache_hit_ratio: nullable(RATIO),
    cache_hit_ratio_all: nullable(RATIO),
    byte_hit_ratio: nullable(RATIO),
    bandwidth_bps: nullable(
      object({
        avg: nullable(AMOUNT),
        peak: nullable(AMOUNT),
        peak_at: nullable(INSTANT.ref),
        p95: nullable(AMOUNT),
      }),
    ),
    ttfb_ms: nullable(WHOLE_DISTRIBUTION.ref),
    error_ratio: nullable(RATIO),
    errors_4xx: COUNT,
    errors_5xx: COUNT,
    aborts: COUNT,
    denied: COUNT,
    by_status: saying('requests by status', map(COUNT)),
    by_cache: saying('requests by cache class', map(COUNT)),
    top_misses: nullable(array(object({ url: TEXT, requests: COUNT, bytes: COUNT }))),
    top_errors: nullable(array(object({ url: TEXT, status: COUNT, requests: COUNT }))),
  }),
);

export const SLICE = definition(
  'slice',
  object<SliceReport>({
    value: saying(
      'null: unknown; an array where several dimensions are taken together',
      either(nullable(TEXT), array(nullable(TEXT))),
    ),
    viewers: nullable(VIEWERS.ref),
    performance: nullable(PERFORMANCE.ref),
    cdn: nullable(CDN.ref),
  }),
);
