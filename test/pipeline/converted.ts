import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ByteSink, type ConvertResult, convert } from '../../src/convert.ts';
import type { ExportFormat } from '../../src/exports/index.ts';
import { withColumns } from '../../src/metrics/series-paths.ts';
import type { Report, SeriesReport } from '../../src/model/report.ts';
import { DEFAULT_OPTIONS, type RunOptions } from '../../src/run-options.ts';

/** Everything a conversion wrote, and what it said about reading. */
export interface Converted {
  readonly bytes: Buffer;
  readonly result: ConvertResult;
  /** How often it began again. */
  readonly restarts: number;
}

/** Converts inputs; `canRestart`: as into a file, not as into a pipe. */
export async function converted(
  names: readonly string[],
  format: ExportFormat,
  options: Partial<RunOptions> = {},
  canRestart = true,
): Promise<Converted> {
  let chunks: Buffer[] = [];
  let restarts = 0;
  const restart = () => {
    restarts += 1;
    chunks = [];
  };
  const sink: ByteSink = {
    write: (bytes) => {
      chunks.push(Buffer.from(bytes));
      return Promise.resolve(true);
    },
    restart: canRestart ? restart : null,
  };
  const result = await convert(names, { ...DEFAULT_OPTIONS, ...options }, format, sink);
  return { bytes: Buffer.concat(chunks), result, restarts };
}

/** Runs with these files in a folder of their own. */
export async function withFiles<T>(
  files: Readonly<Record<string, string | Uint8Array>>,
  use: (paths: readonly string[]) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'converted-'));
  try {
    const paths = Object.keys(files).map((name) => join(folder, name));
    for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
    return await use(paths);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * What a report of converted events must repeat: all but `input` and its columns in the series, names of streams, and what canonical events have no
 * field for (descriptions of tracks, and the notes that say what an input cannot observe).
 */
export function repeated({ input: _, series, ...report }: Report): object {
  const streams = report.streams.map(({ name: __, tracks, ...stream }) => ({
    ...stream,
    tracks: tracks.map((track) => ({ ...track, ...NO_DESCRIPTION })),
  }));
  const notes = report.notes.map(({ text, ...note }) => ({
    ...note,
    text: text.replace('the input has no dts', 'no packet of a track carries a dts'),
  }));
  return { ...report, streams, notes, series: series && ofEvents(series) };
}

/** A series without what it says of the input: records that could not be used are not converted. */
function ofEvents(series: SeriesReport): SeriesReport | null {
  const paths = series.columns.filter((path) => path !== 'at' && !path.startsWith('input.'));
  return paths.length === 0 ? null : withColumns(series, paths);
}

const NO_DESCRIPTION = {
  codec: null,
  width: null,
  height: null,
  frame_rate: null,
  sample_rate: null,
  channels: null,
  language: null,
  declared_bitrate_bps: null,
};
