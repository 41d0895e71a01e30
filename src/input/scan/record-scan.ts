import { EventBatch } from '../../model/event-batch.ts';
import type { RecordBlock } from '../framer.ts';

/** Rows that the scanner made of some records, and among them records that it left. */
export interface ScannedRecords {
  /** The scanned rows. Their line numbers are right as far as {@link stretches} has come. */
  readonly batch: EventBatch;
  /** Records that make no row. */
  readonly skipped: number;
  /** Nothing was left: there are no stretches of interest. */
  readonly isWhole: boolean;
  /**
   * Goes through all of it, in order: how many of the rows come before the next records that were left, and those
   * (none behind the last rows). What the reader learns of them must be told by {@link RecordScan.learn}.
   */
  stretches(): Iterable<{ readonly rows: number; readonly left: RecordBlock | null }>;
  /** Bytes of the record of a row. */
  rawOf(row: number): Uint8Array;
}

/** One input through the scanner; what it will not judge comes as records of the library lane's framer, at its place. */
export interface RecordScan {
  /** Why records are skipped that make no row. */
  readonly skipReason: string;
  /** Takes bytes; {@link next} must have given null for those before. They must stay as they are until it does. */
  push(chunk: Uint8Array): void;
  /** There are no more bytes to push: what is on its way comes from {@link next}, the rest from {@link rest}. */
  end(): void;
  /** The next records, valid until it is called again; null when it wants more bytes or, at the end, has no more. */
  next(): Promise<ScannedRecords | null>;
  /** Records that the end of the input completes; the framer says afterwards what was cut off. */
  rest(): RecordBlock;
  /** Tells what the reader made of records that were left: rows of the batch from this one on. */
  learn(batch: EventBatch, from: number): void;
  /** Gives back what it holds; nothing it gave may be used afterwards. */
  close(): void;
}

const NO_BYTES = new Uint8Array(0);

/** Records that were left, and no rows. */
export function leftOnly(left: RecordBlock): ScannedRecords {
  return {
    batch: new EventBatch(0),
    skipped: 0,
    isWhole: false,
    stretches: () => [{ rows: 0, left }],
    rawOf: () => NO_BYTES,
  };
}
