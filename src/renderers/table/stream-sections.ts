import type { LossReport, MediaFigures, Report, StreamReport } from '../../model/report.ts';
import { duration, signedDuration } from '../format/durations.ts';
import { mediaTime, timeOfDay } from '../format/instants.ts';
import { bitrate, count, framesPerSecond, percent } from '../format/numbers.ts';
import { formatted } from './formatted.ts';
import { longestGapAtMs } from './longest-gap.ts';
import { isSlowerThanNominal, isVariableRate, nominalFps, outlyingKeyframeIntervalMs } from './nominal.ts';
import type { NumberCell, NumberSection } from './number-grid.ts';

/** One stream beside viewers: the packets in short. */
export function streamSection(stream: StreamReport): NumberSection {
  const { video, audio } = stream;
  return {
    title: 'STREAM',
    rows: [
      {
        missing: 'video',
        cells: [
          { name: 'video', value: formatted(video?.bitrate_bps, bitrate) },
          frameRate(stream),
          missingFrames(video),
        ],
        more: { name: 'packets', value: count(stream.packets) },
      },
      {
        missing: 'keyframes',
        cells: [...keyframeCells(video), longestGap('longest gap', video, false)],
        more: {
          name: 'GOP',
          value: formatted(video?.gop_frames?.p50, (frames) => `${count(frames)} frames`),
        },
      },
      {
        missing: 'audio',
        cells: [
          { name: 'audio', value: formatted(audio?.bitrate_bps, bitrate) },
          { name: 'audio offset', value: formatted(stream.av_start_offset_ms, signedDuration) },
          { name: 'drift', value: formatted(stream.drift_ms, signedDuration) },
        ],
        more: lostPackets(stream.loss),
      },
    ],
  };
}

/** The sections of one stream when packets are all there is. */
export function packetSections(stream: StreamReport, report: Report, timezone: string): NumberSection[] {
  const sections: NumberSection[] = [];
  if (stream.video !== null) sections.push(videoSection(stream, stream.video, report, timezone));
  if (stream.audio !== null) sections.push(audioSection(stream, stream.audio));
  const network = networkSection(stream);
  if (network !== null) sections.push(network);
  return sections;
}

function videoSection(
  stream: StreamReport,
  video: MediaFigures,
  report: Report,
  timezone: string,
): NumberSection {
  const atMs = longestGapAtMs(report, 'video');
  const isMedia = report.window?.clock === 'media';
  const at = formatted(atMs, (ms) => (isMedia ? mediaTime(ms) : timeOfDay(ms, timezone, 'ms')));
  const gapCells = [gaps(video), longestGap('longest', video, true)];
  return {
    title: 'VIDEO',
    rows: [
      {
        missing: 'frame rate',
        cells: [
          frameRate(stream),
          { name: 'nominal', value: formatted(nominalFps(stream), framesPerSecond) },
          missingFrames(video),
        ],
        more: { name: 'peak to mean', value: formatted(video.peak_factor, (factor) => factor.toFixed(2)) },
      },
      {
        missing: 'keyframes',
        cells: [
          ...keyframeCells(video),
          { name: 'GOP', value: formatted(video.gop_frames?.p50, (frames) => `${count(frames)} frames`) },
        ],
        more: { name: 'keyframes', value: formatted(video.keyframes, count) },
      },
      {
        missing: 'video gaps',
        cells: at === null ? gapCells : [...gapCells, { name: 'at', value: at, sub: true }],
      },
      ...timestampRows(video),
    ],
  };
}

function audioSection(stream: StreamReport, audio: MediaFigures): NumberSection {
  const beside = [
    { name: 'start offset', value: formatted(stream.av_start_offset_ms, signedDuration) },
    { name: 'end offset', value: formatted(stream.av_end_offset_ms, signedDuration) },
  ];
  const alone = [longestGap('longest', audio, true)];
  return {
    title: 'AUDIO',
    rows: [
      {
        missing: 'audio gaps',
        cells: [gaps(audio), ...(stream.video === null ? alone : beside)],
        more: { name: 'drift', value: formatted(stream.drift_ms, signedDuration) },
      },
      ...timestampRows(audio),
    ],
  };
}

/** Loss, jitter and continuity; null when the input shows none of them. */
function networkSection(stream: StreamReport): NumberSection | null {
  const { loss, jitter_ms: jitter, continuity_errors: continuity } = stream;
  if (loss === null && jitter === null && continuity === null) return null;
  return {
    title: 'NETWORK',
    rows: [
      {
        cells: [
          lostPackets(loss),
          { name: 'of expected', value: formatted(loss?.loss_ratio, percent), sub: true },
          { name: 'jitter', value: formatted(jitter?.avg, duration) },
        ],
        more: { name: 'reordered', value: formatted(loss?.reordered, count) },
      },
      ...(continuity === null ? [] : [{ cells: [counted('continuity errors', continuity)] }]),
    ],
  };
}

/** Only when there is something wrong: most captures have none of these. */
function timestampRows(figures: MediaFigures): { cells: NumberCell[] }[] {
  const anomalies = figures.timestamp_anomalies;
  if (anomalies === null) return [];
  const cells = [
    counted('DTS not up', anomalies.non_monotonic_dts),
    counted('PTS < DTS', anomalies.pts_before_dts),
    counted('duplicates', anomalies.duplicate),
  ].filter((cell) => cell.value !== null);
  return cells.some((cell) => cell.flagged) ? [{ cells }] : [];
}

function frameRate(stream: StreamReport): NumberCell {
  const fps = stream.video?.fps ?? null;
  return {
    name: 'rate',
    value: formatted(fps, framesPerSecond),
    flagged: stream.video !== null && isSlowerThanNominal(stream.video, nominalFps(stream)),
  };
}

function missingFrames(video: MediaFigures | null): NumberCell {
  const missing = video?.missing_frames ?? null;
  const value = formatted(missing, (frames) => `${count(frames)} ${frames === 1 ? 'frame' : 'frames'}`);
  return { name: 'missing', value, flagged: (missing ?? 0) > 0 };
}

function keyframeCells(video: MediaFigures | null): NumberCell[] {
  const interval = video?.keyframe_interval_ms ?? null;
  const flagged = video !== null && outlyingKeyframeIntervalMs(video) !== null;
  return [
    { name: 'keyframe every', value: formatted(interval?.p50, duration) },
    { name: 'longest', value: formatted(interval?.max, duration), sub: true, flagged },
  ];
}

/** Long steps of a variable frame rate are what it is; everywhere else a gap is marked. */
function gaps(figures: MediaFigures): NumberCell {
  const cell = counted('gaps', figures.timestamp_anomalies?.gaps);
  return { ...cell, flagged: cell.flagged && !isVariableRate(figures) };
}

/** A count that should be 0. */
function counted(name: string, found: number | null | undefined): NumberCell & { flagged: boolean } {
  return { name, value: formatted(found, count), flagged: (found ?? 0) > 0 };
}

function longestGap(name: string, figures: MediaFigures | null, sub: boolean): NumberCell {
  const found = figures?.timestamp_anomalies?.gaps ?? null;
  const longest = figures?.timestamp_anomalies?.longest_gap_ms ?? null;
  // Without a gap there is no longest one: that is an answer, not a lack of data.
  const flagged = figures !== null && gaps(figures).flagged === true;
  return { name, value: found === 0 ? 'none' : formatted(longest, duration), sub, flagged };
}

function lostPackets(loss: LossReport | null): NumberCell {
  return counted('packets lost', loss?.lost);
}
