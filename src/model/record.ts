/** Why a record cannot be used. The name stands in the report under `input.bad`. */
export type BadReason =
  | 'json-syntax'
  | 'json-not-object'
  | 'json-depth'
  | 'utf8'
  | 'nul'
  | 'line-too-long'
  | 'csv-quote'
  | 'csv-columns'
  | 'field-missing'
  | 'field-type'
  | 'number-unsafe'
  | 'number-nonfinite'
  | 'time-missing'
  | 'time-range'
  | 'clock_ahead'
  | 'syntax';

/** Where a record stands: 1-based line, byte offset in the decompressed input, length without its line end. */
export interface RecordPlace {
  readonly line: number;
  readonly byte: number;
  readonly bytes: number;
}

/** One JSON object or any other JSON value; `section` is the array it stood in when the input is a container. */
export interface JsonRecord extends RecordPlace {
  readonly kind: 'json';
  readonly value: unknown;
  readonly section: string | null;
}

/** One row of a separated file, as text cells. */
export interface RowRecord extends RecordPlace {
  readonly kind: 'row';
  readonly cells: readonly string[];
}

/** One line of any other text, without its line end. */
export interface LineRecord extends RecordPlace {
  readonly kind: 'line';
  readonly text: string;
}

/** A stretch of input that is no record; it still counts as one, and is never printed raw. */
export interface BadRecord extends RecordPlace {
  readonly kind: 'bad';
  readonly reason: BadReason;
  /** 1-based byte in the line where the fault shows; 0 when it has no place. */
  readonly column: number;
  /** What was expected and what came, made by us: never text of the input. */
  readonly detail: string;
}

export type InputRecord = JsonRecord | RowRecord | LineRecord | BadRecord;

/**
 * What became of one record: every record has exactly one fate, and the fates add up to the records.
 * A format's reader decides `used`, `skipped` and `bad`; replay decides duplicate, late, filtered and context.
 */
export type Fate =
  | { readonly fate: 'used' }
  /**
   * No record of its own: a line of a record that several lines make up (another of its lines accounts for it),
   * or a mark of the container. Not counted anywhere.
   */
  | { readonly fate: 'part' }
  | { readonly fate: 'skipped'; readonly reason: string }
  | {
      readonly fate: 'bad';
      readonly reason: BadReason;
      /** The field at fault, '' when the record as a whole is. */
      readonly field: string;
      /** `expected X, found Y`, with found text already cut and made printable. */
      readonly detail: string;
    };

export const USED: Fate = { fate: 'used' };
export const PART: Fate = { fate: 'part' };

/** What is counted per bucket of time of the records of all inputs: columns of one table. */
export const ReadColumn = {
  /** Events of records that were used. */
  events: 0,
  /** Records that were bad or late. */
  rejected: 1,
} as const;
export const READ_COLUMNS = 2;
