import { randomFillSync } from 'node:crypto';
import type { TextTable } from '../../model/dictionary.ts';
import { InputError } from '../../model/errors.ts';
import type { ScanPlan } from '../../model/scan-plan.ts';
import { answer } from './answers.ts';
import {
  BYTE_MASKS,
  FIRST_FREE,
  HASH_FIRST,
  HASH_SECOND,
  HASH_SEED,
  MAX_SETS,
  MAX_WORDS,
  POWERS,
  RECORD_LENGTH,
  RECORD_TEXT,
  SLACK,
  SPACE_SETS,
  SPACES,
  TABLE_ANSWER_COUNT,
  TABLE_ANSWERS,
  TABLE_BYTES,
  TABLE_COUNT,
  TOP,
} from './layout.ts';
import { SCANNER_BINARY } from './scanner-binary.ts';
import { type WasmMemory, wasm } from './web-assembly.ts';

/** What the scanner can be asked to do; addresses are bytes of its memory. */
export interface ScannerExports {
  scan(context: number): number;
  resolve(context: number): void;
  allocate(bytes: number): number;
  clear(at: number, bytes: number): void;
  initTable(table: number, byId: number): void;
  hashOf(text: number, length: number): bigint;
  recordOf(table: number, text: number, length: number, hash: bigint): number;
  recordById(table: number, id: number): number;
  useContext(context: number): void;
  openGate(stream: number, text: number, needs: number): void;
}

/** All that 32-bit addresses reach. Pages that nobody touches cost nothing. */
const MAX_PAGES = 65_536;
const LARGEST_EXACT_POWER = 22;
/** Texts that go from the program into the table are written here first; longer ones need room of their own. */
const WORK_BYTES = 16_384;
/** Decoded texts that are remembered: a power of two. */
const REMEMBERED_TEXTS = 4096;
/** The first byte of a text that no UTF-8 can spell (half a surrogate pair): its UTF-16 units follow. */
const UTF16_MARK = 0xff;

/**
 * The scanner's memory of one run: compiled code, the table of texts that ids come from, regions that inputs are
 * scanned in. The memory can be shared: nothing of one thread lies at a fixed place.
 */
export class ScanMemory implements TextTable {
  readonly exports: ScannerExports;
  private readonly memory: WasmMemory;
  private bytes: Buffer<SharedArrayBuffer>;
  private readonly table: number;
  private readonly work: number;
  private readonly textIds = new Uint32Array(REMEMBERED_TEXTS);
  private readonly free: number[] = [];
  private readonly words = new Map<string, number>();
  private readonly texts: string[] = new Array(REMEMBERED_TEXTS).fill('');
  /** Whose words the scanner asks about. */
  private plan: ScanPlan | null = null;

  private constructor(memory: WasmMemory, makeExports: (own: ScanMemory) => ScannerExports) {
    this.memory = memory;
    this.bytes = Buffer.from(memory.buffer);
    const view = new DataView(memory.buffer);
    view.setUint32(TOP, FIRST_FREE, true);
    randomFillSync(this.bytes, HASH_SEED, 24);
    for (const at of [HASH_FIRST, HASH_SECOND]) view.setUint8(at, view.getUint8(at) | 1);
    this.bytes.fill(0xff, BYTE_MASKS, BYTE_MASKS + 16);
    for (let power = 0; power <= LARGEST_EXACT_POWER; power++)
      view.setFloat64(POWERS + 8 * power, Number(`1e${power}`), true);
    this.exports = makeExports(this);
    this.table = this.allocate(TABLE_BYTES);
    this.exports.initTable(this.table, 1);
    this.work = this.allocate(WORK_BYTES);
  }

  /**
   * Compiles the scanner and gives it an empty memory.
   *
   * @returns null where the address space that the memory may grow into cannot be reserved
   */
  static async create(): Promise<ScanMemory | null> {
    const memory = reserve();
    if (memory === null) return null;
    const module = await wasm.compile(Buffer.from(SCANNER_BINARY, 'base64'));
    return new ScanMemory(memory, (own) => {
      const instance = new wasm.Instance(module, {
        env: { memory },
        program: {
          fail: () => {
            throw new InputError('more distinct texts (ids, URLs) than fit in 4 GiB');
          },
          ask: (space: number, text: number, length: number) => own.ask(space, text >>> 0, length),
          zone: (localMs: number) => own.plan?.zoneOffsetMs(localMs) ?? 0,
          parseNumber: (text: number, length: number) => Number(own.decode(text >>> 0, length)),
        },
      });
      return instance.exports as ScannerExports;
    });
  }

  /** Address of the table that ids come from. */
  get ids(): number {
    return this.table;
  }

  /** The memory as it is now; ask again after a call that may have let it grow. */
  get buffer(): SharedArrayBuffer {
    return this.memory.buffer;
  }

  /** The memory as bytes, as it is now. */
  get view(): Buffer<SharedArrayBuffer> {
    if (this.bytes.length !== this.memory.buffer.byteLength) this.bytes = Buffer.from(this.memory.buffer);
    return this.bytes;
  }

  /** Scans by this plan from now on. */
  use(context: number, plan: ScanPlan): void {
    this.plan = plan;
    this.exports.useContext(context);
  }

  get size(): number {
    return this.view.readUInt32LE(this.table + TABLE_COUNT);
  }

  id(text: string): number {
    const bytes = encode(text);
    const to = bytes.length + SLACK <= WORK_BYTES ? this.work : this.allocate(bytes.length + SLACK);
    this.view.set(bytes, to);
    const hash = this.exports.hashOf(to, bytes.length);
    const record = this.exports.recordOf(this.table, to, bytes.length, hash) >>> 0;
    return this.view.readUInt32LE(record);
  }

  text(id: number): string {
    const place = id & (REMEMBERED_TEXTS - 1);
    if (this.textIds[place] === id && id !== 0) return this.texts[place] as string;
    const record = this.exports.recordById(this.table, id) >>> 0;
    if (record === 0) return '';
    const text = this.decode(record + RECORD_TEXT, this.view.readUInt32LE(record + RECORD_LENGTH));
    this.textIds[place] = id;
    this.texts[place] = text;
    return text;
  }

  private decode(at: number, length: number): string {
    const bytes = this.view;
    if (length > 0 && bytes[at] === UTF16_MARK) return bytes.toString('utf16le', at + 1, at + length);
    return bytes.toString('utf8', at, at + length);
  }

  private ask(space: number, text: number, length: number): number {
    const { plan, view } = this;
    if (plan === null) return -1;
    return answer(plan, space, view, text, length);
  }

  /** Room for one input's context and working areas, for the time it is read. Room that was given back is used again. */
  take(bytes: number): number {
    const used = this.free.pop();
    if (used === undefined) return this.allocate(bytes);
    this.exports.clear(used, bytes);
    return used;
  }

  /** Address of the tables of words (see `assembly/words.ts`) of all plans that share a vocabulary. */
  wordsOf(vocabulary: string): number {
    const known = this.words.get(vocabulary);
    if (known !== undefined) return known;
    const tables = this.allocate(SPACES * TABLE_BYTES);
    for (let space = 0; space < SPACES; space++) {
      const table = tables + space * TABLE_BYTES;
      const answers = space === SPACE_SETS ? MAX_SETS : MAX_WORDS;
      this.exports.initTable(table, 0);
      const address = this.allocate(4 * answers);
      this.view.writeUInt32LE(address, table + TABLE_ANSWERS);
      this.view.writeUInt32LE(answers, table + TABLE_ANSWER_COUNT);
    }
    this.words.set(vocabulary, tables);
    return tables;
  }

  /** Addresses are unsigned; what WebAssembly gives to JavaScript is not. */
  private allocate(bytes: number): number {
    return this.exports.allocate(bytes) >>> 0;
  }

  /** @param region - from {@link take}; all regions of a run have one size */
  giveBack(region: number): void {
    this.free.push(region);
  }
}

function encode(text: string): Uint8Array {
  if (!/\p{Surrogate}/u.test(text)) return Buffer.from(text, 'utf8');
  return Buffer.concat([Buffer.of(UTF16_MARK), Buffer.from(text, 'utf16le')]);
}

function reserve(): WasmMemory | null {
  try {
    return new wasm.Memory({ initial: 4, maximum: MAX_PAGES, shared: true });
  } catch (error) {
    // A limit of the process (`ulimit -v`): it has little to do with how much memory will be touched.
    if (error instanceof RangeError) return null;
    throw error;
  }
}
