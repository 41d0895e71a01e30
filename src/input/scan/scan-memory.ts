import { randomFillSync } from 'node:crypto';
import { LimitError } from '../../model/errors.ts';
import { MAX_SCANNER_BYTES, READ_LESS } from '../../model/platform-limits.ts';
import type { ScanWords } from '../../model/scan-plan.ts';
import { answer } from './answers.ts';
import {
  BYTE_MASKS,
  FIRST_FREE,
  HASH_FIRST,
  HASH_SECOND,
  HASH_SEED,
  MAX_WORDS,
  POWERS,
  SPACES,
  TABLE_ANSWER_COUNT,
  TABLE_ANSWERS,
  TABLE_BYTES,
  THREADED,
  TOP,
  WORDS,
} from './layout.ts';
import { ScanSets, ScanTexts } from './scan-tables.ts';
import { SCANNER_BINARY } from './scanner-binary.ts';
import { type WasmMemory, type WasmModule, wasm } from './web-assembly.ts';

/** What the scanner can be asked to do; addresses are bytes of its memory. */
export interface ScannerExports {
  scanBlock(context: number): void;
  scanElements(context: number): number;
  scanLines(context: number): number;
  moveLines(context: number, from: number, to: number, by: number): void;
  allocate(bytes: number): number;
  clear(at: number, bytes: number): void;
  initTable(table: number, byId: number): void;
  hashOf(text: number, length: number): bigint;
  recordOf(table: number, text: number, length: number, hash: bigint): number;
  recordById(table: number, id: number): number;
  useContext(context: number): void;
  openGate(stream: number, text: number, needs: number): void;
}

/** What another thread needs to scan in the same memory. */
export interface SharedScan {
  readonly memory: WasmMemory;
  readonly module: WasmModule;
  readonly textTable: number;
  readonly setTable: number;
}

/** All that 32-bit addresses reach. Pages that nobody touches cost nothing. */
const MAX_PAGES = MAX_SCANNER_BYTES / 65_536;
const LARGEST_EXACT_POWER = 22;

/**
 * The scanner's memory as one thread sees it: compiled code, the tables that ids come from, regions that blocks are
 * scanned in. Memory and tables belong to the run; nothing of one thread lies at a fixed place.
 */
export class ScanMemory {
  readonly exports: ScannerExports;
  readonly shared: SharedScan;
  readonly texts: ScanTexts;
  readonly sets: ScanSets;
  private bytes: Buffer<SharedArrayBuffer>;
  /** Tables of words (see `assembly/words.ts`) that this thread asked about. */
  private readonly tables = new Map<number, number>();
  /** Whose words the scanner asks about. */
  private words: ScanWords | null = null;

  private constructor(memory: WasmMemory, module: WasmModule, tables: readonly [number, number] | null) {
    this.bytes = Buffer.from(memory.buffer);
    this.exports = this.instance(memory, module);
    if (tables === null) writeConstants(this.bytes);
    const [textTable, setTable] = tables ?? [this.newTable(memory), this.newTable(memory)];
    this.shared = { memory, module, textTable, setTable };
    this.texts = new ScanTexts(this, textTable);
    this.sets = new ScanSets(this, setTable);
  }

  /**
   * Compiles the scanner and gives it an empty memory.
   *
   * @returns null where the address space that the memory may grow into cannot be reserved
   */
  static async create(): Promise<ScanMemory | null> {
    const memory = reserve();
    if (memory === null) return null;
    return new ScanMemory(memory, await wasm.compile(Buffer.from(SCANNER_BINARY, 'base64')), null);
  }

  /** The memory that another thread created. */
  static join({ memory, module, textTable, setTable }: SharedScan): ScanMemory {
    return new ScanMemory(memory, module, [textTable, setTable]);
  }

  /** Must be called before another thread joins: tables are from now on used by several at once. */
  share(): void {
    this.view.writeUInt32LE(1, THREADED);
  }

  /** The memory as it is now; ask again after a call that may have let it grow. */
  get buffer(): SharedArrayBuffer {
    return this.shared.memory.buffer;
  }

  /** The memory as bytes, as it is now. */
  get view(): Buffer<SharedArrayBuffer> {
    const { buffer } = this;
    if (this.bytes.length !== buffer.byteLength) this.bytes = Buffer.from(buffer);
    return this.bytes;
  }

  /** Scans the block whose lines a region holds, on this thread. */
  scan(region: number, vocabulary: number, words: ScanWords): void {
    this.use(region, vocabulary, words);
    this.exports.scanBlock(region);
  }

  /** Scans elements of a dump in the text that a region holds, or lines that are such. Returns what it stopped at. */
  scanDump(what: 'elements' | 'lines', region: number, vocabulary: number, words: ScanWords): number {
    this.use(region, vocabulary, words);
    return what === 'elements' ? this.exports.scanElements(region) : this.exports.scanLines(region);
  }

  private use(region: number, vocabulary: number, words: ScanWords): void {
    this.words = words;
    // Other threads remember the answers that they got in tables of their own.
    this.view.writeUInt32LE(this.tablesOf(vocabulary), region + WORDS);
  }

  /** Takes bytes for ever, all zero. Addresses are unsigned; what WebAssembly gives to JavaScript is not. */
  allocate(bytes: number): number {
    return this.exports.allocate(bytes) >>> 0;
  }

  private instance(memory: WasmMemory, module: WasmModule): ScannerExports {
    const { exports } = new wasm.Instance(module, {
      env: { memory },
      program: {
        fail: () => {
          throw new LimitError('more distinct texts (ids, URLs) than fit in 4 GiB', READ_LESS);
        },
        ask: (space: number, text: number, length: number) =>
          this.words === null ? -1 : answer(this.words, space, this.view, text >>> 0, length),
        zone: (localMs: number) => this.words?.zoneOffsetMs(localMs) ?? 0,
        parseNumber: (text: number, length: number) =>
          Number(this.view.toString('latin1', text >>> 0, (text >>> 0) + length)),
      },
    });
    return exports as ScannerExports;
  }

  private newTable(memory: WasmMemory): number {
    const table = this.allocate(TABLE_BYTES);
    this.exports.initTable(table, 1);
    this.bytes = Buffer.from(memory.buffer);
    return table;
  }

  private tablesOf(vocabulary: number): number {
    const known = this.tables.get(vocabulary);
    if (known !== undefined) return known;
    const tables = this.allocate(SPACES * TABLE_BYTES);
    for (let space = 0; space < SPACES; space++) {
      const table = tables + space * TABLE_BYTES;
      this.exports.initTable(table, 0);
      const answers = this.allocate(4 * MAX_WORDS);
      this.view.writeUInt32LE(answers, table + TABLE_ANSWERS);
      this.view.writeUInt32LE(MAX_WORDS, table + TABLE_ANSWER_COUNT);
    }
    this.tables.set(vocabulary, tables);
    return tables;
  }
}

function writeConstants(bytes: Buffer<SharedArrayBuffer>): void {
  bytes.writeUInt32LE(FIRST_FREE, TOP);
  randomFillSync(bytes, HASH_SEED, 24);
  for (const at of [HASH_FIRST, HASH_SECOND]) bytes.writeUInt8(bytes.readUInt8(at) | 1, at);
  bytes.fill(0xff, BYTE_MASKS, BYTE_MASKS + 16);
  for (let power = 0; power <= LARGEST_EXACT_POWER; power++) {
    bytes.writeDoubleLE(Number(`1e${power}`), POWERS + 8 * power);
  }
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
