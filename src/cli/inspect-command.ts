import { type Command, Option } from 'commander';
import { ExitCode } from './exit-codes.ts';
import { addInputOptions, type InputFlags, inputNames, runOptionsOf } from './input-options.ts';
import { complain, writeOut } from './output.ts';
import { addColorOptions, renderOptionsOf, type ViewFlags } from './terminal.ts';

interface InspectFlags extends InputFlags, ViewFlags {
  readonly format: 'table' | 'json';
}

/** Adds the command `inspect`: what an input is, before anything is computed of it. */
export function addInspectCommand(program: Command, exit: (code: ExitCode) => void): void {
  const command = addInputOptions(program.command('inspect'))
    .description('say what an input is: format and why, fields, time span, how clean')
    .addOption(new Option('--format <FORMAT>', 'what to print').choices(['table', 'json']).default('table'));
  addColorOptions(command)
    .addHelpText(
      'after',
      '\nExamples:\n  stream-analytics inspect unknown.log\n  stream-analytics inspect logs/ --format json\n',
    )
    .action(async (inputs: string[], flags: InspectFlags) => exit(await inspect(inputs, flags)));
}

async function inspect(inputs: readonly string[], flags: InspectFlags): Promise<ExitCode> {
  const names = inputNames(inputs);
  const options = await runOptionsOf(flags);
  const inspecting = await import('../inspect.ts');
  const { inspection, problems } = await inspecting.inspect(names, options);
  for (const { name, message } of problems) complain(`${name}: ${message}`);
  if (inspection.files.length === 0) return ExitCode.noInput;
  const { renderInspection, renderInspectionJson } = await import('../renderers/inspect.ts');
  const text =
    flags.format === 'json'
      ? renderInspectionJson(inspection)
      : renderInspection(inspection, renderOptionsOf(flags, false));
  await writeOut(text);
  return problems.length > 0 ? ExitCode.dirtyInput : ExitCode.ok;
}
