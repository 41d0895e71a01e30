import { compareBytes, instantText } from '../metrics/texts.ts';
import type { LiveEngine } from './live-engine.ts';
import type { PacketFigures } from './live-tracks.ts';
import type { PresentViewer } from './live-viewers.ts';

/** A length of time as the reference serialises it. */
export interface LiveDuration {
  readonly secs: number;
  readonly nanos: number;
}

/** Packets and latency of one stream. What has no data is 0: the reference has no null here. */
export interface StreamMetrics {
  readonly stream_id: string;
  /** bit/s over the last 300 s, or since the first packet. Whole, like every bitrate here. */
  readonly video_bitrate: number;
  readonly audio_bitrate: number;
  /** Frames per second over the same window; of several video tracks the mean. */
  readonly framerate: number;
  /** Frames missing in the video timelines, of all time. */
  readonly dropped_frames: number;
  /** Mean of the intervals that end in the window, whole ms. */
  readonly keyframe_interval: number;
  /** Of all time. */
  readonly total_packets: number;
  readonly total_bytes: number;
  /** Sample mean over the last 300 s, whole ms. */
  readonly avg_latency: number;
  /** Percent, of all time. */
  readonly packet_loss_rate: number;
}

/** One viewer who is present. */
export interface ViewerMetrics {
  /** Its session id where no viewer id is known. */
  readonly viewer_id: string;
  readonly stream_id: string;
  /** RFC 3339; on a media clock seconds with six decimals. */
  readonly join_time: string;
  /** Always null: who has left is not present. */
  readonly leave_time: null;
  /** Session time so far. */
  readonly watch_time: LiveDuration;
  readonly rebuffer_count: number;
  /** Time in rebuffering, what told stalls clipped to the session. */
  readonly rebuffer_duration: LiveDuration;
  /** bit/s, weighted by playing time. */
  readonly avg_bitrate: number;
  /** Changes of quality; the first one known is none. */
  readonly quality_switches: number;
  readonly current_quality: string | null;
  readonly location: string | null;
  readonly user_agent: string | null;
}

/** The reference's summary. */
export interface AnalyticsSummary {
  readonly stream_id: string;
  readonly stream_metrics: StreamMetrics;
  readonly current_viewers: number;
  /** Of all time. */
  readonly peak_viewers: number;
  /** Time-weighted, over the last 3,600 s or since the log began. */
  readonly avg_viewers: number;
  /** Session time of all, of those present too. */
  readonly total_watch_time: LiveDuration;
  /** bit/s of all media over the last 300 s. */
  readonly avg_bitrate: number;
  readonly avg_framerate: number;
  readonly avg_latency: number;
}

/** The summary and everyone present (product section 8). */
export interface Snapshot extends AnalyticsSummary {
  readonly viewers: readonly ViewerMetrics[];
}

/**
 * What a live dashboard shows at an instant: keys in the order and shapes of the reference.
 *
 * @param streamId - printed as `stream_id`, also for viewers that never said theirs
 * @param atMs - not before the last row folded
 */
export function snapshotOf(engine: LiveEngine, streamId: string, atMs: number): Snapshot {
  return { ...summaryOf(engine, streamId, atMs), viewers: viewersOf(engine, streamId, atMs) };
}

export function summaryOf(engine: LiveEngine, streamId: string, atMs: number): AnalyticsSummary {
  const audience = engine.audience(atMs);
  const packets = engine.packets(atMs);
  const stream = streamMetrics(streamId, packets, engine.latencyMs(atMs));
  return {
    stream_id: streamId,
    stream_metrics: stream,
    current_viewers: audience.current,
    peak_viewers: audience.peak,
    avg_viewers: audience.average ?? 0,
    total_watch_time: durationOf(audience.watchMs),
    avg_bitrate: whole(packets.bps),
    avg_framerate: stream.framerate,
    avg_latency: stream.avg_latency,
  };
}

export function streamMetricsOf(engine: LiveEngine, streamId: string, atMs: number): StreamMetrics {
  return streamMetrics(streamId, engine.packets(atMs), engine.latencyMs(atMs));
}

function streamMetrics(streamId: string, packets: PacketFigures, latencyMs: number | null): StreamMetrics {
  return {
    stream_id: streamId,
    video_bitrate: whole(packets.videoBps),
    audio_bitrate: whole(packets.audioBps),
    framerate: packets.fps ?? 0,
    dropped_frames: packets.missingFrames ?? 0,
    keyframe_interval: whole(packets.keyframeIntervalMs),
    total_packets: packets.packets,
    total_bytes: packets.bytes,
    avg_latency: whole(latencyMs),
    packet_loss_rate: (packets.lossRatio ?? 0) * 100,
  };
}

/** Everyone present, in the order of viewer id bytes; sessions of one viewer in the order of opening. */
export function viewersOf(engine: LiveEngine, streamId: string, atMs: number): ViewerMetrics[] {
  return engine
    .present(atMs)
    .map((viewer) => viewerMetricsOf(engine, streamId, viewer))
    .sort((a, b) => compareBytes(a.viewer_id, b.viewer_id));
}

function viewerMetricsOf(engine: LiveEngine, streamId: string, viewer: PresentViewer): ViewerMetrics {
  const { session, tally } = viewer;
  const text = (id: number): string | null => (id === 0 ? null : engine.dictionary.text(id));
  return {
    viewer_id: text(session.viewer) ?? text(session.session) ?? '',
    stream_id: text(session.stream) ?? streamId,
    join_time: instantText(session.fromMs, engine.clock),
    leave_time: null,
    watch_time: durationOf(viewer.watchMs),
    rebuffer_count: tally.rebuffers,
    rebuffer_duration: durationOf(tally.rebufferMs),
    avg_bitrate: whole(tally.avgBitrateBps),
    quality_switches: tally.switches,
    current_quality: text(session.quality),
    location: engine.dimension(session, 'location'),
    user_agent: engine.dimension(session, 'user_agent'),
  };
}

/** A duration in integer ms, in the reference's shape. */
export function durationOf(ms: number): LiveDuration {
  const secs = Math.floor(ms / 1000);
  return { secs, nanos: (ms - secs * 1000) * 1_000_000 };
}

/** Rounded down, as the reference casts; no data is 0. */
function whole(value: number | null): number {
  return Math.floor(value ?? 0);
}
