import { MediaType } from '../model/event-kind.ts';
import type { StreamReport } from '../model/report.ts';
import { ExactSum } from '../stats/exact-sum.ts';
import type { FinishedTrack } from './streams-figures.ts';
import type { StreamNotes } from './streams-notes.ts';

type PaceFigures = Pick<StreamReport, 'drift_ms' | 'jitter_ms'>;

/** Which track speaks for the stream's drift: the first one of the first of these types that has arrival times. */
const BY_PRECEDENCE = [MediaType.video, MediaType.audio, MediaType.metadata];

/**
 * Arrival against media time of one stream. Drift is that of one track, since media times of two need not begin
 * together; jitter is over all tracks: mean and maximum of RFC 3550's running estimate, to 1e-6 ms.
 */
export function paceFigures(tracks: readonly FinishedTrack[], notes: StreamNotes): PaceFigures {
  const sumNs = new ExactSum();
  let samples = 0;
  let maxNs = 0;
  for (const { tally } of tracks) {
    sumNs.merge(tally.jitterSumNs);
    samples += tally.jitterSamples;
    maxNs = Math.max(maxNs, tally.jitterMaxNs);
  }
  const main = BY_PRECEDENCE.flatMap((mediaType) =>
    tracks.filter(({ tally }) => tally.mediaType === mediaType && tally.driftUs !== null),
  )[0];
  const text = 'needs two packets of a track that carry an arrival time beside a media time';
  if (samples === 0) notes.add('arrival_not_observed', 'streams.jitter_ms', text);
  if (main === undefined) notes.add('arrival_not_observed', 'streams.drift_ms', text);
  return {
    drift_ms: main === undefined || main.tally.driftUs === null ? null : main.tally.driftUs / 1000,
    jitter_ms: samples === 0 ? null : { avg: Math.round(sumNs.toNumber() / samples) / 1e6, max: maxNs / 1e6 },
  };
}
