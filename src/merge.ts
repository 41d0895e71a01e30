import { type AssembleOptions, assembleReport } from './engine/assemble.ts';
import { closeAllOpen } from './engine/close-all-open.ts';
import { emptyState, mergeState, type ShardState } from './engine/shard-state.ts';
import { expandInputs } from './input/expand.ts';
import { openInput } from './input/open.ts';
import { Dictionary } from './model/dictionary.ts';
import { InputError, InterruptedError, UsageError } from './model/errors.ts';
import type { PartialHeader } from './model/partial.ts';
import { NO_SLICES } from './model/slices.ts';
import type { RunResult } from './pipeline.ts';
import { inputReport } from './reading/input-report.ts';
import type { ReadingResult } from './reading/reading-result.ts';
import { itemsUntilAborted } from './reading/until-aborted.ts';
import type { PartialSink } from './run-options.ts';
import { type Part, PartConflicts } from './saved/part-conflicts.ts';
import { readPartial } from './saved/partial.ts';

export interface MergeOptions {
  /** Width of the buckets of the series, whole seconds; null: the base width. States are of no width asked for. */
  readonly bucketMs: number | null;
  /** Where the state of all parts together goes; null: nowhere. */
  readonly partial: PartialSink | null;
  readonly signal: AbortSignal | null;
}

/** What the parts came to. */
export interface MergeResult extends RunResult {
  /** The zone that the parts were made with. */
  readonly timezone: string;
}

/**
 * Adds saved states up to the report that one run over all their inputs would have given, byte for byte.
 *
 * @param names - files, directories, `-` for standard input; what the inputs are called stands in them
 * @throws InputError naming the file and the line of what is no saved state, or not whole
 * @throws UsageError when parts do not add up: other versions or options, the same input or viewer twice
 */
export async function merge(names: readonly string[], options: MergeOptions): Promise<MergeResult> {
  const { entries, problems, notes } = await expandInputs(names);
  for (const { name, message } of problems) throw new InputError(`${name}: ${message}`);
  for (const { code, text } of notes) {
    if (code === 'same_file') throw new UsageError(`${text.replace(', read once', '')}; a part counts once`);
  }
  const dictionary = new Dictionary();
  const total = emptyState(dictionary);
  const conflicts = new PartConflicts();
  const headers: PartialHeader[] = [];
  for (const entry of entries) {
    const part = await partOf(entry, dictionary, conflicts, options.signal);
    conflicts.add(part);
    mergeState(total, part.state);
    headers.push(part.header);
  }
  return await finish(total, headers, dictionary, conflicts, options);
}

async function partOf(
  entry: Parameters<typeof openInput>[0],
  dictionary: Dictionary,
  conflicts: PartConflicts,
  signal: AbortSignal | null,
): Promise<Part> {
  const opened = await openInput(entry);
  if (!opened.ok) throw new InputError(`${entry.name}: ${opened.problem.message}`);
  const { input } = opened;
  try {
    const chunks = itemsUntilAborted(input.chunks()[Symbol.asyncIterator](), signal);
    const { header, state } = await readPartial(entry.name, chunks, (own) => {
      conflicts.expectSame(entry.name, own);
      return emptyState(dictionary);
    });
    return { name: entry.name, header, state };
  } catch (error) {
    if (signal?.aborted === true) throw new InterruptedError('interrupted before all parts were read');
    // What is wrong with the archive explains what is wrong with its lines.
    if (error instanceof InputError && input.damage !== null) {
      throw new InputError(`${error.message} (${input.damage.detail})`);
    }
    throw error;
  } finally {
    await input.close();
  }
}

async function finish(
  state: ShardState,
  headers: readonly PartialHeader[],
  dictionary: Dictionary,
  conflicts: PartConflicts,
  { bucketMs, partial }: MergeOptions,
): Promise<MergeResult> {
  const [first] = headers;
  if (first === undefined) throw new InputError('no saved state: name files that --partial wrote');
  const { clock, from_ms, to_ms, session_timeout_ms, lateness_ms, stream, timezone } = first.options;
  const bounds = { fromMs: from_ms ?? Number.NEGATIVE_INFINITY, toMs: to_ms ?? Number.POSITIVE_INFINITY };
  const beganBefore = headers.some(({ began_before }) => began_before);
  const goesOn = headers.some(({ goes_on }) => goes_on);
  const extent = {
    fromMs: Math.min(...headers.map(({ first_ms }) => first_ms ?? Number.POSITIVE_INFINITY)),
    toMs: Math.max(...headers.map(({ last_ms }) => last_ms ?? Number.NEGATIVE_INFINITY)),
  };
  conflicts.expectReached(extent.fromMs);
  const reading = readingOf(headers);
  const assembling: AssembleOptions = {
    input: reading.input,
    complete: headers.every(({ complete }) => complete),
    clock,
    bounds,
    fromMs: beganBefore ? bounds.fromMs : extent.fromMs,
    toMs: goesOn ? bounds.toMs : extent.toMs,
    streamNames: new Map(headers.flatMap(({ stream_names }) => stream_names)),
    observed: new Set(headers.flatMap(({ observed }) => observed)),
    sessionTimeoutMs: session_timeout_ms,
    latenessMs: lateness_ms,
    bucketMs,
    slices: NO_SLICES,
  };
  if (partial !== null) {
    const { savePartial } = await import('./exports/partial.ts');
    savePartial(state, assembling, { ...reading, stream, timezone, extent, beganBefore, goesOn }, partial);
  }
  closeAllOpen(state, bounds, dictionary, assembling.toMs);
  return { report: assembleReport(state, assembling), nothingLeft: null, timezone, ...reading };
}

/** How the inputs of all parts were read, when they were. */
function readingOf(headers: readonly PartialHeader[]): ReadingResult {
  const accounts = headers.flatMap(({ input }) => input.files);
  const notes = headers.flatMap(({ input }) => input.notes);
  const damaged = headers.some((header) => header.damaged);
  const input = inputReport(accounts, notes);
  return { input, accounts, notes, problems: [], damaged, interrupted: false, hints: [] };
}
