import type { ShardState } from '../engine/shard-state.ts';
import { StateReader } from '../engine/state-rows.ts';
import { InputError } from '../model/errors.ts';
import type { PartialHeader } from '../model/partial.ts';
import { type Op, type Row, RowFault } from '../stats/rows.ts';
import { readHeader } from './partial-header.ts';
import { RowScan } from './row-scan.ts';
import { shown } from './shape.ts';

const LF = 10;
/** A line longer than this is none of ours; the longest is the header of a state of very many inputs. */
const MAX_LINE_BYTES = 1 << 24;
const OPS: ReadonlySet<unknown> = new Set<Op>(['sum', 'min', 'max', 'union', 'open']);
const DIGITS = /^-?\d{16,40}$/;

/**
 * Reads a saved state.
 *
 * @param name - of the file, for messages
 * @param chunks - its bytes, decompressed
 * @param stateFor - gives the empty state that its rows fill; may refuse the header
 * @throws InputError with the file and the line of what no version of ours would have written
 * @throws UsageError when another version wrote it
 */
export async function readPartial(
  name: string,
  chunks: AsyncIterable<Uint8Array>,
  stateFor: (header: PartialHeader) => ShardState,
): Promise<{ readonly header: PartialHeader; readonly state: ShardState }> {
  const reader = new PartialReader(name, stateFor);
  let rest: Uint8Array = new Uint8Array(0);
  for await (const chunk of chunks) {
    // Only the line that begins in one chunk and ends in the next is copied.
    const from = rest.length === 0 ? 0 : chunk.indexOf(LF) + 1;
    if (rest.length > 0) rest = Buffer.concat([rest, chunk.subarray(0, from === 0 ? chunk.length : from)]);
    if (rest.length > MAX_LINE_BYTES)
      reader.fail(`expected a line of a saved state, found over ${MAX_LINE_BYTES} bytes`);
    if (rest.length > 0 && from === 0) continue;
    if (rest.length > 0) reader.take(rest);
    const end = chunk.lastIndexOf(LF) + 1;
    if (end > from) reader.take(chunk.subarray(from, end));
    // Chunks are used again by those who read them.
    rest = chunk.slice(end);
  }
  if (rest.length > 0) reader.fail('the file is cut off inside this line');
  return reader.end();
}

class PartialReader {
  private readonly name: string;
  private readonly stateFor: (header: PartialHeader) => ShardState;
  private readonly decoder = new TextDecoder('utf-8', { fatal: true });
  private header: PartialHeader | null = null;
  private state: ShardState | null = null;
  private rows: StateReader | null = null;
  private readonly scan = new RowScan();
  /** Takes the rows of the metric that was read last. */
  private read: (row: Row) => void = () => undefined;
  /** Lines read. */
  private line = 0;
  private isWhole = false;

  constructor(name: string, stateFor: (header: PartialHeader) => ShardState) {
    this.name = name;
    this.stateFor = stateFor;
  }

  /** @throws InputError with the place after the lines read so far */
  fail(message: string): never {
    throw new InputError(`${this.name}:${this.line + 1}: ${message}`);
  }

  /** Takes whole lines. */
  take(bytes: Uint8Array): void {
    try {
      for (let from = 0; from < bytes.length; this.line++) {
        const end = bytes.indexOf(LF, from);
        if (!this.isWhole && this.scan.read(bytes, from)) this.read(this.scan.row);
        else this.takeText(this.decode(bytes.subarray(from, end)));
        from = end + 1;
      }
    } catch (error) {
      if (error instanceof RowFault) this.fail(error.message);
      throw error;
    }
  }

  private decode(bytes: Uint8Array): string {
    try {
      return this.decoder.decode(bytes);
    } catch {
      throw new RowFault('expected UTF-8 text');
    }
  }

  private takeText(line: string): void {
    if (this.header === null) this.begin(line);
    else this.takeValue(parsed(line));
  }

  private begin(line: string): void {
    this.header = readHeader(line, this.name);
    this.state = this.stateFor(this.header);
    this.rows = new StateReader(this.state);
  }

  private takeValue(value: unknown): void {
    if (this.isWhole) throw new RowFault('expected the end of the file behind the count of rows');
    if (!Array.isArray(value)) {
      const rows = (value as { readonly rows?: unknown } | null)?.rows;
      if (rows !== this.line - 1) {
        throw new RowFault(
          `rows: expected a row, or that there were ${this.line - 1}, found ${shown(value)}`,
        );
      }
      this.isWhole = true;
      return;
    }
    const [metric, dimensions, bucket, kind, key, op, given] = value as unknown[];
    if (value.length !== 7 || typeof metric !== 'string' || typeof dimensions !== 'string') {
      throw new RowFault(`row: expected metric, dimensions and five more, found ${shown(value)}`);
    }
    if (bucket !== null && !Number.isSafeInteger(bucket)) {
      throw new RowFault(`bucket: expected an integer or null, found ${shown(bucket)}`);
    }
    if (typeof kind !== 'string') throw new RowFault(`kind: expected a text, found ${shown(kind)}`);
    if (key !== null && typeof key !== 'string' && typeof key !== 'number') {
      throw new RowFault(`key: expected a text, an integer or null, found ${shown(key)}`);
    }
    if (!OPS.has(op)) throw new RowFault(`op: expected sum, min, max, union or open, found ${shown(op)}`);
    const row = { bucket: bucket as number | null, kind, key, op: op as Op, value: valueFrom(given) };
    this.read = this.rows?.readerOf(metric, dimensions) ?? this.read;
    this.read(row);
    this.scan.expectLike(metric, dimensions, kind, op as Op);
  }

  end(): { readonly header: PartialHeader; readonly state: ShardState } {
    const { header, state } = this;
    if (header === null || state === null) this.fail('expected the header of a saved state, found nothing');
    if (!this.isWhole) this.fail('the file is cut off: expected more rows, or how many there were');
    return { header, state };
  }
}

function valueFrom(given: unknown): Row['value'] {
  if (typeof given === 'number' || Array.isArray(given)) return given as Row['value'];
  if (typeof given === 'string' && DIGITS.test(given)) return BigInt(given);
  throw new RowFault(`value: expected an integer, found ${shown(given)}`);
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new RowFault(`row: expected JSON, found ${shown(line.slice(0, 40))}`);
  }
}
