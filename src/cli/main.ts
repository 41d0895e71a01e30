import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { InputError, OutputError, UsageError } from '../model/errors.ts';
import { limitOf } from '../model/platform-limits.ts';
import { addCatalogueCommands } from './catalogue-commands.ts';
import { addCompletionCommand } from './completion-command.ts';
import { addConvertCommand } from './convert-command.ts';
import { ExitCode } from './exit-codes.ts';
import { addInspectCommand } from './inspect-command.ts';
import { addMergeCommand } from './merge-command.ts';
import { complain, writeErr, writeOut } from './output.ts';
import { addReportCommand } from './report-command.ts';
import { addSchemaCommand } from './schema-command.ts';
import { addSnapshotCommand } from './snapshot-command.ts';
import { addTimelineCommand } from './timeline-command.ts';

/**
 * Runs the program.
 *
 * @param args - the arguments after the program's name
 * @returns the exit code; never calls `process.exit`, which would cut what is still on its way to a pipe
 */
export async function main(args: readonly string[]): Promise<number> {
  let code: ExitCode = ExitCode.ok;
  let help = '';
  const program = makeProgram(
    (own) => {
      code = own;
    },
    (text) => {
      help += text;
    },
  );
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    const own = explain(error, args.includes('--debug'));
    return help === '' ? own : await printHelp(help, own);
  }
}

/** Help and version go the way of every output: a full disk is exit 5, a reader that left is nothing. */
async function printHelp(text: string, code: ExitCode): Promise<ExitCode> {
  try {
    await writeOut(text);
    return code;
  } catch (error) {
    return explain(error, false);
  }
}

function makeProgram(exit: (code: ExitCode) => void, print: (text: string) => void): Command {
  const program = new Command('stream-analytics')
    .description('Replays captures and logs of live streams on their own clock and says what happened.')
    .version(version(), '-V, --version')
    .option('--debug', 'show the stack of an internal error')
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ writeOut: print, writeErr, outputError: (text) => complain(inOurWords(text)) })
    .configureHelp({ showGlobalOptions: false })
    .addHelpText(
      'after',
      '\nStart with:\n  stream-analytics report FILE\n  stream-analytics report --help\n\n' +
        'Exit codes: 0 ok, 2 usage, 3 no usable input, 4 damaged or dirty input, 5 not written, 70 internal error,\n' +
        '130/143 interrupted.\n',
    );
  addReportCommand(program, exit);
  addTimelineCommand(program, exit);
  addSnapshotCommand(program, exit);
  addConvertCommand(program, exit);
  addInspectCommand(program, exit);
  addMergeCommand(program, exit);
  addCatalogueCommands(program, exit);
  addSchemaCommand(program, exit);
  addCompletionCommand(program, exit);
  for (const command of program.commands) {
    command.copyInheritedSettings(program).option('--debug', 'show the stack of an internal error');
  }
  return program;
}

/** A message of the command line library as one line in the style of all others. */
function inOurWords(text: string): string {
  const line = text.trim().replace(/^error: /, '');
  const wrong =
    /^option '(?:-\w, )?(--[\w-]+)[^']*' argument '(.*)' is invalid\. Allowed choices are (.*)\.$/s.exec(
      line,
    );
  if (wrong !== null)
    return `${wrong[1]}: expected ${wrong[3]?.replace(/, ([^,]*)$/, ' or $1')}, found ${wrong[2]}`;
  return line.replace(/\n\(Did you mean (.*)\?\)$/s, (_, meant: string) => `; did you mean ${meant}?`);
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const own = (manifest as { version?: unknown }).version;
  return typeof own === 'string' ? own : 'unknown';
}

/** Says what went wrong in one line, and gives the exit code for it. */
function explain(thrown: unknown, debug: boolean): ExitCode {
  const error = limitOf(thrown) ?? thrown;
  if (error instanceof CommanderError) {
    // Help and version are no faults; commander has printed its own message for everything else.
    return error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
  }
  const known = [
    [UsageError, ExitCode.usage],
    [InputError, ExitCode.noInput],
    [OutputError, ExitCode.notWritten],
  ] as const;
  for (const [kind, code] of known) {
    if (!(error instanceof kind)) continue;
    complain(error.message);
    return code;
  }
  const text = error instanceof Error ? error.message : String(error);
  const detail =
    debug && error instanceof Error ? `\n${error.stack ?? ''}` : '; run again with --debug for the place';
  complain(`internal error, please report it: ${text}${detail}`);
  return ExitCode.bug;
}
