import type { Inspection } from './model/inspection.ts';
import type { InputRecord } from './model/record.ts';
import { problemsOf, type ReadingResult } from './reading/reading-result.ts';
import { expand } from './reading/run-inputs.ts';
import type { FirstLook } from './reading/source-reader.ts';
import type { ReplayTarget } from './replay/replay.ts';
import { replayInto } from './replay-inputs.ts';
import type { RunOptions } from './run-options.ts';

/** What `inspect` found out. */
export interface InspectResult {
  readonly inspection: Inspection;
  readonly problems: ReadingResult['problems'];
}

/**
 * Reads the inputs and says what they are: format, fields, span, how clean. Nothing is computed of their events.
 *
 * @throws UsageError for options that cannot be met
 */
export async function inspect(names: readonly string[], options: RunOptions): Promise<InspectResult> {
  const nowhere: ReplayTarget = { foldFree: () => undefined, foldOrdered: () => undefined };
  const { inspectSource } = await import('./inspection/sources.ts');
  const firstOf = new Map<number, readonly InputRecord[]>();
  const onLook = ({ source, content }: FirstLook): void => {
    firstOf.set(source.index, content.first);
  };
  return await replayInto(
    await expand(names, options.signal),
    { ...options, onLook },
    () => nowhere,
    ({ inputs, expansion }) => ({
      problems: problemsOf(inputs, expansion),
      inspection: {
        schema: 'stream-analytics/inspect@1',
        files: inputs.sources.map(({ source }) => inspectSource(source, firstOf.get(source.index) ?? [])),
        clocks: [],
      },
    }),
  );
}
