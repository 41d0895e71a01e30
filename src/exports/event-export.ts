import type { Dictionary, DimensionSets } from '../model/dictionary.ts';
import type { EventBatch } from '../model/event-batch.ts';

/** Events on their way into the bytes of one file; where those go is the caller's business. */
export interface EventExport {
  /** Adds the event of a row; rows of tracks, which are no events, are left out. */
  add(batch: EventBatch, row: number): void;
  /** Events added. */
  readonly events: number;
  /** The bytes that follow those taken before; null as long as they are too few to be worth a write. */
  take(): Uint8Array | null;
  /** The last bytes, when every event was added. */
  end(): Uint8Array;
}

/** What the rows of a run mean. */
export interface ExportContext {
  readonly dictionary: Dictionary;
  readonly dims: DimensionSets;
  /** Clock of the run. */
  readonly clock: 'utc' | 'media';
}

/** Characters, or about as many bytes, that are worth a write. */
export const WORTH_WRITING = 65_536;
