import { type EventBatch, Flag } from '../model/event-batch.ts';
import { ReadColumn } from '../model/record.ts';
import type { BucketCounts } from '../stats/bucket-counts.ts';
import type { LaterFate, Ledger } from './ledger.ts';
import type { RecordFeed } from './record-feed.ts';

/** Rows that are there but outside the window or in other streams than the one asked for. */
export interface LeftOut {
  /** Earliest and latest of their times on the clock of the report, ms; infinite when there is none. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Dictionary ids of the streams that they name. */
  readonly streams: ReadonlySet<number>;
}

/** Books what replay decides about rows with the input their records came from. */
export class Accounts {
  private readonly feeds: ReadonlyMap<number, RecordFeed>;
  private readonly clock: 'utc' | 'media';
  private fromMs = Number.POSITIVE_INFINITY;
  private toMs = Number.NEGATIVE_INFINITY;
  private readonly streams = new Set<number>();
  /** What was read of, by time. */
  private readonly read: BucketCounts;
  /** The feed asked for last: rows come in long runs of one input. */
  private last: RecordFeed | null = null;
  private lastSource = -1;

  /**
   * @param clock - that of the report
   * @param read - takes what is used of the records, by time
   */
  constructor(feeds: ReadonlyMap<number, RecordFeed>, clock: 'utc' | 'media', read: BucketCounts) {
    this.feeds = feeds;
    this.read = read;
    this.clock = clock;
  }

  get leftOut(): LeftOut {
    return { fromMs: this.fromMs, toMs: this.toMs, streams: this.streams };
  }

  private feedOf(batch: EventBatch, row: number): RecordFeed {
    const source = batch.source[row] as number;
    if (source === this.lastSource && this.last !== null) return this.last;
    const feed = this.feeds.get(source);
    if (feed === undefined) throw new Error(`a row of input ${source}, which is not open`);
    this.last = feed;
    this.lastSource = source;
    return feed;
  }

  private ledgerOf(batch: EventBatch, row: number): Ledger {
    return this.feedOf(batch, row).source.ledger;
  }

  private leaveOut(batch: EventBatch, row: number): void {
    const stream = batch.stream[row] as number;
    if (stream !== 0) this.streams.add(stream);
    const isMedia = ((batch.flags[row] as number) & Flag.mediaClock) !== 0;
    // Packets without a wall clock say nothing about when a log with one began. NaN fits neither comparison.
    if (isMedia && this.clock === 'utc') return;
    const atMs = batch.timeMs[row] as number;
    if (atMs < this.fromMs) this.fromMs = atMs;
    if (atMs > this.toMs) this.toMs = atMs;
  }

  /** The record of a row turns out not to be used. @param standsAtMs - when it stood in the log; default: its own time */
  fate(
    batch: EventBatch,
    row: number,
    fate: LaterFate | 'clock_ahead',
    standsAtMs = batch.timeMs[row] as number,
  ): void {
    if (fate === 'filtered' || fate === 'context') this.leaveOut(batch, row);
    const feed = this.feedOf(batch, row);
    const line = batch.line[row] as number;
    const byte = batch.byte[row] as number;
    const kept = feed.raw.find(line, byte);
    const place = kept?.place ?? { line, byte, bytes: 0 };
    feed.source.ledger.move(fate, place, () => kept?.raw ?? null, standsAtMs);
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
    if (Number.isNaN(atMs)) return;
    this.ledgerOf(batch, row).saw(atMs);
    const isMedia = ((batch.flags[row] as number) & Flag.mediaClock) !== 0;
    if (isMedia && this.clock === 'utc') return;
    this.read.addOne(this.read.placeOf(Math.floor(atMs)), ReadColumn.events);
  }

  /** Adds the records that were not used to what was read, once everything is. */
  end(): void {
    for (const { source } of this.feeds.values()) {
      const { ledger } = source;
      if (ledger.clock === 'media' && this.clock === 'utc') continue;
      ledger.rejected.addTo(this.read, ReadColumn.rejected, ledger.fromMs, ledger.toMs);
    }
  }
}
