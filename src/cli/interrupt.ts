import { ExitCode } from './exit-codes.ts';

/** What a signal asked for while a run went on. */
export interface Interrupt {
  readonly signal: AbortSignal;
  /** The exit code of the signal that came; null: none did. */
  readonly code: () => ExitCode | null;
  release(): void;
}

/**
 * Turns the first SIGINT or SIGTERM into the wish to stop and print what is known; the second ends at once.
 */
export function onInterrupt(): Interrupt {
  const abort = new AbortController();
  let code: ExitCode | null = null;
  const heard = (own: ExitCode) => (): void => {
    // Nothing that matters is unwritten: outputs appear only when they are whole.
    if (code !== null) process.exit(own);
    code = own;
    abort.abort();
  };
  const interrupted = heard(ExitCode.interrupted);
  const terminated = heard(ExitCode.terminated);
  process.on('SIGINT', interrupted);
  process.on('SIGTERM', terminated);
  return {
    signal: abort.signal,
    code: () => code,
    release: () => {
      process.removeListener('SIGINT', interrupted);
      process.removeListener('SIGTERM', terminated);
    },
  };
}
