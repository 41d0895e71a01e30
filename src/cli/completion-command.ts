import { Argument, type Command } from 'commander';
import { ExitCode } from './exit-codes.ts';
import { writeOut } from './output.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** What can follow a command's name, as commander knows it. */
interface Completed {
  readonly name: string;
  /** Long and short flags. */
  readonly flags: readonly string[];
  /** Flag → the words it takes; only flags that take one of a few. */
  readonly choices: readonly (readonly [flag: string, words: readonly string[]])[];
  /** Words that its argument may be; none: a file. */
  readonly words: readonly string[];
}

/** Adds the command `completion`: a script for a shell, made from the commands as they are. */
export function addCompletionCommand(program: Command, exit: (code: ExitCode) => void): void {
  program
    .command('completion')
    .description('print a script that completes commands, options and their values in a shell')
    .addArgument(new Argument('<SHELL>', 'the shell').choices(SHELLS))
    .addHelpText(
      'after',
      '\nExamples:\n  stream-analytics completion bash > ~/.local/share/bash-completion/completions/stream-analytics\n' +
        '  stream-analytics completion fish > ~/.config/fish/completions/stream-analytics.fish\n',
    )
    .action(async (shell: (typeof SHELLS)[number]) => {
      const commands = program.commands.map(completedOf);
      const script = shell === 'fish' ? fishScript(commands) : bashScript(commands);
      // zsh runs completions of bash by itself.
      const head = shell === 'zsh' ? 'autoload -U +X bashcompinit && bashcompinit\n' : '';
      await writeOut(head + script);
      exit(ExitCode.ok);
    });
}

function completedOf(command: Command): Completed {
  const options = command.options.filter((option) => !option.hidden);
  return {
    name: command.name(),
    flags: options
      .flatMap(({ short, long }) => [short, long].filter((flag) => flag !== undefined))
      .concat('--help'),
    choices: options.flatMap(({ long, argChoices }) =>
      long == null || argChoices === undefined ? [] : [[long, argChoices] as const],
    ),
    words: command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
  };
}

/** Names and flags are our own words, so nothing needs quoting. */
function bashScript(commands: readonly Completed[]): string {
  const cases = commands.map(({ name, flags, choices, words }) => {
    const values = choices.map(
      ([flag, each]) =>
        `        ${flag}) COMPREPLY=($(compgen -W '${each.join(' ')}' -- "$word")); return ;;\n`,
    );
    const plain = words.length === 0 ? '-f' : `-W '${words.join(' ')}'`;
    return (
      `    ${name})\n` +
      (values.length === 0 ? '' : `      case "$before" in\n${values.join('')}      esac\n`) +
      `      if [[ $word == -* ]]; then COMPREPLY=($(compgen -W '${flags.join(' ')}' -- "$word"))\n` +
      `      else COMPREPLY=($(compgen ${plain} -- "$word")); fi ;;\n`
    );
  });
  const names = commands.map(({ name }) => name).join(' ');
  return (
    '_stream_analytics() {\n' +
    `  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]}\n` +
    '  COMPREPLY=()\n' +
    `  if [[ $COMP_CWORD == 1 ]]; then COMPREPLY=($(compgen -W '${names}' -- "$word")); return; fi\n` +
    `  case "\${COMP_WORDS[1]}" in\n` +
    `${cases.join('')}  esac\n}\n` +
    'complete -o filenames -F _stream_analytics stream-analytics\n'
  );
}

function fishScript(commands: readonly Completed[]): string {
  const lines = commands.flatMap(({ name, flags, choices, words }) => {
    const inside = `complete -c stream-analytics -n '__fish_seen_subcommand_from ${name}'`;
    const plain = flags.map((flag) =>
      flag.startsWith('--') ? `${inside} -l ${flag.slice(2)}` : `${inside} -s ${flag.slice(1)}`,
    );
    return [
      `complete -c stream-analytics -n __fish_use_subcommand -f -a ${name}`,
      ...plain,
      ...choices.map(([flag, each]) => `${inside} -l ${flag.slice(2)} -x -a '${each.join(' ')}'`),
      ...(words.length === 0 ? [] : [`${inside} -f -a '${words.join(' ')}'`]),
    ];
  });
  return `${lines.join('\n')}\n`;
}
