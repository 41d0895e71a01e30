import { totalmem } from 'node:os';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { LimitError } from '../model/errors.ts';
import { READ_LESS } from '../model/platform-limits.ts';

const MIB = 2 ** 20;
/**
 * V8's limit counts what has just been made (three half spaces of 16 MiB), but it aborts as soon as what has lived
 * longer passes the rest.
 */
const YOUNG_BYTES = 48 * MIB;
/**
 * Share of the heap that may be in use before it is asked how much of that is garbage, and share that may be in use
 * without it. What is made between two checks must fit into the rest.
 */
const LOOK_SHARE = 0.85;
const FULL_SHARE = 0.75;
/** Share of the machine's memory that the process may hold. */
const MACHINE_SHARE = 0.95;
/** Asking the system costs ten times what asking V8 does, and what it counts grows no faster than blocks are read. */
const CHECKS_PER_LOOK_AT_MACHINE = 32;

/** Where the numbers come from. Bytes. */
export interface MemoryGauge {
  /** In use by objects, garbage that was not collected included. */
  heapBytes(): number;
  readonly heapLimitBytes: number;
  /** Held by the whole process, memory outside of the heap included. */
  processBytes(): number;
  /** What the machine has, or what the process (its container) may have of it. */
  readonly machineBytes: number;
  /** Collects all garbage. */
  collect(): void;
}

/**
 * Tells a run that memory is nearly full while it can still be said: V8 aborts the process at its heap's end, and the
 * system kills what takes all of its memory. Every thread watches its own heap.
 */
export class MemoryWatch {
  private readonly gauge: MemoryGauge;
  private readonly lookBytes: number;
  private readonly fullBytes: number;
  private checks = 0;
  private last: { readonly place: string } | null = null;

  constructor(gauge: MemoryGauge = thisThread()) {
    this.gauge = gauge;
    this.lookBytes = gauge.heapLimitBytes * LOOK_SHARE;
    this.fullBytes = gauge.heapLimitBytes * FULL_SHARE;
  }

  /**
   * To be called between blocks of an input: what is made between two calls must be small.
   *
   * @throws LimitError when the heap, or the machine's memory, is nearly full of what is still needed
   */
  check(): void {
    const { gauge } = this;
    if (gauge.heapBytes() > this.lookBytes) this.lookAtHeap();
    if (this.checks++ % CHECKS_PER_LOOK_AT_MACHINE === 0) this.lookAtMachine();
  }

  /** {@link check} at a place of the input, which is remembered. */
  checkAt(at: { readonly place: string }): void {
    this.last = at;
    this.check();
  }

  /** Where the input was at the last check; null: no check told it. */
  get place(): string | null {
    return this.last?.place ?? null;
  }

  /**
   * To be called before the heap grows by a large piece.
   *
   * @throws LimitError when so many bytes more would nearly fill it
   */
  expectRoom(bytes: number): void {
    if (this.gauge.heapBytes() + bytes > this.lookBytes) this.lookAtHeap(bytes);
  }

  private lookAtHeap(more = 0): void {
    const { gauge } = this;
    gauge.collect();
    const used = gauge.heapBytes() + more;
    if (more > 0 && used > this.lookBytes) throw heapFull(used, gauge.heapLimitBytes, 'needed');
    if (more === 0 && used > this.fullBytes) throw heapFull(used, gauge.heapLimitBytes);
  }

  private lookAtMachine(): void {
    const { gauge } = this;
    const mostBytes = gauge.machineBytes * MACHINE_SHARE;
    if (gauge.processBytes() <= mostBytes) return;
    gauge.collect();
    const held = gauge.processBytes();
    if (held <= mostBytes) return;
    throw new LimitError(
      `memory of the machine: ${inMib(held)} of ${inMib(gauge.machineBytes)} are held`,
      `use a machine (or container) with more memory, ${READ_LESS}`,
    );
  }
}

/** @param usedBytes - of the heap, or `needed` for what is to come too; null: all of it */
export function heapFull(
  usedBytes: number | null,
  limitBytes: number,
  which: 'in use' | 'needed' = 'in use',
): LimitError {
  const used = usedBytes === null ? 'all' : inMib(usedBytes);
  const more = 2 * Math.ceil(limitBytes / MIB);
  return new LimitError(
    `memory of the program (V8 heap): ${used} of ${inMib(limitBytes)} ${which}`,
    `give it more with NODE_OPTIONS=--max-old-space-size=${more}, ${READ_LESS}`,
  );
}

/** Bytes of the heap of a thread that may be in use for long. */
export function heapLimitBytes(): number {
  const limit = getHeapStatistics().heap_size_limit;
  return Math.max(limit - YOUNG_BYTES, limit / 4);
}

function thisThread(): MemoryGauge {
  const allowed = process.constrainedMemory?.() ?? 0;
  return {
    heapBytes: () => getHeapStatistics().used_heap_size,
    heapLimitBytes: heapLimitBytes(),
    processBytes: () => process.memoryUsage.rss(),
    // 0: not known. Without a limit it is a number beyond all memory.
    machineBytes: allowed > 0 ? Math.min(allowed, totalmem()) : totalmem(),
    collect,
  };
}

/** V8 hands out its collector only where a flag asks for it. */
function collect(): void {
  setFlagsFromString('--expose-gc');
  const run: unknown = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  if (typeof run === 'function') run();
}

function inMib(bytes: number): string {
  return `${Math.round(bytes / MIB)} MiB`;
}
