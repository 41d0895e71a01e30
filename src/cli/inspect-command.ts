import { type Command, Option } from 'commander';
import { OutputError, UsageError } from '../model/errors.ts';
import type { Inspection } from '../model/inspection.ts';
import { checkWritable } from './destination.ts';
import { ExitCode, worst } from './exit-codes.ts';
import { addInputOptions, type InputFlags, inputNames, runOptionsOf } from './input-options.ts';
import { complain, writeOut } from './output.ts';
import { PlacedFile } from './placed-file.ts';
import { addColorOptions, renderOptionsOf, type ViewFlags } from './terminal.ts';

interface InspectFlags extends InputFlags, ViewFlags {
  readonly format: 'table' | 'json';
  readonly output?: string;
}

const EXAMPLES = `
Examples:
  stream-analytics inspect unknown.log
  stream-analytics inspect unknown.log -o map.yaml
  stream-analytics inspect logs/ --format json
`;

/** Adds the command `inspect`: what an input is, before anything is computed of it. */
export function addInspectCommand(program: Command, exit: (code: ExitCode) => void): void {
  const command = addInputOptions(program.command('inspect'))
    .description('say what an input is: format and why, fields, time span, how clean; propose a field map')
    .addOption(new Option('--format <FORMAT>', 'what to print').choices(['table', 'json']).default('table'))
    .option('-o, --output <FILE>', 'write the proposed field map to FILE.yaml, for --map');
  addColorOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (inputs: string[], flags: InspectFlags) => exit(await inspect(inputs, flags)));
}

async function inspect(inputs: readonly string[], flags: InspectFlags): Promise<ExitCode> {
  const names = inputNames(inputs);
  const output = flags.output === undefined ? null : mapFile(flags.output);
  const options = await runOptionsOf(flags);
  if (output !== null) await checkWritable(output, names);
  const inspecting = await import('../inspect.ts');
  const { inspection, problems } = await inspecting.inspect(names, options);
  for (const { name, message } of problems) complain(`${name}: ${message}`);
  if (inspection.files.length === 0) return ExitCode.noInput;
  const codes: ExitCode[] = problems.length > 0 ? [ExitCode.dirtyInput] : [];
  if (output !== null) codes.push(await writeMap(inspection, output));
  const { renderInspection, renderInspectionJson } = await import('../renderers/inspect.ts');
  const text =
    flags.format === 'json'
      ? renderInspectionJson(inspection)
      : renderInspection(inspection, renderOptionsOf(flags, false));
  await writeOut(text);
  return worst(codes);
}

/** @throws UsageError when several inputs need a map of their own */
async function writeMap({ files }: Inspection, path: string): Promise<ExitCode> {
  const unread = files.filter(({ proposed_map }) => proposed_map !== null);
  if (unread.length > 1) {
    const all = unread.map(({ name }) => name).join(', ');
    throw new UsageError(`-o ${path}: one map is for one log, inspect them one by one: ${all}`);
  }
  const file = unread[0] ?? files[0];
  const { renderMapYaml } = await import('../renderers/map-yaml.ts');
  try {
    const placed = await PlacedFile.create(path, { mode: 0o666 });
    placed.write(renderMapYaml(file?.proposed_map ?? null, file?.name ?? '-'));
    await placed.commit();
    return ExitCode.ok;
  } catch (error) {
    if (!(error instanceof OutputError)) throw error;
    complain(error.message);
    return ExitCode.notWritten;
  }
}

function mapFile(typed: string): string {
  if (/\.ya?ml$/i.test(typed)) return typed;
  throw new UsageError(`-o ${typed}: expected a name ending in .yaml`);
}
