import type { ShardState } from '../engine/shard-state.ts';
import type { ShardPort } from '../engine/shards.ts';
import type { Dictionary } from '../model/dictionary.ts';
import type { EventBatch } from '../model/event-batch.ts';
import type { Crew } from './crew.ts';
import { LIST_ROWS, type OpenList, type RingBuffers, RowRing } from './row-ring.ts';
import { received } from './state-codec.ts';

/** Lists that are worth waking a thread. */
const WORTH_WAKING = 2;
/** How long to sleep before asking again whether another thread has come further, and how often in vain. */
const SLEEP_MS = 50;
const MOST_SLEEPS = 1200;

/** A shard that another thread folds, as the first thread sees it. */
export class RemoteShard implements ShardPort {
  private readonly ring: RowRing;
  private readonly crew: Crew;
  private readonly thread: number;
  private readonly dictionary: Dictionary;
  private readonly startMs: () => number;
  private readonly help: () => boolean;
  private list: OpenList | null = null;

  /**
   * @param thread - its number in the crew
   * @param startMs - earliest time of the log as it is known now
   * @param help - does something that the other threads would have to do; false when there is nothing
   */
  constructor(
    buffers: RingBuffers,
    crew: Crew,
    thread: number,
    dictionary: Dictionary,
    startMs: () => number,
    help: () => boolean,
  ) {
    this.ring = new RowRing(buffers);
    this.crew = crew;
    this.thread = thread;
    this.dictionary = dictionary;
    this.startMs = startMs;
    this.help = help;
  }

  get isBusy(): boolean {
    return this.ring.isBusy;
  }

  foldFree(batch: EventBatch, row: number): void {
    this.add(batch, row, 0);
  }

  foldOrdered(batch: EventBatch, row: number): void {
    this.add(batch, row, 1);
  }

  private add(batch: EventBatch, at: number, ordered: number): void {
    this.list ??= this.ring.empty() ?? this.waitForEmpty();
    const { list } = this;
    const row = list.batch.pushFrom(batch, at);
    list.ordered[row] = ordered;
    list.earliestMs[row] = this.startMs();
    if (list.batch.length === LIST_ROWS) this.send();
  }

  private send(): void {
    if (this.list !== null) this.ring.fill(this.list);
    this.list = null;
    if (this.ring.waiting >= WORTH_WAKING) this.crew.board.call(true);
  }

  private waitForEmpty(): OpenList {
    for (let sleeps = 0; ; ) {
      const { news } = this.crew.board;
      const list = this.ring.empty();
      if (list !== null) return list;
      this.crew.board.call(true);
      if (this.help()) continue;
      this.crew.board.waitForNews(news, SLEEP_MS);
      this.crew.checkLife(this.thread);
      if (this.crew.board.news !== news) sleeps = 0;
      else if (++sleeps === MOST_SLEEPS) throw new Error('a thread does not answer');
    }
  }

  async end(asOfMs: number): Promise<ShardState> {
    this.send();
    this.ring.end(asOfMs);
    this.crew.board.call(true);
    return received(await this.crew.state(this.thread), this.dictionary);
  }
}
