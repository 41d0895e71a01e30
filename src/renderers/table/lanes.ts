import type { Report, SeriesReport } from '../../model/report.ts';
import { instantMs, mediaTime, timeOfDay } from '../format/instants.ts';
import { percent } from '../format/numbers.ts';
import { cellsOf, padEnd } from './cells.ts';
import { type Bucket, bucketsOf, type LaneAxis, laneColumns, spannedBack } from './lane-columns.ts';
import { type LaneScale, scaleFromZero, scaleToOne, scaleWithoutSpikes } from './lane-scale.ts';
import { LANES, type LaneSpec, onlyMedia } from './lane-table.ts';
import { isVariableRate } from './nominal.ts';
import { LANE_LABEL_WIDTH, type Page } from './page.ts';
import { type KeySign, sparkline } from './sparkline.ts';
import { timeAxis } from './time-axis.ts';

/** Fewer bars than this show no course; what they say stands among the numbers. */
const FEWEST_BUCKETS = 5;

const KEY_WORDS: Readonly<Record<KeySign, string>> = {
  zero: 'zero',
  stopped: 'stopped',
  unknown: 'no log or too few',
  beyond: 'beyond the scale',
};

/**
 * Series on one axis of time: ticks, one line a lane, and the key of the signs that were used.
 *
 * @param specs - the lanes, those of the report unless said otherwise
 * @returns no lines when the report has no series, or none worth drawing (too few buckets)
 */
export function laneLines(report: Report, page: Page, specs: readonly LaneSpec[] = LANES): string[] {
  const axis = axisOf(report, page);
  if (axis === null) return [];
  const lanes = specs.flatMap((spec) => drawn(spec, report, axis, page) ?? []);
  if (lanes.length === 0) return [];
  const indent = ' '.repeat(LANE_LABEL_WIDTH);
  const used = new Set(lanes.flatMap((lane) => [...lane.used]));
  const signs: Readonly<Record<KeySign, string>> = page.signs;
  const key = (['stopped', 'unknown', 'beyond', 'zero'] as const)
    .filter((sign) => used.has(sign))
    .map((sign) => `${signs[sign]} ${KEY_WORDS[sign]}`)
    .concat(
      lanes.flatMap((lane) => lane.remark ?? []),
      tooFew(report, specs),
    );
  const ticks = timeAxis(axis, page.timezone);
  return [
    ...(ticks === '' ? [] : [indent + page.palette.dim(ticks)]),
    ...lanes.map((lane) => lane.line),
    ...keyLines(key, page).map((line) => indent + page.palette.dim(line)),
  ];
}

/** Which lanes are left out because no stretch of time has enough samples for them. */
function tooFew({ series }: Report, specs: readonly LaneSpec[]): string[] {
  const left = specs.filter(({ paths }) => {
    const path = paths.find((candidate) => series?.columns.includes(candidate));
    const index = path === undefined ? -1 : (series?.columns.indexOf(path) ?? -1);
    const few = series?.absent.some(({ column, reason }) => column === path && reason === 'few');
    return index >= 0 && few === true && series?.rows.every((row) => row[index] === null);
  });
  return left.length === 0 ? [] : [`too few over time: ${left.map(({ label }) => label).join(', ')}`];
}

interface DrawnLane {
  readonly line: string;
  readonly used: ReadonlySet<KeySign>;
  /** For the key: that the lane does not begin at zero. */
  readonly remark: string | null;
}

function axisOf(report: Report, page: Page): LaneAxis | null {
  const { series, window } = report;
  if (series === undefined || window === null || series.rows.length < FEWEST_BUCKETS) return null;
  const fromMs = instantMs(window.from, window.clock);
  const toMs = instantMs(window.to, window.clock);
  if (fromMs === null || toMs === null || toMs <= fromMs) return null;
  return { fromMs, toMs, count: page.sparklineWidth, clock: window.clock };
}

function drawn(spec: LaneSpec, report: Report, axis: LaneAxis, page: Page): DrawnLane | null {
  const { series } = report;
  const path = spec.paths.find((candidate) => series?.columns.includes(candidate));
  if (series === undefined || path === undefined) return null;
  if (spec.packetsOnly === true && report.viewers !== null) return null;
  const buckets = bucketsOf(series, path, axis.clock);
  const known = buckets.filter((bucket): bucket is Bucket & { value: number } => bucket.value !== null);
  if (known.length === 0) return null;
  const shown = spec.spansBack === true ? spannedBack(buckets, series.bucket_ms) : buckets;
  const columns = laneColumns(withoutFalseStops(series, spec, report), path, shown, spec.kind, axis);
  if (columns.every((column) => column === 'unknown')) return null;
  const scale = scaleOf(spec, columns, known, series.bucket_ms);
  const badAbove = spec.badAbove?.(report) ?? null;
  const line = sparkline(columns, scale, (value) => badAbove !== null && value > badAbove, page);
  const from = scale.bottom > 0 ? `from ${percent(scale.bottom)}` : null;
  return {
    line: `${padEnd(spec.label, LANE_LABEL_WIDTH)}${line.text} ${figureText(spec, report, known, axis, page)}`,
    used: line.used,
    remark: from === null ? null : `${spec.label} ${from}`,
  };
}

/** Where frames come at no fixed rate a long step between two is no stop. */
function withoutFalseStops(series: SeriesReport, spec: LaneSpec, report: Report): SeriesReport {
  const figures = spec.media === undefined ? null : onlyMedia(report, spec.media);
  return figures !== null && isVariableRate(figures) ? { ...series, absent: [] } : series;
}

function scaleOf(
  spec: LaneSpec,
  columns: ReturnType<typeof laneColumns>,
  known: readonly { readonly value: number }[],
  bucketMs: number,
): LaneScale {
  if (spec.kind === 'lowest') return scaleToOne(columns);
  if (spec.kind === 'mean') return scaleFromZero(columns);
  return scaleWithoutSpikes(
    columns,
    known.map((bucket) => bucket.value),
    bucketMs,
  );
}

/** The figure with as many of its words as there is room for: value, what it is, when it was so. */
function figureText(
  spec: LaneSpec,
  report: Report,
  known: readonly { readonly value: number; readonly fromMs: number }[],
  axis: LaneAxis,
  page: Page,
): string {
  const whole = spec.figure?.(report) ?? null;
  const bucket = whole === null ? figureOfBuckets(spec, known) : null;
  const value = spec.format(whole?.value ?? bucket?.value ?? 0);
  const atMs = whole === null ? (bucket?.fromMs ?? null) : instantMs(whole.at, axis.clock);
  const at = atMs === null ? '' : axis.clock === 'media' ? mediaTime(atMs) : timeOfDay(atMs, page.timezone);
  // Where not every lane has room for its word none has one.
  const words =
    page.figureWidth < 14 ? [''] : [at === '' ? spec.word : `${spec.word}, at ${at}`, spec.word, ''];
  const fitting = words.find((word) => cellsOf(`${value} ${word}`.trim()) <= page.figureWidth) ?? '';
  const bold = page.palette.bold(value);
  return fitting === '' ? bold : `${bold} ${page.palette.dim(fitting)}`;
}

function figureOfBuckets(
  spec: LaneSpec,
  known: readonly { readonly value: number; readonly fromMs: number }[],
): { value: number; fromMs: number | null } {
  if (spec.word === 'mean') {
    return { value: known.reduce((sum, bucket) => sum + bucket.value, 0) / known.length, fromMs: null };
  }
  const extreme = known.reduce((furthest, bucket) => {
    const further = spec.kind === 'lowest' ? bucket.value < furthest.value : bucket.value > furthest.value;
    return further ? bucket : furthest;
  });
  // All zero: there is no instant at which it was worst.
  return extreme.value === 0 ? { value: 0, fromMs: null } : extreme;
}

/** Signs of the key, three spaces apart, in as many lines as they need. */
function keyLines(key: readonly string[], page: Page): string[] {
  const lines: string[] = [];
  for (const item of key) {
    const last = lines.at(-1);
    const longer = `${last}   ${item}`;
    if (last === undefined || cellsOf(longer) > page.width - LANE_LABEL_WIDTH) lines.push(item);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}
