import { EventBatch } from '../model/event-batch.ts';
import { compareRows } from './order.ts';

/** Rows in replay order, of which the first `at` are gone. */
interface Run {
  readonly rows: EventBatch;
  at: number;
}

/**
 * Rows that wait for what may still come before them. What is read together is one run; runs of a log in order
 * follow each other and are handed out whole, runs that overlap are merged by a heap.
 */
export class HeldRuns {
  /** Rows handed out by {@link take}: `rows` from `from` on, up to `to`. Valid until the next call. */
  rows = new EventBatch(1);
  from = 0;
  to = 0;
  /** The run whose next row comes first stands on top. */
  private readonly heap: Run[] = [];
  private readonly spare: EventBatch[] = [];

  /** Adds a copy of these rows of a batch, which are in replay order. */
  add(batch: EventBatch, rows: Uint32Array): void {
    if (rows.length === 0) return;
    this.dropUsed();
    const copy = this.spare.pop() ?? new EventBatch(rows.length);
    copy.clear();
    for (let i = 0; i < rows.length; i++) copy.pushFrom(batch, rows[i] as number);
    this.heap.push({ rows: copy, at: 0 });
    this.rise(this.heap.length - 1);
  }

  /**
   * Takes the next rows that lie together and come before `beforeMs`.
   *
   * @returns false when there are none
   */
  take(beforeMs: number): boolean {
    this.dropUsed();
    const top = this.heap[0];
    if (top === undefined || (top.rows.timeMs[top.at] as number) >= beforeMs) return false;
    const { rows } = top;
    const { timeMs, length } = rows;
    const next = this.runnerUp();
    // Most runs end before the next one begins.
    const limitMs = next === null ? beforeMs : Math.min(beforeMs, next.rows.timeMs[next.at] as number);
    let to = top.at;
    if ((timeMs[length - 1] as number) < limitMs) to = length;
    else {
      while (to < length && (timeMs[to] as number) < limitMs) to++;
      if (next !== null) to = this.beforeNext(rows, to, next, beforeMs);
    }
    this.rows = rows;
    this.from = top.at;
    this.to = to;
    top.at = to;
    return true;
  }

  /** How far the rows go that are of the ms of the next run's first one, and come before it all the same. */
  private beforeNext(rows: EventBatch, from: number, next: Run, beforeMs: number): number {
    let to = from;
    while (
      to < rows.length &&
      (rows.timeMs[to] as number) < beforeMs &&
      compareRows(rows, to, next.rows, next.at) <= 0
    ) {
      to++;
    }
    return to;
  }

  /** Puts the run that was taken from last where it belongs now. */
  private dropUsed(): void {
    const top = this.heap[0];
    if (top === undefined) return;
    if (top.at < top.rows.length) {
      if (top.at > 0) this.sink(top);
      return;
    }
    const last = this.heap.pop() as Run;
    if (this.heap.length > 0) this.sink(last);
    this.spare.push(top.rows);
  }

  private runnerUp(): Run | null {
    const left = this.heap[1];
    const right = this.heap[2];
    if (left === undefined) return null;
    return right === undefined || comesFirst(left, right) ? left : right;
  }

  private rise(from: number): void {
    const { heap } = this;
    const run = heap[from] as Run;
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!comesFirst(run, heap[parent] as Run)) break;
      heap[at] = heap[parent] as Run;
      at = parent;
    }
    heap[at] = run;
  }

  /** Puts a run in the place of the top one. */
  private sink(run: Run): void {
    const { heap } = this;
    let at = 0;
    for (let child = 1; child < heap.length; child = 2 * at + 1) {
      const right = heap[child + 1];
      if (right !== undefined && comesFirst(right, heap[child] as Run)) child++;
      if (!comesFirst(heap[child] as Run, run)) break;
      heap[at] = heap[child] as Run;
      at = child;
    }
    heap[at] = run;
  }
}

function comesFirst(a: Run, b: Run): boolean {
  return compareRows(a.rows, a.at, b.rows, b.at) < 0;
}
