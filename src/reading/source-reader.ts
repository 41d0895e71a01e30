import { type Detection, detect, loadFormat, unknownFormat } from '../formats/index.ts';
import type { InputEntry } from '../input/expand.ts';
import type { RecordBlock } from '../input/framer.ts';
import { type OpenInput, openInput } from '../input/open.ts';
import { type RecordSource, readRecords } from '../input/records.ts';
import type { Dictionary, DimensionSets } from '../model/dictionary.ts';
import { InputError, UsageError } from '../model/errors.ts';
import type { Format, Framing, ReaderContext, ReaderFacts } from '../model/format.ts';
import type { InputRecord } from '../model/record.ts';
import type { FastLane } from './fast-lane.ts';
import { Ledger, type Reject } from './ledger.ts';
import { itemsUntilAborted, orAborted } from './until-aborted.ts';

/** Records looked at before replay starts: units are voted over them and the log's start is the earliest of them. */
const FIRST_RECORDS = 1000;

/** What readers of all inputs of one run share. */
export interface ReadingOptions {
  readonly dictionary: Dictionary;
  readonly dims: DimensionSets;
  readonly timezone: string;
  readonly inputFormat: string | null;
  readonly fields: readonly string[] | null;
  /** Epoch ms at media time 0, by input name as typed. */
  readonly starts: ReadonlyMap<string, number>;
  /** ms added to the wall clock, by input name as typed. */
  readonly offsets: ReadonlyMap<string, number>;
  readonly onReject: ((reject: Reject) => void) | null;
  /** Ends reading, also in the middle of a wait; what was read counts. */
  readonly signal: AbortSignal | null;
  readonly lane: FastLane | null;
}

/** An input that is open: its format is known and its first records are read. */
export interface OpenSource {
  readonly entry: InputEntry;
  readonly index: number;
  readonly input: OpenInput;
  readonly format: Format;
  readonly framing: Framing;
  readonly reason: string;
  readonly runnerUp: string | null;
  /** First records, at most about 1,000; they come again in the blocks. Empty for framing 'blob'. */
  readonly first: readonly InputRecord[];
  readonly context: ReaderContext;
  readonly ledger: Ledger;
  /** Blocks of all records from the start. May be taken once, or the pieces instead. */
  blocks(): AsyncIterable<RecordBlock>;
  /** All bytes from the start, for somebody who frames them himself. */
  pieces(): AsyncIterable<Uint8Array>;
  /** Null: records go through the library lane. */
  readonly lane: FastLane | null;
  readonly records: RecordSource | null;
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
): Promise<OpenSource | Refusal> {
  const opened = await openInput(entry);
  if (!opened.ok) return { ...opened.problem, skipped: false };
  const { input } = opened;
  const { signal } = options;
  const close = input.close.bind(input);
  // An input whose last read never came back cannot be closed in good order.
  input.close = async () => void (await orAborted(close(), signal));
  if (isOwnOutput(input)) {
    await input.close();
    return { name: entry.name, message: 'a saved report, not a log', skipped: entry.fromDirectory };
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
  const records =
    recognition.framing.kind === 'blob'
      ? null
      : readRecords(input.chunks(), recognition.framing, (chunk) => input.giveBack(chunk));
  const iterator = records?.[Symbol.asyncIterator]() ?? null;
  const head = iterator === null ? [] : await readHead(iterator, options.onReject !== null);
  const first = head.flatMap((block) => block.records).slice(0, FIRST_RECORDS);
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
    note: (code, text) => ledger.note(code, text),
  };
  return {
    entry,
    index,
    input,
    format,
    framing: recognition.framing,
    reason: recognition.reason,
    runnerUp: runnerUp?.name ?? null,
    first,
    context,
    ledger,
    records,
    lane: options.lane,
    async *blocks() {
      records?.letGo();
      yield* head;
      if (iterator !== null) yield* itemsUntilAborted(iterator, signal);
    },
    async *pieces() {
      if (records !== null) yield* itemsUntilAborted(records.pieces(), signal);
    },
  };
}

export function isRefusal(source: OpenSource | Refusal): source is Refusal {
  return !('input' in source);
}

function byName(map: ReadonlyMap<string, number>, name: string): number | null {
  return map.get(name) ?? map.get(name.slice(name.lastIndexOf('/') + 1)) ?? null;
}

async function findFormat(input: OpenInput, options: ReadingOptions): Promise<Detection | null> {
  if (options.inputFormat === null) return await detect(input.sample);
  const format = await loadFormat(options.inputFormat);
  if (format === null) throw new UsageError(`--input-format: ${unknownFormat(options.inputFormat)}`);
  const own = format.recognise(input.sample);
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

async function readHead(iterator: AsyncIterator<RecordBlock>, keepRaw: boolean): Promise<RecordBlock[]> {
  const head: RecordBlock[] = [];
  for (let records = 0; records < FIRST_RECORDS; ) {
    const next = await iterator.next();
    if (next.done === true) break;
    head.push(keepRaw ? withOwnBytes(next.value) : next.value);
    records += next.value.records.length;
  }
  return head;
}

/** The block with bytes of its own: those of a block that waits are gone when the next is read. */
function withOwnBytes(block: RecordBlock): RecordBlock {
  const raw = new Map(block.records.map((record) => [record.byte, Uint8Array.from(block.rawOf(record))]));
  return { ...block, rawOf: (record) => raw.get(record.byte) ?? new Uint8Array(0) };
}

/** A report, comparison or the like that this program wrote: it is no log, whatever its brackets look like. */
function isOwnOutput(input: OpenInput): boolean {
  return /^\s*\{\s*"schema"\s*:\s*"stream-analytics\//.test(input.sample.text.slice(0, 200));
}

/** Facts before anything was read. */
export function noFacts(): ReaderFacts {
  return { clock: null, timeUnit: null, assumedUtc: 0, truncated: false };
}
