import { type Command, Option } from 'commander';
import { UsageError } from '../model/errors.ts';
import type { RunOptions } from '../run-options.ts';
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
import { readingFaults } from './reading-faults.ts';
import { addWhereOption, type SliceFlags, slicesOf } from './slice-options.ts';
import { addColorOptions, renderOptionsOf, type ViewFlags } from './terminal.ts';
import { tolerance } from './tolerance.ts';

interface TimelineFlags extends InputFlags, Pick<SliceFlags, 'where'>, ViewFlags {
  readonly format: 'table' | 'csv' | 'ndjson' | 'json';
  readonly metric?: readonly string[];
}

const EXAMPLES = `
Examples:
  stream-analytics timeline logs/ --metric rebuffer_ratio --metric cdn.error_ratio
  stream-analytics timeline players.ndjson --bucket 1m --format csv
`;

/** Adds the command `timeline`: figures over log time. */
export function addTimelineCommand(program: Command, exit: (code: ExitCode) => void): void {
  const command = addWhereOption(addBucketOption(addInputOptions(program.command('timeline'))))
    .description('show figures over log time: sparklines, or a value for every bucket')
    .option('--metric <PATH>', 'only this figure, e.g. viewers.rebuffer_ratio (repeatable)', collect)
    .option('--full', 'every figure that has a value over time')
    .addOption(
      new Option('--format <FORMAT>', 'what to print')
        .choices(['table', 'csv', 'ndjson', 'json'])
        .default('table'),
    );
  addColorOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (inputs: string[], flags: TimelineFlags) => exit(await timeline(inputs, flags)));
}

async function timeline(inputs: readonly string[], flags: TimelineFlags): Promise<ExitCode> {
  const names = inputNames(inputs);
  const asked = { ...(await runOptionsOf(flags)), slices: slicesOf(flags) };
  const paths = flags.metric === undefined ? null : await pathsOf(flags.metric);
  const interrupt = onInterrupt();
  const options: RunOptions = { ...asked, signal: interrupt.signal };
  try {
    const { run } = await import('../pipeline.ts');
    const result = await run(names, options);
    const { codes, usable } = readingFaults(result, tolerance());
    const { series, ...report } = result.report;
    if (usable && series === undefined) {
      complain('nothing in the input has a value over time');
      codes.push(ExitCode.noInput);
    }
    if (usable && series !== undefined) {
      const { withColumns } = await import('../metrics/series-paths.ts');
      const { TIMELINES } = await import('../renderers/index.ts');
      const renderer = await TIMELINES[flags.format]();
      const shown = paths === null ? series : withColumns(series, paths);
      const view = renderOptionsOf({ ...flags, full: flags.full ?? paths !== null }, true);
      await writeOut(renderer.render({ ...report, series: shown }, view));
    }
    return worst([interrupt.code(), ...codes].filter((code) => code !== null));
  } catch (error) {
    return interrupted(error, interrupt);
  } finally {
    interrupt.release();
  }
}

/** @throws UsageError for a figure that no series has */
async function pathsOf(typed: readonly string[]): Promise<string[]> {
  const { findSeriesPath } = await import('../metrics/series-paths.ts');
  const paths = typed.map((name) => {
    const { path, candidates } = findSeriesPath(name);
    if (path !== null) return path;
    const meant = candidates.join(' or ');
    throw new UsageError(`--metric: expected the path of a series, found ${name}; did you mean ${meant}?`);
  });
  return [...new Set(paths)];
}
