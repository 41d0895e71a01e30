import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { UsageError } from '../model/errors.ts';
import { destinationOf } from './destination.ts';

/** The words of `--format`, in the order in which they are named to people. */
export const REPORT_FORMATS = ['table', 'json', 'csv', 'ndjson', 'markdown', 'openmetrics'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** What `-o KIND=FILE` may name. */
const KINDS = [...REPORT_FORMATS, 'series', 'rejects'] as const;
export type OutputKind = (typeof KINDS)[number];

/** Extension → what is written there. */
const KIND_OF_EXTENSION: ReadonlyMap<string, OutputKind> = new Map([
  ['.json', 'json'],
  ['.csv', 'csv'],
  ['.ndjson', 'ndjson'],
  ['.md', 'markdown'],
  ['.prom', 'openmetrics'],
  ['.txt', 'table'],
]);

/** A file that the user wants written. */
export type OutputFile =
  | { readonly kind: Exclude<OutputKind, 'series'>; readonly path: string }
  | { readonly kind: 'series'; readonly path: string; readonly format: 'csv' | 'ndjson' };

/**
 * The files that `-o` and `--rejects` ask for.
 *
 * @param typed - values of `-o`: `FILE`, whose extension says what it is, or `KIND=FILE`
 * @throws UsageError for an extension or a kind that does not exist, and when rejects are asked for twice
 */
export function outputFilesOf(typed: readonly string[], rejects: string | undefined): OutputFile[] {
  const files = typed.map(outputFileOf);
  if (rejects !== undefined) files.push({ kind: 'rejects', path: rejects });
  if (files.filter(({ kind }) => kind === 'rejects').length > 1)
    throw new UsageError('rejects are written to one file; name it once, by --rejects or -o rejects=FILE');
  return files;
}

/** A name with a dot or a slash before its equals sign is a file's: `./a=b.json`. */
function outputFileOf(typed: string): OutputFile {
  const [, word, named = ''] = /^([^=./]+)=(.*)$/s.exec(typed) ?? [];
  if (word !== undefined) {
    const kind = KINDS.find((each) => each === word);
    if (kind === 'series') return { kind, path: named, format: rowsFormatOf(typed, named) };
    if (kind !== undefined) return { kind, path: named };
    throw new UsageError(
      `-o ${typed}: expected ${KINDS.map((each) => `${each}=`).join(', ')} before the file's name, or ./${typed} for a file of this name`,
    );
  }
  const extension = /\.[^./]*$/.exec(typed)?.[0].toLowerCase() ?? '';
  const kind = KIND_OF_EXTENSION.get(extension);
  if (kind !== undefined && kind !== 'series') return { kind, path: typed };
  throw new UsageError(
    `-o ${typed}: expected a name ending in ${[...KIND_OF_EXTENSION.keys()].join(', ')}, or KIND=${typed} with KIND one of ${KINDS.join(', ')}`,
  );
}

/** How the rows of a table are written: by the extension. */
function rowsFormatOf(typed: string, path: string): 'csv' | 'ndjson' {
  const format = /\.(csv|ndjson)$/i.exec(path)?.[1]?.toLowerCase();
  if (format === 'csv' || format === 'ndjson') return format;
  throw new UsageError(`-o ${typed}: expected a name ending in .csv or .ndjson`);
}

/**
 * Refuses two outputs that would end in one file, where the second would replace the first. Devices and standard
 * output take one after the other.
 *
 * @throws UsageError naming both
 */
export async function checkApart(files: readonly Pick<OutputFile, 'path'>[]): Promise<void> {
  const before = new Map<string, string>();
  for (const { path } of files) {
    const { destination } = await destinationOf(path);
    if (destination !== 'file' && destination !== 'pipe') continue;
    const place = await placeOf(path);
    const other = before.get(place);
    if (other !== undefined) {
      throw new UsageError(
        other === path ? `${path}: two outputs to one file` : `${path}: is the same file as ${other}`,
      );
    }
    before.set(place, path);
  }
}

/** What two names of one file have in common: its inode, or where it will be. */
async function placeOf(path: string): Promise<string> {
  try {
    const { dev, ino } = await stat(path);
    return `${dev}:${ino}`;
  } catch {
    return join(await realpath(dirname(resolve(path))), basename(path));
  }
}
