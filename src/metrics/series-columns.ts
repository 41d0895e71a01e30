import { ReadColumn } from '../model/record.ts';
import type { BucketSums } from '../stats/bucket-sums.ts';
import type { StepFunction } from '../stats/step-function.ts';
import type { FinishWindow } from './family.ts';
import { alongAxis, axisOver, type SeriesAxis, type Summed } from './series-axis.ts';
import {
  column,
  percentileColumns,
  pooledColumn,
  quotient,
  rate,
  type SeriesColumn,
} from './series-column.ts';
import {
  type Extent,
  MomentColumn,
  momentsOf,
  RequestColumn,
  type SeriesState,
  SUMS,
} from './series-state.ts';
import { errorColumns, viewerColumns } from './series-viewer-columns.ts';

const BITS_PER_BYTE = 8;
const US_PER_MS = 1000;

/** The columns for which there is data, in the order of the report, and their common axis. */
export function seriesColumns(
  state: SeriesState,
  window: FinishWindow,
  levels: StepFunction | null,
  askedWidthMs: number | null,
): { axis: SeriesAxis; columns: SeriesColumn[] } {
  const counts = Object.values(RequestColumn).map((column) => countsOf(state, column));
  const moments = (Object.keys(MomentColumn) as (keyof typeof MomentColumn)[]).map((name) =>
    momentsOf(state, name),
  );
  const summed = [...Object.values(state.sums), ...counts, ...moments];
  const axis = axisOver(window, summed, storedWidthOf(state), askedWidthMs);
  const columns = [
    ...readColumns(state, axis),
    ...videoColumns(state, axis),
    ...audioColumns(state, axis),
    ...viewerColumns(state, axis, levels),
    ...percentileColumns('performance.latency_ms', state.latencyMs, [0.5, 0.95], axis),
    ...errorColumns(state, axis),
    ...cdnColumns(state, axis),
  ];
  return { axis, columns };
}

function storedWidthOf(state: SeriesState): number {
  const { sums, read, requests, moments, keyframeGapUs } = state;
  const widths = SUMS.map((name) => sums[name].storedWidthMs);
  const tables = [read, requests, moments, keyframeGapUs].map(({ storedWidthMs }) => storedWidthMs);
  return Math.max(...widths, ...tables);
}

/** What was read: nothing says that the log was not written, and so that all else is not known. */
function readColumns({ read }: SeriesState, axis: SeriesAxis): SeriesColumn[] {
  const { fromMs, widthMs, count } = axis;
  const along = (of: number): Float64Array => {
    const sums = { at: (wide: number) => read.at(of, wide) };
    const values = alongAxis({ ...axis, count: count + 1 }, sums);
    // The last instant of the window is no bucket of its own.
    if (fromMs + count * widthMs <= axis.window.toMs) {
      values[count - 1] = (values[count - 1] as number) + (values[count] as number);
    }
    return values;
  };
  const columns: SeriesColumn[] = [];
  const events = along(ReadColumn.events);
  if (!read.isEmpty(ReadColumn.events)) columns.push(column('input.events', axis, (i) => events[i] ?? null));
  if (read.isEmpty(ReadColumn.rejected)) return columns;
  const rejected = along(ReadColumn.rejected);
  const all = rejected.map((bad, i) => bad + (events[i] as number));
  return [...columns, column('input.bad_ratio', axis, (i) => quotient(rejected[i], all[i]))];
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
    const [clients, servers] = [along(RequestColumn.errors4xx), along(RequestColumn.errors5xx)];
    const errors = clients.map((count, i) => count + (servers[i] as number));
    columns.push(
      pooledColumn('cdn.error_ratio', errors, requests, axis),
      column('cdn.errors_4xx', axis, (i) => clients[i] ?? null),
      column('cdn.errors_5xx', axis, (i) => servers[i] ?? null),
    );
  }
  return columns;
}
