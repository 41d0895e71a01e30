import { MediaType } from '../model/event-kind.ts';
import type { StreamReport } from '../model/report.ts';
import { ratio } from '../stats/exact-sum.ts';
import type { FinishedTrack, Span } from './streams-figures.ts';
import type { StreamNotes } from './streams-notes.ts';
import { hull } from './streams-spans.ts';

type AudioVideoFigures = Pick<StreamReport, 'av_start_offset_ms' | 'av_end_offset_ms' | 'av_skew_ms'>;

/**
 * Audio against video of one stream; positive: audio is later in media time. Start and end are the first pts and
 * the last pts + duration of all tracks of the type; skew is between the first track of each type, at equal arrival.
 */
export function audioVideoFigures(
  tracks: readonly FinishedTrack[],
  spans: ReadonlyMap<FinishedTrack, Span>,
  notes: StreamNotes,
): AudioVideoFigures {
  const timed = (mediaType: MediaType): FinishedTrack[] =>
    tracks.filter((track) => track.tally.mediaType === mediaType && spans.has(track));
  const spansOf = (mediaType: MediaType): Span[] =>
    timed(mediaType).flatMap((track) => spans.get(track) ?? []);
  const video = hull(spansOf(MediaType.video));
  const audio = hull(spansOf(MediaType.audio));
  if (video === null || audio === null) {
    for (const figure of ['av_start_offset_ms', 'av_end_offset_ms', 'av_skew_ms']) {
      notes.add('one_media_type', `streams.${figure}`, 'needs timed packets of audio and of video');
    }
    return { av_start_offset_ms: null, av_end_offset_ms: null, av_skew_ms: null };
  }
  const arrived = (mediaType: MediaType): FinishedTrack | undefined =>
    timed(mediaType).find(({ tally }) => !tally.arrivals.isEmpty);
  return {
    av_start_offset_ms: (audio.fromUs - video.fromUs) / 1000,
    av_end_offset_ms: (audio.toUs - video.toUs) / 1000,
    av_skew_ms: skew(arrived(MediaType.audio), arrived(MediaType.video), spans, notes),
  };
}

function skew(
  audio: FinishedTrack | undefined,
  video: FinishedTrack | undefined,
  spans: ReadonlyMap<FinishedTrack, Span>,
  notes: StreamNotes,
): StreamReport['av_skew_ms'] {
  const metric = 'streams.av_skew_ms';
  if (audio === undefined || video === undefined) {
    notes.add('arrival_not_observed', metric, 'needs arrival times of audio and of video packets');
    return null;
  }
  const shiftUs = moved(audio, spans) - moved(video, spans);
  const { sumUs, maxAbsUs, samples } = audio.tally.arrivals.compare(video.tally.arrivals, shiftUs);
  const meanUs = ratio(sumUs, samples);
  if (meanUs === null) {
    notes.add('never_together', metric, 'audio and video never arrive in the same stretch of time');
    return null;
  }
  return { avg: Math.round(meanUs) / 1000 + 0, max_abs: maxAbsUs / 1000 };
}

/** How far alignment moved a track's own times. */
function moved(track: FinishedTrack, spans: ReadonlyMap<FinishedTrack, Span>): number {
  return (spans.get(track)?.fromUs ?? 0) - (track.span?.fromUs ?? 0);
}
