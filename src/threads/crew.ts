import { Worker } from 'node:worker_threads';
import { ScanBoard } from '../input/scan/scan-board.ts';
import type { SharedScan } from '../input/scan/scan-memory.ts';
import type { ScanThreads } from '../input/scan/scan-pool.ts';
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
}

/** The threads of one run beside its first. They scan what the board shows and fold the rows of a shard each. */
export class Crew implements ScanThreads {
  readonly board = new ScanBoard();
  private readonly workers: Worker[] = [];
  private readonly states: Promise<unknown>[] = [];
  private failure: unknown = null;

  get count(): number {
    return this.workers.length;
  }

  /** Starts one more thread. */
  add(task: Omit<CrewTask, 'cells'>): void {
    // Compiled, the code of the thread lies beside this module.
    const workerData: CrewTask = { ...task, cells: this.board.cells };
    const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData });
    this.workers.push(worker);
    const state = new Promise((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error('a thread ended before its work')));
    });
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

  /** Throws what a thread died of. */
  check(): void {
    if (this.failure !== null) throw this.failure;
  }

  /** Ends all threads, whatever they do. */
  async stop(): Promise<void> {
    this.board.stop();
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }
}
