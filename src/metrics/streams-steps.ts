import type { Histogram } from '../stats/histogram.ts';

/** Steps are equal to the median within 1 ms or 2 %, whichever is more. */
const EQUAL_US = 1000;
const EQUAL_SHARE = 0.02;
/** A step beyond 10 s is a discontinuity: a gap, but no count of missing frames. */
const DISCONTINUITY_US = 10_000_000;

/** What the distances of neighbouring frames say. */
export interface StepFigures {
  readonly medianUs: number;
  /** Frames absent from the timeline; null when steps vary too much to have a nominal one. */
  readonly missing: number | null;
  readonly gaps: number;
  /** A step longer than this is a gap. */
  readonly gapUs: number;
  /** null when there is none. */
  readonly longestGapUs: number | null;
}

/**
 * Figures of the steps of one track in pts order (product section 6, "Packets"). The nominal step is the mean of
 * those equal to the median; missing frames are Σ max(0, round(step / nominal) − 1), known only where at least 0.9
 * of the steps are equal; a gap is a step > max(1.5 × nominal, nominal + 10 ms).
 *
 * @returns null when there is no step
 */
export function stepFigures(steps: Histogram): StepFigures | null {
  const medianUs = steps.quantile(0.5);
  if (medianUs === null) return null;
  const entries = [...steps.entries()];
  const toleranceUs = Math.max(EQUAL_US, medianUs * EQUAL_SHARE);
  const equal = entries.filter(([stepUs]) => Math.abs(stepUs - medianUs) <= toleranceUs);
  const equalSteps = sum(equal.map(([, count]) => count));
  const nominalUs = sum(equal.map(([stepUs, count]) => stepUs * count)) / equalSteps;
  const gapUs = Math.max(1.5 * nominalUs, nominalUs + 10_000);

  let missing = 0;
  let gaps = 0;
  for (const [stepUs, count] of entries) {
    if (stepUs <= DISCONTINUITY_US) missing += Math.max(0, Math.round(stepUs / nominalUs) - 1) * count;
    if (stepUs > gapUs) gaps += count;
  }
  return {
    medianUs,
    missing: equalSteps * 10 >= steps.n * 9 ? missing : null,
    gaps,
    gapUs,
    longestGapUs: gaps === 0 ? null : steps.max,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
