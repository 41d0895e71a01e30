import type { InputEntry } from '../input/expand.ts';
import { Dictionary, DimensionSets } from '../model/dictionary.ts';
import { UsageError } from '../model/errors.ts';
import { FastLane } from './fast-lane.ts';
import { ignoresStart, type Probe, probe } from './probe.ts';
import {
  isRefusal,
  type OpenSource,
  openSource,
  type ReadingOptions,
  type Refusal,
} from './source-reader.ts';
import { streamNames } from './stream-names.ts';

const START_IGNORED = '--start changes nothing: its times have a wall clock; --offset FILE=D corrects one';

/** The inputs of one run, open and looked at. */
export interface OpenInputs {
  readonly sources: readonly { readonly source: OpenSource; readonly probe: Probe }[];
  readonly refusals: readonly Refusal[];
  readonly dictionary: Dictionary;
  readonly dims: DimensionSets;
  /** Null: every record goes through the library lane. */
  readonly lane: FastLane | null;
  /** Names of streams that were made for packets without one, by id. */
  readonly streamNames: ReadonlyMap<string, string>;
  /** Clock of the report: wall clock as soon as one input has one. */
  readonly clock: 'utc' | 'media';
  /** Earliest log time among the first records of all inputs, ms; Infinity when none has one. */
  readonly earliestMs: number;
}

/**
 * Opens all inputs and reads their first records.
 *
 * @throws UsageError when viewer logs with relative times stand beside logs with wall-clock times
 */
export async function openAll(
  entries: readonly InputEntry[],
  options: Omit<ReadingOptions, 'dictionary' | 'dims' | 'lane'> & {
    readonly lane: 'auto' | 'fast' | 'library';
  },
): Promise<OpenInputs> {
  const dictionary = new Dictionary();
  const dims = new DimensionSets();
  const lane = options.lane === 'library' ? null : new FastLane(dictionary, dims, options.lane === 'fast');
  const names = streamNames(entries.map(({ name }) => name));
  const sources: { source: OpenSource; probe: Probe }[] = [];
  const refusals: Refusal[] = [];
  try {
    for (const [index, entry] of entries.entries()) {
      const stream = dictionary.id(names[index]?.id ?? '');
      const source = await openSource(entry, index, stream, { ...options, dictionary, dims, lane });
      if (isRefusal(source)) refusals.push(source);
      else {
        if (ignoresStart(source)) source.ledger.note('start_ignored', START_IGNORED);
        sources.push({ source, probe: probe(source) });
      }
    }
    expectOneClock(sources);
  } catch (error) {
    await closeAll({ sources });
    throw error;
  }
  const clock = clockOf(sources);
  const onClock = sources.filter(({ probe: seen }) => seen.clock === clock);
  return {
    sources,
    refusals,
    dictionary,
    dims,
    lane,
    streamNames: new Map(names.map(({ id, name }) => [id, name])),
    clock,
    earliestMs: Math.min(...onClock.map(({ probe: seen }) => seen.earliestMs)),
  };
}

/** Closes all inputs, however far they were read. */
export async function closeAll({ sources }: Pick<OpenInputs, 'sources'>): Promise<void> {
  for (const { source } of sources) await source.input.close();
}

function clockOf(sources: OpenInputs['sources']): 'utc' | 'media' {
  return sources.some(({ probe: { clock } }) => clock === 'utc') ? 'utc' : 'media';
}

function expectOneClock(sources: OpenInputs['sources']): void {
  if (clockOf(sources) !== 'utc') return;
  for (const { source, probe: seen } of sources) {
    if (seen.clock !== 'media' || !seen.ordered) continue;
    throw new UsageError(
      `${source.entry.name}: its times count from its start, other inputs have a wall clock; ` +
        `type --start ${source.entry.name}=T to say when it began`,
    );
  }
}
