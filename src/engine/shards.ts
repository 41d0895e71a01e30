import { type EventBatch, Flag } from '../model/event-batch.ts';
import { EventKind } from '../model/event-kind.ts';
import { Shard, type ShardOptions } from './shard.ts';
import { mergeState, type ShardState } from './shard-state.ts';

/** A shard, of this thread or of another. */
export interface ShardPort {
  /** Has so much to do that what anybody can do should be given to others. */
  readonly isBusy: boolean;
  foldFree(batch: EventBatch, row: number): void;
  foldOrdered(batch: EventBatch, row: number): void;
  /** Tells what was held until the end of the log. The shard is not used afterwards. */
  end(asOfMs: number): ShardState | Promise<ShardState>;
}

/** Thrown when one shard must take over what shards of other threads hold: the inputs must be read again. */
export class NeedsOneShard extends Error {
  override readonly name = 'NeedsOneShard';

  constructor() {
    super('some records name viewers and some only sessions');
  }
}

/** What decides which shard owns a viewer row: every row seen so far carries it. */
type ShardKey = 'viewer' | 'session' | 'mixed';

/**
 * The shards of one run. Viewers are split by their ids, so a shard owns them whole; packet tracks likewise; everything
 * else is a sum and may go anywhere. The report is always made from the merged states, also when there is one.
 */
export class Shards {
  private readonly own: readonly Shard[];
  /** Shards of other threads. */
  private readonly others: ShardPort[] = [];
  /** Those that own viewers, and those that own packet tracks. */
  private readonly viewerPorts: ShardPort[];
  private readonly trackPorts: ShardPort[];
  private key: ShardKey | null = null;
  private extentFromMs = Number.POSITIVE_INFINITY;
  private extentToMs = Number.NEGATIVE_INFINITY;
  private turn = 0;

  /** @param count - number of shards of this thread, 1 or more */
  constructor(count: number, options: Omit<ShardOptions, 'startMs'>) {
    const startMs = () => this.extentFromMs;
    this.own = Array.from({ length: count }, () => new Shard({ ...options, startMs }));
    this.viewerPorts = [...this.own];
    this.trackPorts = [...this.own];
  }

  /**
   * Adds a shard of another thread. Without more it gets what anybody can fold.
   *
   * @param owns - what may be its own, to be said before the first row: `tracks`, which are then owned by shards of
   *   other threads alone, or viewers, too
   */
  add(port: ShardPort, owns: 'nothing' | 'tracks' | 'all'): void {
    if (owns !== 'nothing') {
      if (this.others.length === 0) this.trackPorts.length = 0;
      this.trackPorts.push(port);
    }
    if (owns === 'all') this.viewerPorts.push(port);
    this.others.push(port);
  }

  /** Earliest and latest wall-clock time folded, ms; infinite when there was none. */
  get extent(): { readonly fromMs: number; readonly toMs: number } {
    return { fromMs: this.extentFromMs, toMs: this.extentToMs };
  }

  /** Folds a row whose order does not matter. */
  foldFree(batch: EventBatch, row: number): void {
    this.sawTime(batch, row);
    this.portOfFree(batch, row).foldFree(batch, row);
  }

  /** Folds a row that names a viewer; rows come in replay order. */
  foldOrdered(batch: EventBatch, row: number): void {
    this.sawTime(batch, row);
    this.portOfViewer(batch, row).foldOrdered(batch, row);
  }

  private sawTime(batch: EventBatch, row: number): void {
    const atMs = batch.timeMs[row] as number;
    const isPacket = (batch.kind[row] as number) <= EventKind.track;
    // Media time of packets is no log time; viewer logs on media time are the clock themselves.
    if (isPacket && ((batch.flags[row] as number) & Flag.mediaClock) !== 0) return;
    if (atMs < this.extentFromMs) this.extentFromMs = atMs;
    if (atMs > this.extentToMs) this.extentToMs = atMs;
  }

  private portOfFree(batch: EventBatch, row: number): ShardPort {
    const kind = batch.kind[row] as number;
    if (kind <= EventKind.track) {
      return ownerOf((batch.stream[row] as number) + batch.str(0, row), this.trackPorts);
    }
    this.turn += 1;
    // Another thread first: this one has the order of all rows to see to.
    const { others } = this;
    for (let tried = 0; tried < others.length; tried++) {
      const port = others[(this.turn + tried) % others.length] as ShardPort;
      if (!port.isBusy) return port;
    }
    return this.own[this.turn % this.own.length] as Shard;
  }

  private portOfViewer(batch: EventBatch, row: number): ShardPort {
    const viewer = batch.viewer[row] as number;
    const session = batch.session[row] as number;
    this.key ??= viewer !== 0 ? 'viewer' : 'session';
    const id = this.key === 'viewer' ? viewer : session;
    if (this.key !== 'mixed' && id === 0) this.gather(batch.timeMs[row] as number);
    return this.key === 'mixed' ? (this.own[0] as Shard) : ownerOf(id, this.viewerPorts);
  }

  /** Keys turned out mixed: one shard takes over everything that is still open, and folds alone from here. */
  private gather(atMs: number): void {
    this.key = 'mixed';
    if (this.viewerPorts.length > this.own.length) throw new NeedsOneShard();
    const [first, ...others] = this.own;
    for (const other of others) first?.sessions.absorb(other.sessions, atMs);
  }

  /** Closes everything at the end of the log and merges; the shards are not used afterwards. */
  async end(asOfMs: number): Promise<ShardState> {
    // The others first, so that they end while this thread's own do.
    const others = this.others.map((port) => port.end(asOfMs));
    const [state, ...states] = [
      ...this.own.map((shard) => shard.end(asOfMs)),
      ...(await Promise.all(others)),
    ];
    for (const other of states) mergeState(state as ShardState, other);
    return state as ShardState;
  }
}

/** Which shard has which ids does not show in the report. */
function ownerOf(id: number, ports: readonly ShardPort[]): ShardPort {
  return ports[ports.length === 1 ? 0 : (Math.imul(id, 0x9e3779b1) >>> 16) % ports.length] as ShardPort;
}
