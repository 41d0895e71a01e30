/** Exit codes of the contract (product section 7). */
export const ExitCode = {
  ok: 0,
  usage: 2,
  noInput: 3,
  dirtyInput: 4,
  notWritten: 5,
  bug: 70,
  interrupted: 130,
  terminated: 143,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** When several apply, the first of these is the program's: a fault of the surroundings never looks like a verdict. */
const PRECEDENCE: readonly number[] = [
  ExitCode.usage,
  ExitCode.bug,
  ExitCode.interrupted,
  ExitCode.terminated,
  ExitCode.notWritten,
  ExitCode.noInput,
  ExitCode.dirtyInput,
  ExitCode.ok,
];

/** The one exit code of all that apply; 0 when none does. */
export function worst(codes: readonly ExitCode[]): ExitCode {
  const first = PRECEDENCE.find((code) => codes.some((each) => each === code));
  return (first ?? ExitCode.ok) as ExitCode;
}
