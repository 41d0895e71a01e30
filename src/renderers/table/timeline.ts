import type { Report, ReportWindow, SeriesReport } from '../../model/report.ts';
import { worstStretch } from '../../stats/worst-stretch.ts';
import { duration } from '../format/durations.ts';
import { dayOf, instantMs, mediaTime, timeOfDay } from '../format/instants.ts';
import { countInFull } from '../format/numbers.ts';
import type { Renderer } from '../renderer.ts';
import { headLines } from './head.ts';
import { bucketsOf, spannedBack } from './lane-columns.ts';
import type { LaneSpec } from './lane-table.ts';
import { laneLines } from './lanes.ts';
import { wrap } from './lines.ts';
import { type Page, pageOf } from './page.ts';
import { plainTable } from './plain-table.ts';
import { timelineLanes, worstOf } from './timeline-lanes.ts';

const DAY_MS = 86_400_000;

/** Series for a terminal: a lane for every column on one axis of time, then the worst stretch of each by name. */
export const timelineRenderer: Renderer = {
  render(report, options) {
    const page = pageOf(options);
    const { series, window } = report;
    const head = headLines(report, options.title, page);
    if (series === undefined || window === null) return page.print(head);
    const specs = timelineLanes(series, options.full);
    const lanes = laneLines(report, page, specs);
    const few = 'too short for a picture: --format csv prints the values';
    const worst = worstLines(specs, series, window, page);
    return page.print([
      ...head,
      '',
      ...(lanes.length > 0 ? lanes : wrap(few, page.width, page.signs.ellipsis)),
      ...(worst.length > 0 ? ['', ...worst] : []),
      '',
      ...foot(report, series, page),
    ]);
  },
};

interface Worst {
  readonly value: string;
  readonly fromMs: number;
  readonly toMs: number;
}

function worstLines(
  specs: readonly LaneSpec[],
  series: SeriesReport,
  window: ReportWindow,
  page: Page,
): string[] {
  const isLong = window.duration_ms >= DAY_MS;
  const at = (ms: number): string => {
    if (window.clock === 'media') return mediaTime(ms);
    const time = timeOfDay(ms, page.timezone);
    return isLong ? `${dayOf(ms, page.timezone)} ${time}` : time;
  };
  const rows = specs.flatMap((spec) => {
    const worst = worstOfLane(spec, series, window);
    if (worst === null) return [];
    const { value, fromMs, toMs } = worst;
    return [[spec.label, page.palette.bold(value), at(fromMs), at(toMs), duration(toMs - fromMs)]];
  });
  if (rows.length === 0) return [];
  const head = [
    { head: 'worst stretch', align: 'left' },
    { head: 'worst', align: 'right' },
    { head: 'from', align: 'right' },
    { head: 'to', align: 'right' },
    { head: 'lasts', align: 'right' },
  ] as const;
  return plainTable(head, rows, page);
}

/** The longest stop of a stream, to the ms; else the stretch of buckets around the worst one. */
function worstOfLane(spec: LaneSpec, series: SeriesReport, { clock, from, to }: ReportWindow): Worst | null {
  const worst = worstOf(spec);
  const [path] = spec.paths;
  const firstMs = instantMs(series.from, clock);
  if (worst === null || path === undefined || firstMs === null) return null;
  const stops = series.absent
    .filter(({ column, reason }) => column === path && reason === 'stopped')
    .map((stop) => ({ fromMs: instantMs(stop.from, clock) ?? 0, toMs: instantMs(stop.to, clock) ?? 0 }));
  const [longest] = stops.toSorted((a, b) => b.toMs - b.fromMs - (a.toMs - a.fromMs));
  if (longest !== undefined) return { value: 'stopped', ...longest };
  const own = bucketsOf(series, path, clock);
  const buckets = spec.spansBack === true ? spannedBack(own, series.bucket_ms) : own;
  const stretch = worstStretch(
    buckets.map(({ value }) => value),
    worst,
  );
  if (stretch === null) return null;
  return {
    value: spec.format(stretch.value),
    fromMs: Math.max(firstMs + stretch.first * series.bucket_ms, instantMs(from, clock) ?? 0),
    toMs: Math.min(firstMs + (stretch.last + 1) * series.bucket_ms, instantMs(to, clock) ?? 0),
  };
}

/** How wide the buckets are, which columns have no value at all, and what to type next. */
function foot(report: Report, series: SeriesReport, page: Page): string[] {
  const { dim } = page.palette;
  const empty = series.columns.filter((_, at) => at > 0 && series.rows.every((row) => row[at] === null));
  const few = series.absent.filter(({ reason }) => reason === 'few').map(({ column }) => column);
  const missing = empty.filter((path) => !few.includes(path));
  const widened = report.notes.find(({ code }) => code === 'bucket_widened');
  const sentences = [
    `${countInFull(series.rows.length)} ${series.rows.length === 1 ? 'bucket' : 'buckets'} of ${duration(series.bucket_ms)}.`,
    ...(widened === undefined ? [] : [`! ${page.text(widened.text)}.`]),
    ...(missing.length === 0 ? [] : [`No data: ${missing.join(', ')}.`]),
    `More: ${page.full ? '' : '--full, '}--metric PATH, --bucket 1m, --format csv`,
  ];
  return sentences.flatMap((text) => wrap(text, page.width, page.signs.ellipsis)).map((line) => dim(line));
}
