import type { Report } from '../model/report.ts';
import { valueText } from './format/compared-slices.ts';
import { type Family, type Labels, sampleOf } from './openmetrics-text.ts';
import { MAP_PATHS } from './printed-report.ts';

/** Most values of a label that come from the input: time series are paid for by their number. */
const MOST_VALUES = 100;

/** Before the path of a figure of one value. */
const BREAKDOWN = 'breakdown';

/** Label of the key of a map. */
const KEY_LABELS: ReadonlyMap<string, string> = new Map([
  ['input.skipped', 'reason'],
  ['input.bad', 'reason'],
  ['viewers.time_in_quality_ms', 'quality'],
  ['performance.by_code', 'code'],
  ['cdn.by_status', 'status'],
  ['cdn.by_cache', 'cache'],
]);

/** No figures, or as many as the input has files or URLs. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  'schema',
  'series',
  'breakdowns',
  'notes',
  'method.sample_rate',
  'input.files',
  'input.notes',
  'input.evidence',
  'cdn.top_misses',
  'cdn.top_errors',
]);

const QUANTILES = [
  ['0', 'min'],
  ['0.5', 'p50'],
  ['0.9', 'p90'],
  ['0.95', 'p95'],
  ['0.99', 'p99'],
  ['1', 'max'],
] as const;

/**
 * The figures of a Report as families, in the order of the report. What the bound on label values leaves out is
 * counted in `label_values_left_out`; of a map the largest are kept, of streams and tracks the first.
 */
export function familiesOf(report: Report): Family[] {
  const walk: Walk = { families: new Map(), leftOut: 0 };
  object(report, '', {}, walk);
  breakdowns(report, walk);
  add(walk, 'label_values_left_out', {}, walk.leftOut);
  return [...walk.families.values()];
}

/** Figures of values have a name of their own: beside those of everything they would be summed up twice. */
function breakdowns(report: Report, walk: Walk): void {
  for (const [dimension, slices] of Object.entries(report.breakdowns ?? {})) {
    walk.leftOut += Math.max(0, (slices?.length ?? 0) - MOST_VALUES);
    for (const { value, ...figures } of slices?.slice(0, MOST_VALUES) ?? [])
      object(figures, BREAKDOWN, { dimension, value: valueText(value) }, walk);
  }
}

/** The path in the report, of a figure of a value that of the same figure of everything. */
function ownPath(path: string): string {
  return path.startsWith(`${BREAKDOWN}.`) ? path.slice(BREAKDOWN.length + 1) : path;
}

interface Walk {
  readonly families: Map<string, Family>;
  leftOut: number;
}

function object(value: object, path: string, labels: Labels, walk: Walk): void {
  for (const [key, member] of Object.entries(value) as [string, unknown][]) {
    const memberPath = path === '' ? key : `${path}.${key}`;
    if (!LEFT_OUT.has(ownPath(memberPath))) figure(member, memberPath, labels, walk);
  }
}

function figure(value: unknown, path: string, labels: Labels, walk: Walk): void {
  if (typeof value === 'number') add(walk, path, labels, value);
  else if (typeof value === 'boolean') add(walk, path, labels, value ? 1 : 0);
  else if (typeof value === 'string') instant(value, path, labels, walk);
  else if (typeof value !== 'object' || value === null) return;
  else if (Array.isArray(value)) {
    const kept: object[] = value.slice(0, MOST_VALUES);
    walk.leftOut += value.length - kept.length;
    for (const item of kept) object(item, path, { ...labels, ...labelsOf(item) }, walk);
  } else if (MAP_PATHS.has(ownPath(path))) map(value, path, labels, walk);
  else if ('p95' in value && 'n' in value) distribution(value, path, labels, walk);
  else object(value, path, labels, walk);
}

/** What tells a stream or a track apart. */
function labelsOf(item: object): Labels {
  if ('stream_id' in item) {
    const name = 'name' in item && item.name !== null ? { stream: String(item.name) } : {};
    return { stream_id: String(item.stream_id), ...name };
  }
  return 'index' in item && 'media_type' in item
    ? { track: String(item.index), media_type: String(item.media_type) }
    : {};
}

function map(value: object, path: string, labels: Labels, walk: Walk): void {
  const label = KEY_LABELS.get(ownPath(path)) ?? 'key';
  const entries = Object.entries(value) as [string, number][];
  entries.sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  walk.leftOut += Math.max(0, entries.length - MOST_VALUES);
  for (const [key, count] of entries.slice(0, MOST_VALUES))
    add(walk, path, { ...labels, [label]: key }, count);
}

function distribution(value: object, path: string, labels: Labels, walk: Walk): void {
  const values = value as Readonly<Record<string, number>>;
  const n = values['n'] ?? 0;
  for (const [quantile, member] of QUANTILES)
    add(walk, path, { ...labels, quantile }, values[member] ?? 0, 'summary');
  add(walk, path, labels, n, 'count');
  add(walk, path, labels, n * (values['avg'] ?? 0), 'sum');
}

/** Instants of the wall clock are seconds since the epoch; other text is no figure. */
function instant(value: string, path: string, labels: Labels, walk: Walk): void {
  if (!/(^|[._])(from|to|at)$/.test(path) || !/^\d{4}-.*Z$/.test(value)) return;
  add(walk, `${path}_instant_ms`, labels, Date.parse(value));
}

function add(
  walk: Walk,
  path: string,
  labels: Labels,
  value: number,
  part: 'gauge' | 'summary' | 'count' | 'sum' = 'gauge',
): void {
  const { family, line } = sampleOf(path, labels, value, part);
  const known = walk.families.get(family.name) ?? family;
  walk.families.set(family.name, known);
  known.samples.push(line);
}
