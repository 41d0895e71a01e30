import { MediaType } from '../model/event-kind.ts';
import type { Note, SeriesReport } from '../model/report.ts';
import { BucketCounts } from '../stats/bucket-counts.ts';
import { BucketHistograms } from '../stats/bucket-histograms.ts';
import { BucketMaxima } from '../stats/bucket-maxima.ts';
import { BucketSums } from '../stats/bucket-sums.ts';
import { type CdnRequest, errorClass, isAborted, isCacheable, isHit } from './cdn-request.ts';
import type { FinishWindow, MetricFamily } from './family.ts';
import { seriesColumns } from './series-columns.ts';
import {
  extend,
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

/** Adds one response: counted at its end, its bytes spread over the time they flowed. */
export function addSeriesRequest(state: SeriesState, request: CdnRequest): void {
  const { requests } = state;
  const { cacheClass, endMs } = request;
  const place = requests.placeOf(endMs);
  requests.addOne(place, RequestColumn.requests);
  if (!Number.isNaN(request.status)) requests.addOne(place, RequestColumn.statuses);
  if (errorClass(request) !== 0) requests.addOne(place, RequestColumn.errors);
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
      requests: new BucketCounts(REQUEST_COLUMNS),
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
    into.requests.merge(from.requests);
    into.startupMs.merge(from.startupMs);
    into.latencyMs.merge(from.latencyMs);
    into.ttfbMs.merge(from.ttfbMs);
    into.keyframeGapUs.merge(from.keyframeGapUs);
    for (const what of ['video', 'audio', 'frames'] as const) {
      extend(into[what], from[what].firstMs, from[what].lastMs);
    }
    for (const track of from.videoTracks) into.videoTracks.add(track);
  },
  finish: (state, window) => finishSeries(state, window, []),
};

/**
 * The base series, with the exact stops that packet figures found beside those that show as empty buckets.
 *
 * @returns null when nothing was added that has a column
 */
export function finishSeries(
  state: SeriesState,
  window: FinishWindow,
  stops: readonly Stop[],
): SeriesReport | null {
  const { axis, columns } = seriesColumns(state, window);
  return columns.length === 0 ? null : seriesTable(axis, columns, stops);
}

const BINNED =
  'percentiles over time are read from 64 bins an octave, at most 1.6 % wide, in buckets of at least 10 s';
const POOLED =
  'ratios of requests over time are of buckets of at least 10 s, wider where requests are few, with 30 or more in each';

/** What a reader of the series must know. */
export function seriesNotes(series: SeriesReport): Note[] {
  return series.columns.flatMap((path) => {
    const metric = `series.${path}`;
    if (/\.p\d+$/.test(path)) return { code: 'binned', text: BINNED, metric };
    return /^cdn\..*_ratio$/.test(path) ? { code: 'pooled', text: POOLED, metric } : [];
  });
}
