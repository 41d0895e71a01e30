import { type CdnState, cdnFamily, noCdn } from '../metrics/cdn.ts';
import { type PerformanceState, performanceFamily } from '../metrics/performance.ts';
import { viewersFamily } from '../metrics/viewers.ts';
import { noViewers, type ViewersState } from '../metrics/viewers-state.ts';
import type { Dictionary } from '../model/dictionary.ts';
import { MAX_VALUES } from '../model/slices.ts';

/** What is counted of viewers and requests: of the whole, or of one value of a breakdown. */
export interface SliceState {
  readonly viewers: ViewersState;
  readonly performance: PerformanceState;
  readonly cdn: CdnState;
}

/** The slices of one breakdown. */
export interface BreakdownState {
  readonly dimensions: readonly string[];
  /** By {@link valueKey}. Empty once there were too many. */
  readonly slices: Map<string, SliceState>;
  /** More values than {@link MAX_VALUES} were seen; that depends on their union alone, so states merge in any order. */
  tooMany: boolean;
}

/** @param few - of a part of the viewers: their ids lie far apart */
export function emptySlice(dictionary: Dictionary, few: boolean): SliceState {
  return {
    viewers: noViewers(dictionary, few),
    performance: performanceFamily.empty(),
    cdn: noCdn(dictionary),
  };
}

export function mergeSlice(into: SliceState, from: SliceState): void {
  viewersFamily.merge(into.viewers, from.viewers);
  performanceFamily.merge(into.performance, from.performance);
  cdnFamily.merge(into.cdn, from.cdn);
}

/** Values of the dimensions of a breakdown ('': unknown) as one text. */
export function valueKey(values: readonly string[]): string {
  return JSON.stringify(values);
}

/** The values of {@link valueKey}. */
export function valuesOf(key: string): readonly string[] {
  return JSON.parse(key) as string[];
}

export function emptyBreakdown(dimensions: readonly string[]): BreakdownState {
  return { dimensions, slices: new Map(), tooMany: false };
}

/** Puts a slice under its key, or finds that there are too many. */
export function putSlice(breakdown: BreakdownState, key: string, slice: SliceState): void {
  if (breakdown.tooMany) return;
  breakdown.slices.set(key, slice);
  const unknown = valueKey(breakdown.dimensions.map(() => ''));
  const values = breakdown.slices.size - (breakdown.slices.has(unknown) ? 1 : 0);
  if (values > MAX_VALUES) dropSlices(breakdown);
}

function dropSlices(breakdown: BreakdownState): void {
  breakdown.tooMany = true;
  breakdown.slices.clear();
}

/** `from` is not used afterwards: what only it has is taken over. */
export function mergeBreakdown(into: BreakdownState, from: BreakdownState): void {
  if (from.tooMany) dropSlices(into);
  for (const [key, slice] of from.slices) {
    const own = into.slices.get(key);
    if (own === undefined) putSlice(into, key, slice);
    else mergeSlice(own, slice);
  }
}
