import { commonWidthMs } from '../stats/base-width.ts';
import type { BucketHistograms } from '../stats/bucket-histograms.ts';
import { overlapMs, rateMs, type SeriesAxis } from './series-axis.ts';
import { pooledRatio } from './series-ratios.ts';

/** Why a bucket of a column shows no activity: see the report's `series.absent`. */
export type AbsentReason = 'stopped' | 'silent' | 'few';

/** One column of the series. */
export interface SeriesColumn {
  /** Metric path in the report. */
  readonly path: string;
  /** The media type whose stops show in this column; null: none does. */
  readonly media: 'video' | 'audio' | null;
  /** One a bucket; null: no data. */
  readonly values: readonly (number | null)[];
  /** Why bucket `i` shows no activity; null: it does, or nothing is to be said. */
  readonly absence: (i: number) => AbsentReason | null;
}

/** Buckets with fewer samples have no percentile (with fewer viewers no share of their time) where the log has buckets with {@link MANY_SAMPLES}. */
const FEW_SAMPLES = 5;
const MANY_SAMPLES = 20;
const MS_PER_SECOND = 1000;

type Cell = (i: number) => number | null;

/** Percentiles at the detection width (the narrowest that is stored and holds whole buckets), repeated over its buckets. */
export function percentileColumns(
  path: string,
  histograms: BucketHistograms,
  ps: readonly number[],
  axis: SeriesAxis,
): SeriesColumn[] {
  if (histograms.isEmpty) return [];
  const width = commonWidthMs(axis.widthMs, histograms.storedWidthMs);
  const buckets = histograms.at(width);
  const samples = Array.from({ length: axis.count }, (_, i) => buckets.n(axis.fromMs + i * axis.widthMs));
  const busiest = samples.reduce((most, n) => Math.max(most, n), 0);
  const enough = busiest >= MANY_SAMPLES && !axis.isAsked ? FEW_SAMPLES : 1;
  const isFew = (i: number): boolean => (samples[i] as number) < enough;
  return ps.map((p) =>
    column(
      `${path}.p${Math.round(p * 100)}`,
      axis,
      (i) => (isFew(i) ? null : buckets.quantile(axis.fromMs + i * axis.widthMs, p)),
      (i) => (isFew(i) ? 'few' : null),
    ),
  );
}

/** A share of time that viewers spent; of few viewers where the log has buckets with many it is no figure. */
export function shareColumn(
  path: string,
  part: Float64Array,
  all: Float64Array,
  axis: SeriesAxis,
): SeriesColumn {
  const viewers = Array.from(all, (ms, i) => quotient(ms, overlapMs(axis, i)) ?? 0);
  const busiest = viewers.reduce((most, n) => Math.max(most, n), 0);
  const enough = busiest >= MANY_SAMPLES && !axis.isAsked ? FEW_SAMPLES : 0;
  const isFew = (i: number): boolean => all[i] === 0 || (viewers[i] as number) < enough;
  return column(
    path,
    axis,
    (i) => (isFew(i) ? null : quotient(part[i], all[i])),
    (i) => (isFew(i) ? 'few' : null),
  );
}

export function pooledColumn(
  path: string,
  part: Float64Array,
  all: Float64Array,
  axis: SeriesAxis,
): SeriesColumn {
  const { values, isFew } = pooledRatio(part, all, axis);
  return column(
    path,
    axis,
    (i) => values[i] ?? null,
    (i) => (isFew(i) ? 'few' : null),
  );
}

/** A column whose cells and absences are worked out bucket by bucket. */
export function column(
  path: string,
  axis: SeriesAxis,
  cell: Cell,
  absence: (i: number) => AbsentReason | null = () => null,
): SeriesColumn {
  return { path, media: null, values: Array.from({ length: axis.count }, (_, i) => cell(i)), absence };
}

/** Sums as a rate: per second of the bucket that lies inside the window. */
export function rate(sums: Float64Array, factor: number, axis: SeriesAxis, i: number): number | null {
  return quotient((sums[i] as number) * factor * MS_PER_SECOND, rateMs(axis, i));
}

/** Null where there is nothing to divide, or to divide by. */
export function quotient(num: number | undefined, den: number | undefined): number | null {
  return num === undefined || den === undefined || den === 0 ? null : num / den;
}
