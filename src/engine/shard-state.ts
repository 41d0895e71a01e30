import { type CdnState, cdnFamily, noCdn } from '../metrics/cdn.ts';
import { type PerformanceState, performanceFamily } from '../metrics/performance.ts';
import { seriesFamily } from '../metrics/series.ts';
import type { SeriesState } from '../metrics/series-state.ts';
import { type StreamsState, streamsFamily } from '../metrics/streams.ts';
import { type TransportState, transportFamily } from '../metrics/transport.ts';
import { viewersFamily } from '../metrics/viewers.ts';
import { noViewers, type ViewersState } from '../metrics/viewers-state.ts';
import type { Dictionary } from '../model/dictionary.ts';

/** Merging needs neither names nor what was observed; both are given when the report is made. */
const streams = streamsFamily(new Map(), new Set());

/** Everything one shard counted: the states of all families for the whole of the window. */
export interface ShardState {
  readonly viewers: ViewersState;
  readonly performance: PerformanceState;
  readonly cdn: CdnState;
  readonly transport: TransportState;
  readonly streams: StreamsState;
  readonly series: SeriesState;
  /** Codes of things about single sessions that a reader of the figures must know. */
  readonly noted: Set<string>;
}

/** @param dictionary - of the ids that are counted */
export function emptyState(dictionary: Dictionary): ShardState {
  return {
    viewers: noViewers(dictionary),
    performance: performanceFamily.empty(),
    cdn: noCdn(dictionary),
    transport: transportFamily.empty(),
    streams: streams.empty(),
    series: seriesFamily.empty(),
    noted: new Set(),
  };
}

/** Adds `from` to `into`; the only thing that more than one thread, file or machine rests on. */
export function mergeState(into: ShardState, from: ShardState): void {
  viewersFamily.merge(into.viewers, from.viewers);
  performanceFamily.merge(into.performance, from.performance);
  cdnFamily.merge(into.cdn, from.cdn);
  transportFamily.merge(into.transport, from.transport);
  streams.merge(into.streams, from.streams);
  seriesFamily.merge(into.series, from.series);
  for (const code of from.noted) into.noted.add(code);
}
