import type { MediaFigures, StreamReport } from '../../model/report.ts';

/** An interval between keyframes over this multiple of the usual one is worth a word. */
export const KEYFRAME_OUTLIER = 1.5;
/** 29.97 against a declared 30 is the usual rounding of containers; 24.50 against 25 is not. */
const SLOW_FROM = 0.99;

/** The rate of frames that the only video track declares; null when there is none or more than one. */
export function nominalFps(stream: StreamReport): number | null {
  const videos = stream.tracks.filter((track) => track.media_type === 'video');
  return videos.length === 1 ? (videos[0]?.frame_rate ?? null) : null;
}

/**
 * True when the rate measured is clearly below the rate declared. Never for a variable frame rate: what its
 * container declares is only an upper bound.
 */
export function isSlowerThanNominal(video: MediaFigures, nominal: number | null): boolean {
  const { fps } = video;
  return fps !== null && nominal !== null && !isVariableRate(video) && fps < nominal * SLOW_FROM;
}

/** True when frames come at no fixed rate: none can be called missing, and a long step between two is no stop. */
export function isVariableRate(figures: MediaFigures): boolean {
  return figures.fps !== null && figures.missing_frames === null;
}

/** The longest interval between keyframes when it exceeds 1.5 × the median one; else null. */
export function outlyingKeyframeIntervalMs(video: MediaFigures): number | null {
  const interval = video.keyframe_interval_ms;
  return interval !== null && interval.max > KEYFRAME_OUTLIER * interval.p50 ? interval.max : null;
}
