import { type Detection, detect, loadFormat, unknownFormat } from '../formats/index.ts';
import type { Damage } from '../input/damage.ts';
import type { InputEntry } from '../input/expand.ts';
import { type Opened, type OpenInput, openInput } from '../input/open.ts';
import type { Dictionary, DimensionSets } from '../model/dictionary.ts';
import { InputError, UsageError } from '../model/errors.ts';
import type { FieldMap, MappedField } from '../model/field-map.ts';
import type { Format, Framing, ReaderContext, ReaderFacts } from '../model/format.ts';
import { carriedFields } from './carried-fields.ts';
import type { FastLane } from './fast-lane.ts';
import { Ledger, type Reject } from './ledger.ts';
import { type Content, contentOf, FIRST_RECORDS, SourceContent } from './source-content.ts';
import { orAborted } from './until-aborted.ts';

/** What readers of all inputs of one run share. */
export interface ReadingOptions {
  readonly dictionary: Dictionary;
  readonly dims: DimensionSets;
  readonly timezone: string;
  readonly inputFormat: string | null;
  readonly fields: readonly string[] | null;
  readonly map: FieldMap | null;
  /** Epoch ms at media time 0, by input name as typed. */
  readonly starts: ReadonlyMap<string, number>;
  /** ms added to the wall clock, by input name as typed. */
  readonly offsets: ReadonlyMap<string, number>;
  readonly onReject: ((reject: Reject) => void) | null;
  /** Ends reading, also in the middle of a wait; what was read counts. */
  readonly signal: AbortSignal | null;
  readonly lane: FastLane | null;
}

/** An input whose format is known and whose first records were looked at. */
export interface OpenSource {
  readonly entry: InputEntry;
  readonly index: number;
  readonly format: Format;
  readonly framing: Framing;
  readonly reason: string;
  readonly runnerUp: string | null;
  readonly context: ReaderContext;
  readonly ledger: Ledger;
  readonly content: SourceContent;
  /** Fields of the map that its first records have. */
  readonly carried: ReadonlySet<MappedField>;
  /** Those were all. */
  readonly isShort: boolean;
  /** Null: records go through the library lane. */
  readonly lane: FastLane | null;
}

/** An input at the first look, when its content is open. */
export interface FirstLook {
  readonly source: OpenSource;
  readonly content: Content;
}

/** Why an input is not read: a fault of its own, or nothing that concerns us (a stray file in a directory). */
export interface Refusal {
  readonly name: string;
  readonly message: string;
  readonly skipped: boolean;
}

/**
 * Opens one input, finds its format and reads its first records.
 *
 * @throws UsageError for a format name that does not exist
 */
export async function openSource(
  entry: InputEntry,
  index: number,
  defaultStream: number,
  options: ReadingOptions,
): Promise<FirstLook | Refusal> {
  const { signal } = options;
  const opened = await open(entry, signal);
  if (!opened.ok) return { ...opened.problem, skipped: false };
  const { input } = opened;
  const own = ownOutput(input);
  if (own !== null) {
    await input.close();
    return { name: entry.name, message: own, skipped: entry.fromDirectory };
  }
  const detection = await findFormat(input, options).catch(async (error: unknown) => {
    await input.close();
    throw error;
  });
  if (detection === null) {
    const { damage } = input;
    await input.close();
    const message = damage !== null ? damage.detail : whyUnrecognised(input);
    return { name: entry.name, message, skipped: entry.fromDirectory && damage === null };
  }
  const { format, recognition, runnerUp } = detection;
  const ledger = new Ledger(entry.name, options.onReject);
  ledger.format = format.name;
  ledger.compression = input.compression;
  const { framing, reason } = recognition;
  const keepRaw = options.onReject !== null;
  const content = await contentOf(input, framing, keepRaw, signal);
  const context: ReaderContext = {
    source: index,
    name: entry.name,
    dictionary: options.dictionary,
    dims: options.dims,
    defaultStream,
    timezone: options.timezone,
    startMs: byName(options.starts, entry.name),
    offsetMs: byName(options.offsets, entry.name) ?? 0,
    fields: options.fields,
    map: options.map,
    note: noteIn(ledger),
  };
  const source = {
    entry,
    index,
    format,
    framing,
    reason,
    runnerUp: runnerUp?.name ?? null,
    context,
    ledger,
    carried: carriedFields(options.map, format.name, content.first, options.fields),
    isShort: content.first.length < FIRST_RECORDS,
    content: new SourceContent(content, opener(entry, input.file, framing, keepRaw, signal)),
    lane: options.lane,
  };
  return { source, content };
}

// What outlives the first look is made by itself: whatever one of several functions made in one place needs, all of
// them keep, and with it the buffers of an input that is put aside.

function noteIn(ledger: Ledger): ReaderContext['note'] {
  return (code, text) => ledger.note(code, text);
}

/** Opens again what is as it was at the first look. */
function opener(
  entry: InputEntry,
  file: OpenInput['file'],
  framing: Framing,
  keepRaw: boolean,
  signal: AbortSignal | null,
): () => Promise<Content | Damage> {
  return async () => {
    const again = await open(entry, signal, file);
    return again.ok
      ? await contentOf(again.input, framing, keepRaw, signal)
      : { kind: 'changed', detail: `it cannot be opened again: ${again.problem.message}` };
  };
}

/** @param known - the file as it was at the first look; null: this is the first look */
async function open(
  entry: InputEntry,
  signal: AbortSignal | null,
  known: OpenInput['file'] = null,
): Promise<Opened> {
  const opened = await openInput(entry, known);
  if (!opened.ok) return opened;
  const { input } = opened;
  const close = input.close.bind(input);
  // An input whose last read never came back cannot be closed in good order.
  input.close = async () => void (await orAborted(close(), signal));
  return opened;
}

export function isRefusal(look: FirstLook | Refusal): look is Refusal {
  return !('source' in look);
}

function byName(map: ReadonlyMap<string, number>, name: string): number | null {
  return map.get(name) ?? map.get(name.slice(name.lastIndexOf('/') + 1)) ?? null;
}

async function findFormat(input: OpenInput, options: ReadingOptions): Promise<Detection | null> {
  if (options.inputFormat === null) return await detect(input.sample, options.map);
  const format = await loadFormat(options.inputFormat);
  if (format === null) throw new UsageError(`--input-format: ${unknownFormat(options.inputFormat)}`);
  const own = format.recognise(input.sample, options.map);
  if (own === null) {
    throw new InputError(
      `${input.name}: cannot be read as ${format.name}; leave --input-format out to have it detected`,
    );
  }
  const reason = `asked for by --input-format; ${own.reason}`;
  return { format, recognition: { ...own, reason }, runnerUp: null };
}

function whyUnrecognised({ sample }: OpenInput): string {
  if (sample.bytes.length === 0) return 'no records: the input is empty';
  const isBlank = sample.text !== '' && sample.text.trim() === '';
  if (isBlank && sample.whole) return 'no records: the input has only blank lines';
  const text =
    sample.text === ''
      ? 'it is not text'
      : isBlank
        ? 'it begins with blank lines only, over 1 MiB of them'
        : 'its first lines fit no known format';
  return `format not recognised: ${text}; "stream-analytics formats" lists what can be read`;
}

/** What an input is that we wrote ourselves, as something that is no log; null: we did not. */
function ownOutput(input: OpenInput): string | null {
  const schema = /^\s*\{\s*"schema"\s*:\s*"stream-analytics\/(\w*)/.exec(
    input.sample.text.slice(0, 200),
  )?.[1];
  if (schema === undefined) return null;
  if (schema === 'partial') return 'a saved state, not a log; "stream-analytics merge" makes a report of it';
  return 'a saved report, not a log';
}

/** Facts before anything was read. */
export function noFacts(): ReaderFacts {
  return { clock: null, timeUnit: null, assumedUtc: 0, truncated: false };
}
