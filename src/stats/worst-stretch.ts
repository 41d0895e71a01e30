/** Neighbouring buckets [first, last], and the worst value in them. */
export interface Stretch {
  readonly first: number;
  readonly last: number;
  readonly value: number;
}

/** A value is bad from here on between what is usual (0) and the worst one (1). */
const BAD_FROM = 0.25;

/**
 * The stretch of buckets that is worst in sum: the run with the most badness beyond a quarter of the way from the median
 * to the worst value (Kadane's maximum subarray), so that one good second does not end a bad minute. Of equal ones
 * the first. A bucket without data counts as a usual one.
 *
 * @param values - one a bucket; null: no data
 * @param worst - which values are bad
 * @returns null when there is no data, or all values are the same: no stretch is worse than another
 */
export function worstStretch(
  values: readonly (number | null)[],
  worst: 'highest' | 'lowest',
): Stretch | null {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b);
  const [lowest] = known;
  const highest = known.at(-1);
  if (lowest === undefined || highest === undefined || lowest === highest) return null;
  const [bad, good] = worst === 'highest' ? [highest, lowest] : [lowest, highest];
  // Of an even number of values the better one of the two in the middle.
  const median = known[(known.length - (worst === 'highest' ? 1 : 0)) >> 1] as number;
  // Where most of the log is as bad as its worst bucket, the other end is what is usual.
  const usual = median === bad ? good : median;
  const threshold = usual + (bad - usual) * BAD_FROM;
  const excess = (value: number): number => (worst === 'highest' ? value - threshold : threshold - value);
  let best = { first: 0, last: 0, sum: 0 };
  let run = { first: 0, sum: 0 };
  for (const [at, value] of values.entries()) {
    if (run.sum <= 0) run = { first: at, sum: 0 };
    run.sum += excess(value ?? usual);
    if (run.sum > best.sum) best = { first: run.first, last: at, sum: run.sum };
  }
  const inside = values.slice(best.first, best.last + 1).filter((value) => value !== null);
  const value = worst === 'highest' ? Math.max(...inside) : Math.min(...inside);
  return { first: best.first, last: best.last, value };
}
