import { type Command, Option } from 'commander';
import type { ByteSink } from '../convert.ts';
import type { ExportFormat } from '../exports/index.ts';
import { UsageError } from '../model/errors.ts';
import type { RunOptions } from '../run-options.ts';
import { checkWritable } from './destination.ts';
import { type ExitCode, worst } from './exit-codes.ts';
import { addInputOptions, collect, type InputFlags, inputNames, runOptionsOf } from './input-options.ts';
import { interrupted, onInterrupt } from './interrupt.ts';
import { writeOut } from './output.ts';
import { PlacedFile } from './placed-file.ts';
import { addProgressOptions, ProgressLine } from './progress.ts';
import { readingFaults } from './reading-faults.ts';
import { addRejectsOption, RejectsFile } from './rejects-file.ts';
import { addTolerance, tolerance } from './tolerance.ts';

interface ConvertFlags extends InputFlags {
  readonly as?: ExportFormat;
  readonly output?: readonly string[];
  readonly rejects?: string;
  readonly maxBad?: string;
  readonly progress?: boolean;
}

/** Formats by the ending of a file's name, which is their own. */
const FORMATS: readonly ExportFormat[] = ['ndjson', 'csv', 'parquet'];

const EXAMPLES = `
Examples:
  stream-analytics convert logs/ --as ndjson | grep '"type":"rebuffer"'
  stream-analytics convert capture.ts edge.csv.gz -o event.parquet
`;

/** Adds the command `convert`: the inputs as canonical events, for other tools. */
export function addConvertCommand(program: Command, exit: (code: ExitCode) => void): void {
  const command = addInputOptions(program.command('convert'))
    .description('write the events of all inputs in one form and in order of time, for other tools')
    .addOption(new Option('--as <FORMAT>', 'form of the events').choices(FORMATS))
    .option(
      '-o, --output <FILE>',
      'write to FILE instead of standard output; its ending names the format, too',
      collect,
    );
  addProgressOptions(addRejectsOption(addTolerance(command)))
    .addHelpText('after', EXAMPLES)
    .action(async (inputs: string[], flags: ConvertFlags) => exit(await convert(inputs, flags)));
}

async function convert(inputs: readonly string[], flags: ConvertFlags): Promise<ExitCode> {
  const names = inputNames(inputs);
  const limit = tolerance(flags.maxBad);
  const asked = await runOptionsOf(flags);
  const { format, path } = outputOf(flags);
  for (const written of [path, flags.rejects]) {
    if (written !== undefined) await checkWritable(written, names);
  }
  const interrupt = onInterrupt();
  const { signal } = interrupt;
  const rejects = flags.rejects === undefined ? null : await RejectsFile.create(flags.rejects, signal);
  const file = path === undefined ? null : await PlacedFile.create(path, { mode: 0o666, signal });
  const line = (flags.progress ?? process.stderr.isTTY === true) ? new ProgressLine() : null;
  const options: RunOptions = { ...asked, rejects, onProgress: line?.show ?? null, signal };
  const program = await import('../convert.ts');
  try {
    const result = await program.convert(
      names,
      options,
      format,
      file === null ? standardOutput(signal) : into(file),
    );
    line?.clear();
    await rejects?.commit();
    const { codes, usable } = readingFaults(result, limit);
    // Events up to an interruption are no whole file.
    if (usable && !result.interrupted) await file?.commit();
    return worst([interrupt.code(), ...codes].filter((code) => code !== null));
  } catch (error) {
    line?.clear();
    rejects?.discard();
    if (error instanceof program.ReaderLeft) return worst([interrupt.code()].filter((code) => code !== null));
    return interrupted(error, interrupt);
  } finally {
    file?.discard();
    interrupt.release();
  }
}

/** Standard output. A reader that takes its time does not keep an interrupt from being heard. */
function standardOutput(signal: AbortSignal): ByteSink {
  const write = (bytes: Uint8Array): Promise<boolean> =>
    new Promise((resolve, reject) => {
      const stop = () => resolve(false);
      if (signal.aborted) stop();
      else {
        signal.addEventListener('abort', stop, { once: true });
        const written = writeOut(bytes).finally(() => signal.removeEventListener('abort', stop));
        written.then(resolve, reject);
      }
    });
  return { write, restart: null };
}

function into(file: PlacedFile): ByteSink {
  const write = (bytes: Uint8Array): Promise<boolean> => {
    file.write(bytes);
    return Promise.resolve(true);
  };
  return { write, restart: () => file.restart() };
}

/** The format and the file asked for; no file: standard output. */
function outputOf({ as, output = [] }: ConvertFlags): {
  readonly format: ExportFormat;
  readonly path: string | undefined;
} {
  const [typed, ...others] = output;
  if (others.length > 0) throw new UsageError(`-o ${others[0]}: expected one output, found a second`);
  const named = FORMATS.find((format) => typed?.startsWith(`${format}=`) === true);
  const path = named === undefined ? typed : typed?.slice(named.length + 1);
  const ending = path === undefined ? '' : (/\.([^./]*)$/.exec(path)?.[1]?.toLowerCase() ?? '');
  const byName = named ?? FORMATS.find((format) => format === ending);
  if (as !== undefined && byName !== undefined && as !== byName) {
    throw new UsageError(`--as ${as}: -o ${typed} says ${byName}`);
  }
  const format = as ?? byName;
  if (format === 'parquet' && path === undefined && process.stdout.isTTY === true) {
    throw new UsageError('--as parquet: is no text; type -o FILE.parquet');
  }
  if (format !== undefined) return { format, path };
  if (path === undefined) throw new UsageError(`--as: expected ${FORMATS.join(' or ')}, found nothing`);
  const endings = FORMATS.map((known) => `.${known}`).join(' or ');
  throw new UsageError(`-o ${path}: expected a name ending in ${endings}, or --as`);
}
