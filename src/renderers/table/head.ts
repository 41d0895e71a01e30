import type { Report, ReportWindow } from '../../model/report.ts';
import { duration, durationToTheSecond } from '../format/durations.ts';
import { instantMs, timeSpan } from '../format/instants.ts';
import { countInFull, percent } from '../format/numbers.ts';
import { type Piece, spread, wrap } from './lines.ts';
import type { Page } from './page.ts';

/** Clocks of shorter reports are shown to the millisecond. */
const MS_BELOW = 10_000;
/** Cells a name keeps when the line is short of room. */
const NAME_ROOM = 40;

/**
 * The first lines: name and span; records and dirt; whether anything is missing. Two lines when there is room,
 * and the report is whole.
 */
export function headLines(report: Report, title: string | null, page: Page): string[] {
  const { palette, signs } = page;
  const plain = (text: string): Piece => ({ text, paint: (shown) => shown });
  const dim = (text: string): Piece => ({ text, paint: palette.dim });
  const [name = '', ...beside] = nameParts(report, title);
  const left = [
    { text: page.text(name, Math.min(NAME_ROOM, page.width - 2)), paint: palette.bold },
    ...beside.map((part) => plain(signs.dot + page.text(part, NAME_ROOM))),
  ];
  const { window } = report;
  if (window?.clock === 'utc' && page.width < 120) left.push(plain(signs.dot + duration(window.duration_ms)));
  const lines = [
    ...spread(left, [plain(spanText(window, page))], page.width, signs.ellipsis),
    ...spread([dim(recordsText(report))], [dim(dirtText(report, page))], page.width, signs.ellipsis),
  ];
  if (!report.complete) {
    const text = '! incomplete: interrupted, or an input is damaged or changed while read';
    lines.push(...wrap(text, page.width, signs.ellipsis).map((line) => palette.warn(line)));
  }
  return lines;
}

/** What the report is about: the title or the only stream or the inputs, then what tells it apart. */
function nameParts(report: Report, title: string | null): string[] {
  const { streams, input } = report;
  const [stream] = streams;
  const [file] = input.files;
  const only = streams.length === 1 && stream !== undefined ? (stream.name ?? stream.stream_id) : null;
  const inputs =
    file === undefined
      ? 'no input'
      : input.files.length === 1
        ? baseName(file.name)
        : `${baseName(file.name)} and ${countInFull(input.files.length - 1)} more`;
  const name = title ?? only ?? inputs;
  const parts = [name];
  if (title !== null && only !== null && only !== title) parts.push(`stream ${only}`);
  if (streams.length > 1) parts.push(`${countInFull(streams.length)} streams`);
  if (title === null && input.files.length === 1 && file !== undefined) parts.push(file.format);
  return parts;
}

function spanText(window: ReportWindow | null, page: Page): string {
  if (window === null) return 'no time in this input';
  const from = instantMs(window.from, window.clock);
  const to = instantMs(window.to, window.clock);
  if (from === null || to === null) return 'no time in this input';
  const precision = window.duration_ms < MS_BELOW ? 'ms' : 'seconds';
  const span = timeSpan(from, to, window.clock, page.timezone, precision);
  const isWide = page.width >= 120 && window.clock === 'utc';
  return isWide ? `${span}, ${durationToTheSecond(window.duration_ms)}` : span;
}

function recordsText({ input, streams, viewers, cdn, transport, performance }: Report): string {
  const packets = streams.reduce((sum, stream) => sum + stream.packets, 0);
  const onlyPackets = viewers === null && cdn === null && transport === null && performance === null;
  const noun = onlyPackets && packets > 0 && packets === input.records ? 'packet' : 'record';
  const records = `${countInFull(input.records)} ${noun}${input.records === 1 ? '' : 's'}`;
  const inputs = input.files.length > 1 ? ` of ${countInFull(input.files.length)} inputs` : '';
  const used = input.used === input.records ? 'all used' : `${percent(input.used / input.records)} used`;
  return `${records}${inputs}, ${input.records === 0 ? 'none used' : used}`;
}

/** What was not used, most telling first; on media time that is clean, how to get a wall clock. */
function dirtText({ input, window }: Report, page: Page): string {
  const bad = sum(input.bad);
  const kinds: readonly (readonly [number, string])[] = [
    [input.late, 'late'],
    [input.duplicate, 'duplicate'],
    [sum(input.skipped), 'skipped'],
    [input.filtered + input.context, 'outside'],
    [bad, bad > 0 ? 'bad (--rejects)' : 'bad'],
  ];
  const found = kinds
    .filter(([records]) => records > 0)
    .map(([records, kind]) => `${countInFull(records)} ${kind}`);
  if (found.length > 0) return found.join(page.signs.dot);
  return window?.clock === 'media' ? 'no wall clock: --start FILE=T sets one' : '';
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, value) => total + value, 0);
}

function baseName(path: string): string {
  return path.split('/').at(-1) || path;
}
