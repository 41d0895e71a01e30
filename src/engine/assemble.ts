import { cdnFamily } from '../metrics/cdn.ts';
import type { FinishWindow } from '../metrics/family.ts';
import { performanceFamily } from '../metrics/performance.ts';
import { finishSeries, seriesNotes } from '../metrics/series.ts';
import type { Stop } from '../metrics/series-state.ts';
import { streamsFamily } from '../metrics/streams.ts';
import { FinishedTrack } from '../metrics/streams-figures.ts';
import { mediaWord } from '../metrics/streams-media.ts';
import { alignedSpans } from '../metrics/streams-spans.ts';
import { instantText } from '../metrics/texts.ts';
import { transportFamily } from '../metrics/transport.ts';
import { viewersFamily } from '../metrics/viewers.ts';
import type { Observable } from '../model/format.ts';
import type { InputReport, Report, ReportWindow } from '../model/report.ts';
import type { SliceRequest } from '../model/slices.ts';
import { breakdownReports } from './breakdown-reports.ts';
import { reportNotes } from './notes.ts';
import type { ShardState } from './shard-state.ts';
import { sliceNotes } from './slice-notes.ts';

/** What the report says besides what was counted. */
export interface AssembleOptions {
  readonly input: InputReport;
  readonly complete: boolean;
  readonly clock: 'utc' | 'media';
  /** The window asked for; infinite where it is open. */
  readonly bounds: { readonly fromMs: number; readonly toMs: number };
  /** Wall-clock (or viewer media-clock) window; infinite when no row had such a time. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly streamNames: ReadonlyMap<string, string>;
  readonly observed: ReadonlySet<Observable>;
  readonly sessionTimeoutMs: number;
  readonly latenessMs: number;
  /** Width of the buckets of the series; null: the base width. */
  readonly bucketMs: number | null;
  readonly slices: SliceRequest;
}

/** The report of the merged states: the only place where counts become figures. */
export function assembleReport(state: ShardState, options: AssembleOptions): Report {
  const window = finishWindow(state, options);
  const streams = streamsFamily(options.streamNames, options.observed).finish(state.streams, window);
  const figures = {
    transport: transportFamily.finish(state.transport, window),
    viewers: viewersFamily.finish(state.viewers, window),
    performance: performanceFamily.finish(state.performance, window),
    cdn: cdnFamily.finish(state.cdn, window),
  };
  const series = finishSeries(state.series, window, {
    stops: clockStops(state, window.clock),
    levels: state.viewers.levels,
    bucketMs: options.bucketMs,
  });
  const streamReports = streams?.streams ?? [];
  return {
    schema: 'stream-analytics/report@1',
    complete: options.complete,
    window: windowReport(window),
    input: options.input,
    streams_count: streamReports.length,
    tracks_count: streamReports.reduce((count, stream) => count + stream.tracks.length, 0),
    streams: streamReports,
    ...figures,
    ...(options.slices.by.length === 0
      ? {}
      : { breakdowns: breakdownReports(state, window, options.slices.top) }),
    ...(series === null ? {} : { series }),
    method: {
      quantiles: 'rank ceil(p*n); exact up to 1,024 distinct values, then bins at most 0.1 % wide',
      session_timeout_ms: options.sessionTimeoutMs,
      lateness_ms: options.latenessMs,
      bandwidth: 'bytes spread over the response time; peak of full 10 s, p95 of full 5 min',
      sample_rate: {},
      definitions: 'stream-analytics/metrics@1',
    },
    notes: [
      ...(streams?.notes ?? []),
      ...reportNotes(state, figures, options.sessionTimeoutMs),
      ...sliceNotes(state, options.slices, figures, streamReports),
      ...(series === null ? [] : seriesNotes(series, options.bucketMs)),
    ],
  };
}

/** The window in ms; on a media clock packets extend it to what they cover. */
function finishWindow(state: ShardState, options: AssembleOptions): FinishWindow {
  const { clock } = options;
  let { fromMs, toMs } = options;
  if (clock === 'media') {
    for (const tracks of state.streams.streams.values()) {
      const spans = alignedSpans([...tracks.values()].map((tally) => new FinishedTrack(tally)));
      for (const span of spans.values()) {
        fromMs = Math.min(fromMs, span.fromUs / 1000);
        toMs = Math.max(toMs, span.toUs / 1000);
      }
    }
  }
  return {
    clock,
    fromMs: Math.max(fromMs, options.bounds.fromMs),
    toMs: Math.min(toMs, options.bounds.toMs),
  };
}

function windowReport({ clock, fromMs, toMs }: FinishWindow): ReportWindow | null {
  if (!(fromMs <= toMs)) return null;
  const durationMs = Math.round((toMs - fromMs) * 1000) / 1000;
  return { clock, from: instantText(fromMs, clock), to: instantText(toMs, clock), duration_ms: durationMs };
}

/**
 * Stretches in which the one video or audio track stopped, for the series; exact, since an empty bucket is coarse.
 * Only on a media clock: packet times of wall-clock logs are not the pts that the gaps are found in.
 */
function clockStops(state: ShardState, clock: 'utc' | 'media'): Stop[] {
  const [tracks, ...others] = state.streams.streams.values();
  if (clock !== 'media' || tracks === undefined || others.length > 0) return [];
  return [...tracks.values()].flatMap((tally): Stop[] => {
    const mediaType = mediaWord(tally.mediaType);
    const alike = [...tracks.values()].filter((other) => other.mediaType === tally.mediaType);
    const { steps } = new FinishedTrack(tally);
    if (steps === null || mediaType === 'metadata' || alike.length > 1) return [];
    const gaps = tally.longestSteps.over(steps.gapUs);
    return gaps.map(({ fromUs, stepUs }) => ({
      mediaType,
      fromMs: fromUs / 1000,
      toMs: (fromUs + stepUs) / 1000,
    }));
  });
}
