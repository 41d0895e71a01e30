import type { EventBatch } from '../model/event-batch.ts';
import { instantRank } from '../model/instant-order.ts';

/**
 * The place in the log of the event that opened a session. Places can be compared between shards, so which of two
 * sessions was opened last does not depend on how viewers are split.
 */
export class Opening {
  readonly atMs: number;
  private readonly rank: number;
  private readonly source: number;
  private readonly byte: number;

  constructor(batch: EventBatch, row: number) {
    this.atMs = batch.timeMs[row] as number;
    this.rank = instantRank(batch, row);
    this.source = batch.source[row] as number;
    this.byte = batch.byte[row] as number;
  }

  /** Whether this one comes later in replay order. */
  isAfter(other: Opening): boolean {
    const order =
      this.atMs - other.atMs ||
      this.rank - other.rank ||
      this.source - other.source ||
      this.byte - other.byte;
    return order > 0;
  }
}
