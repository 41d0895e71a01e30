import type { Report, StreamReport } from '../model/report.ts';
import { comparedColumns, valueText } from './format/compared-slices.ts';
import { mediaDuration } from './format/durations.ts';
import { instantMs, timeSpan } from './format/instants.ts';
import { bitrateColumn, count, countInFull, framesPerSecond, NO_DATA } from './format/numbers.ts';
import { markdownTable, markdownText } from './markdown-text.ts';
import type { Renderer, RenderOptions } from './renderer.ts';
import { notesOf, notInThisInput } from './table/foot.ts';
import { formatted } from './table/formatted.ts';
import { headline } from './table/headline.ts';
import { hasValue, missingRows, type NumberSection } from './table/number-grid.ts';
import { sectionsOf } from './table/sections.ts';
import { nameOf } from './table/stream-table.ts';

/** Streams and tracks in a table; a ticket is read by people. */
const MOST_ROWS = 20;

/**
 * The Report for a ticket: name, headline, span and records, the tracks or streams, a table for every family with data,
 * what is missing, the notes. Values out of their nominal range are bold with a `!`.
 */
export const markdownRenderer: Renderer = {
  render(report, options) {
    const sections = sectionsOf(report, options.timezone);
    const missing = notInThisInput(report, sections.flatMap(missingRows));
    const notes = notesOf(report).map((note) => {
      const metric = note.metric === undefined ? '' : ` (${markdownText(note.metric)})`;
      return `- ${markdownText(note.code)}${metric}: ${markdownText(note.text)}\n`;
    });
    const parts = [
      `## ${titleOf(report, options)}\n`,
      `**${headline(report, options.timezone)}**\n`,
      spanText(report, options.timezone),
      report.complete ? '' : '**! Incomplete: interrupted, or an input is damaged or changed while read.**\n',
      rowsText(report),
      ...sections.map(sectionText),
      ...breakdownTexts(report),
      missing === '' ? '' : `${missing}\n`,
      notes.length === 0 ? '' : `### Notes\n\n${notes.join('')}`,
    ];
    return parts.filter((part) => part !== '').join('\n');
  },
};

/** A table a breakdown: everything first, then a line a value. */
function breakdownTexts(report: Report): string[] {
  return Object.entries(report.breakdowns ?? {}).map(([name, slices]) => {
    const title = `### By ${markdownText(name)}\n\n`;
    if (slices === null) return `${title}Over 10,000 values: choose some by --where.\n`;
    const names = ['all', ...slices.map(({ value }) => markdownText(valueText(value)) || '–')];
    const columns = comparedColumns(report, slices);
    const rows = names.map((each, row) => [
      each,
      ...columns.map(({ cells }) => {
        const { text = '', isWorst = false } = cells[row] ?? {};
        return isWorst ? `**${text}**` : text;
      }),
    ]);
    return `${title}${markdownTable([markdownText(name), ...columns.map(({ head }) => head)], rows)}`;
  });
}

function titleOf(report: Report, options: RenderOptions): string {
  const [stream] = report.streams;
  const only = report.streams.length === 1 && stream !== undefined ? nameOf(stream) : null;
  return markdownText(options.title ?? only ?? report.input.files[0]?.name ?? 'no input') || '–';
}

function spanText({ window, input }: Report, timezone: string): string {
  const records = `${countInFull(input.records)} records, ${countInFull(input.used)} used`;
  const from = window && instantMs(window.from, window.clock);
  const to = window && instantMs(window.to, window.clock);
  if (window === null || from === null || to === null) return `No time in this input · ${records}\n`;
  const span = timeSpan(from, to, window.clock, timezone);
  return `${span.charAt(0).toUpperCase()}${span.slice(1)} · ${records}\n`;
}

/** The tracks of the only stream, or the streams, in the order of the report. */
function rowsText({ streams }: Report): string {
  const [stream] = streams;
  if (stream === undefined) return '';
  const all = streams.length > 1 ? streams : stream.tracks;
  if (all.length === 0) return '';
  const table = streams.length > 1 ? streamTable(streams.slice(0, MOST_ROWS)) : trackTable(stream);
  return all.length > MOST_ROWS ? `${table}\n+ ${countInFull(all.length - MOST_ROWS)} more\n` : table;
}

function streamTable(streams: readonly StreamReport[]): string {
  const videos = bitrateColumn(streams.map(({ video }) => video?.bitrate_bps ?? null));
  const audios = bitrateColumn(streams.map(({ audio }) => audio?.bitrate_bps ?? null));
  const rows = streams.map((stream, i) => [
    markdownText(nameOf(stream)) || '–',
    count(stream.packets),
    videos[i] ?? NO_DATA,
    audios[i] ?? NO_DATA,
    formatted(stream.video?.fps, framesPerSecond) ?? NO_DATA,
    counted(stream.video?.missing_frames),
    counted((stream.video ?? stream.audio)?.timestamp_anomalies?.gaps),
  ]);
  return markdownTable(['stream', 'packets', 'video', 'audio', 'rate', 'missing', 'gaps'], rows);
}

function trackTable({ tracks: all }: StreamReport): string {
  const tracks = all.slice(0, MOST_ROWS);
  const means = bitrateColumn(tracks.map((track) => track.bitrate_bps));
  const rows = tracks.map((track, i) => [
    `${markdownText(track.index)} ${track.media_type}`,
    markdownText(track.codec ?? NO_DATA),
    count(track.packets),
    means[i] ?? NO_DATA,
    formatted(track.duration_ms, mediaDuration) ?? NO_DATA,
  ]);
  return markdownTable(['track', 'codec', 'packets', 'mean', 'length'], rows);
}

/** A count that should be 0. */
function counted(value: number | null | undefined): string {
  const text = formatted(value, count) ?? NO_DATA;
  return (value ?? 0) > 0 ? `**! ${text}**` : text;
}

function sectionText({ title, rows }: NumberSection): string {
  const cells = rows
    .filter(hasValue)
    .flatMap((row) => [...row.cells, ...(row.more === undefined ? [] : [row.more])]);
  if (cells.length === 0) return '';
  const lines = cells.map(({ name, value, flagged }) => [
    name,
    value === null ? NO_DATA : flagged === true ? `**! ${value}**` : value,
  ]);
  return `### ${title}\n\n${markdownTable(['figure', 'value'], lines)}`;
}
