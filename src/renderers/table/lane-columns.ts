import type { SeriesReport } from '../../model/report.ts';
import { type Clock, instantMs } from '../format/instants.ts';

/** The stretch of time that all lanes show, cut into `count` columns of equal width. */
export interface LaneAxis {
  readonly fromMs: number;
  readonly toMs: number;
  readonly count: number;
  readonly clock: Clock;
}

/** How the buckets of one column become one value. */
export type ColumnValue = 'mean' | 'highest' | 'lowest';

/** What one column of a lane shows: a value, that the stream stopped in it, or that nothing is known. */
export type LaneColumn = number | 'stopped' | 'unknown';

/** One bucket of a series column: its start, and its value or null. */
export interface Bucket {
  readonly fromMs: number;
  readonly value: number | null;
}

/** All buckets of a column of the series; empty when it has no such column. */
export function bucketsOf(series: SeriesReport, path: string, clock: Clock): Bucket[] {
  const index = series.columns.indexOf(path);
  const fromMs = instantMs(series.from, clock);
  if (index < 0 || fromMs === null) return [];
  return series.rows.map((row, i) => {
    const cell = row[index];
    return { fromMs: fromMs + i * series.bucket_ms, value: typeof cell === 'number' ? cell : null };
  });
}

/**
 * Buckets of durations that ended in them, with every bucket that a duration reached over showing it too: else a
 * lane of keyframe intervals of 2 s would be unknown every other second. Where two reach, the longer one shows.
 */
export function spannedBack(buckets: readonly Bucket[], bucketMs: number): Bucket[] {
  const values = buckets.map((bucket) => bucket.value);
  for (const [i, { value }] of buckets.entries()) {
    const reached = value === null ? 0 : Math.min(i, Math.floor(value / bucketMs));
    for (let j = i - reached; j < i; j++) values[j] = Math.max(values[j] ?? 0, value ?? 0);
  }
  return buckets.map(({ fromMs }, i) => ({ fromMs, value: values[i] ?? null }));
}

/**
 * The columns of one lane. A bucket counts in the column that holds its middle; a column narrower than a bucket
 * shows the bucket around its own middle. Less than half of the buckets known: unknown. The stream stopped
 * anywhere inside: stopped, however short, or an outage would vanish in a long column.
 */
export function laneColumns(
  series: SeriesReport,
  path: string,
  buckets: readonly Bucket[],
  kind: ColumnValue,
  axis: LaneAxis,
): LaneColumn[] {
  const width = (axis.toMs - axis.fromMs) / axis.count;
  const members: Bucket[][] = Array.from({ length: axis.count }, () => []);
  const columnAt = (ms: number) =>
    Math.min(axis.count - 1, Math.max(0, Math.floor((ms - axis.fromMs) / width)));
  for (const bucket of buckets) members[columnAt(bucket.fromMs + series.bucket_ms / 2)]?.push(bucket);
  const columns = members.map((inside, i): LaneColumn => {
    const shown =
      inside.length > 0 ? inside : [bucketAround(buckets, series.bucket_ms, axis.fromMs + (i + 0.5) * width)];
    const known = shown.flatMap((bucket) => (bucket?.value == null ? [] : [bucket.value]));
    if (known.length === 0 || known.length * 2 < shown.length) return 'unknown';
    if (kind === 'mean') return known.reduce((sum, value) => sum + value, 0) / known.length;
    return kind === 'highest' ? Math.max(...known) : Math.min(...known);
  });
  for (const absent of series.absent) {
    if (absent.column !== path || absent.reason !== 'stopped') continue;
    const from = instantMs(absent.from, axis.clock);
    const to = instantMs(absent.to, axis.clock);
    if (from === null || to === null || to <= axis.fromMs || from >= axis.toMs) continue;
    // Half-open: a stop that ends where a column begins is not in it.
    for (let i = columnAt(from); i < axis.count && axis.fromMs + i * width < to; i++) columns[i] = 'stopped';
  }
  return columns;
}

function bucketAround(buckets: readonly Bucket[], bucketMs: number, ms: number): Bucket | undefined {
  const first = buckets[0];
  return first === undefined ? undefined : buckets[Math.floor((ms - first.fromMs) / bucketMs)];
}
