import { seriesFamily } from '../metrics/series.ts';
import type { SeriesState } from '../metrics/series-state.ts';
import { type StreamsState, streamsFamily } from '../metrics/streams.ts';
import { type TransportState, transportFamily } from '../metrics/transport.ts';
import type { Dictionary } from '../model/dictionary.ts';
import {
  type BreakdownState,
  emptyBreakdown,
  emptySlice,
  mergeBreakdown,
  mergeSlice,
  type SliceState,
} from './slice-state.ts';

/** Merging needs neither names nor what was observed; both are given when the report is made. */
const streams = streamsFamily(new Map(), new Set());

/** Everything one shard counted: the states of all families for the whole of the window. */
export interface ShardState extends SliceState {
  readonly transport: TransportState;
  readonly streams: StreamsState;
  readonly series: SeriesState;
  /** Codes of things about single sessions that a reader of the figures must know. */
  readonly noted: Set<string>;
  /** One a breakdown asked for, in that order. */
  readonly breakdowns: readonly BreakdownState[];
  /** Dimensions asked for that a record carried. */
  readonly dimensionsSeen: Set<string>;
}

/**
 * @param dictionary - of the ids that are counted
 * @param by - the breakdowns asked for; states that are merged have the same
 */
export function emptyState(dictionary: Dictionary, by: readonly (readonly string[])[] = []): ShardState {
  return {
    ...emptySlice(dictionary, false),
    transport: transportFamily.empty(),
    streams: streams.empty(),
    series: seriesFamily.empty(),
    noted: new Set(),
    breakdowns: by.map(emptyBreakdown),
    dimensionsSeen: new Set(),
  };
}

/** Adds `from` to `into`; the only thing that more than one thread, file or machine rests on. */
export function mergeState(into: ShardState, from: ShardState): void {
  mergeSlice(into, from);
  transportFamily.merge(into.transport, from.transport);
  streams.merge(into.streams, from.streams);
  seriesFamily.merge(into.series, from.series);
  for (const code of from.noted) into.noted.add(code);
  for (const dimension of from.dimensionsSeen) into.dimensionsSeen.add(dimension);
  for (const [at, breakdown] of into.breakdowns.entries()) {
    const other = from.breakdowns[at];
    if (other !== undefined) mergeBreakdown(breakdown, other);
  }
}
