import { EventBatch, Flag } from '../model/event-batch.ts';
import { EventKind } from '../model/event-kind.ts';
import { instantRank } from '../model/instant-order.ts';

/** Whether the row moves a session, so that it must be told in the order of log time. */
export function isOrdered(batch: EventBatch, row: number): boolean {
  const kind = batch.kind[row] as number;
  if (kind < EventKind.join) return false;
  return batch.viewer[row] !== 0 || batch.session[row] !== 0;
}

/** Number column of a packet that holds its arrival, see `EventBatch`. */
const ARRIVAL_US = 5;

/**
 * Whether the row has a place in log time, so that it can be told in the order of all rows: everything but tracks and
 * packets that have media time alone, whose order is that of their input.
 *
 * @param clock - of the run
 */
export function hasPlace(batch: EventBatch, row: number, clock: 'utc' | 'media'): boolean {
  if (isOnLogClock(batch, row)) return true;
  return (
    clock === 'media' && batch.kind[row] === EventKind.packet && !Number.isNaN(batch.num(ARRIVAL_US, row))
  );
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
 * Puts ascending numbers of a batch's rows in replay order, in place; rows that compare equal keep their places. Logs are nearly sorted, so an insertion sort does it in
 * one pass; rows that are not are sorted in general.
 */
export function putInOrder(batch: EventBatch, rows: Uint32Array): Uint32Array {
  const { timeMs } = batch;
  let moves = rows.length * NEARLY_SORTED;
  for (let i = 1; i < rows.length; i++) {
    const row = rows[i] as number;
    let at = i;
    while (at > 0) {
      const before = rows[at - 1] as number;
      // The first test alone decides for nearly every pair, and saves the call.
      if ((timeMs[before] as number) < (timeMs[row] as number)) break;
      if (compareRows(batch, before, batch, row) <= 0) break;
      rows[at] = before;
      at -= 1;
      moves -= 1;
    }
    rows[at] = row;
    if (moves < 0) return rows.sort((a, b) => compareRows(batch, a, batch, b) || a - b);
  }
  return rows;
}

/** A copy of the rows in replay order. */
export function sorted(batch: EventBatch): EventBatch {
  const result = new EventBatch(Math.max(1, batch.length));
  const order = putInOrder(
    batch,
    Uint32Array.from({ length: batch.length }, (_, row) => row),
  );
  for (const row of order) result.pushFrom(batch, row);
  return result;
}
