import type { LiveEngine } from '../../src/live/live-engine.ts';
import type { Dictionary, DimensionSets } from '../../src/model/dictionary.ts';
import { EventBatch } from '../../src/model/event-batch.ts';
import { expand } from '../../src/reading/run-inputs.ts';
import { isOrdered, sorted } from '../../src/replay/order.ts';
import { replayInto } from '../../src/replay-inputs.ts';
import { DEFAULT_OPTIONS } from '../../src/run-options.ts';

/** All rows of a log in the order of a replay, order-free ones among them by their time. */
export interface ReplayedRows {
  readonly rows: EventBatch;
  readonly dictionary: Dictionary;
  readonly dims: DimensionSets;
}

export async function replayedRows(text: string): Promise<ReplayedRows> {
  const all = new EventBatch();
  const take = (batch: EventBatch, row: number): void => {
    all.pushFrom(batch, row);
  };
  return await replayInto(
    await expand([bytesOf(text)]),
    DEFAULT_OPTIONS,
    () => ({ foldFree: take, foldOrdered: take }),
    ({ inputs: { dictionary, dims } }) => ({ rows: sorted(all), dictionary, dims }),
  );
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}

/** Hands one row to an engine the way a replay does. */
export function foldRow(engine: LiveEngine, rows: EventBatch, row: number): void {
  if (isOrdered(rows, row)) engine.foldOrdered(rows, row);
  else engine.foldFree(rows, row);
}
