import type { StepFunction } from '../stats/step-function.ts';
import { alongAxis, overlapMs, type SeriesAxis } from './series-axis.ts';
import {
  column,
  percentileColumns,
  pooledColumn,
  quotient,
  type SeriesColumn,
  shareColumn,
} from './series-column.ts';
import { MomentColumn, momentsOf, type SeriesState } from './series-state.ts';

/**
 * What viewers did and felt in each bucket: sessions and plays open at some instant inside, moments at their instant.
 * A bucket keeps the level at its start plus what opens in it, so coarser buckets are as exact as fine ones.
 *
 * @param levels - sessions open over time; null: no peaks are known
 */
export function viewerColumns(
  state: SeriesState,
  axis: SeriesAxis,
  levels: StepFunction | null,
): SeriesColumn[] {
  const { sums, startupMs, moments } = state;
  const along = (name: keyof typeof MomentColumn): Float64Array => alongAxis(axis, momentsOf(state, name));
  const counted = (path: string, counts: Float64Array): SeriesColumn =>
    column(path, axis, (i) => counts[i] ?? null);
  const hasSessions = !moments.isEmpty(MomentColumn.opened);
  const columns: SeriesColumn[] = [];
  if (hasSessions) {
    columns.push(
      counted('viewers.sessions', openInside(along('opened'), along('closed'))),
      counted('viewers.plays', openInside(along('playOpened'), along('playClosed'))),
    );
    if (levels !== null) columns.push(counted('viewers.peak_viewers', peaks(levels, axis)));
  }
  if (!sums.open.isEmpty) {
    const open = alongAxis(axis, sums.open);
    columns.push(column('viewers.avg_viewers', axis, (i) => quotient(open[i], overlapMs(axis, i))));
  }
  columns.push(...percentileColumns('viewers.startup_ms', startupMs, [0.95], axis));
  if (!moments.isEmpty(MomentColumn.resolved)) {
    const resolved = along('resolved');
    columns.push(
      pooledColumn('viewers.start_failure_ratio', along('startFailures'), resolved, axis),
      pooledColumn('viewers.exit_before_start_ratio', along('exits'), resolved, axis),
    );
  }
  if (hasSessions) columns.push(counted('viewers.rebuffer_count', along('stalls')));
  if (!sums.watched.isEmpty) {
    const [stalled, watched] = [alongAxis(axis, sums.stalled), alongAxis(axis, sums.watched)];
    columns.push(shareColumn('viewers.rebuffer_ratio', stalled, watched, axis));
  }
  if (hasSessions) columns.push(counted('viewers.quality_switches', along('switches')));
  return columns;
}

/** Errors that players told of, by bucket. */
export function errorColumns(state: SeriesState, axis: SeriesAxis): SeriesColumn[] {
  if (state.moments.isEmpty(MomentColumn.errors)) return [];
  const errors = alongAxis(axis, momentsOf(state, 'errors'));
  const fatal = alongAxis(axis, momentsOf(state, 'fatalErrors'));
  return [
    column('performance.errors', axis, (i) => errors[i] ?? null),
    column('performance.fatal_errors', axis, (i) => fatal[i] ?? null),
  ];
}

/** How many are open at some instant of each bucket: the level at its start, and what opens in it. */
function openInside(opened: Float64Array, closed: Float64Array): Float64Array {
  let level = 0;
  return opened.map((count, i) => {
    const inside = level + count;
    level = inside - (closed[i] as number);
    return inside;
  });
}

/** The highest level at any instant of each bucket. */
function peaks(levels: StepFunction, axis: SeriesAxis): Float64Array {
  const { times, deltas } = levels.changes();
  const highest = new Float64Array(axis.count);
  let change = 0;
  let level = 0;
  for (let i = 0; i < axis.count; i++) {
    const fromMs = axis.fromMs + i * axis.widthMs;
    for (; (times[change] ?? Number.POSITIVE_INFINITY) <= fromMs; change++) level += deltas[change] as number;
    let peak = level;
    for (; (times[change] ?? Number.POSITIVE_INFINITY) < fromMs + axis.widthMs; change++) {
      level += deltas[change] as number;
      peak = Math.max(peak, level);
    }
    highest[i] = peak;
  }
  return highest;
}
