/** What runs in a thread of a {@link Crew}: it scans blocks and folds the rows of one shard. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Shard } from '../engine/shard.ts';
import { scanWords } from '../formats/scan-words.ts';
import { ScanBoard } from '../input/scan/scan-board.ts';
import { ScanMemory } from '../input/scan/scan-memory.ts';
import { Dictionary, DimensionSets } from '../model/dictionary.ts';
import { limitOf } from '../model/platform-limits.ts';
import type { ScanWords } from '../model/scan-plan.ts';
import type { CrewTask, LastWord } from './crew.ts';
import { Lifeline } from './lifeline.ts';
import { MemoryWatch } from './memory-watch.ts';
import { type OpenList, RowRing } from './row-ring.ts';
import { shardOf } from './shard-task.ts';
import { sendable } from './state-codec.ts';

begin(workerData as CrewTask);

function begin(task: CrewTask): void {
  new Lifeline(task.life).hold();
  try {
    const state = work(task);
    if (state !== null) tell({ state });
  } catch (error) {
    const limit = limitOf(error);
    if (limit === null) throw error;
    tell({ limit: limit.parts });
  }
}

function tell(word: LastWord): void {
  parentPort?.postMessage(word);
}

/** Works until its shard is to end: what that counted, to be sent; null: all is over before. */
function work(task: CrewTask): unknown {
  const board = new ScanBoard(task.cells);
  const memory = ScanMemory.join(task.scan);
  const dictionary = new Dictionary();
  dictionary.useTable(memory.texts);
  const dims = new DimensionSets();
  dims.useTable(memory.sets);
  const ring = new RowRing(task.rows);
  const place = { list: null as OpenList | null, row: 0 };
  const startMs = () =>
    place.list === null ? Number.POSITIVE_INFINITY : (place.list.earliestMs[place.row] as number);
  const shard = shardOf(task.shard, dictionary, dims, startMs);
  const words = new Map<number, ScanWords | null>();
  const watch = new MemoryWatch();
  while (!board.isOver) {
    // Asked first: what is posted after it was looked for wakes this thread at once.
    const { posted } = board;
    const list = ring.next();
    if (list !== null) {
      watch.check();
      fold(shard, list, place);
      ring.folded();
      board.ring();
      continue;
    }
    const { endMs } = ring;
    if (endMs !== null) return sendable(shard.end(endMs));
    if (!scanNext(board, memory, words, task.timezone)) board.waitForWork(posted);
  }
  return null;
}

function fold(shard: Shard, list: OpenList, place: { list: OpenList | null; row: number }): void {
  const { batch, ordered } = list;
  place.list = list;
  for (let row = 0; row < batch.length; row++) {
    place.row = row;
    if (ordered[row] === 1) shard.foldOrdered(batch, row);
    else shard.foldFree(batch, row);
  }
}

/** Scans the block that waits longest; false when none does. */
function scanNext(
  board: ScanBoard,
  memory: ScanMemory,
  words: Map<number, ScanWords | null>,
  timezone: string,
): boolean {
  const next = board.claimNext();
  if (next === null) return false;
  let own = words.get(next.vocabulary);
  if (own === undefined) {
    own = scanWords(next.vocabulary, timezone);
    words.set(next.vocabulary, own);
  }
  let well = false;
  try {
    if (own !== null) {
      memory.scan(next.address, next.vocabulary, own);
      well = true;
    }
  } catch {
    // The first thread scans it again and says what is wrong.
  }
  board.finish(next.slot, well);
  return true;
}
