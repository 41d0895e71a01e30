import { EventBatch } from '../model/event-batch.ts';
import { EventKind } from '../model/event-kind.ts';
import { HeldRuns } from './held-runs.ts';
import type { RowCursor } from './merge.ts';
import { canBeLate, isOnLogClock, isOrdered, putInOrder } from './order.ts';
import { NeedsOrder, NeedsSorting, type ReplaySink, type RowFeed } from './row-feed.ts';
import { RowNumbers } from './row-numbers.ts';

/** A time more than this ahead of all before it is looked at twice (product section 4, clock ahead). */
const AHEAD_MS = 60_000;
/** In an input without order, a time this far ahead of its neighbours is noted. */
const FAR_OFF_MS = 86_400_000;
/** Records after it that are asked whether they believe it. */
const WITNESSES = 100;

export interface OrderOptions {
  /** Width of the reorder window. */
  readonly latenessMs: number;
  /**
   * What happens to a viewer event beyond the window: on a pipe, or when the user gave the window, it is late;
   * a file is sorted whole instead.
   */
  readonly beyond: 'late' | 'sort';
  /**
   * The input seems to hold nothing whose order matters: it is neither merged nor are its clocks doubted. A row
   * that moves a session after all asks for the input to be read again, in order.
   */
  readonly free: boolean;
  /** Which rows wait for their turn in log time; the others are told as soon as they are read. */
  readonly waits: (batch: EventBatch, row: number) => boolean;
}

/**
 * One input that is read in its own order: absorbs disorder up to the reorder window and hands out rows in
 * replay order. Memory holds the rows of one window and the 100 that a doubtful clock is judged by.
 */
export class OrderedSource implements RowCursor {
  readonly source: number;
  at = 0;
  private readonly feed: RowFeed;
  private readonly sink: ReplaySink;
  private readonly options: OrderOptions;
  private incoming = new EventBatch(1);
  private next = 0;
  private readonly held = new HeldRuns();
  /** Rows taken from `incoming`: those that wait, packets and tracks, and others whose order does not matter. */
  private readonly waiting = new RowNumbers();
  private readonly packets = new RowNumbers();
  private readonly others = new RowNumbers();
  private latestMs = Number.NEGATIVE_INFINITY;
  private ended = false;
  /** The next row overtakes none of those that come before the window: they must be handed out first. */
  private waits = false;
  /** They were, and nothing was taken since. */
  private isClear = false;

  constructor(source: number, feed: RowFeed, sink: ReplaySink, options: OrderOptions) {
    this.source = source;
    this.feed = feed;
    this.sink = sink;
    this.options = options;
  }

  /** Rows in replay order that nothing read later can come before, from `at` up to `end`. */
  get ready(): EventBatch {
    return this.held.rows;
  }

  get end(): number {
    return this.held.to;
  }

  /** Reads until a row is ready. False when the input has no more. */
  ensure(): boolean | Promise<boolean> {
    if (this.at < this.end || this.release()) return true;
    return this.ended && !this.waits ? false : this.readOn();
  }

  private async readOn(): Promise<boolean> {
    while (!this.ended || this.waits) {
      if (this.waits) this.isClear = true;
      else await this.pull();
      this.waits = false;
      this.takeOn();
      if (this.release()) return true;
    }
    return false;
  }

  private async pull(): Promise<void> {
    // Asked before reading on, because the feed fills the same batch again.
    const rest = this.next < this.incoming.length;
    if (rest) this.keepIncoming();
    const batch = await this.feed.next();
    if (batch === null) this.ended = true;
    else if (!rest) {
      this.incoming = batch;
      this.next = 0;
    } else {
      for (let row = 0; row < batch.length; row++) this.incoming.pushFrom(batch, row);
    }
  }

  private takeOn(): void {
    this.accept();
    this.tellFree();
    this.held.add(this.incoming, putInOrder(this.incoming, this.waiting.take()));
  }

  /** Rows that wait for witnesses are copied: the feed's batch is gone when more is read. */
  private keepIncoming(): void {
    const kept = new EventBatch(this.incoming.length - this.next);
    for (let row = this.next; row < this.incoming.length; row++) kept.pushFrom(this.incoming, row);
    this.incoming = kept;
    this.next = 0;
  }

  /** Takes rows in input order, up to one that waits for others or whose clock needs witnesses that are not read yet. */
  private accept(): void {
    const rows = this.incoming;
    for (; this.next < rows.length; this.next++) {
      const row = this.next;
      const atMs = rows.timeMs[row] as number;
      const timed = this.isTimed(rows, row);
      if (timed && atMs > this.latestMs + AHEAD_MS && this.latestMs !== Number.NEGATIVE_INFINITY) {
        if (rows.length - row - 1 < WITNESSES && !this.ended) return;
        if (!this.believed(row, atMs)) {
          if (!this.options.free) {
            this.sink.fate(rows, row, 'clock_ahead', this.latestMs);
            continue;
          }
          if (atMs > this.latestMs + FAR_OFF_MS) this.sink.farOff(rows, row);
        }
      }
      if (this.isBehind(rows, row, atMs) && !this.isClear) {
        this.waits = true;
        return;
      }
      this.take(rows, row, atMs, timed);
      this.isClear = false;
    }
  }

  /**
   * Whether the row comes after the window has moved beyond it, and is used all the same. It follows everything that
   * the window has let go, however many rows were read at once: where batches end must not show.
   */
  private isBehind(rows: EventBatch, row: number, atMs: number): boolean {
    if (!(atMs < this.latestMs - this.options.latenessMs)) return false;
    return this.options.beyond === 'late' && this.options.waits(rows, row) && !canBeLate(rows, row);
  }

  private isTimed(rows: EventBatch, row: number): boolean {
    return isOnLogClock(rows, row) || this.options.waits(rows, row);
  }

  private believed(row: number, atMs: number): boolean {
    const rows = this.incoming;
    const until = Math.min(rows.length, row + 1 + WITNESSES);
    let asked = 0;
    let agree = 0;
    for (let other = row + 1; other < until; other++) {
      // Media time of packets is no word about the wall clock.
      if (!this.isTimed(rows, other)) continue;
      asked += 1;
      if ((rows.timeMs[other] as number) >= atMs - AHEAD_MS) agree += 1;
    }
    return agree * 2 >= asked;
  }

  private take(rows: EventBatch, row: number, atMs: number, timed: boolean): void {
    if (timed && atMs < this.latestMs) this.sink.outOfOrder(rows, row);
    if (!this.options.waits(rows, row)) this.acceptFree(rows, row);
    else if (this.options.free && isOrdered(rows, row)) throw new NeedsOrder(this.source);
    else if (atMs < this.latestMs - this.options.latenessMs && this.beyond(rows, row)) return;
    else this.waiting.add(row);
    if (timed && atMs > this.latestMs) this.latestMs = atMs;
  }

  /**
   * Rows whose order does not matter are told at the end of their batch, one kind after the other: code and data of
   * one kind stay in the caches then, which saves a quarter of the time of counting them. A record with an identity
   * is told at once, because the first of two equal ones is the one that counts.
   */
  private acceptFree(rows: EventBatch, row: number): void {
    const isPacket = (rows.kind[row] as number) <= EventKind.track;
    if (rows.idA[row] === 0 && rows.idB[row] === 0) (isPacket ? this.packets : this.others).add(row);
    else {
      // Packets of a track keep their order.
      if (isPacket) this.tellFree();
      this.sink.free(rows, row);
    }
  }

  private tellFree(): void {
    for (const row of this.packets.take()) this.sink.free(this.incoming, row);
    for (const row of this.others.take()) this.sink.free(this.incoming, row);
  }

  /** What to do with a row beyond the window; true when it goes no further. */
  private beyond(rows: EventBatch, row: number): boolean {
    if (this.options.beyond === 'sort') {
      const isDoubted = !this.options.free && !isOrdered(rows, row);
      throw new NeedsSorting(this.source, isDoubted ? 'doubted' : 'sorted');
    }
    if (!canBeLate(rows, row)) return false;
    this.sink.fate(rows, row, 'late');
    return true;
  }

  /** Hands out the next rows that nothing read later can come before. */
  private release(): boolean {
    const isAll = this.ended && !this.waits && this.next >= this.incoming.length;
    const beforeMs = isAll ? Number.POSITIVE_INFINITY : this.latestMs - this.options.latenessMs;
    if (!this.held.take(beforeMs)) return false;
    this.at = this.held.from;
    return true;
  }
}
