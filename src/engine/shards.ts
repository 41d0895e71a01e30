import { type EventBatch, Flag } from '../model/event-batch.ts';
import { EventKind } from '../model/event-kind.ts';
import { Shard, type ShardOptions } from './shard.ts';
import { mergeState, type ShardState } from './shard-state.ts';

/** What decides which shard owns a viewer row: every row seen so far carries it. */
type ShardKey = 'viewer' | 'session' | 'mixed';

/**
 * The shards of one run. Viewers are split by hash, so a shard owns them whole; packet tracks likewise; everything
 * else is a sum and may go anywhere. The report is always made from the merged states, also when there is one.
 */
export class Shards {
  private readonly shards: readonly Shard[];
  private readonly dictionary: ShardOptions['dictionary'];
  private key: ShardKey | null = null;
  private extentFromMs = Number.POSITIVE_INFINITY;
  private extentToMs = Number.NEGATIVE_INFINITY;

  /** @param count - number of shards, 1 or more */
  constructor(count: number, options: Omit<ShardOptions, 'startMs'>) {
    this.dictionary = options.dictionary;
    const startMs = () => this.extentFromMs;
    this.shards = Array.from({ length: count }, () => new Shard({ ...options, startMs }));
  }

  /** Earliest and latest wall-clock time folded, ms; infinite when there was none. */
  get extent(): { readonly fromMs: number; readonly toMs: number } {
    return { fromMs: this.extentFromMs, toMs: this.extentToMs };
  }

  /** Folds a row whose order does not matter. */
  foldFree(batch: EventBatch, row: number): void {
    this.sawTime(batch, row);
    this.ownerOfFree(batch, row).foldFree(batch, row);
  }

  /** Folds a row that names a viewer; rows come in replay order. */
  foldOrdered(batch: EventBatch, row: number): void {
    this.sawTime(batch, row);
    this.ownerOfViewer(batch, row).foldOrdered(batch, row);
  }

  private sawTime(batch: EventBatch, row: number): void {
    const atMs = batch.timeMs[row] as number;
    const isPacket = (batch.kind[row] as number) <= EventKind.track;
    // Media time of packets is no log time; viewer logs on media time are the clock themselves.
    if (isPacket && ((batch.flags[row] as number) & Flag.mediaClock) !== 0) return;
    if (atMs < this.extentFromMs) this.extentFromMs = atMs;
    if (atMs > this.extentToMs) this.extentToMs = atMs;
  }

  private ownerOfFree(batch: EventBatch, row: number): Shard {
    const kind = batch.kind[row] as number;
    if (kind > EventKind.track) return this.shard(batch.line[row] as number);
    return this.shard(this.hashOf(batch.stream[row] as number) + this.hashOf(batch.str(0, row)));
  }

  private ownerOfViewer(batch: EventBatch, row: number): Shard {
    const viewer = batch.viewer[row] as number;
    const session = batch.session[row] as number;
    this.key ??= viewer !== 0 ? 'viewer' : 'session';
    const id = this.key === 'viewer' ? viewer : session;
    if (this.key !== 'mixed' && id === 0) this.gather(batch.timeMs[row] as number);
    return this.key === 'mixed' ? this.shard(0) : this.shard(this.hashOf(id));
  }

  /** Keys turned out mixed: one shard takes over everything that is still open, and folds alone from here. */
  private gather(atMs: number): void {
    this.key = 'mixed';
    const [first, ...others] = this.shards;
    for (const other of others) first?.sessions.absorb(other.sessions, atMs);
  }

  private shard(n: number): Shard {
    return this.shards[n % this.shards.length] as Shard;
  }

  /** FNV-1a over the text: ids differ between runs, texts do not. */
  private hashOf(id: number): number {
    if (this.shards.length === 1) return 0;
    const text = this.dictionary.text(id);
    let hash = 0x811c9dc5;
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    return hash >>> 0;
  }

  /** Closes everything at the end of the log and merges; the shards are not used afterwards. */
  end(asOfMs: number): ShardState {
    for (const shard of this.shards) shard.end(asOfMs);
    const [first, ...others] = this.shards;
    const state = (first as Shard).state;
    for (const other of others) mergeState(state, other.state);
    return state;
  }
}
