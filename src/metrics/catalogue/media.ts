import type { MetricEntry } from '../../model/metric-entry.ts';

/** Figures that a track and a media type of a stream have alike; `id` is the field's name below its owner. */
const FIGURES: readonly MetricEntry[] = [
  {
    id: 'packets',
    unit: 'count',
    title: 'packets',
    definition: 'Packets, those without any time included.',
    formula: 'number of used packets',
    nullWhen: '',
    source: 'own definition',
  },
  {
    id: 'bytes',
    unit: 'bytes',
    title: 'bytes',
    definition: 'Payload of all packets.',
    formula: 'Σ size',
    nullWhen: '',
    source: 'own definition',
  },
  {
    id: 'duration_ms',
    unit: 'ms',
    title: 'media duration',
    definition:
      'Media time covered, gaps included. Not the sum of the durations of packets, which containers round.',
    formula: 'max(pts + duration) − min(pts); a missing duration is the median step',
    nullWhen: 'no packet has a time, or all of it is one instant',
    source: 'own definition',
  },
  {
    id: 'bitrate_bps',
    unit: 'bit/s',
    title: 'bitrate',
    definition: 'Average bitrate of the media, container overhead apart.',
    formula: '8 × bytes / duration',
    nullWhen: 'the duration is not known',
    source: 'own definition',
  },
  {
    id: 'bitrate',
    unit: 'bit/s',
    title: 'bitrate by second',
    definition: 'Distribution of the bitrate over full seconds, an empty second being 0.',
    formula:
      '8 × bytes in [k, k + 1) s from the first dts (pts where there is none), partial seconds left out',
    nullWhen: 'there is no full second',
    source: 'own definition',
  },
  {
    id: 'peak_factor',
    unit: 'ratio',
    title: 'peak over mean bitrate',
    definition: 'How far the busiest second is above the mean one.',
    formula: 'max / mean of bitrate by second',
    nullWhen: 'there is no full second, or nothing in any',
    source: 'own definition',
  },
  {
    id: 'fps',
    unit: '1/s',
    title: 'frame rate',
    definition: 'Average frame rate. Two packets that are the fields of one picture are one frame.',
    formula: '(frames − 1) / (max pts − min pts)',
    nullWhen: 'there are fewer than two frames with different times',
    source: 'own definition',
  },
  {
    id: 'keyframes',
    unit: 'count',
    title: 'keyframes',
    definition: 'Frames that can be decoded alone.',
    formula: 'packets marked as keyframes',
    nullWhen: 'not video, or no packet says whether it is one',
    source: 'own definition',
  },
  {
    id: 'keyframe_interval_ms',
    unit: 'ms',
    title: 'keyframe interval',
    definition:
      'Distance between one keyframe and the next, the wait before a viewer can join. What stands before the first and after the last is left out.',
    formula: 'difference of the pts of successive keyframes',
    nullWhen: 'there are fewer than two keyframes',
    source: 'own definition',
  },
  {
    id: 'gop_frames',
    unit: 'count',
    title: 'frames from keyframe to keyframe',
    definition: 'Number of frames that begin with a keyframe and end before the next.',
    formula: 'frames from one keyframe up to the next',
    nullWhen: 'there are fewer than two keyframes',
    source: 'own definition',
  },
  {
    id: 'missing_frames',
    unit: 'count',
    title: 'missing frames',
    definition: 'Frames that the timeline has room for and that are not there; inferred from the times.',
    formula: 'Σ max(0, round(step / nominal step) − 1), nominal = mean of the steps close to the median one',
    nullWhen: 'less than 0.9 of the steps are alike (variable frame rate), or there are too few',
    source: 'own definition',
  },
  {
    id: 'timestamp_anomalies.non_monotonic_dts',
    unit: 'count',
    title: 'decoding times that do not rise',
    definition: 'Packets whose dts is not after the one before.',
    formula: 'packets with dts ≤ previous dts',
    nullWhen: 'no packet carries a dts',
    source: 'own definition',
  },
  {
    id: 'timestamp_anomalies.pts_before_dts',
    unit: 'count',
    title: 'shown before decoded',
    definition: 'Packets that would have to be shown before they are decoded.',
    formula: 'packets with pts < dts',
    nullWhen: 'no packet carries a dts',
    source: 'own definition',
  },
  {
    id: 'timestamp_anomalies.duplicate',
    unit: 'count',
    title: 'repeated times',
    definition: 'Packets that carry the same pts as another one of their track.',
    formula: 'packets with a pts seen before',
    nullWhen: 'no packet has a time',
    source: 'own definition',
  },
  {
    id: 'timestamp_anomalies.gaps',
    unit: 'count',
    title: 'gaps',
    definition: 'Holes in the timeline.',
    formula: 'steps > max(1.5 × nominal, nominal + 10 ms)',
    nullWhen: 'there is no nominal step',
    source: 'own definition',
  },
  {
    id: 'timestamp_anomalies.longest_gap_ms',
    unit: 'ms',
    title: 'longest gap',
    definition: 'Length of the longest hole in the timeline.',
    formula: 'longest step that is a gap',
    nullWhen: 'there is no nominal step, or no gap',
    source: 'own definition',
  },
];

/** Known of a media type with several tracks: their packets add up, their timelines do not. */
const ADDITIVE: ReadonlySet<string> = new Set(['packets', 'bytes', 'duration_ms', 'bitrate_bps']);

/** Figures of `streams.video`, `streams.audio`, `streams.metadata` and `streams.tracks`. */
export const MEDIA_METRICS: readonly MetricEntry[] = [
  ...FIGURES.map((figure) => figureOf('streams.tracks', figure)),
  ...['video', 'audio', 'metadata'].flatMap((mediaType) =>
    FIGURES.map((figure) => ofMediaType(mediaType, figure)),
  ),
];

function ofMediaType(mediaType: string, figure: MetricEntry): MetricEntry {
  const several = `the stream has several ${mediaType} tracks`;
  const nullWhen = ADDITIVE.has(figure.id)
    ? figure.nullWhen
    : [figure.nullWhen, several].filter(Boolean).join('; or ');
  return { ...figureOf(`streams.${mediaType}`, figure), title: `${mediaType}: ${figure.title}`, nullWhen };
}

function figureOf(owner: string, figure: MetricEntry): MetricEntry {
  return { ...figure, id: `${owner}.${figure.id}` };
}
