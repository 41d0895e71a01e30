import type { InputRecord, RecordPlace } from '../model/record.ts';

/** Records that were framed together. */
export interface RecordBlock {
  readonly records: readonly InputRecord[];
  /**
   * The last record of this block ended with the input instead of a line end, and nothing in it shows whether it is
   * whole (text lines and rows): when its fate is bad it is a cut tail (`tail_cut`) and not a bad record.
   */
  readonly unterminated: boolean;
  /** The bytes of one of these records, at most 4 KiB; valid until the next block is asked for. */
  rawOf(record: RecordPlace): Uint8Array;
}

/**
 * Cuts bytes into records. Chunks may end anywhere; the records are the same for every way to cut the input.
 * Synchronous, so that a record costs no promise.
 */
export interface Framer {
  /** Records that are complete with this chunk (at most 1 MiB). */
  push(chunk: Uint8Array): RecordBlock;
  /** Records that the end of the input completes. */
  end(): RecordBlock;
  /** After `end`: bytes of a last record that was cut off and is no record. */
  readonly tailBytes: number;
  /** After `end`: the input stopped inside a JSON array or object. */
  readonly truncatedContainer: boolean;
}
