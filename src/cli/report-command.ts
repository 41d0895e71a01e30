import type { Command } from 'commander';
import type { RunOptions } from '../run-options.ts';
import { checkWritable } from './destination.ts';
import { type ExitCode, worst } from './exit-codes.ts';
import {
  addBucketOption,
  addInputOptions,
  type InputFlags,
  inputNames,
  runOptionsOf,
} from './input-options.ts';
import { interrupted, onInterrupt } from './interrupt.ts';
import { checkApart, outputFilesOf } from './output-files.ts';
import { PartialFile } from './partial-file.ts';
import { addProgressOptions, ProgressLine } from './progress.ts';
import { readingFaults } from './reading-faults.ts';
import { addRejectsOption, RejectsFile } from './rejects-file.ts';
import { addOutputOptions, type OutputFlags, printReport } from './report-output.ts';
import { addSliceOptions, type SliceFlags, slicesOf } from './slice-options.ts';
import { tolerance } from './tolerance.ts';

interface ReportFlags extends InputFlags, SliceFlags, OutputFlags {
  readonly rejects?: string;
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
  addOutputOptions(addSliceOptions(addBucketOption(addInputOptions(command))), 'series or rejects');
  addProgressOptions(addRejectsOption(command))
    .addHelpText('after', EXAMPLES)
    .action(async (inputs: string[], flags: ReportFlags) => exit(await report(inputs, flags)));
}

async function report(inputs: readonly string[], flags: ReportFlags): Promise<ExitCode> {
  const names = inputNames(inputs);
  const limit = tolerance(flags.maxBad);
  const asked = { ...(await runOptionsOf(flags)), slices: slicesOf(flags) };
  const outputs = outputFilesOf(flags.output ?? [], flags.rejects);
  const written = flags.partial === undefined ? outputs : [...outputs, { path: flags.partial }];
  for (const { path } of written) await checkWritable(path, names);
  await checkApart(written);
  const interrupt = onInterrupt();
  const { signal } = interrupt;
  const rejected = outputs.find(({ kind }) => kind === 'rejects');
  const rejects = rejected === undefined ? null : await RejectsFile.create(rejected.path, signal);
  const partial = flags.partial === undefined ? null : await PartialFile.create(flags.partial, signal);
  const line = (flags.progress ?? process.stderr.isTTY === true) ? new ProgressLine() : null;
  const options: RunOptions = { ...asked, rejects, partial, onProgress: line?.show ?? null, signal };
  try {
    const { run } = await import('../pipeline.ts');
    const result = await run(names, options);
    line?.clear();
    await rejects?.commit();
    const { codes, usable } = readingFaults(result, limit);
    // What was not read to its end would add up as if it were whole.
    if (usable && !result.interrupted) await partial?.commit();
    if (usable) codes.push(...(await printReport(result.report, outputs, flags, signal)));
    // Asked last: the signal may come while a result waits for its reader.
    return worst([interrupt.code(), ...codes].filter((code) => code !== null));
  } catch (error) {
    line?.clear();
    rejects?.discard();
    return interrupted(error, interrupt);
  } finally {
    partial?.discard();
    interrupt.release();
  }
}
