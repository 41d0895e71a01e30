import { NamedCounts } from '../metrics/named-counts.ts';
import { seriesFamily } from '../metrics/series.ts';
import type { SeriesState } from '../metrics/series-state.ts';
import { type StreamsState, streamsFamily } from '../metrics/streams.ts';
import { type TransportState, transportFamily } from '../metrics/transport.ts';
import type { Dictionary } from '../model/dictionary.ts';
import { OpenSessions } from './open-sessions.ts';
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

/** Who is named by the rows of viewers. */
export interface ToldNames {
  readonly viewers: NamedCounts;
  readonly sessions: NamedCounts;
  /** Rows of whole-session figures, which count only where nothing else tells of their session. */
  totals: number;
}

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
  /** Sessions that are still open, where they are kept so. */
  readonly open: OpenSessions;
  /** Rows by the viewers and sessions that they name, where it must be known who was there. */
  readonly told: ToldNames;
  /** The earliest time that a session would have begun at, had the log begun by then; Infinity: none. */
  readonly reach: { wantedMs: number };
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
    open: new OpenSessions(dictionary),
    told: { viewers: new NamedCounts(dictionary), sessions: new NamedCounts(dictionary), totals: 0 },
    reach: { wantedMs: Number.POSITIVE_INFINITY },
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
  into.open.merge(from.open);
  into.told.viewers.merge(from.told.viewers);
  into.told.sessions.merge(from.told.sessions);
  into.told.totals += from.told.totals;
  into.reach.wantedMs = Math.min(into.reach.wantedMs, from.reach.wantedMs);
}
