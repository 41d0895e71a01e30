import type { SetTable, TextTable } from '../../model/dictionary.ts';
import { RECORD_ID, RECORD_LENGTH, RECORD_TEXT, SLACK, TABLE_COUNT } from './layout.ts';

/** What goes from the program into a table is written here first; what is longer needs room of its own. */
const WORK_BYTES = 16_384;
/** Decoded texts that are remembered: a power of two. */
const REMEMBERED_TEXTS = 4096;
/** The first byte of a text that no UTF-8 can spell (half a surrogate pair): its UTF-16 units follow. */
const UTF16_MARK = 0xff;

/** The memory that a table is in, as one thread sees it. */
interface TableMemory {
  /** The memory as bytes, as it is now. */
  readonly view: Buffer<SharedArrayBuffer>;
  readonly exports: {
    hashOf(text: number, length: number): bigint;
    recordOf(table: number, text: number, length: number, hash: bigint): number;
    recordById(table: number, id: number): number;
  };
  allocate(bytes: number): number;
}

/** A table in the scanner's memory, as one thread uses it. The table itself may be shared. */
class ScanTable {
  protected readonly memory: TableMemory;
  protected readonly table: number;
  private work = 0;

  constructor(memory: TableMemory, table: number) {
    this.memory = memory;
    this.table = table;
  }

  get size(): number {
    return this.memory.view.readUInt32LE(this.table + TABLE_COUNT);
  }

  /** The id of these bytes, the next one when they are new. */
  protected idOf(bytes: Uint8Array): number {
    const { memory } = this;
    if (this.work === 0) this.work = memory.allocate(WORK_BYTES);
    const to = bytes.length + SLACK <= WORK_BYTES ? this.work : memory.allocate(bytes.length + SLACK);
    memory.view.set(bytes, to);
    const hash = memory.exports.hashOf(to, bytes.length);
    const record = memory.exports.recordOf(this.table, to, bytes.length, hash) >>> 0;
    return memory.view.readUInt32LE(record + RECORD_ID);
  }

  /** Address of the record of an id; 0 when there is none. */
  protected recordOf(id: number): number {
    return this.memory.exports.recordById(this.table, id) >>> 0;
  }
}

/** The texts that rows name by their ids. */
export class ScanTexts extends ScanTable implements TextTable {
  private readonly textIds = new Uint32Array(REMEMBERED_TEXTS);
  private readonly texts: string[] = new Array(REMEMBERED_TEXTS).fill('');

  id(text: string): number {
    return this.idOf(encode(text));
  }

  text(id: number): string {
    const place = id & (REMEMBERED_TEXTS - 1);
    if (this.textIds[place] === id && id !== 0) return this.texts[place] as string;
    const record = this.recordOf(id);
    if (record === 0) return '';
    const text = decode(this.memory.view, record + RECORD_TEXT, record + RECORD_LENGTH);
    this.textIds[place] = id;
    this.texts[place] = text;
    return text;
  }
}

/** The sets of dimensions that rows name by their ids. */
export class ScanSets extends ScanTable implements SetTable {
  id(pairs: readonly number[]): number {
    const bytes = Buffer.allocUnsafe(4 * pairs.length);
    for (const [at, id] of pairs.entries()) bytes.writeUInt32LE(id, 4 * at);
    return this.idOf(bytes);
  }

  pairs(id: number): readonly number[] {
    const record = this.recordOf(id);
    if (record === 0) return [];
    const { view } = this.memory;
    const count = view.readUInt32LE(record + RECORD_LENGTH) / 4;
    return Array.from({ length: count }, (_, at) => view.readUInt32LE(record + RECORD_TEXT + 4 * at));
  }
}

function encode(text: string): Uint8Array {
  if (!/\p{Surrogate}/u.test(text)) return Buffer.from(text, 'utf8');
  return Buffer.concat([Buffer.of(UTF16_MARK), Buffer.from(text, 'utf16le')]);
}

function decode(bytes: Buffer, at: number, lengthAt: number): string {
  const length = bytes.readUInt32LE(lengthAt);
  if (length > 0 && bytes[at] === UTF16_MARK) return bytes.toString('utf16le', at + 1, at + length);
  return bytes.toString('utf8', at, at + length);
}
