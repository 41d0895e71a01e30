import { inspectFields } from './inspection/fields.ts';
import type { InspectedField, Inspection } from './model/inspection.ts';
import { expand, replayInto } from './pipeline.ts';
import { fileReport } from './reading/input-report.ts';
import { problemsOf, type ReadingResult } from './reading/reading-result.ts';
import type { FirstLook } from './reading/source-reader.ts';
import type { ReplayTarget } from './replay/replay.ts';
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
  const fieldsOf = new Map<number, InspectedField[]>();
  const onLook = ({ source, content }: FirstLook): void => {
    fieldsOf.set(source.index, inspectFields(content.first, source.format, source.context.fields));
  };
  return await replayInto(
    await expand(names, options.signal),
    { ...options, onLook },
    () => nowhere,
    ({ inputs, expansion }) => ({
      problems: problemsOf(inputs, expansion),
      inspection: {
        schema: 'stream-analytics/inspect@1',
        files: inputs.sources.map(({ source }) => {
          const { ledger, reason, runnerUp } = source;
          const fields = fieldsOf.get(source.index) ?? [];
          const unknown = fields.filter((field) => field.mapped_to === null).map(({ name }) => name);
          return { ...fileReport(ledger), reason, runner_up: runnerUp, fields, unknown };
        }),
        clocks: [],
      },
    }),
  );
}
