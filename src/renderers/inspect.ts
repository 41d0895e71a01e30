import type { InspectedField, InspectedFile, Inspection } from '../model/inspection.ts';
import { signedDuration } from './format/durations.ts';
import { instantMs, timeSpan } from './format/instants.ts';
import { bytes, countInFull, percent } from './format/numbers.ts';
import { proposalLines } from './inspect-proposal.ts';
import { jsonText } from './json-text.ts';
import type { RenderOptions } from './renderer.ts';
import { cellsOf } from './table/cells.ts';
import { spread, wrap } from './table/lines.ts';
import { type Page, pageOf } from './table/page.ts';
import { type Column, plainTable } from './table/plain-table.ts';

/** A reason that has less room than this says nothing. */
const SHORTEST_WHY = 12;

/** The inspection as the JSON of `inspect --format json`. */
export function renderInspectionJson(inspection: Inspection): string {
  return jsonText(inspection, new Set());
}

/**
 * The inspection for a terminal: for every file what it is and why, its span, how clean it is, its fields; then how
 * far the clocks of the files stand apart.
 */
export function renderInspection(inspection: Inspection, options: RenderOptions): string {
  const page = pageOf(options);
  const lines = inspection.files.flatMap((file) => [...fileLines(file, page), '']);
  lines.push(...clockLines(inspection, page));
  if (inspection.files.length === 0) lines.push('No file was looked at.');
  while (lines.at(-1) === '') lines.pop();
  return page.print(lines);
}

function fileLines(file: InspectedFile, page: Page): string[] {
  const { palette, signs } = page;
  const plain = (text: string) => ({ text, paint: (shown: string) => shown });
  const isKnown = file.format !== 'unknown';
  const title = [
    { text: page.text(file.name, Math.min(48, page.width)), paint: palette.bold },
    plain(`${signs.dot}${isKnown ? page.text(file.format) : 'unknown format'}`),
  ];
  const compression = file.compression === 'none' ? '' : ` from ${file.compression}`;
  const found = `${countInFull(file.records)} records, ${countInFull(file.events)} events, ${bytes(file.bytes)}${compression}`;
  const runnerUp = file.runner_up === null ? '' : `; next likely: ${page.text(file.runner_up)}`;
  const reason = wrap(`${page.text(file.reason)}${runnerUp}`, page.width, signs.ellipsis);
  return [
    ...spread(title, [plain(spanText(file, page))], page.width, signs.ellipsis),
    ...spread(
      [{ text: found, paint: palette.dim }],
      [{ text: dirtText(file, signs.dot), paint: file.bad > 0 ? palette.warn : palette.dim }],
      page.width,
      signs.ellipsis,
    ),
    ...reason.map((line) => palette.dim(line)),
    ...fieldLines(file.fields, page),
    ...unknownLines(file.unknown, page),
    ...proposalLines(file, page),
  ];
}

function spanText(file: InspectedFile, page: Page): string {
  const clock = file.clock ?? 'utc';
  const from = instantMs(file.from, clock);
  const to = instantMs(file.to, clock);
  if (from === null || to === null) return 'no time found';
  // Media times are shown in seconds: only another unit of the file is worth a word.
  const shown = file.time_unit === null || (clock === 'media' && file.time_unit === 's');
  const unit = shown ? '' : ` (${file.time_unit})`;
  return `${timeSpan(from, to, clock, page.timezone)}${unit}`;
}

function dirtText(file: InspectedFile, dot: string): string {
  const found = [
    [file.bad, 'bad'],
    [file.late, 'late'],
    [file.out_of_order, 'out of order'],
  ] as const;
  const dirt = found
    .filter(([records]) => records > 0)
    .map(([records, kind]) => `${countInFull(records)} ${kind}`);
  return dirt.length === 0 ? 'clean, in order' : dirt.join(dot);
}

function fieldLines(fields: readonly InspectedField[], page: Page): string[] {
  if (fields.length === 0) return [];
  const nameRoom = page.width >= 120 ? 40 : page.width >= 80 ? 26 : 14;
  const columns: Column[] = [
    { head: 'field', align: 'left' },
    { head: 'type', align: 'left' },
    { head: 'in', align: 'right' },
    { head: 'becomes', align: 'left' },
  ];
  const rows = fields.map((field) => [
    page.text(field.name, nameRoom),
    page.text(field.type, 8),
    percent(field.share),
    page.text(field.mapped_to ?? 'not read', 16),
  ]);
  // What a field becomes matters more than its type, and must not be the one that is cut.
  if (widthOf(columns, rows) > page.width) for (const cells of [columns, ...rows]) cells.splice(1, 1);
  // What decided is the least of it: it gets the room that is left, or none.
  const whyRoom = page.width - widthOf(columns, rows) - 2;
  if (whyRoom >= SHORTEST_WHY) {
    columns.push({ head: 'why', align: 'left' });
    for (const [i, field] of fields.entries())
      rows[i]?.push(page.palette.dim(page.text(field.why ?? '', whyRoom)));
  }
  return ['', ...plainTable(columns, rows, page)];
}

/** Cells of a table's widest line: columns stand two spaces apart. */
function widthOf(columns: readonly Column[], rows: readonly (readonly string[])[]): number {
  return columns.reduce((sum, column, i) => {
    return sum + 2 + Math.max(column.head.length, ...rows.map((row) => cellsOf(row[i] ?? '')));
  }, -2);
}

function unknownLines(unknown: readonly string[], page: Page): string[] {
  if (unknown.length === 0) return [];
  const names = unknown.map((path) => page.text(path, page.width - 2)).join(', ');
  return ['', ...wrap(`Not read: ${names}`, page.width, page.signs.ellipsis)];
}

function clockLines(inspection: Inspection, page: Page): string[] {
  if (inspection.clocks.length === 0) return [];
  const columns = [
    { head: 'clock of', align: 'left' },
    { head: 'beside', align: 'left' },
    { head: 'offset', align: 'right' },
    { head: '95 %', align: 'right' },
    { head: 'n', align: 'right' },
    { head: '', align: 'left' },
  ] as const;
  const nameRoom = page.width >= 80 ? 20 : 8;
  const rows = inspection.clocks.map((clock) => [
    page.text(clock.file, nameRoom),
    page.text(clock.reference, nameRoom),
    signedDuration(clock.offset_ms),
    `${signedDuration(clock.lo)} – ${signedDuration(clock.hi)}`,
    countInFull(clock.n),
    clock.applied ? 'applied' : '',
  ]);
  return plainTable(columns, rows, page);
}
