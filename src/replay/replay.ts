import { type EventBatch, Flag } from '../model/event-batch.ts';
import { EventKind } from '../model/event-kind.ts';
import { DoubtedFeed } from './doubted-feed.ts';
import type { DuplicateWindow } from './duplicates.ts';
import { type LazyCursor, RowMerge, type TakeRows } from './merge.ts';
import { hasPlace, isOnLogClock, isOrdered } from './order.ts';
import { OrderedSource } from './ordered-source.ts';
import type { ReplayFate, ReplayMode, ReplaySink, RowFeed } from './row-feed.ts';
import type { RunFolder } from './run-file.ts';
import { type SortedInput, SortedSource } from './sorted-source.ts';
import { spooled } from './spooled.ts';

/** Takes the rows of a replay. */
export interface ReplayTarget {
  /** A row whose order does not matter. */
  foldFree(batch: EventBatch, row: number): void;
  /** A row that names a viewer; these come in replay order. */
  foldOrdered(batch: EventBatch, row: number): void;
  /** Asked between stretches of rows and before more is read: null, or when the target can take more. */
  room?(): Promise<void> | null;
}

/** What replay tells about the records behind the rows. */
export interface ReplayAccounts {
  fate(batch: EventBatch, row: number, fate: ReplayFate, standsAtMs?: number): void;
  outOfOrder(batch: EventBatch, row: number): void;
  farOff(batch: EventBatch, row: number): void;
  /** Log time of a row that counts. */
  saw(batch: EventBatch, row: number): void;
}

/** How one input is to be replayed. */
export interface ReplayInput {
  readonly source: number;
  readonly feed: RowFeed;
  readonly mode: ReplayMode;
  /** What happens to rows beyond the reorder window of an input read in its own order. */
  readonly beyond: 'late' | 'sort';
  /** No row of it is earlier. */
  readonly earliestMs: number;
}

export interface ReplayOptions {
  readonly fromMs: number;
  readonly toMs: number;
  readonly clock: 'utc' | 'media';
  readonly latenessMs: number;
  /**
   * What is told in the order of log time: rows that move a session, which is what their meaning needs, or every row
   * that has a place in log time.
   */
  readonly inOrder: 'sessions' | 'all';
  /** Where rows of inputs that are sorted whole go when they do not fit in memory. */
  readonly scratch: RunFolder;
  /** Inputs that may be open at once; rows of others that overlap with them wait in memory or in `scratch`. */
  readonly filesAtOnce: number;
  /** Whether a row's own stream is asked for; null: all are. */
  readonly wantsStream: ((stream: number) => boolean) | null;
}

/**
 * Replays inputs on their own timestamps: order-free inputs one after another, the others merged on log time.
 * Every row reaches the target once, or its record gets the fate that says why not.
 */
export class Replay implements ReplaySink {
  private readonly target: ReplayTarget;
  private readonly accounts: ReplayAccounts;
  private readonly options: ReplayOptions;
  private readonly duplicates: DuplicateWindow;
  private readonly isAllInOrder: boolean;
  /** Which rows wait for their turn in log time. */
  private readonly waits: (batch: EventBatch, row: number) => boolean;
  /** A record at or after `--to` exists: the log goes on there. */
  goesOn = false;
  /** A record before `--from` exists: the log began before it. */
  beganBefore = false;

  constructor(
    target: ReplayTarget,
    accounts: ReplayAccounts,
    duplicates: DuplicateWindow,
    options: ReplayOptions,
  ) {
    this.target = target;
    this.accounts = accounts;
    this.duplicates = duplicates;
    this.options = options;
    const { clock, inOrder } = options;
    this.isAllInOrder = inOrder === 'all';
    this.waits = this.isAllInOrder ? (batch, row) => hasPlace(batch, row, clock) : isOrdered;
  }

  /** @throws NeedsSorting when an input turns out to be more disordered than its mode allows */
  async run(inputs: readonly ReplayInput[]): Promise<void> {
    const merged = this.isAllInOrder ? inputs : inputs.filter(({ mode }) => mode !== 'free');
    for (const input of inputs) {
      if (merged.includes(input)) continue;
      const source = this.ordered(input);
      // It asks to be merged with the others when it turns out to hold a row that moves a session.
      await source.ensure();
    }
    const { latenessMs, filesAtOnce, scratch } = this.options;
    const cursors = merged
      .filter((input) => !isSorted(input))
      .map((input) => ({ earliestMs: input.earliestMs - latenessMs, open: () => this.ordered(input) }));
    const merge = new RowMerge([...this.sorted(inputs), ...cursors], {
      most: filesAtOnce,
      spool: (cursor) => spooled(cursor, scratch),
    });
    const take: TakeRows = (batch, from, to) => {
      for (let row = from; row < to; row++) {
        if (this.isAllInOrder && !isOrdered(batch, row)) this.free(batch, row);
        else this.emitOrdered(batch, row);
      }
    };
    while (await merge.step(take)) {
      const room = this.room();
      if (room !== null) await room;
    }
  }

  private sorted(inputs: readonly ReplayInput[]): LazyCursor[] {
    const { scratch, latenessMs } = this.options;
    const whole = inputs.filter(isSorted).map(({ source, feed, mode }): SortedInput => {
      const paced = this.paced(feed);
      if (mode === 'sorted') return { feed: paced, isTold: false };
      return { feed: new DoubtedFeed(source, paced, this, latenessMs), isTold: true };
    });
    if (whole.length === 0) return [];
    const open = () => new SortedSource(whole, this, scratch, this.waits);
    return [{ earliestMs: Number.NEGATIVE_INFINITY, open }];
  }

  private ordered(input: ReplayInput): OrderedSource {
    const { latenessMs } = this.options;
    return new OrderedSource(input.source, this.paced(input.feed), this, {
      latenessMs,
      beyond: input.beyond,
      free: input.mode === 'free',
      waits: this.waits,
    });
  }

  /** The feed, read on when the target can take more. */
  private paced(feed: RowFeed): RowFeed {
    if (this.target.room === undefined) return feed;
    return {
      next: async () => {
        await this.room();
        return await feed.next();
      },
    };
  }

  private room(): Promise<void> | null {
    return this.target.room?.() ?? null;
  }

  free(batch: EventBatch, row: number): void {
    if (this.isOut(batch, row)) return;
    this.target.foldFree(batch, row);
  }

  private emitOrdered(batch: EventBatch, row: number): void {
    if (this.duplicates.repeats(batch, row)) {
      this.accounts.fate(batch, row, 'duplicate');
      return;
    }
    const atMs = batch.timeMs[row] as number;
    if (atMs >= this.options.toMs) {
      this.goesOn = true;
      this.accounts.fate(batch, row, 'filtered');
      return;
    }
    if (atMs < this.options.fromMs) {
      this.beganBefore = true;
      this.accounts.fate(batch, row, 'context');
    } else if (this.isOtherStream(batch, row)) this.accounts.fate(batch, row, 'filtered');
    else this.accounts.saw(batch, row);
    // Records of other times and streams still shape the sessions that the window shows.
    this.target.foldOrdered(batch, row);
  }

  /** Whether an order-free row counts nowhere; its fate is told. */
  private isOut(batch: EventBatch, row: number): boolean {
    if (this.duplicates.repeats(batch, row)) {
      this.accounts.fate(batch, row, 'duplicate');
      return true;
    }
    if (batch.kind[row] === EventKind.track) return this.isOtherStream(batch, row);
    const atMs = batch.timeMs[row] as number;
    const onClock = isOnLogClock(batch, row) || (this.options.clock === 'media' && isOnMedia(batch, row));
    if (onClock && atMs >= this.options.toMs) {
      this.goesOn = true;
      this.accounts.fate(batch, row, 'filtered');
      return true;
    }
    if (onClock && atMs < this.options.fromMs) {
      this.beganBefore = true;
      this.accounts.fate(batch, row, 'context');
      return true;
    }
    if (this.isOtherStream(batch, row)) {
      this.accounts.fate(batch, row, 'filtered');
      return true;
    }
    this.accounts.saw(batch, row);
    return false;
  }

  private isOtherStream(batch: EventBatch, row: number): boolean {
    const stream = batch.stream[row] as number;
    return this.options.wantsStream !== null && stream !== 0 && !this.options.wantsStream(stream);
  }

  fate(batch: EventBatch, row: number, fate: ReplayFate, standsAtMs?: number): void {
    this.accounts.fate(batch, row, fate, standsAtMs);
  }

  outOfOrder(batch: EventBatch, row: number): void {
    this.accounts.outOfOrder(batch, row);
  }

  farOff(batch: EventBatch, row: number): void {
    this.accounts.farOff(batch, row);
  }
}

function isSorted({ mode }: ReplayInput): boolean {
  return mode === 'doubted' || mode === 'sorted';
}

function isOnMedia(batch: EventBatch, row: number): boolean {
  return ((batch.flags[row] as number) & Flag.mediaClock) !== 0 && !Number.isNaN(batch.timeMs[row] as number);
}
