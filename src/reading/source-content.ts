import { fieldsFound, unknownTypes } from '../formats/canonical-hint.ts';
import type { Damage } from '../input/damage.ts';
import type { RecordBlock } from '../input/framer.ts';
import type { OpenInput } from '../input/open.ts';
import { type RecordSource, readRecords } from '../input/records.ts';
import type { Framing } from '../model/format.ts';
import type { InputRecord } from '../model/record.ts';
import { itemsUntilAborted } from './until-aborted.ts';

/** Records looked at before replay starts: units are voted over them and the log's start is the earliest of them. */
export const FIRST_RECORDS = 1000;

/** All that an input holds, from its start, while it is open. */
export interface Content {
  readonly input: OpenInput;
  /** First records, at most about 1,000; they come again in the blocks. Empty for framing 'blob'. */
  readonly first: readonly InputRecord[];
  /** Null for framing 'blob'. */
  readonly records: RecordSource | null;
  /** Blocks of all records from the start. May be taken once, or the pieces instead. */
  blocks(): AsyncIterable<RecordBlock>;
  /** All bytes from the start, for somebody who frames them himself. */
  pieces(): AsyncIterable<Uint8Array>;
}

/**
 * Reads the first records of an input that is open.
 *
 * @param keepRaw - whether the bytes of these records are wanted later
 */
export async function contentOf(
  input: OpenInput,
  framing: Framing,
  keepRaw: boolean,
  signal: AbortSignal | null,
): Promise<Content> {
  const records =
    framing.kind === 'blob' ? null : readRecords(input.chunks(), framing, (chunk) => input.giveBack(chunk));
  const iterator = records?.[Symbol.asyncIterator]() ?? null;
  const head = iterator === null ? [] : await readHead(iterator, keepRaw);
  return {
    input,
    first: head.flatMap((block) => block.records).slice(0, FIRST_RECORDS),
    records,
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

/**
 * The content of one input: open from the first look on, or put aside after it and opened again when its turn comes.
 * Once it was read it is closed for good.
 */
export class SourceContent {
  /** Bytes on disk at the first look; null for pipes and devices. */
  readonly size: number | null;
  /** It can be opened again, and gives the same from the start. */
  readonly seekable: boolean;
  private content: Content | null;
  private readonly openAgain: () => Promise<Content | Damage>;
  private first: readonly InputRecord[];
  private names: readonly string[] = [];
  private types: readonly string[] = [];
  private readBytes = 0;

  /** @param openAgain - opens what was put aside; tells what has become of it where it is no longer there */
  constructor(content: Content, openAgain: () => Promise<Content | Damage>) {
    this.size = content.input.size;
    this.seekable = content.input.seekable;
    this.content = content;
    this.first = content.first;
    this.openAgain = openAgain;
  }

  /** The content from its start; or why what was there at the first look is there no more. May be taken once. */
  async take(): Promise<Content | Damage> {
    if (this.content !== null) return this.content;
    const again = await this.openAgain();
    if (isContent(again)) this.content = again;
    return again;
  }

  /**
   * Closes it until it is taken, and keeps nothing of it but the names of its fields and types. A pipe stays open.
   *
   * @param columns - see {@link fieldNames}
   */
  async putAside(columns: readonly string[] | null): Promise<void> {
    if (!this.seekable) return;
    this.names = fieldsFound(this.first, columns);
    this.types = unknownTypes(this.first);
    this.first = [];
    await this.close();
    // It will be read from its start.
    this.readBytes = 0;
  }

  /** The first records, as long as it was not put aside; else none. */
  get firstRecords(): readonly InputRecord[] {
    return this.first;
  }

  /**
   * Names of the fields in the first records.
   *
   * @param columns - names of the cells of rows; null: the first row names them
   */
  fieldNames(columns: readonly string[] | null): readonly string[] {
    return this.first.length > 0 ? fieldsFound(this.first, columns) : this.names;
  }

  /** Words that the first records have for their type, where none of them is known. */
  unknownTypes(): readonly string[] {
    return this.first.length > 0 ? unknownTypes(this.first) : this.types;
  }

  /** Raw bytes read so far, compressed ones where the input is. */
  bytesRead(): number {
    return this.content?.input.bytesRead() ?? this.readBytes;
  }

  /** Closes it, however far it was read. */
  async close(): Promise<void> {
    const { content } = this;
    if (content === null) return;
    this.readBytes = content.input.bytesRead();
    this.content = null;
    await content.input.close();
  }
}

export function isContent(taken: Content | Damage): taken is Content {
  return 'input' in taken;
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
