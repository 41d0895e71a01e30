import type { Bounds } from './engine/bounds.ts';
import { NeedsOneShard } from './engine/shards.ts';
import type { Expansion } from './input/expand.ts';
import { limitOf } from './model/platform-limits.ts';
import { READ_COLUMNS } from './model/record.ts';
import { Accounts } from './reading/accounts.ts';
import { checkMap } from './reading/check-map.ts';
import { checkNamed } from './reading/check-named.ts';
import type { Reject } from './reading/ledger.ts';
import { closeAll, type OpenInputs, type OpeningOptions, openAll } from './reading/open-inputs.ts';
import { RecordFeed } from './reading/record-feed.ts';
import { unlessAborted } from './reading/until-aborted.ts';
import { watcher } from './reading/watcher.ts';
import { resolveWindow } from './reading/window.ts';
import { DuplicateWindow } from './replay/duplicates.ts';
import { Replay, type ReplayInput, type ReplayTarget } from './replay/replay.ts';
import { NeedsOrder, NeedsSorting, type ReplayMode } from './replay/row-feed.ts';
import { RunFolder } from './replay/run-file.ts';
import type { RunOptions } from './run-options.ts';
import { BucketCounts } from './stats/bucket-counts.ts';
import { MemoryWatch } from './threads/memory-watch.ts';
import { streamTest } from './threads/shard-task.ts';

/** Disorder that is absorbed unless `--lateness` says otherwise (product section 4). */
export const DEFAULT_LATENESS_MS = 10_000;
/** Identities are remembered at least this long (product section 4). */
const DUPLICATE_MS = 60_000;
const ALWAYS: Bounds = { fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY };
const NOWHERE: RunTarget = { foldFree: () => undefined, foldOrdered: () => undefined };

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
  /** What was read, by time: see `ReadColumn`. */
  readonly read: BucketCounts;
  readonly interrupted: boolean;
}

/** How inputs are replayed, beyond the options of the run. */
export interface ReplayWay {
  /** What is replayed; `--from` and `--to` unless said otherwise. */
  readonly windowOf?: (inputs: OpenInputs) => Bounds;
  /** What is told in the order of log time; `sessions` unless said otherwise. */
  readonly inOrder?: 'sessions' | 'all';
  /** What is known of inputs that must be read otherwise than they seem; what turns out is added. */
  readonly modes?: Map<number, ReplayMode>;
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
  const { inOrder = 'sessions', modes = new Map<number, ReplayMode>() } = way;
  const onReject = rejects === null ? null : (reject: Reject) => rejects.add(reject);
  let alone = false;
  for (;;) {
    const opening = openAll(expansion.entries, { ...options, onReject });
    const inputs = await unlessAborted(opening, options.signal, (late) => void closeAll(late));
    let target: Target | null = null;
    try {
      checkMap(options.map, inputs);
      checkNamed('--start', options.starts, inputs);
      checkNamed('--offset', options.offsets, inputs);
      const bounds = (way.windowOf ?? windowOf)(inputs);
      target = await makeTarget(inputs, bounds, alone);
      return await end(await replayOnce(expansion, inputs, { modes, inOrder }, options, bounds, target));
    } catch (error) {
      if (error instanceof NeedsSorting) {
        const another = [...modes].some(([source, mode]) => mode !== 'own' && source !== error.source);
        modes.set(error.source, error.mode);
        // To start again for each would read all of them as often as there are such.
        if (another) await findDisordered(inputs, options, modes, inOrder);
      } else if (error instanceof NeedsOrder) modes.set(error.source, 'own');
      else if (error instanceof NeedsOneShard) alone = true;
      else throw limitOf(error) ?? error;
      rejects?.restart();
    } finally {
      await target?.close?.();
      await closeAll(inputs);
    }
  }
}

/** Reads every input alone of which nothing is known yet, and notes those that must be read otherwise. */
async function findDisordered(
  { sources }: OpenInputs,
  options: RunOptions,
  modes: Map<number, ReplayMode>,
  inOrder: 'sessions' | 'all',
): Promise<void> {
  for (const { source } of sources) {
    if (modes.has(source.index) || !source.content.seekable) continue;
    const mode = await modeOf(source.entry, options, inOrder);
    if (mode !== null) modes.set(source.index, mode);
  }
}

/** How an input must be read that is not read as it seems; null: as it seems. */
async function modeOf(
  entry: Expansion['entries'][number],
  options: RunOptions,
  inOrder: 'sessions' | 'all',
): Promise<ReplayMode | null> {
  const alone = { entries: [entry], notes: [], problems: [] };
  const modes = new Map<number, ReplayMode>();
  while (modes.get(0) !== 'sorted') {
    const inputs = await openAll(alone.entries, { ...options, onReject: null });
    try {
      const way = { modes, inOrder };
      await replayOnce(alone, inputs, way, { ...options, onProgress: null }, ALWAYS, NOWHERE);
      break;
    } catch (error) {
      if (error instanceof NeedsSorting) modes.set(0, error.mode);
      else if (error instanceof NeedsOrder) modes.set(0, 'own');
      else throw error;
    } finally {
      await closeAll(inputs);
    }
  }
  return modes.get(0) ?? null;
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
  const read = new BucketCounts(READ_COLUMNS);
  const accounts = new Accounts(feeds, clock, read);
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
    if ((asked === 'sorted' || asked === 'doubted') && modes.has(at)) {
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
  accounts.end();
  const interrupted = options.signal?.aborted ?? false;
  return { target, inputs, expansion, bounds, replay, accounts, read, interrupted };
}
