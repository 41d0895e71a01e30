import { duration } from '../format/durations.ts';
import { bitrate, bytes, countInFull, decimal, framesPerSecond, percent } from '../format/numbers.ts';

/**
 * A figure of the Report as text, in the unit that its name carries: `_ms` durations, `_ratio` percent, `_bps` and
 * `bitrate` bit/s, `bytes` bytes, frame rates; everything else is a number, whole ones in full.
 *
 * @param name - the last part of the figure's path; for a statistic of a distribution that of the distribution
 */
export function figureText(name: string, value: number): string {
  if (name.endsWith('_ms')) return duration(value);
  if (/_ratio(_|$)/.test(name)) return percent(value);
  if (name.endsWith('_bps') || name === 'bitrate') return bitrate(value);
  if (name === 'bytes' || name.endsWith('_bytes')) return bytes(value);
  if (name === 'fps' || name === 'frame_rate') return framesPerSecond(value);
  // The sides of a picture are names more than numbers: 1920, not 1,920.
  if (name === 'width' || name === 'height') return String(value);
  return Number.isInteger(value) ? countInFull(value) : decimal(value);
}
