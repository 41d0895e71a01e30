import { type Command, Option } from 'commander';
import { OutputError } from '../model/errors.ts';
import type { Report } from '../model/report.ts';
import { ExitCode } from './exit-codes.ts';
import { collect } from './input-options.ts';
import { complain, writeOut } from './output.ts';
import { type OutputFile, REPORT_FORMATS, type ReportFormat } from './output-files.ts';
import { PlacedFile } from './placed-file.ts';
import { addColorOptions, fileOptionsOf, renderOptionsOf, type ViewFlags } from './terminal.ts';
import { addTolerance } from './tolerance.ts';

/** Options of every command that comes to a report. */
export interface OutputFlags extends ViewFlags {
  readonly format: ReportFormat;
  readonly output?: readonly string[];
  readonly partial?: string;
  readonly maxBad?: string;
  readonly quiet?: boolean;
  readonly series?: boolean;
}

/**
 * Adds the options that say how dirty the input may be and where the report goes.
 *
 * @param kinds - what `-o KIND=FILE` may name besides words of `--format`, for people
 */
export function addOutputOptions(command: Command, kinds: string): Command {
  addTolerance(command)
    .addOption(new Option('--format <FORMAT>', 'what to print').choices(REPORT_FORMATS).default('table'))
    .option(
      '-o, --output <[KIND=]FILE>',
      `also write FILE, as its extension says: .json, .csv, .ndjson, .md, .prom, .txt; or as KIND says: a --format word, ${kinds} (repeatable)`,
      collect,
    )
    .option('--full', 'every figure instead of one screen')
    .option('--series', 'keep the figures over time in JSON, CSV and NDJSON')
    .option('--title <TEXT>', 'title of the report (default: name of the stream)')
    .option('--quiet', 'print nothing on standard output')
    .option(
      '--partial <FILE>',
      'also save what was counted to FILE (NDJSON; compressed if it ends in .gz), for "merge"',
    );
  return addColorOptions(command);
}

/** Writes the files and prints; a failed file keeps its old content and leaves the others alone. */
export async function printReport(
  result: Report,
  outputs: readonly OutputFile[],
  flags: OutputFlags,
  signal: AbortSignal,
): Promise<ExitCode[]> {
  const { RENDERERS, TIMELINES } = await import('../renderers/index.ts');
  const options = renderOptionsOf(flags, flags.series ?? false);
  const codes: ExitCode[] = [];
  for (const output of outputs) {
    // Rejects were written while the input was read.
    if (output.kind === 'rejects') continue;
    const renderer = await (output.kind === 'series' ? TIMELINES[output.format] : RENDERERS[output.kind])();
    try {
      const file = await PlacedFile.create(output.path, { mode: 0o666, signal });
      file.write(renderer.render(result, fileOptionsOf(options)));
      await file.commit();
    } catch (error) {
      if (!(error instanceof OutputError)) throw error;
      complain(error.message);
      codes.push(ExitCode.notWritten);
    }
  }
  if (flags.quiet === true) return codes;
  const renderer = await RENDERERS[flags.format]();
  await writeOut(renderer.render(result, options));
  return codes;
}
