import type { CdnReport, MediaFigures, Report, StreamReport, ViewersReport } from '../../model/report.ts';
import { duration, mediaDuration } from '../format/durations.ts';
import { instantMs, timeOfDay } from '../format/instants.ts';
import { bitrate, count, countInFull, fixed, percent } from '../format/numbers.ts';
import { longestGapAtMs } from './longest-gap.ts';
import { isVariableRate, outlyingKeyframeIntervalMs } from './nominal.ts';

/** Longest headline, in characters. */
const MOST = 160;

/**
 * The one sentence that says what the report found: from fixed templates, measured figures only. It never says
 * that there was no incident: nothing has looked for one.
 */
export function headline(report: Report, timezone: string): string {
  const { viewers, cdn, performance, transport, streams } = report;
  if (viewers !== null && viewers.sessions > 0) return viewersHeadline(viewers, report, timezone);
  if (streams.length > 0) return packetsHeadline(report, timezone);
  if (cdn !== null && cdn.requests > 0) return cdnHeadline(cdn, report, timezone);
  if (transport !== null && transport.loss_ratio !== null) {
    const residual = transport.residual_loss_ratio;
    const after = residual === null ? '' : `, ${percent(residual)} after recovery`;
    return `${percent(transport.loss_ratio)} of packets were lost${inSpan(report)}${after}.`;
  }
  if (performance !== null) {
    const latency = performance.latency_ms;
    const errors = `${count(performance.errors)} ${performance.errors === 1 ? 'error' : 'errors'}, ${count(performance.fatal_errors)} fatal`;
    return latency === null
      ? `${errors}${inSpan(report)}.`
      : `Latency was ${duration(latency.p95)} at p95; ${errors}.`;
  }
  if (viewers !== null) return `Nobody was here${inSpan(report)}.`;
  return 'No event of this input feeds a figure.';
}

function viewersHeadline(viewers: ViewersReport, report: Report, timezone: string): string {
  const span = inSpan(report);
  const peakMs = instantMs(viewers.peak_at, 'utc');
  const isUtc = report.window?.clock === 'utc';
  const at = peakMs === null || !isUtc ? '' : `, at ${timeOfDay(peakMs, timezone, 'minutes')}`;
  const audience = `${count(viewers.peak_viewers)} ${viewers.peak_viewers === 1 ? 'viewer' : 'viewers'} at the peak${at}`;
  const stopped = report.streams.length === 1 ? videoStopped(report, timezone) : null;
  const after = stopped === null ? '' : `; ${stopped}`;
  const ratio = viewers.rebuffer_ratio;
  const stallsUnseen = [...report.notes, ...report.input.notes].some(
    (note) => note.code === 'stalls_never_seen',
  );
  const sentence =
    ratio === null || stallsUnseen
      ? `${audience}; this input tells nothing about stalls`
      : ratio === 0
        ? `Nobody stalled${span}; ${audience}`
        : `${percent(ratio)} of watch time stalled${span}; ${audience}`;
  return sentence.length + after.length < MOST ? `${sentence}${after}.` : `${sentence}.`;
}

/** What a gap was, beside viewers; null when there was none. */
function videoStopped(report: Report, timezone: string): string | null {
  const video = report.streams[0]?.video ?? null;
  const anomalies = video?.timestamp_anomalies;
  if (video === null || anomalies?.longest_gap_ms == null || (anomalies.gaps ?? 0) === 0) return null;
  if (isVariableRate(video)) return null;
  return `video stopped for ${duration(anomalies.longest_gap_ms)}${gapInstant(report, 'video', timezone)}`;
}

function packetsHeadline(report: Report, timezone: string): string {
  const { streams } = report;
  const worst = streams.reduce((most, stream) => (longestGapMs(stream) > longestGapMs(most) ? stream : most));
  const mediaType = worst.video !== null ? 'video' : worst.audio !== null ? 'audio' : null;
  const figures = mediaType === null ? null : worst[mediaType];
  const findings = [
    figures && mediaType && gapFinding(figures, mediaType, report, timezone),
    worst.video && keyframeFinding(worst.video),
  ].filter((finding) => finding !== null);
  if (findings.length > 0) {
    const sentence = findings.join('; ');
    return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
  }
  const longest = Math.max(...streams.map((stream) => stream.duration_ms ?? 0));
  const where = streams.length > 1 ? ` in ${countInFull(streams.length)} streams` : '';
  const span = longest > 0 ? `${mediaDuration(longest)} of packets` : 'Packets without a time';
  return `${span}${where}, ${report.viewers === null ? 'no viewers in this input' : 'no viewer present'}${gaplessness(streams)}.`;
}

function gapFinding(
  figures: MediaFigures,
  mediaType: 'video' | 'audio',
  report: Report,
  timezone: string,
): string | null {
  const anomalies = figures.timestamp_anomalies;
  const gaps = anomalies?.gaps ?? 0;
  if (gaps === 0 || anomalies?.longest_gap_ms == null || isVariableRate(figures)) return null;
  const who = report.streams.length > 1 ? `${mediaType} of one stream` : mediaType;
  const length = duration(anomalies.longest_gap_ms);
  const at = gapInstant(report, mediaType, timezone);
  return gaps === 1
    ? `${who} stops for ${length}${at}`
    : `${who} stops ${countInFull(gaps)} times, the longest for ${length}${at}`;
}

function keyframeFinding(video: MediaFigures): string | null {
  const longest = outlyingKeyframeIntervalMs(video);
  if (longest === null || video.keyframe_interval_ms === null) return null;
  return `one keyframe interval is ${duration(longest)}, usually ${duration(video.keyframe_interval_ms.p50)}`;
}

/** What can be said of gaps when none stands in the headline. */
function gaplessness(streams: readonly StreamReport[]): string {
  const media = streams.flatMap((stream) =>
    [stream.video, stream.audio].filter((figures) => figures !== null),
  );
  const videos = streams.flatMap((stream) => stream.video ?? []);
  if (videos.some(isVariableRate)) return ': the frame rate varies';
  // Unknown gaps are not none.
  if (media.length === 0 || media.some((figures) => figures.timestamp_anomalies?.gaps !== 0)) return '';
  const missing = streams.reduce((sum, stream) => sum + (stream.video?.missing_frames ?? 0), 0);
  return missing === 0
    ? ': no gap'
    : `: no gap, ${count(missing)} missing ${missing === 1 ? 'frame' : 'frames'}`;
}

/** Length of the longest stop of a stream's main media type; 0 when it has none. */
function longestGapMs(stream: StreamReport): number {
  const figures = stream.video ?? stream.audio;
  return figures === null || isVariableRate(figures) ? 0 : (figures.timestamp_anomalies?.longest_gap_ms ?? 0);
}

/** ` at 31.4 s`, ` at 21:30:04`; '' when the report does not say when. */
function gapInstant(report: Report, mediaType: 'video' | 'audio', timezone: string): string {
  const atMs = longestGapAtMs(report, mediaType);
  if (atMs === null) return '';
  return report.window?.clock === 'media'
    ? ` at ${fixed(atMs / 1000, 1)} s`
    : ` at ${timeOfDay(atMs, timezone)}`;
}

function cdnHeadline(cdn: CdnReport, report: Report, timezone: string): string {
  const parts = [
    cdn.cache_hit_ratio === null ? null : `${percent(cdn.cache_hit_ratio)} cache hits`,
    cdn.error_ratio === null ? null : `${percent(cdn.error_ratio)} errors`,
    cdn.bandwidth_bps?.peak == null
      ? null
      : bandwidthPeak(cdn.bandwidth_bps.peak, cdn.bandwidth_bps.peak_at, timezone),
  ].filter((part) => part !== null);
  const figures = parts.length === 0 ? '' : `: ${parts.join(', ')}`;
  return `${count(cdn.requests)} ${cdn.requests === 1 ? 'request' : 'requests'}${inSpan(report)}${figures}.`;
}

function bandwidthPeak(bps: number, at: string | null, timezone: string): string {
  const atMs = instantMs(at, 'utc');
  return `${bitrate(bps)} at the peak${atMs === null ? '' : `, at ${timeOfDay(atMs, timezone, 'minutes')}`}`;
}

function inSpan(report: Report): string {
  const ms = report.window?.duration_ms ?? 0;
  return ms > 0 ? ` in ${duration(ms)}` : '';
}
