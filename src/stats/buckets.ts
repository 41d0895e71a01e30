import type { Row, WriteRow } from './rows.ts';

/**
 * Widths in which sums are stored, each dividing the next. They are finer than the base widths of a series by so
 * much that every base width is a multiple of the stored one over the same span (5 s at 10,800 buckets is 1 s at
 * 54,000), which 1 → 2 → 5 s themselves would not allow.
 */
export const STORED_WIDTHS_MS: readonly number[] = [1000, 10_000, 60_000, 300_000];
/** Buckets stored for a series before they get wider. */
export const SERIES_CELLS = 54_000;

/** Sums in consecutive buckets of one width, aligned to time zero. */
export interface Buckets {
  /** Start of the first bucket. */
  readonly fromMs: number;
  readonly widthMs: number;
  /** One sum a bucket; empty when nothing was added. */
  readonly values: Float64Array;
}

/** Whether a row tells how far a part reaches in time; both rows come before those of its buckets. */
export function isReach({ kind }: Row): boolean {
  return kind === 'first' || kind === 'last';
}

/** Writes the rows that tell how far a part reaches in time. */
export function writeReach(write: WriteRow, firstMs: number, lastMs: number): void {
  write(null, 'first', null, 'min', firstMs);
  write(null, 'last', null, 'max', lastMs);
}
