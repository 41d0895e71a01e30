import { UsageError } from '../model/errors.ts';
import type { OpenInputs } from './open-inputs.ts';

/**
 * A name that no input has is a slip of the pen: silently ignored, it would shift nothing.
 *
 * @param flag - the option whose values are given by input
 * @throws UsageError naming the inputs there are
 */
export function checkNamed(
  flag: string,
  values: ReadonlyMap<string, number>,
  { sources, refusals }: OpenInputs,
): void {
  const known = [...sources.map(({ source }) => source.entry.name), ...refusals.map(({ name }) => name)];
  for (const typed of values.keys()) {
    if (known.some((name) => name === typed || name.endsWith(`/${typed}`))) continue;
    throw new UsageError(`${flag} ${typed}: no input has this name; there are ${known.join(', ')}`);
  }
}
