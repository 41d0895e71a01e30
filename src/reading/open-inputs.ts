import type { InputEntry } from '../input/expand.ts';
import { filesAtOnce } from '../input/files-at-once.ts';
import { Dictionary, DimensionSets } from '../model/dictionary.ts';
import { UsageError } from '../model/errors.ts';
import { FastLane } from './fast-lane.ts';
import { ignoresStart, type Probe, probe } from './probe.ts';
import {
  type FirstLook,
  isRefusal,
  type OpenSource,
  openSource,
  type ReadingOptions,
  type Refusal,
} from './source-reader.ts';
import { streamNames } from './stream-names.ts';

const START_IGNORED = '--start changes nothing: its times have a wall clock; --offset FILE=D corrects one';

/**
 * So few inputs stay open from the first look on: that is faster than to open them again, and their buffers (a few MiB
 * each) are no burden.
 */
const STAY_OPEN = 8;

export interface OpeningOptions extends Omit<ReadingOptions, 'dictionary' | 'dims' | 'lane'> {
  readonly lane: 'auto' | 'fast' | 'library';
  /** Called with each input while its first records are at hand. */
  readonly onLook?: (look: FirstLook) => void;
}

/** The inputs of one run, looked at; where there are many, those that can be opened again are closed until then. */
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
  /** Inputs that may be open at once. */
  readonly filesAtOnce: number;
  /** Earliest log time among the first records of all inputs, ms; Infinity when none has one. */
  readonly earliestMs: number;
}

/**
 * Looks at the first records of all inputs.
 *
 * @throws UsageError when viewer logs with relative times stand beside logs with wall-clock times
 */
export async function openAll(entries: readonly InputEntry[], options: OpeningOptions): Promise<OpenInputs> {
  const dictionary = new Dictionary();
  const dims = new DimensionSets();
  const lane = options.lane === 'library' ? null : new FastLane(dictionary, dims, options.lane === 'fast');
  const names = streamNames(entries.map(({ name }) => name));
  const sources: { source: OpenSource; probe: Probe }[] = [];
  const refusals: Refusal[] = [];
  try {
    for (const [index, entry] of entries.entries()) {
      const stream = dictionary.id(names[index]?.id ?? '');
      const look = await openSource(entry, index, stream, { ...options, dictionary, dims, lane });
      if (isRefusal(look)) {
        refusals.push(look);
        continue;
      }
      const { source } = look;
      if (ignoresStart(look)) source.ledger.note('start_ignored', START_IGNORED);
      sources.push({ source, probe: probe(look) });
      options.onLook?.(look);
      if (entries.length > STAY_OPEN) await source.content.putAside(source.context.fields);
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
    filesAtOnce: entries.length > STAY_OPEN ? filesAtOnce() : STAY_OPEN,
    earliestMs: Math.min(...onClock.map(({ probe: seen }) => seen.earliestMs)),
  };
}

/** Closes all inputs, however far they were read. */
export async function closeAll({ sources }: Pick<OpenInputs, 'sources'>): Promise<void> {
  for (const { source } of sources) await source.content.close();
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
