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
  private readonly chunks: AsyncIterable<Uint8Array>;
  private readonly framer: Framer;

  constructor(chunks: AsyncIterable<Uint8Array>, framer: Framer) {
    this.chunks = chunks;
    this.framer = framer;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<RecordBlock> {
    for await (const chunk of this.chunks) {
      this.bytes += chunk.length;
      for (let from = 0; from < chunk.length; from += BLOCK_BYTES) {
        const block = this.framer.push(chunk.subarray(from, from + BLOCK_BYTES));
        if (block.records.length > 0) yield block;
      }
    }
    const block = this.framer.end();
    this.tailBytes = this.framer.tailBytes;
    this.truncatedContainer = this.framer.truncatedContainer;
    if (block.records.length > 0) yield block;
  }
}

/**
 * The records of decompressed UTF-8 content, in blocks.
 *
 * @param chunks - content in pieces of any size, e.g. from `openInput`
 */
export function readRecords(
  chunks: AsyncIterable<Uint8Array>,
  framing: Exclude<Framing, { readonly kind: 'blob' }>,
): RecordSource {
  return new RecordSource(chunks, makeFramer(framing));
}
