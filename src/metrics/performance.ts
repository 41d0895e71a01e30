import type { Note, PerformanceReport } from '../model/report.ts';
import { MAX_VALUES } from '../model/slices.ts';
import { Histogram } from '../stats/histogram.ts';
import { addCount } from './counts.ts';
import type { MetricFamily } from './family.ts';
import { sortedRecord } from './texts.ts';

/** Integer state of the performance figures of one slice. */
export interface PerformanceState {
  /** Events that could feed this family; the caller counts those that carry none of its fields (a bare heartbeat). */
  events: number;
  readonly latencyMs: Histogram;
  readonly bufferMs: Histogram;
  readonly throughputBps: Histogram;
  errors: number;
  fatalErrors: number;
  /** Latencies below 0: the two clocks disagree, so the sample says nothing. */
  skewedLatencies: number;
  readonly byCode: Map<string, number>;
  /** More codes than can be kept were seen; `byCode` is empty then. */
  tooManyCodes: boolean;
}

/** Adds a live latency in ms (not NaN); one below 0 is clock skew: left out, and counted. */
export function addLatency(state: PerformanceState, latencyMs: number): void {
  state.events += 1;
  if (latencyMs < 0) state.skewedLatencies += 1;
  else state.latencyMs.add(Math.round(latencyMs));
}

/** Adds the media held ahead of the playhead, in ms. */
export function addBuffer(state: PerformanceState, bufferMs: number): void {
  state.events += 1;
  state.bufferMs.add(Math.round(bufferMs));
}

/** Adds a player's own estimate of its throughput, in bit/s. */
export function addThroughput(state: PerformanceState, throughputBps: number): void {
  state.events += 1;
  state.throughputBps.add(Math.round(throughputBps));
}

/** Adds an error; `code` '' when it has none: such errors are counted, but under no code. */
export function addError(state: PerformanceState, code: string, fatal: boolean): void {
  state.events += 1;
  state.errors += 1;
  if (fatal) state.fatalErrors += 1;
  if (code !== '') addCode(state, code, 1);
}

/** Whether there are too many depends on the union of the codes alone, so states merge in any order. */
function addCode(state: PerformanceState, code: string, count: number): void {
  if (state.tooManyCodes) return;
  addCount(state.byCode, code, count);
  if (state.byCode.size <= MAX_VALUES) return;
  state.tooManyCodes = true;
  state.byCode.clear();
}

/** Latency, buffer, throughput and errors, as samples. Source: metrics.md 9. */
export const performanceFamily: MetricFamily<PerformanceState, PerformanceReport> = {
  name: 'performance',
  empty: () => ({
    events: 0,
    latencyMs: new Histogram(),
    bufferMs: new Histogram(),
    throughputBps: new Histogram(),
    errors: 0,
    fatalErrors: 0,
    skewedLatencies: 0,
    byCode: new Map(),
    tooManyCodes: false,
  }),
  merge(into, from) {
    into.events += from.events;
    into.latencyMs.merge(from.latencyMs);
    into.bufferMs.merge(from.bufferMs);
    into.throughputBps.merge(from.throughputBps);
    into.errors += from.errors;
    into.fatalErrors += from.fatalErrors;
    into.skewedLatencies += from.skewedLatencies;
    for (const [code, count] of from.byCode) addCode(into, code, count);
    if (from.tooManyCodes) {
      into.tooManyCodes = true;
      into.byCode.clear();
    }
  },
  finish(state) {
    if (state.events === 0) return null;
    return {
      latency_ms: state.latencyMs.distribution(),
      buffer_ms: state.bufferMs.distribution(),
      throughput_bps: state.throughputBps.distribution(),
      errors: state.errors,
      fatal_errors: state.fatalErrors,
      by_code: state.tooManyCodes ? null : sortedRecord(state.byCode),
    };
  },
};

/** What a reader of the figures must know. */
export function performanceNotes(state: PerformanceState): Note[] {
  const notes: Note[] = [];
  if (state.skewedLatencies > 0) {
    const samples =
      state.skewedLatencies === 1 ? '1 latency below 0 is' : `${state.skewedLatencies} latencies below 0 are`;
    notes.push({
      code: 'latency_skew',
      text: `${samples} left out: the clocks of player and origin disagree`,
      metric: 'performance.latency_ms',
    });
  }
  if (state.tooManyCodes) {
    notes.push({
      code: 'too_many_values',
      text: 'more than 10,000 error codes: none are told apart',
      metric: 'performance.by_code',
    });
  }
  return notes;
}
