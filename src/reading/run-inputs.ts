import { type Expansion, expandInputs } from '../input/expand.ts';
import { unlessAborted } from './until-aborted.ts';

/** A file, a directory, `-` for standard input; or content, decompressed or not, that the caller reads himself. */
export type RunInput = string | AsyncIterable<Uint8Array>;

/** Named inputs first, then the caller's own; those are called `input 1`, `input 2` … */
export async function expand(
  inputs: readonly RunInput[],
  signal: AbortSignal | null = null,
): Promise<Expansion> {
  const paths = inputs.filter((input) => typeof input === 'string');
  const named = await unlessAborted(expandInputs(paths), signal);
  const streams = inputs.filter((input) => typeof input !== 'string');
  const own = streams.map((stream, at) => ({
    name: `input ${at + 1}`,
    path: null,
    fromDirectory: false,
    stream,
  }));
  return { ...named, entries: [...named.entries, ...own], notes: named.notes, problems: named.problems };
}
