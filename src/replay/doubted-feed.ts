import { EventBatch } from '../model/event-batch.ts';
import { isOrdered } from './order.ts';
import { OrderedSource } from './ordered-source.ts';
import type { ReplaySink, RowFeed } from './row-feed.ts';

/**
 * The rows of an input that is sorted only because rows whose order means nothing lie beyond the reorder window. Where
 * those need no order the input is read in its own, and times far ahead of their neighbours are no times: here they
 * are sorted out the same way, so that the same records are used. What is left comes in no order.
 *
 * A row that moves a session and lies beyond the window asks for the input to be sorted without doubt, as there.
 */
export class DoubtedFeed implements RowFeed {
  private readonly source: OrderedSource;
  private free = new EventBatch(1);
  private ended = false;

  /** @param sink - is told the fates of records; what needs no order comes out of {@link next} with the others */
  constructor(source: number, feed: RowFeed, sink: ReplaySink, latenessMs: number) {
    this.source = new OrderedSource(
      source,
      feed,
      {
        free: (batch, row) => this.free.pushFrom(batch, row),
        fate: (batch, row, fate, standsAtMs) => sink.fate(batch, row, fate, standsAtMs),
        outOfOrder: (batch, row) => sink.outOfOrder(batch, row),
        farOff: (batch, row) => sink.farOff(batch, row),
      },
      { latenessMs, beyond: 'sort', free: false, waits: isOrdered },
    );
  }

  async next(): Promise<EventBatch | null> {
    if (this.ended) return null;
    const { source } = this;
    const more = await source.ensure();
    const rows = this.free;
    this.free = new EventBatch(1);
    if (!more) this.ended = true;
    else {
      for (; source.at < source.end; source.at++) rows.pushFrom(source.ready, source.at);
    }
    return rows;
  }
}
