import type { Note, Report } from '../../model/report.ts';
import { countInFull } from '../format/numbers.ts';
import { wrap } from './lines.ts';
import type { Page } from './page.ts';

/**
 * What the report has no figures of, in one sentence.
 *
 * @param missingRows - figures of shown families that have no value
 * @returns '' when nothing is missing
 */
export function notInThisInput(report: Report, missingRows: readonly string[]): string {
  const { streams, viewers, performance, cdn, transport } = report;
  const missing: string[] = [];
  if (streams.length === 0) missing.push('packets');
  if (viewers === null) missing.push('viewers');
  missing.push(...missingRows);
  if (performance?.latency_ms == null) missing.push('latency');
  if (cdn === null) missing.push('CDN');
  if (transport === null) missing.push('transport');
  const noLoss = streams.length > 0 && streams.every((stream) => stream.loss === null);
  if (noLoss && transport === null) missing.push('packet loss (no sequence)');
  const named = [...new Set(missing)];
  return named.length === 0 ? '' : `Not in this input: ${named.join(', ')}.`;
}

/**
 * Dim lines at the end: what is missing, notes as far as there is room, and what to type next.
 *
 * @param room - lines that may be used; the ones that no note needs are used in any case
 */
export function footLines(
  report: Report,
  missingRows: readonly string[],
  room: number,
  page: Page,
): string[] {
  const paragraph = (text: string) => wrap(text, page.width, page.signs.ellipsis);
  const missing = paragraph(notInThisInput(report, missingRows));
  const all = notesOf(report);
  // Notes on the report as a whole and on bounds are read with the report; the rest explains single figures.
  const leading = all.filter((note) => note.metric === undefined || note.bound !== undefined);
  const lines: string[] = [];
  let shown = 0;
  for (const note of leading) {
    const text = paragraph(`Note: ${page.text(note.text)}`);
    if (missing.length + lines.length + text.length + paragraph(moreText(all.length)).length > room) break;
    lines.push(...text);
    shown++;
  }
  return [...missing, ...lines, ...paragraph(moreText(all.length - shown))].map((line) =>
    page.palette.dim(line),
  );
}

/** Every note of the report, those about the input first; equal ones once. */
export function notesOf(report: Report): Note[] {
  const notes = new Map<string, Note>();
  for (const note of [...report.input.notes, ...report.notes]) {
    notes.set(JSON.stringify([note.code, note.metric, note.text]), note);
  }
  return [...notes.values()];
}

/** What to type next: only what there is. Notes that had no room are counted where they can be read. */
function moreText(hidden: number): string {
  const notes = hidden === 0 ? '' : ` (${countInFull(hidden)} ${hidden === 1 ? 'note' : 'notes'})`;
  return `More: --full${notes}, -o FILE.json; stream-analytics inspect FILE, metrics`;
}
