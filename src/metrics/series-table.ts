import type { SeriesReport } from '../model/report.ts';
import type { SeriesAxis } from './series-axis.ts';
import type { AbsentReason, SeriesColumn } from './series-column.ts';
import type { Stop } from './series-state.ts';
import { instantText } from './texts.ts';

type Absent = SeriesReport['absent'][number];

/** Columns side by side, one row a bucket, and the stretches in which a column shows no activity. */
export function seriesTable(
  axis: SeriesAxis,
  columns: readonly SeriesColumn[],
  stops: readonly Stop[],
): SeriesReport {
  const { count } = axis;
  const at = (i: number): string => instantText(axis.fromMs + i * axis.widthMs, axis.window.clock);
  return {
    bucket_ms: axis.widthMs,
    from: at(0),
    columns: ['at', ...columns.map((column) => column.path)],
    rows: Array.from({ length: count }, (_, i) => [
      at(i),
      ...columns.map((column) => column.values[i] ?? null),
    ]),
    absent: columns.flatMap((column) => absences(axis, column, stops)),
  };
}

/** Runs of buckets without activity; known stops stand in place of the runs that they touch. */
function absences(axis: SeriesAxis, column: SeriesColumn, stops: readonly Stop[]): Absent[] {
  const known = stops.filter((stop) => stop.mediaType === column.media);
  const found = runs(axis, column).filter(
    (run) =>
      run.reason !== 'stopped' || !known.some((stop) => stop.fromMs < run.toMs && run.fromMs < stop.toMs),
  );
  const all = [...found, ...known.map(({ fromMs, toMs }) => ({ fromMs, toMs, reason: 'stopped' as const }))];
  all.sort((a, b) => a.fromMs - b.fromMs);
  return all.map(({ fromMs, toMs, reason }) => ({
    column: column.path,
    from: instantText(fromMs, axis.window.clock),
    to: instantText(toMs, axis.window.clock),
    reason,
  }));
}

interface Run {
  readonly fromMs: number;
  readonly toMs: number;
  readonly reason: AbsentReason;
}

/** Neighbouring buckets absent for one reason, clipped to the window. */
function runs({ fromMs, widthMs, count, window }: SeriesAxis, column: SeriesColumn): Run[] {
  const found: Run[] = [];
  let since = 0;
  for (let i = 0; i < count; i++) {
    const reason = column.absence(i);
    if (reason !== null && (i === count - 1 || column.absence(i + 1) !== reason)) {
      found.push({
        fromMs: Math.max(fromMs + since * widthMs, window.fromMs),
        toMs: Math.min(fromMs + (i + 1) * widthMs, window.toMs),
        reason,
      });
    }
    if (i + 1 < count && column.absence(i + 1) !== reason) since = i + 1;
  }
  return found;
}
