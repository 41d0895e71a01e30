import type { Note, Report } from '../model/report.ts';
import { breakdownName, type SliceRequest } from '../model/slices.ts';
import type { ShardState } from './shard-state.ts';

/** What a reader of filtered and broken down figures must know. */
export function sliceNotes(
  state: ShardState,
  { where, by }: SliceRequest,
  { transport }: Pick<Report, 'transport'>,
  streams: Report['streams'],
): Note[] {
  const notes: Note[] = [];
  if (where.length > 0) {
    const typed = where.map(
      ({ dimension, values, isNot }) => `${dimension}${isNot ? '!=' : '='}${values.join(',')}`,
    );
    notes.push({
      code: 'filtered',
      text: `viewers and requests are only those --where ${typed.join(' and ')}`,
    });
  }
  if (where.length > 0 && (streams.length > 0 || transport !== null)) {
    const text = '--where chooses viewers and requests: packets and transport counts are of everything';
    notes.push({ code: 'viewer_filter_ignored', text, metric: streams.length > 0 ? 'streams' : 'transport' });
  }
  const asked = new Set([...where.map(({ dimension }) => dimension), ...by.flat()]);
  for (const dimension of asked) {
    if (state.dimensionsSeen.has(dimension)) continue;
    notes.push({
      code: 'dimension_never_seen',
      text: `no record of a viewer or request carried ${dimension}`,
    });
  }
  for (const { dimensions, tooMany } of state.breakdowns) {
    if (!tooMany) continue;
    const name = breakdownName(dimensions);
    const text = `over 10,000 values of ${name}: choose some by --where ${dimensions[0] ?? ''}=VALUE`;
    notes.push({ code: 'too_many_values', text, metric: `breakdowns.${name}` });
  }
  return notes;
}
