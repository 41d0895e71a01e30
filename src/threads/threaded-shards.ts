import { availableParallelism } from 'node:os';
import { Shards } from '../engine/shards.ts';
import type { OpenInputs } from '../reading/open-inputs.ts';
import { isOfLines } from '../reading/scan-of.ts';
import type { Crew } from './crew.ts';
import { type ShardTask, shardOptions } from './shard-task.ts';

/**
 * Content for which another thread is worth its start: where a number of threads was asked for, and where none was. On
 * two cores one thread, whose code the engine compiles and whose memory it clears beside it, is as fast on 200 MB; two
 * take 0.86 of its time on 766 MB, and more processor time on both.
 */
const WORTH_ASKED_BYTES = 1 << 23;
const WORTH_A_THREAD_BYTES = 1 << 28;
/** Bytes of content in a byte of a compressed log, about. */
const COMPRESSION = 8;
/**
 * From so many threads on, viewers are shared out. One other thread has enough to do with blocks, packets and requests,
 * and every thread that folds sessions must first learn how (its code is compiled anew), and be merged at the end.
 */
const WORTH_SHARING = 3;
/** Threads unless more are asked for. */
const MOST_BY_DEFAULT = 4;

/** What is asked of the threads of a run. */
export interface ThreadOptions {
  /** Threads at most, this one included; null: as many as there are cores, up to 4. */
  readonly threads: number | null;
  /** Shards of this thread. */
  readonly shards: number;
  readonly timezone: string;
  /** No other thread may own viewers: some records name only their session. */
  readonly alone: boolean;
}

/**
 * The shards of one run, of which other threads fold some as soon as there is enough to read. Those that are there
 * from the start own viewers and tracks; where it shows late that the input is long, they take what anybody can fold.
 */
export class ThreadedShards extends Shards {
  private readonly task: ShardTask;
  private readonly inputs: OpenInputs;
  private readonly options: ThreadOptions;
  private crew: Crew | null = null;
  private starting: Promise<void> | null = null;

  constructor(inputs: OpenInputs, task: ShardTask, options: ThreadOptions) {
    super(options.shards, shardOptions(task, inputs.dictionary, inputs.dims));
    this.task = task;
    this.inputs = inputs;
    this.options = options;
  }

  private get worthBytes(): number {
    return this.options.threads === null ? WORTH_A_THREAD_BYTES : WORTH_ASKED_BYTES;
  }

  private get threads(): number {
    return this.options.threads ?? Math.min(MOST_BY_DEFAULT, availableParallelism());
  }

  /** Starts other threads when the inputs are known to be long. */
  async start(): Promise<void> {
    let bytes = 0;
    for (const { source } of this.inputs.sources) {
      if (!isOfLines(source.framing)) continue;
      bytes += (source.content.size ?? 0) * (source.ledger.compression === 'none' ? 1 : COMPRESSION);
    }
    if (bytes < this.worthBytes) return;
    await this.inputs.lane?.ready();
    // When viewers must be gathered after all everything is read again, which a pipe cannot be.
    const mayGather =
      this.options.alone || !this.inputs.sources.every(({ source }) => source.content.seekable);
    this.starting = this.startCrew(mayGather || this.threads < WORTH_SHARING ? 'tracks' : 'all');
    await this.starting;
  }

  /** Called between blocks: starts other threads when more was read than was expected. */
  onBlock(): void {
    this.crew?.check();
    if (this.starting !== null || (this.inputs.lane?.pool?.bytes ?? 0) < this.worthBytes) return;
    this.starting = this.startCrew('nothing');
  }

  /** What another thread died of, when this one only saw that it did. */
  async reasonOf(error: unknown): Promise<unknown> {
    return error instanceof Error && error.name === 'ThreadEnded' ? await this.crew?.reason(error) : error;
  }

  /** Ends the other threads, whatever they do. */
  async close(): Promise<void> {
    await this.starting;
    await this.crew?.stop();
  }

  /** @param owns - what the shards of other threads may own, see `Shards.add` */
  private async startCrew(owns: 'nothing' | 'tracks' | 'all'): Promise<void> {
    const pool = this.inputs.lane?.pool ?? null;
    const { threads } = this;
    if (pool === null || threads < 2) return;
    // Most runs need none of it.
    const { Crew } = await import('./crew.ts');
    const { RemoteShard } = await import('./remote-shard.ts');
    const { ringBuffers } = await import('./row-ring.ts');
    const { dictionary } = this.inputs;
    const { memory } = pool;
    const { timezone } = this.options;
    const crew = new Crew();
    this.crew = crew;
    memory.share();
    for (let thread = 0; thread < threads - 1; thread++) {
      const rows = ringBuffers();
      crew.add({ scan: memory.shared, timezone, shard: this.task, rows });
      const startMs = () => this.extent.fromMs;
      this.add(new RemoteShard(rows, crew, thread, dictionary, startMs, () => pool.help()), owns);
    }
    pool.threads = crew;
  }
}
