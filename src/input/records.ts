import type { Framing } from '../model/format.ts';
import { CsvFramer } from './csv.ts';
import type { Framer, RecordBlock } from './framer.ts';
import { JsonElementFramer } from './json-elements.ts';
import { JsonLineFramer } from './json-lines.ts';
import { JsonObjectFramer } from './json-object.ts';
import { TextLineFramer } from './text-lines.ts';

/**
 * Bytes that are framed together. All values of a block are alive at once: much more than this, and the collector
 * copies them all; a block's text this small needs no memory of its own from the system.
 */
const BLOCK_BYTES = 1 << 16;

/** The framer for one kind of framing, to be used for one input. */
export function makeFramer(framing: Exclude<Framing, { readonly kind: 'blob' }>): Framer {
  switch (framing.kind) {
    case 'lines':
      return new TextLineFramer();
    case 'csv':
      return new CsvFramer(framing.delimiter);
    case 'json':
      return jsonFramer(framing.shape);
  }
}

function jsonFramer(shape: 'lines' | 'stream' | 'array' | 'object'): Framer {
  switch (shape) {
    case 'lines':
      return new JsonLineFramer();
    case 'stream':
      return new JsonElementFramer(0);
    case 'array':
      return new JsonElementFramer();
    case 'object':
      return new JsonObjectFramer();
  }
}

/** Blocks of records of one input; iterate once. The fields are complete when the iteration has ended. */
export class RecordSource implements AsyncIterable<RecordBlock> {
  /** Content bytes read. */
  bytes = 0;
  /** Bytes of a last record that was cut off: no record, note `tail_cut`. */
  tailBytes = 0;
  /** The input stopped inside a JSON array or object. */
  truncatedContainer = false;
  private readonly framer: Framer;
  private readonly chunks: AsyncIterator<Uint8Array>;
  private readonly giveBack: (chunk: Uint8Array) => void;
  /** The chunk that came last, of which no piece is kept. */
  private last: Uint8Array | null = null;
  /** The chunk that is framed, from where it is not. */
  private chunk: Uint8Array = new Uint8Array(0);
  /** Pieces framed so far, while somebody may still want all of them; null when nobody does any more. */
  private kept: Uint8Array[] | null = [];

  constructor(
    chunks: AsyncIterable<Uint8Array>,
    framer: Framer,
    giveBack: (chunk: Uint8Array) => void = () => undefined,
  ) {
    this.chunks = chunks[Symbol.asyncIterator]();
    this.framer = framer;
    this.giveBack = giveBack;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<RecordBlock> {
    while (await this.fill()) {
      while (this.chunk.length > 0) {
        const block = this.framer.push(this.takePiece());
        if (block.records.length > 0) yield block;
      }
    }
    const block = this.framer.end();
    this.end(this.framer);
    if (block.records.length > 0) yield block;
  }

  /** Everything from here on is framed as it comes: what was is not kept for {@link pieces}. */
  letGo(): void {
    this.kept = null;
  }

  /**
   * All bytes from the start, in pieces of any size, for somebody who frames them himself; instead of more blocks. He
   * calls {@link end} when he is done.
   */
  async *pieces(): AsyncGenerator<Uint8Array> {
    yield* this.kept ?? [];
    this.kept = null;
    while (await this.fill()) {
      const { chunk } = this;
      this.chunk = chunk.subarray(chunk.length);
      yield chunk;
    }
  }

  /** Takes over what a framer found out, after its `end`. */
  end(framer: Framer): void {
    this.tailBytes = framer.tailBytes;
    this.truncatedContainer = framer.truncatedContainer;
  }

  private takePiece(): Uint8Array {
    const piece = this.chunk.subarray(0, BLOCK_BYTES);
    this.chunk = this.chunk.subarray(piece.length);
    this.kept?.push(piece);
    return piece;
  }

  /** Makes sure that bytes are there to be framed. False at the end of the input. */
  private async fill(): Promise<boolean> {
    while (this.chunk.length === 0) {
      // Framers and scanners copy what they are not done with.
      if (this.last !== null) this.giveBack(this.last);
      this.last = null;
      const next = await this.chunks.next();
      if (next.done === true) return false;
      this.bytes += next.value.length;
      this.chunk = next.value;
      if (this.kept === null) this.last = next.value;
    }
    return true;
  }
}

/**
 * The records of decompressed UTF-8 content, in blocks.
 *
 * @param chunks - content in pieces of any size, e.g. from `openInput`
 * @param giveBack - told of each chunk that nobody will look at again; left out: they are left to the collector
 */
export function readRecords(
  chunks: AsyncIterable<Uint8Array>,
  framing: Exclude<Framing, { readonly kind: 'blob' }>,
  giveBack?: (chunk: Uint8Array) => void,
): RecordSource {
  return new RecordSource(chunks, makeFramer(framing), giveBack);
}
