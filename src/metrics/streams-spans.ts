import type { FinishedTrack, Span } from './streams-figures.ts';

/** Tracks of one stream begin within 10 s of one another, or their 33-bit clocks stand at both sides of a wrap. */
const APART_US = 10_000_000;
/** Period of the 33-bit clock of MPEG-TS at 90 kHz: 26.5 h. */
const WRAP_US = Math.round(2 ** 33 / 0.09);

/**
 * Spans of the tracks of one stream on one axis. Each track unwrapped its own clock; one that began right after
 * the wrap, while another began right before it, is moved behind it. Tracks on arrival times share no axis with
 * tracks on media time, and are left out where both occur.
 */
export function alignedSpans(tracks: readonly FinishedTrack[]): ReadonlyMap<FinishedTrack, Span> {
  const onMedia = tracks.filter(({ tally }) => tally.framesOnMediaTime > 0);
  const spans = new Map<FinishedTrack, Span>();
  let latestUs = Number.NEGATIVE_INFINITY;
  for (const track of onMedia.length > 0 ? onMedia : tracks) {
    if (track.span === null) continue;
    spans.set(track, track.span);
    latestUs = Math.max(latestUs, track.span.fromUs);
  }
  for (const [track, { fromUs, toUs }] of spans) {
    if (Math.abs(fromUs + WRAP_US - latestUs) > APART_US) continue;
    spans.set(track, { fromUs: fromUs + WRAP_US, toUs: toUs + WRAP_US });
  }
  return spans;
}

/** Time that at least one of the spans covers, µs; null when that is nothing. */
export function unionUs(spans: readonly Span[]): number | null {
  let coveredUs = 0;
  let untilUs = Number.NEGATIVE_INFINITY;
  for (const { fromUs, toUs } of [...spans].sort((a, b) => a.fromUs - b.fromUs)) {
    if (toUs > untilUs) {
      coveredUs += toUs - Math.max(fromUs, untilUs);
      untilUs = toUs;
    }
  }
  return coveredUs > 0 ? coveredUs : null;
}

/** Earliest beginning and latest end of the spans; null when there is none. */
export function hull(spans: readonly Span[]): Span | null {
  if (spans.length === 0) return null;
  return {
    fromUs: Math.min(...spans.map(({ fromUs }) => fromUs)),
    toUs: Math.max(...spans.map(({ toUs }) => toUs)),
  };
}
