import type { Report } from '../../model/report.ts';
import type { Renderer, RenderOptions } from '../renderer.ts';
import { breakdownTables } from './breakdown-tables.ts';
import { everyFigureLines } from './every-figure.ts';
import { footLines, notesOf } from './foot.ts';
import { headLines } from './head.ts';
import { headline } from './headline.ts';
import { laneLines } from './lanes.ts';
import { balance, wrap } from './lines.ts';
import { gridLines, missingRows } from './number-grid.ts';
import { type Page, pageOf } from './page.ts';
import { sectionsOf } from './sections.ts';
import { streamLines } from './stream-table.ts';
import { trackLines } from './track-table.ts';

/** One screen; narrower than 80 columns it cannot be held, and nobody gains by cutting. */
const MOST_LINES = 36;
/** Tracks or streams shown without `--full`. */
const MOST_ROWS = 5;

/**
 * The report for a terminal: name and span, records and dirt, headline, lanes, numbers, what is missing, notes and
 * what to type next. At most 36 lines at 80 columns and more without `full`, and the tables of `--by` besides.
 */
export const tableRenderer: Renderer = {
  render(report, options) {
    const page = pageOf(options);
    return page.print(page.full ? fullLines(report, options, page) : screenLines(report, options, page));
  },
};

function screenLines(report: Report, options: RenderOptions, page: Page): string[] {
  const mostLines = page.width < 80 ? Number.POSITIVE_INFINITY : MOST_LINES;
  const sections = sectionsOf(report, page.timezone);
  const fixed = blocks([
    headLines(report, options.title, page),
    headlineLines(report, page),
    laneLines(report, page),
    sections.flatMap((section) => gridLines(section, page)),
  ]);
  const missing = sections.flatMap(missingRows);
  // The foot without notes takes three lines at most, blank line included; a table at least a head and a row.
  const room = mostLines - fixed.length - footLines(report, missing, 0, page).length - 1;
  const rows = rowsOf(report, Math.max(1, Math.min(MOST_ROWS, room - 3)), page);
  const body = blocks([
    headLines(report, options.title, page),
    headlineLines(report, page),
    laneLines(report, page),
    rows,
    sections.flatMap((section) => gridLines(section, page)),
  ]);
  const foot = footLines(report, missing, mostLines - body.length - 1, page);
  // Asked for by name, so they come beside the one screen.
  return blocks([body, ...breakdownTables(report, page), foot]);
}

function fullLines(report: Report, options: RenderOptions, page: Page): string[] {
  const sections = sectionsOf(report, page.timezone);
  const tables =
    report.streams.length > 1
      ? [streamLines(report.streams, report.streams.length, page)]
      : report.streams.map((stream) => trackLines(stream, stream.tracks.length, page));
  const notes = notesOf(report).flatMap((note) => {
    const metric =
      note.metric === undefined
        ? ''
        : ` (${note.metric}${note.bound === undefined ? '' : `, ${note.bound} bound`})`;
    return wrap(page.text(`${note.code}${metric}: ${note.text}`), page.width, page.signs.ellipsis);
  });
  return blocks([
    headLines(report, options.title, page),
    headlineLines(report, page),
    laneLines(report, page),
    ...tables,
    sections.flatMap((section) => gridLines(section, page)),
    ...breakdownTables(report, page),
    everyFigureLines(report, page),
    notes.length === 0 ? [] : [page.palette.bold('notes'), ...notes],
  ]);
}

function headlineLines(report: Report, page: Page): string[] {
  return balance(headline(report, page.timezone), page.width, page.signs.ellipsis).map((line) =>
    page.palette.bold(line),
  );
}

/** The table of tracks of one stream when packets are all there is, or that of several streams. */
function rowsOf(report: Report, most: number, page: Page): string[] {
  const [stream] = report.streams;
  if (report.streams.length > 1) return streamLines(report.streams, most, page);
  return stream === undefined || report.viewers !== null ? [] : trackLines(stream, most, page);
}

/** Blocks of lines with one blank line between those that have any. */
function blocks(parts: readonly (readonly string[])[]): string[] {
  return parts.filter((part) => part.length > 0).flatMap((part, i) => (i === 0 ? part : ['', ...part]));
}
