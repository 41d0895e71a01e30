import { assembleReport } from './engine/assemble.ts';
import { closeAllOpen } from './engine/close-all-open.ts';
import { UsageError } from './model/errors.ts';
import type { Report } from './model/report.ts';
import { isEmptyReport, nothingLeft } from './reading/nothing-left.ts';
import type { OpenInputs } from './reading/open-inputs.ts';
import { type ReadingResult, readingOf } from './reading/reading-result.ts';
import { expand, type RunInput } from './reading/run-inputs.ts';
import { DEFAULT_LATENESS_MS, type Replayed, replayInto } from './replay-inputs.ts';
import type { RunOptions } from './run-options.ts';
import { ThreadedShards } from './threads/threaded-shards.ts';

export type { RunInput } from './reading/run-inputs.ts';

/** What a run found out. */
export interface RunResult extends ReadingResult {
  readonly report: Report;
  /** Why the window or stream asked for leaves nothing to report, and what to type; null: it leaves something. */
  readonly nothingLeft: string | null;
}

/**
 * Reads the inputs, replays them on their own timestamps and reports what happened.
 *
 * @param names - files, directories, `-` for standard input, or content of the caller's own
 * @throws UsageError for options that cannot be met, LimitError when memory is nearly full; never for what else an
 *   input holds
 */
export async function run(names: readonly RunInput[], options: RunOptions): Promise<RunResult> {
  const { where, by } = options.slices;
  if (options.partial !== null && where.length + by.length > 0) {
    throw new UsageError('--partial: a saved state tells no values apart; leave out --where and --by');
  }
  return await replayInto(
    await expand(names, options.signal),
    options,
    async (inputs, bounds, alone) => {
      const { clock, streamNames } = inputs;
      const { sessionTimeoutMs, slices, stream, threads, shards, timezone } = options;
      const keepsOpen = options.partial !== null;
      const task = { bounds, clock, sessionTimeoutMs, keepsOpen, slices, stream, streamNames };
      const target = new ThreadedShards(inputs, task, { threads, shards, timezone, alone });
      await target.start();
      return target;
    },
    (replayed) => finish(replayed, options),
  );
}

/** What a user needs to know of inputs of which few records could be used, with a map to try for those that are ours. */
export async function hintsOf({ hints }: ReadingResult, inputs: OpenInputs): Promise<readonly string[]> {
  if (hints.length === 0) return hints;
  const { mapHints } = await import('./inspection/map-hint.ts');
  return [...hints, ...mapHints(inputs)];
}

async function finish(replayed: Replayed<ThreadedShards>, options: RunOptions): Promise<RunResult> {
  const { target, inputs, expansion, bounds, replay, read, interrupted } = replayed;
  const fromMs = replay.beganBefore ? bounds.fromMs : target.extent.fromMs;
  const toMs = replay.goesOn ? bounds.toMs : target.extent.toMs;
  const state = await target.end(toMs);
  state.series.read.merge(read);
  const reading = readingOf(inputs, expansion, interrupted);
  const assembling = {
    input: reading.input,
    complete: !reading.damaged && !interrupted && reading.problems.length === 0,
    clock: inputs.clock,
    bounds,
    fromMs,
    toMs,
    streamNames: inputs.streamNames,
    observed: new Set(inputs.sources.flatMap(({ source }) => source.format.observes)),
    sessionTimeoutMs: options.sessionTimeoutMs,
    latenessMs: options.latenessMs ?? DEFAULT_LATENESS_MS,
    bucketMs: options.bucketMs,
    slices: options.slices,
  };
  if (options.partial !== null) {
    const { savePartial } = await import('./exports/partial.ts');
    const { stream, timezone, partial } = options;
    const { beganBefore, goesOn } = replay;
    const { extent } = target;
    savePartial(state, assembling, { ...reading, stream, timezone, extent, beganBefore, goesOn }, partial);
    closeAllOpen(state, bounds, inputs.dictionary, toMs);
  }
  const report = assembleReport(state, assembling);
  const { leftOut } = replayed.accounts;
  const isEmpty = isEmptyReport(report, options.slices) && !interrupted;
  const nothing = isEmpty ? nothingLeft(options, leftOut, true, inputs) : null;
  const hints = await hintsOf(reading, inputs);
  return { report, nothingLeft: nothing, ...reading, hints };
}
