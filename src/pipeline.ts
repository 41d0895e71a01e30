import { assembleReport } from './engine/assemble.ts';
import type { Bounds } from './engine/bounds.ts';
import { closeAllOpen } from './engine/close-all-open.ts';
import { NeedsOneShard } from './engine/shards.ts';
import type { Expansion } from './input/expand.ts';
import { UsageError } from './model/errors.ts';
import { limitOf } from './model/platform-limits.ts';
import type { Report } from './model/report.ts';
import { Accounts } from './reading/accounts.ts';
import { checkMap } from './reading/check-map.ts';
import { checkNamed } from './reading/check-named.ts';
import type { Reject } from './reading/ledger.ts';
import { isEmptyReport, nothingLeft } from './reading/nothing-left.ts';
import { closeAll, type OpenInputs, type OpeningOptions, openAll } from './reading/open-inputs.ts';
import { type ReadingResult, readingOf } from './reading/reading-result.ts';
import { RecordFeed } from './reading/record-feed.ts';
import { expand, type RunInput } from './reading/run-inputs.ts';
import { unlessAborted } from './reading/until-aborted.ts';
import { watcher } from './reading/watcher.ts';
import { resolveWindow } from './reading/window.ts';
import { DuplicateWindow } from './replay/duplicates.ts';
import { Replay, type ReplayInput, type ReplayTarget } from './replay/replay.ts';
import { NeedsOrder, NeedsSorting } from './replay/row-feed.ts';
import { RunFolder } from './replay/run-file.ts';
import type { RunOptions } from './run-options.ts';
import { MemoryWatch } from './threads/memory-watch.ts';
import { streamTest } from './threads/shard-task.ts';
import { ThreadedShards } from './threads/threaded-shards.ts';

export type { RunInput } from './reading/run-inputs.ts';

/** What a run found out. */
export interface RunResult extends ReadingResult {
  readonly report: Report;
  /** Why the window or stream asked for leaves nothing to report, and what to type; null: it leaves something. */
  readonly nothingLeft: string | null;
}

const DEFAULT_LATENESS_MS = 10_000;
/** Identities are remembered at least this long (product section 4). */
const DUPLICATE_MS = 60_000;

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

/** Where the rows of a run go. */
export interface RunTarget extends ReplayTarget {
  /** Called between two blocks of an input. */
  onBlock?(): void;
  /** Why something of the target failed, where that comes to light only after the failure itself. */
  reasonOf?(error: unknown): Promise<unknown>;
  /** Called at the end, whatever came of the run. */
  close?(): Promise<void>;
}

/** Everything known when the last row was folded. */
export interface Replayed<Target> {
  readonly target: Target;
  readonly inputs: OpenInputs;
  readonly expansion: Expansion;
  readonly bounds: Bounds;
  readonly replay: Replay;
  readonly accounts: Accounts;
  readonly interrupted: boolean;
}

/** How inputs are replayed, beyond the options of the run. */
export interface ReplayWay {
  /** What is replayed; `--from` and `--to` unless said otherwise. */
  readonly windowOf?: (inputs: OpenInputs) => Bounds;
  /** What is told in the order of log time; `sessions` unless said otherwise. */
  readonly inOrder?: 'sessions' | 'all';
  /** What is known of inputs that must be read otherwise than they seem; what turns out is added. */
  readonly modes?: Map<number, 'own' | 'sorted'>;
}

/**
 * Replays inputs into a target; when the log shows late that it must be read differently, everything starts again
 * with a new target, so that nothing on disk is lost to its order.
 */
export async function replayInto<Target extends RunTarget, Result>(
  expansion: Expansion,
  options: RunOptions & Pick<OpeningOptions, 'onLook'>,
  makeTarget: (inputs: OpenInputs, bounds: Bounds, alone: boolean) => Target | Promise<Target>,
  end: (replayed: Replayed<Target>) => Result | Promise<Result>,
  way: ReplayWay = {},
): Promise<Result> {
  const { from, to, timezone, rejects } = options;
  const windowOf = ({ earliestMs, clock }: OpenInputs) =>
    resolveWindow(from, to, earliestMs, clock, timezone);
  const { inOrder = 'sessions', modes = new Map<number, 'own' | 'sorted'>() } = way;
  const onReject = rejects === null ? null : (reject: Reject) => rejects.add(reject);
  let alone = false;
  for (;;) {
    const opening = openAll(expansion.entries, { ...options, onReject });
    const inputs = await unlessAborted(opening, options.signal, (late) => void closeAll(late));
    let target: Target | null = null;
    try {
      const bounds = (way.windowOf ?? windowOf)(inputs);
      target = await makeTarget(inputs, bounds, alone);
      return await end(await replayOnce(expansion, inputs, { modes, inOrder }, options, bounds, target));
    } catch (error) {
      if (error instanceof NeedsSorting) modes.set(error.source, 'sorted');
      else if (error instanceof NeedsOrder) modes.set(error.source, 'own');
      else if (error instanceof NeedsOneShard) alone = true;
      else throw limitOf(error) ?? error;
      rejects?.restart();
    } finally {
      await target?.close?.();
      await closeAll(inputs);
    }
  }
}

async function replayOnce<Target extends RunTarget>(
  expansion: Expansion,
  inputs: OpenInputs,
  { modes, inOrder }: Required<Pick<ReplayWay, 'modes' | 'inOrder'>>,
  options: RunOptions,
  bounds: Bounds,
  target: Target,
): Promise<Replayed<Target>> {
  const { clock, sources, filesAtOnce } = inputs;
  checkMap(options.map, inputs);
  checkNamed('--start', options.starts, inputs);
  checkNamed('--offset', options.offsets, inputs);
  const goOn = watcher(inputs, options.onProgress, options.signal);
  const watch = () => {
    target.onBlock?.();
    return goOn();
  };
  const memory = new MemoryWatch();
  inputs.dictionary.expectRoom = (bytes) => memory.expectRoom(bytes);
  const heard = (feed: RecordFeed) => memory.checkAt(feed);
  const feeds = new Map(sources.map(({ source }) => [source.index, new RecordFeed(source, watch, heard)]));
  const latenessMs = options.latenessMs ?? DEFAULT_LATENESS_MS;
  const duplicates = new DuplicateWindow(Math.max(DUPLICATE_MS, options.latenessMs ?? 0));
  const wantsStream = streamTest(options.stream, inputs.dictionary, inputs.streamNames);
  const scratch = new RunFolder(options.scratch, options.sortRows);
  const replayOptions = { ...bounds, clock, latenessMs, inOrder, scratch, filesAtOnce, wantsStream };
  const accounts = new Accounts(feeds, clock);
  const replay = new Replay(target, accounts, duplicates, replayOptions);
  // A pipe cannot be read twice: files beside one are sorted at once instead of starting again.
  const once = sources.some(({ source }) => !source.content.seekable);
  const plans = sources.map(({ source, probe }): ReplayInput => {
    const at = source.index;
    const { seekable } = source.content;
    const sortable = seekable && options.latenessMs === null;
    // Beside a pipe, inputs without order are sorted as well where every row is told in order.
    const isMerged = probe.ordered || !seekable || (once && inOrder === 'all');
    const asked = modes.get(at) ?? (isMerged ? (once && sortable ? 'sorted' : 'own') : 'free');
    if (asked === 'sorted' && modes.has(at)) {
      source.ledger.note('file_sorted', 'out of order by more than 10 s: sorted whole');
    }
    const feed = feeds.get(at) as RecordFeed;
    const beyond = sortable ? 'sort' : 'late';
    return { source: at, feed, mode: asked, beyond, earliestMs: probe.earliestMs };
  });
  const fail = async (error: unknown) => {
    const reason = (await target.reasonOf?.(error)) ?? error;
    throw limitOf(reason)?.at(memory.place) ?? reason;
  };
  const replayed = replay.run(plans).finally(() => scratch.close());
  await replayed.catch(fail);
  const interrupted = options.signal?.aborted ?? false;
  return { target, inputs, expansion, bounds, replay, accounts, interrupted };
}

async function finish(replayed: Replayed<ThreadedShards>, options: RunOptions): Promise<RunResult> {
  const { target, inputs, expansion, bounds, replay, interrupted } = replayed;
  const fromMs = replay.beganBefore ? bounds.fromMs : target.extent.fromMs;
  const toMs = replay.goesOn ? bounds.toMs : target.extent.toMs;
  const state = await target.end(toMs);
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
