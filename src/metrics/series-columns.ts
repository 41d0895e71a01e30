import { detectionWidthMs } from '../stats/base-width.ts';
import type { BucketHistograms } from '../stats/bucket-histograms.ts';
import type { BucketSums } from '../stats/bucket-sums.ts';
import type { FinishWindow } from './family.ts';
import { alongAxis, axisOver, overlapMs, rateMs, type SeriesAxis, type Summed } from './series-axis.ts';
import { pooledRatio } from './series-ratios.ts';
import { type Extent, RequestColumn, type SeriesState, SUMS } from './series-state.ts';

/** Why a bucket of a column shows no activity: see the report's `series.absent`. */
export type AbsentReason = 'stopped' | 'silent' | 'few';

/** One column of the series. */
export interface SeriesColumn {
  /** Metric path in the report. */
  readonly path: string;
  /** The media type whose stops show in this column; null: none does. */
  readonly media: 'video' | 'audio' | null;
  /** One a bucket; null: no data. */
  readonly values: readonly (number | null)[];
  /** Why bucket `i` shows no activity; null: it does, or nothing is to be said. */
  readonly absence: (i: number) => AbsentReason | null;
}

/** Buckets with fewer samples have no percentile (with fewer viewers no share of their time) where the log has buckets with {@link MANY_SAMPLES}. */
const FEW_SAMPLES = 5;
const MANY_SAMPLES = 20;
const BITS_PER_BYTE = 8;
const MS_PER_SECOND = 1000;
const US_PER_MS = 1000;

type Cell = (i: number) => number | null;

/** The columns for which there is data, in the order of the report, and their common axis. */
export function seriesColumns(
  state: SeriesState,
  window: FinishWindow,
): { axis: SeriesAxis; columns: SeriesColumn[] } {
  const counts = Object.values(RequestColumn).map((column) => countsOf(state, column));
  const axis = axisOver(window, [...Object.values(state.sums), ...counts], storedWidthOf(state));
  const columns = [
    ...videoColumns(state, axis),
    ...audioColumns(state, axis),
    ...viewerColumns(state, axis),
    ...percentileColumns('performance.latency_ms', state.latencyMs, [0.5, 0.95], axis),
    ...cdnColumns(state, axis),
  ];
  return { axis, columns };
}

function storedWidthOf(state: SeriesState): number {
  const { sums, requests, keyframeGapUs } = state;
  const widths = SUMS.map((name) => sums[name].storedWidthMs);
  return Math.max(...widths, requests.storedWidthMs, keyframeGapUs.storedWidthMs);
}

/** One of the counts of requests. */
function countsOf({ requests }: SeriesState, column: number): Summed {
  return { at: (widthMs) => requests.at(column, widthMs) };
}

function videoColumns(state: SeriesState, axis: SeriesAxis): SeriesColumn[] {
  const { sums, video, frames, keyframeGapUs } = state;
  const columns = mediaColumns('video', 'bitrate_bps', sums.videoBytes, BITS_PER_BYTE, video, axis);
  // Frames of several tracks do not add up to a frame rate.
  if (state.videoTracks.size !== 1) return columns;
  columns.push(...mediaColumns('video', 'fps', sums.frames, 1, frames, axis));
  if (keyframeGapUs.isEmpty) return columns;
  const maxima = keyframeGapUs.at(axis.widthMs);
  columns.push(
    column('streams.video.keyframe_interval_ms.max', axis, (i) => {
      const gapUs = maxima.get(axis.fromMs + i * axis.widthMs);
      return gapUs === undefined ? null : Math.round(gapUs) / US_PER_MS;
    }),
  );
  return columns;
}

function audioColumns({ sums, audio }: SeriesState, axis: SeriesAxis): SeriesColumn[] {
  return mediaColumns('audio', 'bitrate_bps', sums.audioBytes, BITS_PER_BYTE, audio, axis);
}

/** A rate of packets or frames: 0 and stopped in an empty bucket between the first and the last one, else unknown. */
function mediaColumns(
  media: 'video' | 'audio',
  figure: string,
  sums: BucketSums,
  factor: number,
  extent: Extent,
  axis: SeriesAxis,
): SeriesColumn[] {
  if (sums.isEmpty) return [];
  const along = alongAxis(axis, sums);
  const within = (i: number): boolean => {
    const fromMs = axis.fromMs + i * axis.widthMs;
    return fromMs <= extent.lastMs && fromMs + axis.widthMs > extent.firstMs;
  };
  const rates = column(
    `streams.${media}.${figure}`,
    axis,
    (i) => (within(i) ? rate(along, factor, axis, i) : null),
    (i) => (!within(i) ? 'silent' : along[i] === 0 ? 'stopped' : null),
  );
  return [{ ...rates, media }];
}

function viewerColumns({ sums, startupMs }: SeriesState, axis: SeriesAxis): SeriesColumn[] {
  const columns: SeriesColumn[] = [];
  if (!sums.open.isEmpty) {
    const open = alongAxis(axis, sums.open);
    columns.push(column('viewers.avg_viewers', axis, (i) => quotient(open[i], overlapMs(axis, i))));
  }
  if (!sums.watched.isEmpty) {
    const watched = alongAxis(axis, sums.watched);
    const stalled = alongAxis(axis, sums.stalled);
    columns.push(shareColumn('viewers.rebuffer_ratio', stalled, watched, axis));
  }
  columns.push(...percentileColumns('viewers.startup_ms', startupMs, [0.95], axis));
  return columns;
}

function cdnColumns(state: SeriesState, axis: SeriesAxis): SeriesColumn[] {
  const { sums, ttfbMs } = state;
  const has = (column: number): boolean => !state.requests.isEmpty(column);
  const along = (column: number): Float64Array => alongAxis(axis, countsOf(state, column));
  if (!has(RequestColumn.requests)) return [];
  const requests = along(RequestColumn.requests);
  const columns = [column('cdn.requests', axis, (i) => requests[i] ?? null)];
  if (has(RequestColumn.cacheable)) {
    const hits = along(RequestColumn.hits);
    columns.push(pooledColumn('cdn.cache_hit_ratio', hits, along(RequestColumn.cacheable), axis));
  }
  if (!sums.bytes.isEmpty) {
    const bytes = alongAxis(axis, sums.bytes);
    columns.push(column('cdn.bandwidth_bps.avg', axis, (i) => rate(bytes, BITS_PER_BYTE, axis, i)));
  }
  columns.push(...percentileColumns('cdn.ttfb_ms', ttfbMs, [0.95], axis));
  if (has(RequestColumn.statuses)) {
    columns.push(pooledColumn('cdn.error_ratio', along(RequestColumn.errors), requests, axis));
  }
  return columns;
}

/** Percentiles at the detection width, repeated over the base buckets of it. */
function percentileColumns(
  path: string,
  histograms: BucketHistograms,
  ps: readonly number[],
  axis: SeriesAxis,
): SeriesColumn[] {
  if (histograms.isEmpty) return [];
  const width = Math.max(detectionWidthMs(axis.widthMs), histograms.storedWidthMs);
  const buckets = histograms.at(width);
  const samples = Array.from({ length: axis.count }, (_, i) => buckets.n(axis.fromMs + i * axis.widthMs));
  const busiest = samples.reduce((most, n) => Math.max(most, n), 0);
  const enough = busiest >= MANY_SAMPLES ? FEW_SAMPLES : 1;
  const isFew = (i: number): boolean => (samples[i] as number) < enough;
  return ps.map((p) =>
    column(
      `${path}.p${Math.round(p * 100)}`,
      axis,
      (i) => (isFew(i) ? null : buckets.quantile(axis.fromMs + i * axis.widthMs, p)),
      (i) => (isFew(i) ? 'few' : null),
    ),
  );
}

/** A share of time that viewers spent; of few viewers where the log has buckets with many it is no figure. */
function shareColumn(path: string, part: Float64Array, all: Float64Array, axis: SeriesAxis): SeriesColumn {
  const viewers = Array.from(all, (ms, i) => quotient(ms, overlapMs(axis, i)) ?? 0);
  const busiest = viewers.reduce((most, n) => Math.max(most, n), 0);
  const enough = busiest >= MANY_SAMPLES ? FEW_SAMPLES : 0;
  const isFew = (i: number): boolean => all[i] === 0 || (viewers[i] as number) < enough;
  return column(
    path,
    axis,
    (i) => (isFew(i) ? null : quotient(part[i], all[i])),
    (i) => (isFew(i) ? 'few' : null),
  );
}

function pooledColumn(path: string, part: Float64Array, all: Float64Array, axis: SeriesAxis): SeriesColumn {
  const { values, isFew } = pooledRatio(part, all, axis);
  return column(
    path,
    axis,
    (i) => values[i] ?? null,
    (i) => (isFew(i) ? 'few' : null),
  );
}

function column(
  path: string,
  axis: SeriesAxis,
  cell: Cell,
  absence: (i: number) => AbsentReason | null = () => null,
): SeriesColumn {
  return { path, media: null, values: Array.from({ length: axis.count }, (_, i) => cell(i)), absence };
}

function rate(sums: Float64Array, factor: number, axis: SeriesAxis, i: number): number | null {
  return quotient((sums[i] as number) * factor * MS_PER_SECOND, rateMs(axis, i));
}

function quotient(num: number | undefined, den: number | undefined): number | null {
  return num === undefined || den === undefined || den === 0 ? null : num / den;
}
