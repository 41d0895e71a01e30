import type { StreamReport, TrackReport } from '../../model/report.ts';
import { mediaDuration } from '../format/durations.ts';
import { bitrateColumn, count, countInFull, framesPerSecond, hertz, NO_DATA } from '../format/numbers.ts';
import { formatted } from './formatted.ts';
import type { Page } from './page.ts';
import { type Column, plainTable } from './plain-table.ts';

/** One column of the table of tracks: its head, and a cell for every track. */
interface TrackColumn extends Column {
  readonly cells: readonly string[];
  /** Left out first where the line is narrow. */
  readonly optional: boolean;
}

/**
 * The tracks of one stream, a line each.
 *
 * @param most - tracks shown; the rest is counted in a last line
 */
export function trackLines(stream: StreamReport, most: number, page: Page): string[] {
  const tracks = stream.tracks.slice(0, most);
  if (tracks.length === 0) return [];
  const columns = columnsThatFit(trackColumns(tracks, page), page);
  const rows = tracks.map((_, i) => columns.map((column) => column.cells[i] ?? ''));
  const lines = plainTable(columns, rows, page);
  const rest = stream.tracks.length - tracks.length;
  return rest === 0 ? lines : [...lines, page.palette.dim(`+ ${countInFull(rest)} more, --full`)];
}

function trackColumns(tracks: readonly TrackReport[], page: Page): TrackColumn[] {
  const column = (head: string, align: Column['align'], cells: readonly string[], optional = false) => ({
    head,
    align,
    cells,
    optional,
  });
  const means = bitrateColumn([
    ...tracks.map((track) => track.bitrate_bps),
    ...tracks.map((track) => track.bitrate?.max ?? null),
  ]);
  // One video track has its rate in the section VIDEO, with the nominal one beside it.
  const isVideo = (track: TrackReport) => track.media_type === 'video';
  const severalVideos = tracks.filter(isVideo).length > 1;
  const fps = (track: TrackReport) =>
    severalVideos && isVideo(track) ? (formatted(track.fps, framesPerSecond) ?? NO_DATA) : '';
  return [
    column(
      '',
      'left',
      tracks.map((track) => page.text(track.index, 6)),
    ),
    column(
      'track',
      'left',
      tracks.map((track) => track.media_type),
    ),
    column(
      'codec',
      'left',
      tracks.map((track) => page.text(track.codec ?? NO_DATA, 12)),
    ),
    column(
      'size',
      'left',
      tracks.map((track) => sizeOf(track)),
      true,
    ),
    column(
      'packets',
      'right',
      tracks.map((track) => count(track.packets)),
    ),
    column('mean', 'right', means.slice(0, tracks.length)),
    column('peak', 'right', means.slice(tracks.length), true),
    column('rate', 'right', tracks.map(fps), true),
    column(
      'length',
      'right',
      tracks.map((track) => formatted(track.duration_ms, mediaDuration) ?? NO_DATA),
      true,
    ),
  ].filter(({ head, cells }) => head === '' || cells.some((cell) => cell !== NO_DATA && cell !== ''));
}

/** Drops optional columns from the right until a line fits. */
function columnsThatFit(columns: readonly TrackColumn[], page: Page): TrackColumn[] {
  const kept = [...columns];
  for (;;) {
    const width = kept.reduce((sum, { head, cells }) => {
      return sum + 2 + Math.max(head.length, ...cells.map((cell) => cell.length));
    }, -2);
    const last = kept.findLastIndex((column) => column.optional);
    if (width <= page.width || last < 0) return kept;
    kept.splice(last, 1);
  }
}

/** `1920x1080` of a picture, `48 kHz 2ch` of a sound. */
function sizeOf(track: TrackReport): string {
  if (track.width !== null && track.height !== null) return `${track.width}x${track.height}`;
  const rate = formatted(track.sample_rate, hertz);
  const channels = formatted(track.channels, (value) => `${value}ch`);
  const sound = [rate, channels].filter((part) => part !== null).join(' ');
  if (sound !== '') return sound;
  return track.media_type === 'metadata' ? '' : NO_DATA;
}
