import { LiveEngine } from './live/live-engine.ts';
import { type Snapshot, snapshotOf } from './live/snapshot.ts';
import { UsageError } from './model/errors.ts';
import { hintsOf, type RunInput } from './pipeline.ts';
import { nothingLeft } from './reading/nothing-left.ts';
import type { OpenInputs } from './reading/open-inputs.ts';
import { type ReadingResult, readingOf } from './reading/reading-result.ts';
import { expand } from './reading/run-inputs.ts';
import { resolveWindow, type TimePoint } from './reading/window.ts';
import { replayInto } from './replay-inputs.ts';
import type { RunOptions } from './run-options.ts';
import { streamTest } from './threads/shard-task.ts';

/** What a live dashboard would have shown, and how reading went. */
export interface SnapshotResult extends ReadingResult {
  readonly snapshot: Snapshot;
  /** Why the stream or moment asked for leaves nothing to show, and what to type; null: it leaves something. */
  readonly nothingLeft: string | null;
}

/** Streams that a message lists before it counts the rest. */
const LISTED = 10;

/** The nil UUID of RFC 9562: what stands for a stream where no record names one, as the reference has no null there. */
const NO_STREAM = '00000000-0000-0000-0000-000000000000';

/**
 * Replays the inputs up to and including an instant and reads the live view there (product section 8).
 *
 * @param options - as for a report; `from` and `to` are not looked at, a snapshot needs everything up to `at`
 * @param at - typed as `--from` is: an instant, `+5m` from the log's start, or a time of day
 * @throws UsageError for options that cannot be met, and when the records up to then name several streams and
 *   `options.stream` none
 */
export async function snapshot(
  names: readonly RunInput[],
  options: RunOptions,
  at: TimePoint,
): Promise<SnapshotResult> {
  return await replayInto(
    await expand(names, options.signal),
    options,
    (inputs) => {
      const { dictionary, dims, clock } = inputs;
      const wantsStream = streamTest(options.stream, dictionary, inputs.streamNames);
      return new LiveEngine({
        dictionary,
        dims,
        clock,
        sessionTimeoutMs: options.sessionTimeoutMs,
        wantsStream,
      });
    },
    async (replayed) => {
      const streamId = streamOf(replayed.target.streamIds(), options.stream, replayed.inputs);
      const { inputs, interrupted } = replayed;
      const reading = readingOf(inputs, replayed.expansion, interrupted);
      const asked = { stream: options.stream, from: null, to: at };
      const { leftOut } = replayed.accounts;
      const { used } = reading.input;
      // Records of no stream are looked at as well where none is asked for.
      const isSeen = replayed.target.streamIds().includes(streamId) || (options.stream === null && used > 0);
      return {
        snapshot: snapshotOf(replayed.target, streamId, replayed.bounds.toMs - 1),
        nothingLeft: interrupted || isSeen ? null : nothingLeft(asked, leftOut, used === 0, inputs),
        ...reading,
        hints: await hintsOf(reading, inputs),
      };
    },
    {
      windowOf: ({ earliestMs, clock }) => {
        const { fromMs } = resolveWindow(at, null, earliestMs, clock, options.timezone);
        // Times are whole ms, so a window up to the next one holds what happens at the instant itself.
        return { fromMs: Number.NEGATIVE_INFINITY, toMs: fromMs + 1 };
      },
    },
  );
}

/** The id of the stream that is looked at. */
function streamOf(seen: readonly string[], asked: string | null, { streamNames }: OpenInputs): string {
  if (asked !== null) {
    const named = [...streamNames].find(([, name]) => name === asked)?.[0];
    return seen.includes(asked) ? asked : (named ?? asked);
  }
  const [first = NO_STREAM, ...others] = seen;
  if (others.length === 0) return first;
  const known = seen.slice(0, LISTED).map((id) => {
    const name = streamNames.get(id);
    return name === undefined ? id : `${name} (${id})`;
  });
  const rest = seen.length > LISTED ? ` and ${seen.length - LISTED} more` : '';
  throw new UsageError(
    `the input holds several streams; type --stream with one of: ${known.join(', ')}${rest}`,
  );
}
