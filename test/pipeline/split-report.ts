import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assembleReport } from '../../src/engine/assemble.ts';
import { Shard } from '../../src/engine/shard.ts';
import { emptyState, mergeState } from '../../src/engine/shard-state.ts';
import { expandInputs } from '../../src/input/expand.ts';
import { Dictionary, type DimensionSets } from '../../src/model/dictionary.ts';
import { EventBatch } from '../../src/model/event-batch.ts';
import { EventKind } from '../../src/model/event-kind.ts';
import type { Report } from '../../src/model/report.ts';
import { NO_SLICES, type SliceRequest } from '../../src/model/slices.ts';
import { inputReport } from '../../src/reading/input-report.ts';
import { openAll } from '../../src/reading/open-inputs.ts';
import { RecordFeed } from '../../src/reading/record-feed.ts';
import { DuplicateWindow } from '../../src/replay/duplicates.ts';
import { Replay } from '../../src/replay/replay.ts';
import { RunFolder } from '../../src/replay/run-file.ts';
import type { RunOptions } from '../../src/run-options.ts';

/** The rows of one log in the order in which shards see them. */
export interface ReplayedRows {
  readonly rows: EventBatch;
  /** Whether the row's order matters, by row. */
  readonly ordered: readonly boolean[];
  readonly dictionary: Dictionary;
  readonly dims: DimensionSets;
}

/** Reads and replays NDJSON as a run does, and keeps the rows instead of folding them. */
export async function replayRows(text: string, options: RunOptions): Promise<ReplayedRows> {
  const folder = await mkdtemp(join(tmpdir(), 'replay-rows-'));
  try {
    const path = join(folder, 'log.ndjson');
    await writeFile(path, text);
    const { entries } = await expandInputs([path]);
    const inputs = await openAll(entries, { ...options, onReject: null });
    const kept = { rows: new EventBatch(), ordered: [] as boolean[] };
    const keep = (ordered: boolean) => (batch: EventBatch, row: number) => {
      kept.rows.pushFrom(batch, row);
      kept.ordered.push(ordered);
    };
    const nothing = () => undefined;
    const accounts = { fate: nothing, outOfOrder: nothing, farOff: nothing, saw: nothing };
    const replay = new Replay(
      { foldFree: keep(false), foldOrdered: keep(true) },
      accounts,
      new DuplicateWindow(60_000),
      {
        fromMs: Number.NEGATIVE_INFINITY,
        toMs: Number.POSITIVE_INFINITY,
        clock: inputs.clock,
        latenessMs: 10_000,
        inOrder: 'sessions',
        scratch: new RunFolder(options.scratch, options.sortRows),
        filesAtOnce: 64,
        wantsStream: null,
      },
    );
    await replay.run(
      inputs.sources.map(({ source, probe }) => ({
        source: source.index,
        feed: new RecordFeed(source, () => true),
        mode: probe.ordered ? 'own' : 'free',
        beyond: 'sort',
        earliestMs: probe.earliestMs,
      })),
    );
    return { ...kept, dictionary: inputs.dictionary, dims: inputs.dims };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * The report of these rows, folded in `parts` shards.
 *
 * @param choose - the shard of the next viewer, packet track, or row that belongs to neither
 * @param order - in which the finished shards are merged
 */
export function splitReport(
  { rows, ordered, dictionary, dims }: ReplayedRows,
  parts: number,
  choose: () => number,
  order: 'first first' | 'last first' = 'first first',
  slices: SliceRequest = NO_SLICES,
): Report {
  const clock = 'utc';
  let fromMs = Number.POSITIVE_INFINITY;
  let toMs = Number.NEGATIVE_INFINITY;
  const bounds = { fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY };
  const shards = Array.from(
    { length: parts },
    () =>
      new Shard({
        dictionary,
        dims,
        bounds,
        clock,
        slices,
        sessionTimeoutMs: 90_000,
        keepsOpen: false,
        wantsStream: null,
        startMs: () => fromMs,
      }),
  );
  const owners = ownersOf(rows, ordered, choose);
  for (let row = 0; row < rows.length; row++) {
    const atMs = rows.timeMs[row] as number;
    fromMs = Math.min(fromMs, atMs);
    toMs = Math.max(toMs, atMs);
    const shard = shards[owners[row] as number] as Shard;
    if (ordered[row] === true) shard.foldOrdered(rows, row);
    else shard.foldFree(rows, row);
  }
  // A dictionary of its own, as another process would have: names must merge by their text.
  const state = emptyState(new Dictionary(), slices.by);
  for (const shard of order === 'last first' ? shards.toReversed() : shards) {
    shard.end(toMs);
    mergeState(state, shard.state);
  }
  return assembleReport(state, {
    input: inputReport([], []),
    complete: true,
    clock,
    slices,
    bounds,
    fromMs,
    toMs,
    streamNames: new Map(),
    observed: new Set(),
    sessionTimeoutMs: 90_000,
    latenessMs: 10_000,
    bucketMs: null,
  });
}

/** The shard of every row: all events that share a viewer or a session, however indirectly, go to one. */
function ownersOf(rows: EventBatch, ordered: readonly boolean[], choose: () => number): number[] {
  const parents = new Map<string, string>();
  const rootOf = (key: string): string => {
    const parent = parents.get(key) ?? key;
    return parent === key ? key : rootOf(parent);
  };
  const keysOf = (row: number): string[] => {
    if (ordered[row] !== true) {
      const isPacket = (rows.kind[row] as number) <= EventKind.track;
      return isPacket ? [`track ${rows.stream[row]} ${rows.str(0, row)}`] : [`row ${row}`];
    }
    const [viewer, session] = [rows.viewer[row] as number, rows.session[row] as number];
    return [...(viewer === 0 ? [] : [`viewer ${viewer}`]), ...(session === 0 ? [] : [`session ${session}`])];
  };
  for (let row = 0; row < rows.length; row++) {
    const [first, second] = keysOf(row);
    if (first !== undefined && second !== undefined) parents.set(rootOf(first), rootOf(second));
  }
  const shardOf = new Map<string, number>();
  return Array.from({ length: rows.length }, (_, row) => {
    const root = rootOf(keysOf(row)[0] ?? '');
    const known = shardOf.get(root) ?? choose();
    shardOf.set(root, known);
    return known;
  });
}
