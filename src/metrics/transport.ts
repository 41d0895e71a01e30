import type { TransportReport } from '../model/report.ts';
import { ExactSum, ratio } from '../stats/exact-sum.ts';
import { Histogram } from '../stats/histogram.ts';
import type { MetricFamily } from './family.ts';

const US_PER_MS = 1000;

/** Counts of one interval of a transport (SRT, RIST, RTP receiver report); NaN where the record is silent. */
export interface TransportInterval {
  /** Unique packets, recovered ones included. */
  received: number;
  /** Found missing, whether recovered later or not; WebRTC may count below 0. */
  lost: number;
  recovered: number;
  /** Never delivered to the application. */
  dropped: number;
  retransmitted: number;
  /** µs, because those of a local network are below 1 ms. */
  rttUs: number;
  jitterUs: number;
}

/** Integer state of the transport figures of one slice. */
export interface TransportState {
  events: number;
  readonly received: Count;
  readonly lost: Count;
  readonly recovered: Count;
  readonly dropped: Count;
  readonly retransmitted: Count;
  /** Σ (lost − recovered) of the intervals that do not say what was dropped. */
  readonly unrecovered: Count;
  readonly rttUs: Histogram;
  readonly jitterUs: Histogram;
}

/** A sum, and how many records said something to it: none at all is no data, which is not 0. */
interface Count {
  said: number;
  readonly sum: ExactSum;
}

const COUNTS = ['received', 'lost', 'recovered', 'dropped', 'retransmitted', 'unrecovered'] as const;

/** Adds one interval; the caller may fill the same object again. */
export function addTransport(state: TransportState, interval: TransportInterval): void {
  state.events += 1;
  addTo(state.received, interval.received);
  addTo(state.lost, interval.lost);
  addTo(state.recovered, interval.recovered);
  addTo(state.dropped, interval.dropped);
  addTo(state.retransmitted, interval.retransmitted);
  // An interval may recover what an earlier one lost, so this is clamped only when all are summed.
  if (Number.isNaN(interval.dropped)) addTo(state.unrecovered, interval.lost - (interval.recovered || 0));
  if (!Number.isNaN(interval.rttUs)) state.rttUs.add(interval.rttUs);
  if (!Number.isNaN(interval.jitterUs)) state.jitterUs.add(interval.jitterUs);
}

/** Loss before and after recovery, round trip, jitter. Source: metrics.md 8 (`srt_loss_pct`, `srt_residual_loss_pct`). */
export const transportFamily: MetricFamily<TransportState, TransportReport> = {
  name: 'transport',
  empty: () => ({
    events: 0,
    received: noCount(),
    lost: noCount(),
    recovered: noCount(),
    dropped: noCount(),
    retransmitted: noCount(),
    unrecovered: noCount(),
    rttUs: new Histogram(),
    jitterUs: new Histogram(),
  }),
  merge(into, from) {
    into.events += from.events;
    for (const name of COUNTS) {
      into[name].said += from[name].said;
      into[name].sum.merge(from[name].sum);
    }
    into.rttUs.merge(from.rttUs);
    into.jitterUs.merge(from.jitterUs);
  },
  finish(state) {
    if (state.events === 0) return null;
    const received = sumOrNull(state.received);
    const lost = sumOrNull(state.lost);
    const dropped = droppedOf(state);
    // Everything that was sent to this receiver: what arrived and what never did.
    const sent = received === null ? 0 : received + (dropped ?? 0);
    return {
      received,
      lost,
      recovered: sumOrNull(state.recovered),
      dropped,
      retransmitted: sumOrNull(state.retransmitted),
      loss_ratio: lost === null ? null : ratio(lost, sent),
      residual_loss_ratio: dropped === null ? null : ratio(dropped, sent),
      rtt_ms: state.rttUs.distribution(US_PER_MS),
      jitter_ms: state.jitterUs.distribution(US_PER_MS),
    };
  },
};

function noCount(): Count {
  return { said: 0, sum: new ExactSum() };
}

function addTo(count: Count, value: number): void {
  if (Number.isNaN(value)) return;
  count.said += 1;
  count.sum.add(value);
}

function sumOrNull(count: Count): number | null {
  return count.said === 0 ? null : count.sum.toNumber();
}

function droppedOf(state: TransportState): number | null {
  const said = sumOrNull(state.dropped);
  const implied = sumOrNull(state.unrecovered);
  if (implied === null) return said;
  return (said ?? 0) + Math.max(0, implied);
}
