import { countOf, numberKey } from '../stats/rows.ts';
import type { CdnState } from './cdn.ts';
import { description } from './description-rows.ts';
import {
  counts,
  DERIVED,
  flag,
  known,
  least,
  most,
  named,
  names,
  own,
  type StateRows,
  sum,
} from './field-rows.ts';
import type { PerformanceState } from './performance.ts';
import type { SeriesState } from './series-state.ts';
import type { SequenceTally } from './streams-sequence-tally.ts';
import type { Extent, TrackTally } from './streams-tally.ts';
import type { TransportState } from './transport.ts';
import type { ViewersState } from './viewers-state.ts';

/** How the states of all families are saved: one line a field, which writes it and reads it. */

export const viewersRows: StateRows<ViewersState> = {
  counts: {
    fields: {
      events: sum,
      namedEvents: sum,
      sessions: sum,
      plays: sum,
      attempts: sum,
      open: sum,
      implicit: sum,
      superseded: sum,
      timedOut: sum,
      orphanLeaves: sum,
      afterLeave: sum,
      sessionMs: sum,
      watchedMs: sum,
      playMs: sum,
      resolved: sum,
      startFailures: sum,
      exits: sum,
      playFailures: sum,
      rebuffers: sum,
      rebufferMs: sum,
      stalledPlays: sum,
      switches: sum,
      switchesUp: sum,
      switchesDown: sum,
      knownBitrateMs: sum,
      droppedFrames: sum,
      droppedSamples: sum,
      stallSources: sum,
    },
  },
  levels: own,
  startupMs: own,
  stallMs: own,
  heartbeatGapMs: own,
  bitrateMs: own,
  qualityMs: own,
  watchedMs: own,
  namelessMs: own,
};

export const performanceRows: StateRows<PerformanceState> = {
  events: sum,
  latencyMs: own,
  bufferMs: own,
  throughputBps: own,
  errors: sum,
  fatalErrors: sum,
  skewedLatencies: sum,
  byCode: named,
  tooManyCodes: flag,
};

export const cdnRows: StateRows<CdnState> = {
  counts: {
    fields: {
      requests: sum,
      seen: sum,
      seenBytes: sum,
      withUrl: sum,
      errors4xx: sum,
      errors5xx: sum,
      aborts: sum,
    },
  },
  bytes: own,
  cacheableBytes: own,
  fromCacheBytes: own,
  ttfbMs: own,
  byStatus: own,
  byClass: own,
  flow: own,
  misses: own,
  errors: own,
};

const said = { fields: { said: sum, sum: own } };

export const transportRows: StateRows<TransportState> = {
  events: sum,
  received: said,
  lost: said,
  recovered: said,
  dropped: said,
  retransmitted: said,
  unrecovered: said,
  rttUs: own,
  jitterUs: own,
};

const extentMs = { fields: { firstMs: least, lastMs: most } };

export const seriesRows: StateRows<SeriesState> = {
  sums: {
    fields: {
      open: own,
      watched: own,
      stalled: own,
      bytes: own,
      videoBytes: own,
      audioBytes: own,
      frames: own,
    },
  },
  read: own,
  requests: own,
  moments: own,
  startupMs: own,
  latencyMs: own,
  ttfbMs: own,
  keyframeGapUs: own,
  video: extentMs,
  audio: extentMs,
  frames: extentMs,
  videoTracks: names,
  // Only remembers which track was added last.
  lastVideoTrack: DERIVED,
};

const extentUs: { readonly fields: StateRows<Extent> } = {
  fields: { firstUs: least, lastUs: most, endUs: most, openUs: most },
};

const sequences: StateRows<SequenceTally> = {
  runs: sum,
  expected: sum,
  received: sum,
  distinct: sum,
  duplicates: sum,
  reordered: sum,
  strays: sum,
  forgotten: sum,
  min: least,
  max: most,
  sequence16: flag,
  sample: {
    write: ({ bits, numbers }, write) => {
      write(null, 'bits', null, 'max', bits);
      for (const number of numbers) write(null, 'number', number, 'union', 1);
    },
    read: (sample, row) => {
      if (row.kind === 'bits') return { ...sample, bits: countOf(row) };
      return { ...sample, numbers: [...sample.numbers, numberKey(row)] };
    },
  },
};

/** Of one track: its dimensions say which. */
export const trackRows: StateRows<TrackTally> = {
  index: DERIVED,
  mediaType: DERIVED,
  description,
  packets: sum,
  bytes: own,
  keyframesTold: sum,
  keyframes: sum,
  framesBySource: counts,
  pts: extentUs,
  dts: extentUs,
  beginUs: least,
  bucketBytes: own,
  stepsUs: own,
  longestSteps: own,
  intervalsUs: own,
  groupFrames: own,
  anomalies: counts,
  arrivals: own,
  driftUs: known,
  jitterSamples: sum,
  jitterSumNs: own,
  jitterMaxNs: most,
  sequences: { fields: sequences },
  // Sums of those above.
  frames: DERIVED,
  framesWithDts: DERIVED,
  framesOnMediaTime: DERIVED,
  restarts: DERIVED,
};
