import { MediaType } from '../model/event-kind.ts';
import type { MediaFigures, TrackReport } from '../model/report.ts';
import { ExactSum } from '../stats/exact-sum.ts';
import { bitrateBps, type FinishedTrack, type Span, toMs } from './streams-figures.ts';
import { unionUs } from './streams-spans.ts';

export const MEDIA_WORDS = ['video', 'audio', 'metadata'] as const;

/** The report's word for a media type. */
export function mediaWord(mediaType: MediaType): 'video' | 'audio' | 'metadata' {
  if (mediaType === MediaType.video) return 'video';
  return mediaType === MediaType.audio ? 'audio' : 'metadata';
}

/** One track of the report: what its container says of it, then its figures. */
export function trackReport(track: FinishedTrack, figures: MediaFigures): TrackReport {
  const { index, mediaType, description } = track.tally;
  return {
    index,
    media_type: mediaWord(mediaType),
    codec: description?.codec ?? null,
    width: description?.width ?? null,
    height: description?.height ?? null,
    frame_rate: description?.frameRate ?? null,
    sample_rate: description?.sampleRate ?? null,
    channels: description?.channels ?? null,
    language: description?.language ?? null,
    declared_bitrate_bps: description?.declaredBitrateBps ?? null,
    ...figures,
  };
}

/** Several tracks of a type as one: sums, and the union of what they cover; the rest belongs to each track alone. */
export function severalTracks(
  tracks: readonly FinishedTrack[],
  spans: ReadonlyMap<FinishedTrack, Span>,
): MediaFigures {
  const bytes = new ExactSum();
  for (const { tally } of tracks) bytes.add(tally.bytes.toNumber());
  const durationUs = unionUs(tracks.flatMap((track) => spans.get(track) ?? []));
  return {
    packets: tracks.reduce((packets, { tally }) => packets + tally.packets, 0),
    bytes: bytes.toNumber(),
    duration_ms: toMs(durationUs),
    bitrate_bps: bitrateBps(bytes, durationUs),
    bitrate: null,
    peak_factor: null,
    fps: null,
    keyframes: null,
    keyframe_interval_ms: null,
    gop_frames: null,
    missing_frames: null,
    timestamp_anomalies: null,
  };
}
