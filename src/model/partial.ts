import type { Observable } from './format.ts';
import type { InputFileReport, Note } from './report.ts';

/** What a saved state says it is: the shape of the file. */
export const PARTIAL_SCHEMA = 'stream-analytics/partial@1';
/** Goes up when the same events make other rows: states of two versions do not add up. */
export const FOLD_VERSION = 1;
/** What stands in a row, in order. */
export const PARTIAL_COLUMNS = ['metric', 'dimensions', 'bucket', 'kind', 'key', 'op', 'value'] as const;

/** The account of one input: what the report's own is summed from, and what a saved state keeps. */
export interface FileAccount {
  readonly file: InputFileReport;
  readonly used: number;
  readonly duplicate: number;
  readonly filtered: number;
  readonly context: number;
  readonly skipped: Readonly<Record<string, number>>;
  readonly bad: Readonly<Record<string, number>>;
  readonly truncated_tail_bytes: number;
  readonly assumed_utc: number;
  /** What its reader said, and where its bad records are. */
  readonly notes: readonly Note[];
}

/** Options of a run that change what its rows mean: states with others do not add up. */
export interface PartialOptions {
  readonly clock: 'utc' | 'media';
  /** The window asked for; null where it is open. */
  readonly from_ms: number | null;
  readonly to_ms: number | null;
  readonly stream: string | null;
  readonly timezone: string;
  readonly session_timeout_ms: number;
  readonly lateness_ms: number;
}

/** The first line of a saved state: what it is of. */
export interface PartialHeader {
  readonly schema: typeof PARTIAL_SCHEMA;
  readonly fold: number;
  readonly columns: typeof PARTIAL_COLUMNS;
  readonly options: PartialOptions;
  /** Earliest and latest time of the log inside the window asked for, ms; null: none. */
  readonly first_ms: number | null;
  readonly last_ms: number | null;
  /** The log began before the window, or went on behind it. */
  readonly began_before: boolean;
  readonly goes_on: boolean;
  /** Everything named could be read to its end. */
  readonly complete: boolean;
  readonly damaged: boolean;
  readonly observed: readonly Observable[];
  /** Names of streams by id. */
  readonly stream_names: readonly (readonly [id: string, name: string])[];
  readonly input: { readonly notes: readonly Note[]; readonly files: readonly FileAccount[] };
}
