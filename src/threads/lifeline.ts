import { fstatSync, openSync } from 'node:fs';
import { devNull } from 'node:os';
import { errorCode } from '../model/system-message.ts';

/** Said of a thread that has not begun yet. */
const UNBORN = -1;

/**
 * Shows a thread that may not wait for events (the first one, while it folds) whether another still lives. What a
 * thread opened is closed by Node when it ends, however it does, and descriptors are the process's: one on nothing,
 * whose number is in shared memory, ends with its thread. A thread that runs out of memory says nothing itself.
 */
export class Lifeline {
  /** To be handed to the other thread. */
  readonly cells: Int32Array<SharedArrayBuffer>;

  constructor(
    cells = new Int32Array(new SharedArrayBuffer(4)).fill(UNBORN) as Int32Array<SharedArrayBuffer>,
  ) {
    this.cells = cells;
  }

  /** This thread lives, until it ends. */
  hold(): void {
    Atomics.store(this.cells, 0, openSync(devNull, 'r'));
  }

  /** True when the thread held it and has ended. */
  get isCut(): boolean {
    const held = Atomics.load(this.cells, 0);
    if (held === UNBORN) return false;
    try {
      fstatSync(held);
      return false;
    } catch (error) {
      return errorCode(error) === 'EBADF';
    }
  }
}
