import { MediaType } from '../model/event-kind.ts';
import { READ_COLUMNS } from '../model/record.ts';
import type { Note, SeriesReport } from '../model/report.ts';
import { BucketCounts } from '../stats/bucket-counts.ts';
import { BucketHistograms } from '../stats/bucket-histograms.ts';
import { BucketMaxima } from '../stats/bucket-maxima.ts';
import { BucketSums } from '../stats/bucket-sums.ts';
import type { StepFunction } from '../stats/step-function.ts';
import { type CdnRequest, errorClass, isAborted, isCacheable, isHit } from './cdn-request.ts';
import type { FinishWindow, MetricFamily } from './family.ts';
import { seriesColumns } from './series-columns.ts';
import {
  extend,
  MOMENT_COLUMNS,
  MomentColumn,
  noExtent,
  REQUEST_COLUMNS,
  RequestColumn,
  type SeriesState,
  type Stop,
  SUMS,
} from './series-state.ts';
import { seriesTable } from './series-table.ts';

/** Adds a stretch [fromMs, toMs) in which a session was open. Stretches are clipped to the window by the caller. */
export function addOpenSpan(state: SeriesState, fromMs: number, toMs: number): void {
  state.sums.open.addSpan(fromMs, toMs);
}

/** Adds a stretch of watched time: starting, playing, rebuffering, seeking. */
export function addWatchedSpan(state: SeriesState, fromMs: number, toMs: number): void {
  state.sums.watched.addSpan(fromMs, toMs);
}

/** Adds a stretch of rebuffering. */
export function addStalledSpan(state: SeriesState, fromMs: number, toMs: number): void {
  state.sums.stalled.addSpan(fromMs, toMs);
}

/** Adds a startup sample at its instant. */
export function addStartupSample(state: SeriesState, atMs: number, startupMs: number): void {
  state.startupMs.add(atMs, Math.round(startupMs));
}

/** Adds a live latency at its instant; one below 0 is clock skew and left out (`performance` counts them). */
export function addLatencySample(state: SeriesState, atMs: number, latencyMs: number): void {
  if (latencyMs >= 0) state.latencyMs.add(atMs, Math.round(latencyMs));
}

/** Adds a moment of a session or of a player: a stall by its start, a switch, an attempt resolved, an error. */
export function addMoment(
  state: SeriesState,
  atMs: number,
  column: Exclude<keyof typeof MomentColumn, 'opened' | 'closed' | 'playOpened' | 'playClosed'>,
): void {
  const { moments } = state;
  moments.addOne(moments.placeOf(atMs), MomentColumn[column]);
}

/**
 * Adds a session that was open in [fromMs, toMs), clipped to the window; one of no length was open at its instant.
 *
 * @param isPlay - it reached playing at some time
 * @param isClosed - false: it was still open at the end of the log
 */
export function addSeriesSession(
  state: SeriesState,
  fromMs: number,
  toMs: number,
  isPlay: boolean,
  isClosed: boolean,
): void {
  const { moments } = state;
  const opened = moments.placeOf(fromMs);
  moments.addOne(opened, MomentColumn.opened);
  if (isPlay) moments.addOne(opened, MomentColumn.playOpened);
  if (!isClosed) return;
  // A session that closes where a bucket begins is not in that bucket.
  const closed = moments.placeOf(Math.max(fromMs, toMs - 1));
  moments.addOne(closed, MomentColumn.closed);
  if (isPlay) moments.addOne(closed, MomentColumn.playClosed);
}

/** Adds one response: counted at its end, its bytes spread over the time they flowed. */
export function addSeriesRequest(state: SeriesState, request: CdnRequest): void {
  const { requests } = state;
  const { cacheClass, endMs } = request;
  const place = requests.placeOf(endMs);
  requests.addOne(place, RequestColumn.requests);
  if (!Number.isNaN(request.status)) requests.addOne(place, RequestColumn.statuses);
  const failed = errorClass(request);
  if (failed !== 0) {
    requests.addOne(place, failed === 4 ? RequestColumn.errors4xx : RequestColumn.errors5xx);
  }
  if (isCacheable(cacheClass)) requests.addOne(place, RequestColumn.cacheable);
  if (isHit(cacheClass)) requests.addOne(place, RequestColumn.hits);
  if (!Number.isNaN(request.ttfbMs) && !isAborted(request))
    state.ttfbMs.add(endMs, Math.round(request.ttfbMs));
  if (Number.isNaN(request.bytes)) return;
  state.sums.bytes.addSpanValue(request.flowFromMs, request.flowToMs, request.flowBytes);
}

/** Adds the bytes of a packet at its dts (pts where it has none), in ms; metadata has no column. */
export function addPacketBytes(
  state: SeriesState,
  mediaType: MediaType,
  timeMs: number,
  bytes: number,
): void {
  if (mediaType === MediaType.metadata) return;
  const video = mediaType === MediaType.video;
  const atMs = Math.floor(timeMs);
  (video ? state.sums.videoBytes : state.sums.audioBytes).add(atMs, bytes);
  extend(video ? state.video : state.audio, atMs, atMs);
}

/** Adds one frame of a video track (text key, unique among all streams) at its pts, in ms. */
export function addFrame(state: SeriesState, track: string, timeMs: number): void {
  if (track !== state.lastVideoTrack) {
    state.videoTracks.add(track);
    state.lastVideoTrack = track;
  }
  const atMs = Math.floor(timeMs);
  state.sums.frames.add(atMs, 1);
  extend(state.frames, atMs, atMs);
}

/** Adds the distance of a keyframe from the one before it on its track, at its own pts, in ms. */
export function addKeyframeGap(state: SeriesState, track: string, timeMs: number, gapUs: number): void {
  state.videoTracks.add(track);
  state.keyframeGapUs.add(Math.floor(timeMs), gapUs);
}

/** Figures per bucket of log time: the base series. */
export const seriesFamily: MetricFamily<SeriesState, SeriesReport> = {
  name: 'series',
  empty: () => {
    const sums = {} as SeriesState['sums'];
    for (const name of SUMS) sums[name] = new BucketSums();
    return {
      sums,
      read: new BucketCounts(READ_COLUMNS),
      requests: new BucketCounts(REQUEST_COLUMNS),
      moments: new BucketCounts(MOMENT_COLUMNS),
      startupMs: new BucketHistograms(),
      latencyMs: new BucketHistograms(),
      ttfbMs: new BucketHistograms(),
      keyframeGapUs: new BucketMaxima(),
      video: noExtent(),
      audio: noExtent(),
      frames: noExtent(),
      videoTracks: new Set(),
      lastVideoTrack: '',
    };
  },
  merge(into, from) {
    for (const name of SUMS) into.sums[name].merge(from.sums[name]);
    into.read.merge(from.read);
    into.requests.merge(from.requests);
    into.moments.merge(from.moments);
    into.startupMs.merge(from.startupMs);
    into.latencyMs.merge(from.latencyMs);
    into.ttfbMs.merge(from.ttfbMs);
    into.keyframeGapUs.merge(from.keyframeGapUs);
    for (const what of ['video', 'audio', 'frames'] as const) {
      extend(into[what], from[what].firstMs, from[what].lastMs);
    }
    for (const track of from.videoTracks) into.videoTracks.add(track);
  },
  finish: (state, window) => finishSeries(state, window, { stops: [], levels: null, bucketMs: null }),
};

/** What a series is made from besides its own state. */
export interface SeriesExtras {
  /** Exact stops that packet figures found, beside those that show as empty buckets. */
  readonly stops: readonly Stop[];
  /** Sessions open, for the peak of a bucket; null: unknown. */
  readonly levels: StepFunction | null;
  /** Width of the buckets, whole seconds, or the next that can be made of what is stored; null: the base width. */
  readonly bucketMs: number | null;
}

/**
 * The series over a window.
 *
 * @returns null when nothing was added that has a column
 */
export function finishSeries(
  state: SeriesState,
  window: FinishWindow,
  { stops, levels, bucketMs }: SeriesExtras,
): SeriesReport | null {
  // Nothing happened inside, whatever was added.
  if (!(window.fromMs <= window.toMs)) return null;
  const { axis, columns } = seriesColumns(state, window, levels, bucketMs);
  return columns.length === 0 ? null : seriesTable(axis, columns, stops);
}

const BINNED =
  'percentiles over time are read from 64 bins an octave, at most 1.6 % wide, in buckets of at least 10 s';
const POOLED =
  'ratios of requests over time are of buckets of at least 10 s, wider where requests are few, with 30 or more in each';

/**
 * What a reader of the series must know.
 *
 * @param bucketMs - the width that was asked for; null: none was
 */
export function seriesNotes(series: SeriesReport, bucketMs: number | null): Note[] {
  const notes = series.columns.flatMap((path): Note[] => {
    const metric = `series.${path}`;
    if (/\.p\d+$/.test(path)) return [{ code: 'binned', text: BINNED, metric }];
    return /^cdn\..*_ratio$/.test(path) && bucketMs === null
      ? [{ code: 'pooled', text: POOLED, metric }]
      : [];
  });
  if (bucketMs === null || series.bucket_ms === bucketMs) return notes;
  const text = `buckets of ${bucketMs} ms are too many for so long a log: they are ${series.bucket_ms} ms`;
  return [...notes, { code: 'bucket_widened', text, metric: 'series' }];
}
