import { UsageError } from './model/errors.ts';
import type { Report } from './model/report.ts';
import type { RunInput } from './pipeline.ts';
import { DEFAULT_OPTIONS, type RunOptions } from './run-options.ts';

export { type FieldMapText, fieldMap } from './formats/field-map-text.ts';
export { Analytics } from './live/analytics.ts';
export { InputError, LimitError, UsageError } from './model/errors.ts';
export type { FieldMap } from './model/field-map.ts';
export type * from './model/report.ts';
export type { RunInput } from './pipeline.ts';
export type { Progress, RunOptions } from './run-options.ts';

/**
 * Replays captures and logs on their own timestamps and reports what happened.
 *
 * @param inputs - files, directories, `-` for standard input, or content as an iterable of bytes; compression and
 *   format are detected
 * @param options - as the command line has them; what is left out has the same default. `signal` stops the run: the
 *   report is then of what was read, with `complete: false`
 * @returns the Report; figures without data are null, with the reason under `notes`
 * @throws UsageError for options that cannot be met, or when there is no input; LimitError when memory is nearly full;
 *   never for what else an input holds
 */
export async function analyze(
  inputs: readonly RunInput[],
  options: Partial<RunOptions> = {},
): Promise<Report> {
  if (inputs.length === 0) throw new UsageError('no input: name a file or hand over an iterable of bytes');
  const { run } = await import('./pipeline.ts');
  const { report } = await run(inputs, { ...DEFAULT_OPTIONS, ...options });
  return report;
}

/**
 * Adds saved states up to the report that one run over all their inputs would have given. A state is what `analyze` hands
 * to its option `partial` piece by piece, and what `report --partial FILE` writes.
 *
 * @param parts - files of saved states, compressed or not
 * @param options - `bucketMs`: width of the buckets of the series, whole seconds
 * @throws InputError naming the file and the line of what is no saved state, or not whole
 * @throws UsageError when parts do not add up: other versions or options, the same input or viewer twice
 */
export async function merge(
  parts: readonly string[],
  { bucketMs = null, signal = null }: Partial<Pick<RunOptions, 'bucketMs' | 'signal'>> = {},
): Promise<Report> {
  const saved = await import('./merge.ts');
  const { report } = await saved.merge(parts, { bucketMs, signal, partial: null });
  return report;
}
