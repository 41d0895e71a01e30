import { Worker } from 'node:worker_threads';
import { ScanBoard } from '../input/scan/scan-board.ts';
import type { SharedScan } from '../input/scan/scan-memory.ts';
import type { ScanThreads } from '../input/scan/scan-pool.ts';
import { LimitError } from '../model/errors.ts';
import { errorCode } from '../model/system-message.ts';
import { Lifeline } from './lifeline.ts';
import { heapFull, heapLimitBytes } from './memory-watch.ts';
import type { RingBuffers } from './row-ring.ts';
import type { ShardTask } from './shard-task.ts';

/** What a thread is started with. */
export interface CrewTask {
  readonly cells: Int32Array<SharedArrayBuffer>;
  readonly scan: SharedScan;
  /** Zone of times without an offset. */
  readonly timezone: string;
  /** The shard that the thread folds, and where its rows come from. */
  readonly shard: ShardTask;
  readonly rows: RingBuffers;
  /** What the thread holds as long as it lives: {@link Lifeline}. */
  readonly life: Int32Array<SharedArrayBuffer>;
}

/** What a thread sends at its end: what its shard counted, or which limit it met. */
export type LastWord = { readonly state: unknown } | { readonly limit: LimitError['parts'] };

/** Thrown when a thread ended that others wait for. Why it did is heard later: {@link Crew.reason}. */
export class ThreadEnded extends Error {
  override readonly name = 'ThreadEnded';

  constructor() {
    super('a thread ended before its work');
  }
}

/** The threads of one run beside its first. They scan what the board shows and fold the rows of a shard each. */
export class Crew implements ScanThreads {
  readonly board = new ScanBoard();
  private readonly workers: Worker[] = [];
  private readonly lives: Lifeline[] = [];
  private readonly states: Promise<unknown>[] = [];
  private failure: unknown = null;

  get count(): number {
    return this.workers.length;
  }

  /** Starts one more thread. */
  add(task: Omit<CrewTask, 'cells' | 'life'>): void {
    const life = new Lifeline();
    // Compiled, the code of the thread lies beside this module.
    const workerData: CrewTask = { ...task, cells: this.board.cells, life: life.cells };
    const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData });
    this.workers.push(worker);
    this.lives.push(life);
    const state = stateOf(worker);
    state.catch((error: unknown) => {
      this.failure ??= error;
      this.board.ring();
    });
    this.states.push(state);
  }

  /** What a thread counted, as it sends it at its end. */
  async state(thread: number): Promise<unknown> {
    return await this.states[thread];
  }

  /** Throws what a thread died of, as far as it is heard. */
  check(): void {
    if (this.failure !== null) throw this.failure;
  }

  /**
   * The same where no event can come: while this thread waits for another.
   *
   * @throws ThreadEnded when that one is gone
   */
  checkLife(thread: number): void {
    this.check();
    if (this.lives[thread]?.isCut === true) throw new ThreadEnded();
  }

  /** What a thread really died of. */
  async reason(ended: Error): Promise<unknown> {
    const gone = this.states.filter((_, thread) => this.lives[thread]?.isCut === true);
    for (const state of gone) await state.catch(() => undefined);
    return this.failure ?? ended;
  }

  /** Ends all threads, whatever they do. */
  async stop(): Promise<void> {
    this.board.stop();
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }
}

/** What a thread counted; rejected with what it died of. */
function stateOf(worker: Worker): Promise<unknown> {
  return new Promise((resolve, reject) => {
    worker.once('message', (word: LastWord) => {
      if ('state' in word) resolve(word.state);
      else reject(new LimitError(...word.limit));
    });
    worker.once('error', (error) => {
      // Its heap is as large as this thread's.
      const isFull = errorCode(error) === 'ERR_WORKER_OUT_OF_MEMORY';
      reject(isFull ? heapFull(null, heapLimitBytes()) : error);
    });
    worker.once('exit', () => reject(new ThreadEnded()));
  });
}
