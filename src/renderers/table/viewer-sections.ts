import type { CdnReport, PerformanceReport, TransportReport, ViewersReport } from '../../model/report.ts';
import { duration } from '../format/durations.ts';
import { bitrate, bytes, count, decimal, percent } from '../format/numbers.ts';
import { formatted } from './formatted.ts';
import type { NumberSection } from './number-grid.ts';

/** What viewers did and felt. */
export function viewersSection(viewers: ViewersReport): NumberSection {
  const { startup_ms: startup, stall_ms: stall } = viewers;
  return {
    title: 'VIEWERS',
    rows: [
      {
        cells: [
          { name: 'viewers', value: formatted(viewers.unique_viewers, count) },
          { name: 'sessions', value: count(viewers.sessions) },
          { name: 'watched', value: duration(viewers.watched_time_ms) },
        ],
        more: { name: 'plays', value: count(viewers.plays) },
      },
      {
        cells: [
          { name: 'peak', value: count(viewers.peak_viewers) },
          { name: 'average', value: formatted(viewers.avg_viewers, decimal) },
          { name: 'at the end', value: count(viewers.current_viewers) },
        ],
        more: { name: 'played', value: duration(viewers.play_time_ms) },
      },
      {
        missing: 'stalls',
        cells: [
          { name: 'stall ratio', value: formatted(viewers.rebuffer_ratio, percent) },
          { name: 'stalls an hour', value: formatted(viewers.rebuffers_per_hour, decimal) },
          { name: 'plays stalled', value: formatted(viewers.stalled_sessions_ratio, percent) },
        ],
        more: { name: 'longest stall', value: formatted(stall?.max, duration) },
      },
      {
        missing: 'startup',
        cells: [
          { name: 'startup p50', value: formatted(startup?.p50, duration) },
          { name: 'startup p95', value: formatted(startup?.p95, duration) },
          { name: 'start failed', value: formatted(viewers.start_failure_ratio, percent) },
        ],
        more: { name: 'left before start', value: formatted(viewers.exit_before_start_ratio, percent) },
      },
      {
        missing: 'quality',
        cells: [
          { name: 'bitrate', value: formatted(viewers.avg_bitrate_bps, bitrate) },
          { name: 'switches', value: formatted(viewers.quality_switches, count) },
          { name: 'play failed', value: formatted(viewers.playback_failure_ratio, percent) },
        ],
        more: { name: 'frames dropped', value: formatted(viewers.dropped_frames, count) },
      },
    ],
  };
}

/** Latency of playback, and what players said about themselves. */
export function performanceSections(performance: PerformanceReport): NumberSection[] {
  const { latency_ms: latency, buffer_ms: buffer, throughput_bps: throughput } = performance;
  return [
    {
      title: 'LATENCY',
      rows: [
        {
          cells: [
            { name: 'p50', value: formatted(latency?.p50, duration) },
            { name: 'p95', value: formatted(latency?.p95, duration) },
            { name: 'p99', value: formatted(latency?.p99, duration) },
          ],
          more: { name: 'samples', value: formatted(latency?.n, count) },
        },
      ],
    },
    {
      title: 'PLAYERS',
      rows: [
        {
          cells: [
            { name: 'errors', value: count(performance.errors) },
            { name: 'fatal', value: count(performance.fatal_errors), sub: true },
            { name: 'buffer p50', value: formatted(buffer?.p50, duration) },
          ],
          more: { name: 'throughput p50', value: formatted(throughput?.p50, bitrate) },
        },
      ],
    },
  ];
}

export function cdnSection(cdn: CdnReport): NumberSection {
  return {
    title: 'CDN',
    rows: [
      {
        cells: [
          { name: 'requests', value: count(cdn.requests) },
          { name: 'sent', value: formatted(cdn.bytes, bytes) },
          { name: 'TTFB p95', value: formatted(cdn.ttfb_ms?.p95, duration) },
        ],
        more: { name: 'bandwidth', value: formatted(cdn.bandwidth_bps?.avg, bitrate) },
      },
      {
        cells: [
          { name: 'cache hits', value: formatted(cdn.cache_hit_ratio, percent) },
          { name: 'errors', value: formatted(cdn.error_ratio, percent) },
          { name: '5xx', value: count(cdn.errors_5xx), sub: true },
        ],
        more: { name: 'aborts', value: count(cdn.aborts) },
      },
    ],
  };
}

export function transportSection(transport: TransportReport): NumberSection {
  const { residual_loss_ratio: residual } = transport;
  return {
    title: 'TRANSPORT',
    rows: [
      {
        missing: 'transport',
        cells: [
          { name: 'lost', value: formatted(transport.loss_ratio, percent) },
          { name: 'residual', value: formatted(residual, percent), flagged: (residual ?? 0) > 0 },
          { name: 'RTT p95', value: formatted(transport.rtt_ms?.p95, duration) },
        ],
        more: { name: 'jitter p95', value: formatted(transport.jitter_ms?.p95, duration) },
      },
    ],
  };
}
