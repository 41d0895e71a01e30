import { LimitError } from './errors.ts';

/** Entries of one `Map` or `Set`: V8 refuses the next. */
export const MAX_MAP_ENTRIES = 2 ** 24;
/** UTF-16 units of one string: V8 refuses a longer one. */
export const MAX_STRING_UNITS = 2 ** 29 - 24;
/** Numbers of one typed array, in Node 20. */
export const MAX_ARRAY_NUMBERS = 2 ** 32;
/** Bytes of the scanner's memory: its addresses are 32 bits wide. */
export const MAX_SCANNER_BYTES = 2 ** 32;

/** What helps when there is too much in an input, whatever it is of. */
export const READ_LESS = 'end earlier with --to, or split the input by viewer';

/** What V8, Node and the system say when a limit is passed, which it is, and what helps. */
const REFUSALS: readonly (readonly [says: RegExp, limit: string, advice?: string])[] = [
  [/^(Map|Set) maximum size exceeded$/, `a table of more than ${MAX_MAP_ENTRIES} entries`],
  [/^Invalid string length$/, `a text of more than ${MAX_STRING_UNITS} characters`],
  [/^Cannot create a string longer than/, `a text of more than ${MAX_STRING_UNITS} characters`],
  // A short length that is refused, or one below 0, is no limit but a fault of ours.
  [/^Invalid typed array length: \d{9,}$/, `an array of more than ${MAX_ARRAY_NUMBERS} numbers`],
  [/^Array buffer allocation failed$/, 'the system gives the process no more memory'],
  [/^E[MN]FILE: /, 'the system lets the process open no more files', 'allow more with ulimit -n'],
];

/**
 * The limit of the platform that an error tells of.
 *
 * @returns null for every other error
 */
export function limitOf(error: unknown): LimitError | null {
  if (error instanceof LimitError) return error;
  if (!(error instanceof Error)) return null;
  const [, limit, advice = READ_LESS] = REFUSALS.find(([says]) => says.test(error.message)) ?? [];
  return limit === undefined ? null : new LimitError(limit, advice);
}
