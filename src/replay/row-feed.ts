import type { EventBatch } from '../model/event-batch.ts';

/** Rows of one input in the order of the input. A batch is valid until the next is asked for; `null`: the end. */
export interface RowFeed {
  next(): Promise<EventBatch | null>;
}

/** What replay decides about a row that a format's reader could use. */
export type ReplayFate = 'late' | 'clock_ahead' | 'duplicate' | 'filtered' | 'context';

/** Where one input's rows go, and what is told about them on the way. */
export interface ReplaySink {
  /** A row whose order does not matter; told as soon as it is read. */
  free(batch: EventBatch, row: number): void;
  /** The row's record gets another fate than used. @param standsAtMs - when it stood in the log; default: its own time */
  fate(batch: EventBatch, row: number, fate: ReplayFate, standsAtMs?: number): void;
  /** The row came after a later one. */
  outOfOrder(batch: EventBatch, row: number): void;
  /** A time far from its neighbours, believed. */
  farOff(batch: EventBatch, row: number): void;
}

/**
 * How an input is to be replayed. `free`: holds nothing whose order matters, read by itself; `own`: in its own order,
 * its clock doubted; `doubted`: its clock doubted as in its own order, then sorted whole; `sorted`: sorted whole.
 */
export type ReplayMode = 'free' | 'own' | 'doubted' | 'sorted';

/** Thrown by a source that is more disordered than its reorder window: it must be sorted whole. */
export class NeedsSorting extends Error {
  override readonly name = 'NeedsSorting';
  readonly source: number;
  readonly mode: 'doubted' | 'sorted';

  /** @param mode - `doubted` when what lies beyond the window would need no order but for what asked for it */
  constructor(source: number, mode: 'doubted' | 'sorted') {
    super(`input ${source} is not in time order`);
    this.source = source;
    this.mode = mode;
  }
}

/** Thrown by an input read by itself that turns out to hold a row which must be merged in the order of log time. */
export class NeedsOrder extends Error {
  override readonly name = 'NeedsOrder';
  readonly source: number;

  constructor(source: number) {
    super(`input ${source} holds viewer events`);
    this.source = source;
  }
}
