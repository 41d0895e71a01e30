import { EventBatch, Flag } from '../model/event-batch.ts';
import { EventKind } from '../model/event-kind.ts';
import { instantRank } from '../model/instant-order.ts';

/** Whether the row moves a session, so that it must be told in the order of log time. */
export function isOrdered(batch: EventBatch, row: number): boolean {
  const kind = batch.kind[row] as number;
  if (kind < EventKind.join) return false;
  return batch.viewer[row] !== 0 || batch.session[row] !== 0;
}

/** Whether the row may be late: viewer events that move a session. Requests, errors and totals only look one up. */
export function canBeLate(batch: EventBatch, row: number): boolean {
  return (batch.kind[row] as number) <= EventKind.heartbeat && isOrdered(batch, row);
}

/**
 * Replay order of two rows: time, order inside the instant, source, place in the source. Total, so equal events
 * give equal reports whatever way they came.
 */
export function compareRows(a: EventBatch, i: number, b: EventBatch, j: number): number {
  const ms = (a.timeMs[i] as number) - (b.timeMs[j] as number);
  if (ms !== 0) return ms;
  return (
    instantRank(a, i) - instantRank(b, j) ||
    (a.source[i] as number) - (b.source[j] as number) ||
    (a.byte[i] as number) - (b.byte[j] as number) ||
    (a.line[i] as number) - (b.line[j] as number)
  );
}

/** Whether the row's time is a time of the log; media time of packets is not. */
export function isOnLogClock(batch: EventBatch, row: number): boolean {
  if (Number.isNaN(batch.timeMs[row] as number)) return false;
  const isPacket = (batch.kind[row] as number) < EventKind.join;
  return !(isPacket && ((batch.flags[row] as number) & Flag.mediaClock) !== 0);
}

/** Moves of the insertion sort per row before a general one takes over. */
const NEARLY_SORTED = 16;

/**
 * The rows of a batch in replay order, as row numbers; rows that compare equal keep their places. Logs are nearly
 * sorted, so an insertion sort does it in one pass; a batch that is not is sorted in general.
 */
export function replayOrder(batch: EventBatch): Uint32Array {
  const order = new Uint32Array(batch.length);
  let moves = batch.length * NEARLY_SORTED;
  for (let row = 0; row < order.length; row++) {
    let at = row;
    while (at > 0 && compareRows(batch, order[at - 1] as number, batch, row) > 0) {
      order[at] = order[at - 1] as number;
      at -= 1;
      moves -= 1;
    }
    order[at] = row;
    if (moves < 0) return generalOrder(batch);
  }
  return order;
}

function generalOrder(batch: EventBatch): Uint32Array {
  const order = Uint32Array.from({ length: batch.length }, (_, row) => row);
  return order.sort((i, j) => compareRows(batch, i, batch, j) || i - j);
}

/** A copy of the rows in replay order. */
export function sorted(batch: EventBatch): EventBatch {
  const result = new EventBatch(Math.max(1, batch.length));
  for (const row of replayOrder(batch)) result.pushFrom(batch, row);
  return result;
}
