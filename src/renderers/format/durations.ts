import { countInFull, decimal } from './numbers.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;
/** From here on seconds with one decimal would read `60.0 s`. */
const MINUTE_ROUNDED_MS = 59_950;
const HOUR_MS = 3_600_000;
/** Sums over viewers: minutes say nothing beside so many hours. */
const HOURS_ONLY_FROM_MS = 100 * HOUR_MS;

/**
 * A duration in words: `88 ms`, `4.0 s`, `41.1 s`, `8 min 20 s`, `2 h 16 min`, `156,084 h`. Never `8:20`, which
 * reads as a time of day. Seconds below ten keep a second decimal when it says something (`1.24 s`).
 */
export function duration(ms: number): string {
  if (ms < 0) return `−${duration(-ms)}`;
  if (ms === 0) return '0 s';
  if (ms < 999.5) return `${decimal(ms)} ms`;
  if (ms < MINUTE_ROUNDED_MS) return seconds(ms);
  if (ms >= HOURS_ONLY_FROM_MS) return `${countInFull(ms / HOUR_MS)} h`;
  const whole = Math.round(ms / SECOND_MS);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${padded(whole % 60)} s`;
  // Minutes that have passed, like the hours before them: 2 h 16 min 31 s is in its 2 h 16 min.
  return `${Math.floor(whole / 3600)} h ${padded(Math.floor((whole % 3600) / 60))} min`;
}

/** Like {@link duration}, but hours keep their seconds: `2 h 16 min 31 s`. */
export function durationToTheSecond(ms: number): string {
  const whole = Math.round(ms / SECOND_MS);
  if (whole < 3600) return duration(ms);
  const rest = whole % 3600;
  return `${countInFull(Math.floor(whole / 3600))} h ${padded(Math.floor(rest / 60))} min ${padded(rest % 60)} s`;
}

/** A length of media: in seconds below two minutes (`60.1 s`, since captures are compared by it), then in words. */
export function mediaDuration(ms: number): string {
  return ms >= MINUTE_ROUNDED_MS && ms < 2 * MINUTE_MS ? `${(ms / SECOND_MS).toFixed(1)} s` : duration(ms);
}

/** A difference with its sign: `+21 ms`, `−13 ms`, `0 s`. */
export function signedDuration(ms: number): string {
  return ms > 0 ? `+${duration(ms)}` : duration(ms);
}

function seconds(ms: number): string {
  const text = decimal(ms / SECOND_MS);
  return `${text.includes('.') ? text : `${text}.0`} s`;
}

function padded(value: number): string {
  return String(value).padStart(2, '0');
}
