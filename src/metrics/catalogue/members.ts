import type { MetricEntry } from '../../model/metric-entry.ts';

/** Last names of figures that are distributions: everything that is n, min, avg, percentiles and max of samples. */
const DISTRIBUTIONS: ReadonlySet<string> = new Set([
  'bitrate',
  'keyframe_interval_ms',
  'gop_frames',
  'rtt_ms',
  'transport.jitter_ms',
  'watched_time_per_viewer_ms',
  'startup_ms',
  'stall_ms',
  'latency_ms',
  'buffer_ms',
  'throughput_bps',
  'ttfb_ms',
]);

const MEMBERS: ReadonlyMap<string, string> = new Map([
  ['n', 'number of samples'],
  ['min', 'smallest sample'],
  ['avg', 'mean of the samples, exact'],
  ['p50', 'sample at rank ⌈0.50 n⌉'],
  ['p90', 'sample at rank ⌈0.90 n⌉'],
  ['p95', 'sample at rank ⌈0.95 n⌉'],
  ['p99', 'sample at rank ⌈0.99 n⌉'],
  ['max', 'largest sample'],
]);

const PERCENTILE_NOTE =
  ' Exact up to 1,024 distinct values; beyond, read from log-linear bins at most 0.1 % wide.';

/** Member of a distribution (`…startup_ms.p95`) or key of a table (`…by_status.404`), as an entry of its own. */
export function memberOf(entry: MetricEntry, member: string): MetricEntry | null {
  const id = `${entry.id}.${member}`;
  const [unit, key] = entry.unit.split(' by ');
  if (unit !== undefined && key !== undefined) {
    return {
      ...entry,
      id,
      unit,
      title: `${entry.title}: ${member}`,
      nullWhen: `no such ${key}: the key is missing`,
    };
  }
  const meaning = isDistribution(entry) ? MEMBERS.get(member) : undefined;
  if (meaning === undefined) return null;
  return {
    ...entry,
    id,
    unit: member === 'n' ? 'count' : entry.unit,
    title: `${entry.title}: ${member}`,
    definition: entry.definition + (member.startsWith('p') ? PERCENTILE_NOTE : ''),
    formula: `${meaning}; samples: ${entry.formula}`,
  };
}

/** Whether the figure is a distribution; its members are found as `id.p95` and so on. */
export function isDistribution({ id }: MetricEntry): boolean {
  return DISTRIBUTIONS.has(id) || DISTRIBUTIONS.has(id.slice(id.lastIndexOf('.') + 1));
}
