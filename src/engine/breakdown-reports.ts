import { cdnFamily } from '../metrics/cdn.ts';
import type { FinishWindow } from '../metrics/family.ts';
import { performanceFamily } from '../metrics/performance.ts';
import { compareBytes } from '../metrics/texts.ts';
import { viewersFamily } from '../metrics/viewers.ts';
import type { Report, SliceReport } from '../model/report.ts';
import { breakdownName } from '../model/slices.ts';
import type { ShardState } from './shard-state.ts';
import { type BreakdownState, mergeSlice, type SliceState, valuesOf } from './slice-state.ts';

/** What is left of a breakdown after the values that are shown. */
const OTHER = '(other)';

/** The figures of all breakdowns of a merged state, which is not merged any more afterwards. */
export function breakdownReports(
  state: ShardState,
  window: FinishWindow,
  top: number,
): NonNullable<Report['breakdowns']> {
  // A null prototype: names come from who asks.
  const reports: Record<string, readonly SliceReport[] | null> = Object.create(null);
  for (const breakdown of state.breakdowns) {
    reports[breakdownName(breakdown.dimensions)] = breakdown.tooMany
      ? null
      : slicesOf(breakdown, state, window, top);
  }
  return reports;
}

function slicesOf(
  { slices }: BreakdownState,
  whole: SliceState,
  window: FinishWindow,
  top: number,
): SliceReport[] {
  const entries = [...slices].filter(([, slice]) => isAnything(slice)).sort(heaviestFirst);
  const shown = entries.slice(0, top).map(([key, slice]) => {
    const values = valuesOf(key).map((value) => (value === '' ? null : value));
    return sliceReport(values.length === 1 ? (values[0] ?? null) : values, slice, whole, window);
  });
  const [first, ...others] = entries.slice(top).map(([, slice]) => slice);
  if (first === undefined) return shown;
  for (const other of others) mergeSlice(first, other);
  return [...shown, sliceReport(OTHER, first, whole, window)];
}

/** Whether anything in the window belongs to it. */
function isAnything({ viewers, performance, cdn }: SliceState): boolean {
  const { counts } = viewers;
  const told = [
    counts.sessions,
    counts.orphanLeaves,
    counts.afterLeave,
    performance.events,
    cdn.counts.requests,
  ];
  return told.some((count) => count > 0);
}

/** By sessions, without any by requests; then by the bytes of the values. */
function heaviestFirst([keyA, a]: [string, SliceState], [keyB, b]: [string, SliceState]): number {
  const [sessionsA, sessionsB] = [a.viewers.counts.sessions, b.viewers.counts.sessions];
  if (sessionsA !== sessionsB) return sessionsB - sessionsA;
  if (sessionsA === 0 && a.cdn.counts.requests !== b.cdn.counts.requests)
    return b.cdn.counts.requests - a.cdn.counts.requests;
  const [valuesA, valuesB] = [valuesOf(keyA), valuesOf(keyB)];
  for (const [at, value] of valuesA.entries()) {
    const order = compareBytes(value, valuesB[at] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}

/** What the log can tell at all is the same for all its slices: what it never told stays null, the rest is 0. */
function sliceReport(
  value: SliceReport['value'],
  slice: SliceState,
  whole: SliceState,
  window: FinishWindow,
): SliceReport {
  const { events, namedEvents, droppedSamples } = whole.viewers.counts;
  Object.assign(slice.viewers.counts, { events, namedEvents, droppedSamples });
  const { seen, seenBytes } = whole.cdn.counts;
  Object.assign(slice.cdn.counts, { seen, seenBytes });
  slice.performance.events = whole.performance.events;
  return {
    value,
    viewers: viewersFamily.finish(slice.viewers, window),
    performance: performanceFamily.finish(slice.performance, window),
    cdn: cdnFamily.finish(slice.cdn, window),
  };
}
