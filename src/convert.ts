import type { EventExport } from './exports/event-export.ts';
import { EXPORTS, type ExportFormat } from './exports/index.ts';
import type { Expansion } from './input/expand.ts';
import { areRegularFiles } from './input/regular-files.ts';
import type { EventBatch } from './model/event-batch.ts';
import type { RunInput } from './pipeline.ts';
import { nothingLeft } from './reading/nothing-left.ts';
import { type ReadingResult, readingOf } from './reading/reading-result.ts';
import { expand } from './reading/run-inputs.ts';
import type { ReplayMode } from './replay/row-feed.ts';
import { type RunTarget, replayInto } from './replay-inputs.ts';
import type { RunOptions } from './run-options.ts';
import { streamTest } from './threads/shard-task.ts';

/** Where converted bytes go. */
export interface ByteSink {
  /** Takes the next bytes; `false`: nobody wants more. */
  write(bytes: Uint8Array): Promise<boolean>;
  /** Forgets everything written; null where what is written is gone. */
  readonly restart: (() => void) | null;
}

/** How reading went, and what came of it. */
export interface ConvertResult extends ReadingResult {
  /** Events written. */
  readonly events: number;
  /** Why the window or stream asked for leaves no event, and what to type; null: it leaves some. */
  readonly nothingLeft: string | null;
}

/** Thrown to end a run whose output nobody reads any more. */
export class ReaderLeft extends Error {
  override readonly name = 'ReaderLeft';
}

/**
 * Writes the events of the inputs in canonical form, all inputs together in the order of log time. Packets that have
 * media time alone stand in the order of their input. Written is what a report counts as used: no duplicates, nothing
 * late, nothing before `from`, at or after `to`, or of other streams. More files may have to be sorted than for a report;
 * which records of them count does not change by it.
 * Packets with a time of their own come in the order of that time: a report of what was written no longer sees that
 * they stood in another.
 *
 * @param sink - where it cannot restart, files are read once before to learn which of them must be sorted
 * @throws UsageError for options that cannot be met
 * @throws ReaderLeft when the sink wants no more
 */
export async function convert(
  names: readonly RunInput[],
  options: RunOptions,
  format: ExportFormat,
  sink: ByteSink,
): Promise<ConvertResult> {
  const expansion = await expand(names, options.signal);
  const makeExport = await EXPORTS[format]();
  const modes = new Map<number, ReplayMode>();
  if (sink.restart === null) await learnOrder(expansion, options, modes);
  let isFirst = true;
  return await replayInto(
    expansion,
    options,
    ({ dictionary, dims, clock, streamNames }, { fromMs }) => {
      if (!isFirst) restart(sink);
      isFirst = false;
      const wants = streamTest(options.stream, dictionary, streamNames);
      return new ExportTarget(makeExport({ dictionary, dims, clock }), sink, fromMs, wants);
    },
    async ({ target, inputs, expansion: expanded, interrupted, accounts }) => {
      const { events } = target;
      const reading = readingOf(inputs, expanded, interrupted);
      const nothing =
        events === 0 && !interrupted ? nothingLeft(options, accounts.leftOut, true, inputs) : null;
      // Records without events, such as the tracks of a dump without packets, make a file without rows.
      if (events > 0 || (reading.input.used > 0 && nothing === null)) await target.finish();
      return { events, nothingLeft: nothing, ...reading };
    },
    { inOrder: 'all', modes },
  );
}

/** Finds out which files must be read otherwise than they seem. Beside a pipe they are sorted in any case. */
async function learnOrder(
  expansion: Expansion,
  options: RunOptions,
  modes: Map<number, ReplayMode>,
): Promise<void> {
  if (!(await areRegularFiles(expansion.entries))) return;
  const nowhere: RunTarget = { foldFree: () => undefined, foldOrdered: () => undefined };
  await replayInto(
    expansion,
    { ...options, rejects: null, onProgress: null },
    () => nowhere,
    () => undefined,
    { inOrder: 'all', modes },
  );
}

function restart(sink: ByteSink): void {
  if (sink.restart === null) throw new Error('an input changed its order while it was read');
  sink.restart();
}

/** Hands the rows that count to an export, and its bytes to the sink. */
class ExportTarget implements RunTarget {
  private readonly out: EventExport;
  private readonly sink: ByteSink;
  private readonly fromMs: number;
  private readonly wants: ((stream: number) => boolean) | null;

  constructor(out: EventExport, sink: ByteSink, fromMs: number, wants: ((stream: number) => boolean) | null) {
    this.out = out;
    this.sink = sink;
    this.fromMs = fromMs;
    this.wants = wants;
  }

  get events(): number {
    return this.out.events;
  }

  foldFree(batch: EventBatch, row: number): void {
    this.out.add(batch, row);
  }

  /** Rows of other times and streams come as well: for a report they shape the sessions of the window. */
  foldOrdered(batch: EventBatch, row: number): void {
    if ((batch.timeMs[row] as number) < this.fromMs) return;
    const stream = batch.stream[row] as number;
    if (stream !== 0 && this.wants !== null && !this.wants(stream)) return;
    this.out.add(batch, row);
  }

  room(): Promise<void> | null {
    const bytes = this.out.take();
    return bytes === null ? null : this.write(bytes);
  }

  async finish(): Promise<void> {
    await this.write(this.out.end());
  }

  private async write(bytes: Uint8Array): Promise<void> {
    if (bytes.length > 0 && !(await this.sink.write(bytes))) throw new ReaderLeft();
  }
}
