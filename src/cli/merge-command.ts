import type { Command } from 'commander';
import { UsageError } from '../model/errors.ts';
import { checkWritable } from './destination.ts';
import { type ExitCode, worst } from './exit-codes.ts';
import { addBucketOption, bucketMsOf, checkTimezone, inputNames } from './input-options.ts';
import { interrupted, onInterrupt } from './interrupt.ts';
import { checkApart, outputFilesOf } from './output-files.ts';
import { PartialFile } from './partial-file.ts';
import { readingFaults } from './reading-faults.ts';
import { addOutputOptions, type OutputFlags, printReport } from './report-output.ts';
import { tolerance } from './tolerance.ts';

interface MergeFlags extends OutputFlags {
  readonly bucket?: string;
}

const EXAMPLES = `
Parts come from "report --partial FILE": one a viewer log, a stream, a CDN's edge. They must be made with the same
options, and nothing may go on from one to another: no viewer, and no track.

Examples:
  stream-analytics report edge-1.ndjson --quiet --partial edge-1.part.gz
  stream-analytics merge edge-1.part.gz edge-2.part.gz -o report.json
`;

/** Adds the command `merge`: one report of saved states. */
export function addMergeCommand(program: Command, exit: (code: ExitCode) => void): void {
  const command = program
    .command('merge')
    .description('add up saved partial states into one report')
    .argument('[PART...]', 'files that "report --partial FILE" wrote')
    .option('--timezone <ZONE>', 'zone of times shown to people (default: that of the parts)');
  addOutputOptions(addBucketOption(command), 'or series')
    .addHelpText('after', EXAMPLES)
    .action(async (parts: string[], flags: MergeFlags) => exit(await merge(parts, flags)));
}

async function merge(parts: readonly string[], flags: MergeFlags): Promise<ExitCode> {
  const names = inputNames(parts);
  const limit = tolerance(flags.maxBad);
  if (flags.timezone !== undefined) await checkTimezone(flags.timezone);
  const bucketMs = await bucketMsOf(flags.bucket);
  const outputs = outputFilesOf(flags.output ?? [], undefined);
  for (const { kind, path } of outputs) {
    if (kind === 'rejects') throw new UsageError(`-o rejects=${path}: a merge reads no records to reject`);
  }
  const written = flags.partial === undefined ? outputs : [...outputs, { path: flags.partial }];
  for (const { path } of written) await checkWritable(path, names);
  await checkApart(written);
  const interrupt = onInterrupt();
  const { signal } = interrupt;
  const partial = flags.partial === undefined ? null : await PartialFile.create(flags.partial, signal);
  try {
    const saved = await import('../merge.ts');
    const result = await saved.merge(names, { bucketMs, partial, signal });
    const { codes, usable } = readingFaults(result, limit);
    if (usable) await partial?.commit();
    const shown = { ...flags, timezone: flags.timezone ?? result.timezone };
    if (usable) codes.push(...(await printReport(result.report, outputs, shown, signal)));
    return worst([interrupt.code(), ...codes].filter((code) => code !== null));
  } catch (error) {
    return interrupted(error, interrupt);
  } finally {
    partial?.discard();
    interrupt.release();
  }
}
