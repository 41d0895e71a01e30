/**
 * Rank of the p-quantile among n sorted values: ⌈p·n⌉, at least 1 and at most n.
 *
 * @param p - 0 to 1, taken to four decimals so that 0.07 × 100 is rank 7 and not, by float noise, 8
 */
export function rankOf(p: number, n: number): number {
  const rank = Math.ceil((n * Math.round(p * 10_000)) / 10_000);
  return Math.min(n, Math.max(1, rank));
}
