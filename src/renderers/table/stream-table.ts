import type { StreamReport } from '../../model/report.ts';
import { bitrateColumn, count, countInFull, framesPerSecond, NO_DATA } from '../format/numbers.ts';
import { formatted } from './formatted.ts';
import type { Page } from './page.ts';
import { type Column, plainTable } from './plain-table.ts';

/**
 * Several streams, a line each: the heaviest first, equal ones by name.
 *
 * @param most - streams shown; the rest is counted in a last line
 */
export function streamLines(streams: readonly StreamReport[], most: number, page: Page): string[] {
  const heaviest = [...streams]
    .sort((a, b) => b.bytes - a.bytes || (nameOf(a) < nameOf(b) ? -1 : 1))
    .slice(0, most);
  const videos = bitrateColumn(heaviest.map((stream) => stream.video?.bitrate_bps ?? null));
  const audios = bitrateColumn(heaviest.map((stream) => stream.audio?.bitrate_bps ?? null));
  const left = (head: string): Column => ({ head, align: 'left' });
  const right = (head: string): Column => ({ head, align: 'right' });
  const columns = [left('stream'), right('packets'), right('video'), right('audio')];
  const wide = page.width >= 60;
  if (wide) columns.push(right('rate'), right('missing'), right('gaps'));
  const nameRoom = page.width >= 120 ? 48 : wide ? 20 : 8;
  const rows = heaviest.map((stream, i) => {
    const { video } = stream;
    const row = [
      page.text(nameOf(stream), nameRoom),
      count(stream.packets),
      videos[i] ?? '',
      audios[i] ?? '',
    ];
    if (!wide) return row;
    const gaps = (video ?? stream.audio)?.timestamp_anomalies?.gaps;
    return [
      ...row,
      formatted(video?.fps, framesPerSecond) ?? NO_DATA,
      flaggedCount(video?.missing_frames, page),
      flaggedCount(gaps, page),
    ];
  });
  const lines = plainTable(columns, rows, page);
  const rest = streams.length - heaviest.length;
  return rest === 0 ? lines : [...lines, page.palette.dim(`+ ${countInFull(rest)} more, --full`)];
}

/** Its name, else its id. */
export function nameOf(stream: StreamReport): string {
  return stream.name ?? stream.stream_id;
}

function flaggedCount(value: number | null | undefined, page: Page): string {
  const text = formatted(value, count);
  if (text === null) return NO_DATA;
  return value === 0 ? text : page.palette.badText(`! ${text}`);
}
