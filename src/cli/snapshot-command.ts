import { type Command, Option } from 'commander';
import { type ExitCode, worst } from './exit-codes.ts';
import { addInputOptions, type InputFlags, inputNames, runOptionsOf, timePointOf } from './input-options.ts';
import { interrupted, onInterrupt } from './interrupt.ts';
import { writeOut } from './output.ts';
import { readingFaults } from './reading-faults.ts';

interface SnapshotFlags extends InputFlags {
  readonly at: string;
}

const EXAMPLES = `
Examples:
  stream-analytics snapshot players.ndjson --at 2026-05-30T20:41:00Z
  stream-analytics snapshot logs/ --stream main --at +5m
`;

/** Adds the command `snapshot`: what a live dashboard would have shown at one moment. */
export function addSnapshotCommand(program: Command, exit: (code: ExitCode) => void): void {
  addInputOptions(program.command('snapshot'), { window: false })
    .description('say what a live dashboard would have shown at one moment of the log (JSON)')
    .addOption(
      new Option('--at <T>', 'the moment: RFC 3339, +5m from the start, or HH:MM[:SS]').makeOptionMandatory(),
    )
    .addHelpText('after', EXAMPLES)
    .action(async (inputs: string[], flags: SnapshotFlags) => exit(await snapshot(inputs, flags)));
}

async function snapshot(inputs: readonly string[], flags: SnapshotFlags): Promise<ExitCode> {
  const names = inputNames(inputs);
  const asked = await runOptionsOf(flags);
  const at = await timePointOf('--at', flags.at, asked.timezone);
  const interrupt = onInterrupt();
  try {
    const live = await import('../snapshot.ts');
    const result = await live.snapshot(names, { ...asked, signal: interrupt.signal }, at);
    const { codes, usable } = readingFaults(result, null);
    const all = [interrupt.code(), ...codes].filter((code) => code !== null);
    if (usable) await writeOut(`${JSON.stringify(result.snapshot, null, 2)}\n`);
    return worst(all);
  } catch (error) {
    return interrupted(error, interrupt);
  } finally {
    interrupt.release();
  }
}
