import { type Command, Option } from 'commander';
import { OutputError } from '../model/errors.ts';
import type { Report } from '../model/report.ts';
import type { RunOptions } from '../run-options.ts';
import { checkWritable } from './destination.ts';
import { ExitCode, worst } from './exit-codes.ts';
import {
  addBucketOption,
  addInputOptions,
  collect,
  type InputFlags,
  inputNames,
  runOptionsOf,
} from './input-options.ts';
import { interrupted, onInterrupt } from './interrupt.ts';
import { complain, writeOut } from './output.ts';
import {
  checkApart,
  type OutputFile,
  outputFilesOf,
  REPORT_FORMATS,
  type ReportFormat,
} from './output-files.ts';
import { PlacedFile } from './placed-file.ts';
import { ProgressLine } from './progress.ts';
import { readingFaults } from './reading-faults.ts';
import { RejectsFile } from './rejects-file.ts';
import { addSliceOptions, type SliceFlags, slicesOf } from './slice-options.ts';
import { addColorOptions, fileOptionsOf, renderOptionsOf, type ViewFlags } from './terminal.ts';
import { tolerance } from './tolerance.ts';

interface ReportFlags extends InputFlags, SliceFlags, ViewFlags {
  readonly format: ReportFormat;
  readonly output?: readonly string[];
  readonly rejects?: string;
  readonly maxBad?: string;
  readonly quiet?: boolean;
  readonly series?: boolean;
  readonly progress?: boolean;
}

const EXAMPLES = `
Examples:
  stream-analytics report capture.ndjson
  ffprobe -v error -show_streams -show_packets -of json in.ts | stream-analytics report -
  stream-analytics report logs/ --from 20:00 --to 21:30 --timezone Europe/Berlin -o report.json
`;

/** Adds the command `report`: the summary of everything the inputs hold. */
export function addReportCommand(program: Command, exit: (code: ExitCode) => void): void {
  const command = program
    .command('report', { isDefault: false })
    .description('say what happened: streams, viewers, performance, CDN');
  addSliceOptions(addBucketOption(addInputOptions(command)))
    .option(
      '--max-bad <LIMIT>',
      'exit 4 when more records than this are bad or late, e.g. 10 or 0.5% (default: 1%)',
    )
    .option(
      '--rejects <FILE>',
      'write records that cannot be used to FILE, with the reason (NDJSON, mode 0600)',
    )
    .addOption(new Option('--format <FORMAT>', 'what to print').choices(REPORT_FORMATS).default('table'))
    .option(
      '-o, --output <[KIND=]FILE>',
      'also write FILE, as its extension says: .json, .csv, .ndjson, .md, .prom, .txt; or as KIND says: a --format word, series or rejects (repeatable)',
      collect,
    )
    .option('--full', 'every figure instead of one screen')
    .option('--series', 'keep the figures over time in JSON, CSV and NDJSON')
    .option('--title <TEXT>', 'title of the report (default: name of the stream)')
    .option('--quiet', 'print nothing on standard output')
    .addOption(new Option('--progress', 'show progress on standard error even when it is no terminal'))
    .addOption(new Option('--no-progress', 'show no progress'));
  addColorOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (inputs: string[], flags: ReportFlags) => exit(await report(inputs, flags)));
}

async function report(inputs: readonly string[], flags: ReportFlags): Promise<ExitCode> {
  const names = inputNames(inputs);
  const limit = tolerance(flags.maxBad ?? '1%');
  const asked = { ...(await runOptionsOf(flags)), slices: slicesOf(flags) };
  const outputs = outputFilesOf(flags.output ?? [], flags.rejects);
  for (const { path } of outputs) await checkWritable(path, names);
  await checkApart(outputs);
  const interrupt = onInterrupt();
  const { signal } = interrupt;
  const rejected = outputs.find(({ kind }) => kind === 'rejects');
  const rejects = rejected === undefined ? null : await RejectsFile.create(rejected.path, signal);
  const line = (flags.progress ?? process.stderr.isTTY === true) ? new ProgressLine() : null;
  const options: RunOptions = { ...asked, rejects, onProgress: line?.show ?? null, signal };
  try {
    const { run } = await import('../pipeline.ts');
    const result = await run(names, options);
    line?.clear();
    await rejects?.commit();
    const { codes, usable } = readingFaults(result, limit);
    if (usable) codes.push(...(await printReport(result.report, outputs, flags, signal)));
    // Asked last: the signal may come while a result waits for its reader.
    return worst([interrupt.code(), ...codes].filter((code) => code !== null));
  } catch (error) {
    line?.clear();
    rejects?.discard();
    return interrupted(error, interrupt);
  } finally {
    interrupt.release();
  }
}

/** Writes the files and prints; a failed file keeps its old content and leaves the others alone. */
async function printReport(
  result: Report,
  outputs: readonly OutputFile[],
  flags: ReportFlags,
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
