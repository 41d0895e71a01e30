import { MediaType } from '../model/event-kind.ts';
import type { Observable } from '../model/format.ts';
import type { MediaFigures } from '../model/report.ts';
import { TimeSource, TimestampAnomaly } from '../model/track-facts.ts';
import type { FinishedTrack } from './streams-figures.ts';
import type { StreamNotes } from './streams-notes.ts';
import type { TrackTally } from './streams-tally.ts';

/** Says why figures of a track are null, and what was done to its timestamps. */
export function noteTrack(
  track: FinishedTrack,
  figures: MediaFigures,
  observed: ReadonlySet<Observable>,
  notes: StreamNotes,
): void {
  const { tally } = track;
  const add = (code: string, figure: string, text: string, bound?: 'lower' | 'upper'): void =>
    notes.add(code, `streams.tracks.${figure}`, text, bound);
  if (tally.packets === 0) {
    add('no_packets', 'packets', 'a track is described, and no packet of it came');
    return;
  }
  if (tally.frames === 0) {
    add(
      'no_packet_times',
      'duration_ms',
      'no packet of a track has a time: it counts in packets and bytes only',
    );
    return;
  }
  noteKeyframes(track, figures, observed, add);
  noteTimes(track, figures, observed, add);
}

type AddNote = (code: string, figure: string, text: string, bound?: 'lower' | 'upper') => void;

function noteKeyframes(
  { tally }: FinishedTrack,
  figures: MediaFigures,
  observed: ReadonlySet<Observable>,
  add: AddNote,
): void {
  if (tally.mediaType !== MediaType.video) {
    add('video_only', 'keyframes', 'keyframes and groups of pictures are figures of video tracks');
  } else if (figures.keyframes === null) {
    const text = observed.has('keyframes')
      ? 'no packet of a video track says whether it is a keyframe'
      : 'the input cannot say which packets are keyframes';
    add('keyframes_not_observed', 'keyframes', text);
  } else if (figures.keyframe_interval_ms === null) {
    add('no_closed_gop', 'keyframe_interval_ms', 'a video track has fewer than two keyframes');
  }
}

function noteTimes(
  { tally, steps }: FinishedTrack,
  figures: MediaFigures,
  observed: ReadonlySet<Observable>,
  add: AddNote,
): void {
  if (figures.duration_ms === null) {
    add('too_few_packets', 'duration_ms', 'a track has one instant of media time and no duration');
  }
  if (figures.bitrate === null) add('no_full_second', 'bitrate', 'a track is shorter than 1 s');
  if (figures.fps === null) add('too_few_packets', 'fps', 'a track has fewer than two different times');
  if (steps !== null && steps.missing === null) {
    const text = 'steps between frames vary: fewer than 0.9 of them are equal within max(1 ms, 2 %)';
    add('frame_rate_varies', 'missing_frames', text);
  }
  if (figures.timestamp_anomalies === null) {
    add(
      'arrival_time_used',
      'timestamp_anomalies',
      'packets of a track have no pts and no dts: their ts is used',
    );
  } else if (figures.timestamp_anomalies.non_monotonic_dts === null) {
    const text = observed.has('dts') ? 'no packet of a track carries a dts' : 'the input has no dts';
    add('dts_not_observed', 'timestamp_anomalies.non_monotonic_dts', text);
  } else if ((tally.framesBySource[TimeSource.pts] ?? 0) > 0) {
    const text = 'packets of a track that carry no dts are not compared';
    add('dts_partly_observed', 'timestamp_anomalies.non_monotonic_dts', text, 'lower');
  }
  if (steps !== null && steps.gaps === 0) {
    add('no_gap', 'timestamp_anomalies.longest_gap_ms', 'a track has no gap whose length is known');
  }
  noteClock(tally, add);
}

function noteClock(tally: TrackTally, add: AddNote): void {
  if (tally.countOf(TimestampAnomaly.wrap) > 0) {
    add(
      'timestamp_wrap',
      'duration_ms',
      'the 33-bit clock of a track came round (26.5 h): times are unwrapped',
    );
  }
  if (tally.countOf(TimestampAnomaly.restart) > 0) {
    const text =
      'times of a track began again more than 10 s back: the new run is laid right behind the old one, and counts as a gap of unknown length';
    add('timestamp_restart', 'duration_ms', text);
  }
  if (tally.countOf(TimestampAnomaly.late) > 0) {
    const text = 'frames came more than 512 packets out of pts order: the gaps they would fill are counted';
    add('reorder_window', 'timestamp_anomalies.gaps', text, 'upper');
  }
}
