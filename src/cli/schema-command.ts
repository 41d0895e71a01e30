import { Argument, type Command } from 'commander';
import { nearNames } from '../model/edit-distance.ts';
import { UsageError } from '../model/errors.ts';
import { SCHEMA_NAMES } from '../model/schema-names.ts';
import { ExitCode } from './exit-codes.ts';
import { writeOut } from './output.ts';

/** Adds the command `schema`: the JSON Schema of an output, for those who read it with another program. */
export function addSchemaCommand(program: Command, exit: (code: ExitCode) => void): void {
  program
    .command('schema')
    .description('print the JSON Schema (2020-12) of what a command prints as JSON')
    .addArgument(
      // The choices are for help and completion; a wrong one is answered below, with the nearest.
      new Argument('<NAME>', 'the command').choices(SCHEMA_NAMES).argParser((name: string) => name),
    )
    .addHelpText(
      'after',
      '\nExamples:\n  stream-analytics schema report > report.schema.json\n  stream-analytics schema inspect\n',
    )
    .action(async (name: string) => exit(await schema(name)));
}

async function schema(typed: string): Promise<ExitCode> {
  const name = SCHEMA_NAMES.find((each) => each === typed);
  if (name === undefined) {
    const near = nearNames(typed, SCHEMA_NAMES);
    const meant = near.length === 0 ? '' : `did you mean ${near.join(' or ')}? `;
    throw new UsageError(`no schema is called ${typed}; ${meant}known are ${SCHEMA_NAMES.join(', ')}`);
  }
  const { loadSchema } = await import('../schemas/index.ts');
  const { jsonText } = await import('../renderers/json-text.ts');
  await writeOut(jsonText(await loadSchema(name), new Set()));
  return ExitCode.ok;
}
