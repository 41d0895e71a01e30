import type { EventBatch } from '../model/event-batch.ts';
import type { LaterFate, Ledger } from './ledger.ts';
import type { RecordFeed } from './record-feed.ts';

/** Books what replay decides about rows with the input their records came from. */
export class Accounts {
  private readonly feeds: ReadonlyMap<number, RecordFeed>;

  constructor(feeds: ReadonlyMap<number, RecordFeed>) {
    this.feeds = feeds;
  }

  private feedOf(batch: EventBatch, row: number): RecordFeed {
    const source = batch.source[row] as number;
    const feed = this.feeds.get(source);
    if (feed === undefined) throw new Error(`a row of input ${source}, which is not open`);
    return feed;
  }

  private ledgerOf(batch: EventBatch, row: number): Ledger {
    return this.feedOf(batch, row).source.ledger;
  }

  /** The record of a row turns out not to be used. */
  fate(batch: EventBatch, row: number, fate: LaterFate | 'clock_ahead'): void {
    const feed = this.feedOf(batch, row);
    const line = batch.line[row] as number;
    const byte = batch.byte[row] as number;
    const kept = feed.raw.find(line, byte);
    const place = kept?.place ?? { line, byte, bytes: 0 };
    feed.source.ledger.move(fate, place, () => kept?.raw ?? null);
  }

  outOfOrder(batch: EventBatch, row: number): void {
    this.ledgerOf(batch, row).outOfOrder += 1;
  }

  /** A time a day or more from its neighbours in an input that has no order of its own. */
  farOff(batch: EventBatch, row: number): void {
    const ledger = this.ledgerOf(batch, row);
    ledger.note('time_outlier', `line ${batch.line[row]}: its time is over a day after those around it`);
  }

  saw(batch: EventBatch, row: number): void {
    const atMs = batch.timeMs[row] as number;
    if (!Number.isNaN(atMs)) this.ledgerOf(batch, row).saw(atMs);
  }
}
