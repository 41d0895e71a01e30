import { InterruptedError } from '../model/errors.ts';
import { ExitCode } from './exit-codes.ts';
import { complain } from './output.ts';

type Signal = 'SIGINT' | 'SIGTERM';

/** What a signal asked for while a run went on. */
export interface Interrupt {
  readonly signal: AbortSignal;
  /** The exit code of the signal that came; null: none did. */
  readonly code: () => ExitCode | null;
  /** Nothing is left to do: the signal ends the program where an abandoned read keeps it from ending by itself. */
  release(): void;
}

/** How long a program that was interrupted may take to end by itself after its last word. */
const ENDS_WITHIN_MS = 200;

/**
 * Turns the first SIGINT or SIGTERM into the wish to stop and print what is known; the second ends at once.
 */
export function onInterrupt(): Interrupt {
  const abort = new AbortController();
  let code: ExitCode | null = null;
  let came: Signal = 'SIGINT';
  const heard =
    (own: ExitCode) =>
    (signal: Signal): void => {
      // Nothing that matters is unwritten: outputs appear only when they are whole.
      if (code !== null) die(signal);
      code = own;
      came = signal;
      abort.abort();
    };
  const interrupted = heard(ExitCode.interrupted);
  const terminated = heard(ExitCode.terminated);
  const die = (signal: Signal): void => {
    stopListening();
    // `process.exit` would wait for a thread that waits for a pipe. A shell reads this death as 130 or 143.
    process.kill(process.pid, signal);
  };
  const stopListening = (): void => {
    process.removeListener('SIGINT', interrupted);
    process.removeListener('SIGTERM', terminated);
  };
  process.on('SIGINT', interrupted);
  process.on('SIGTERM', terminated);
  return {
    signal: abort.signal,
    code: () => code,
    release: () => {
      stopListening();
      if (code === null) return;
      // An abandoned read of standard input can be called off, that of a named pipe cannot.
      process.stdin.destroy();
      setTimeout(() => die(came), ENDS_WITHIN_MS).unref();
    },
  };
}

/**
 * Says that a run ended before there was anything to print.
 *
 * @returns the exit code of the signal
 * @throws every other error, as it is
 */
export function interrupted(error: unknown, { code }: Interrupt): ExitCode {
  if (!(error instanceof InterruptedError)) throw error;
  complain(error.message);
  return code() ?? ExitCode.interrupted;
}
