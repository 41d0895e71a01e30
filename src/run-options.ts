import type { FieldMap } from './model/field-map.ts';
import { NO_SLICES, type SliceRequest } from './model/slices.ts';
import type { Reject } from './reading/ledger.ts';
import type { Progress } from './reading/watcher.ts';
import type { TimePoint } from './reading/window.ts';

/** Where records that cannot be used go. `restart` is called when an input has to be read again from its start. */
export interface RejectSink {
  restart(): void;
  add(reject: Reject): void;
}

/** Where the state of a run goes before it becomes figures, as text piece by piece (see `exports/partial.ts`). */
export interface PartialSink {
  add(text: string): void;
}

export type { Progress } from './reading/watcher.ts';

export interface RunOptions {
  readonly inputFormat: string | null;
  readonly fields: readonly string[] | null;
  /** How NDJSON and CSV are read that have other names than ours; null: as they are. */
  readonly map: FieldMap | null;
  readonly starts: ReadonlyMap<string, number>;
  readonly offsets: ReadonlyMap<string, number>;
  readonly from: TimePoint | null;
  readonly to: TimePoint | null;
  /** Stream id or name; null: all. */
  readonly stream: string | null;
  /** `--where`, `--by` and `--top`: names of dimensions must be known. */
  readonly slices: SliceRequest;
  /** IANA zone of times without an offset. */
  readonly timezone: string;
  /** Reorder window; null: 10 s, and a file that needs more is sorted whole. */
  readonly latenessMs: number | null;
  readonly sessionTimeoutMs: number;
  /** Width of the buckets of the series, whole seconds; null: the base width. */
  readonly bucketMs: number | null;
  /** Shards the report is made from; every number gives the same bytes. */
  readonly shards: number;
  /** Threads at most; null: as many as there are cores, up to 4. Every number gives the same bytes. */
  readonly threads: number | null;
  /**
   * `library`: every record goes through the library lane, which else judges those that the scanner leaves. `fast`:
   * small inputs are scanned, too. The report is the same.
   */
  readonly lane: 'auto' | 'fast' | 'library';
  /** Folder for sorted runs of inputs that do not fit in memory; null: the system's own for temporary files. */
  readonly scratch: string | null;
  /** Rows that sorting keeps in memory before it writes a run to `scratch`; 2,000,000 are about 256 MiB. */
  readonly sortRows: number;
  readonly rejects: RejectSink | null;
  /** Null: the state is not saved. */
  readonly partial: PartialSink | null;
  readonly onProgress: ((progress: Progress) => void) | null;
  readonly signal: AbortSignal | null;
}

export const DEFAULT_OPTIONS: RunOptions = {
  inputFormat: null,
  fields: null,
  map: null,
  starts: new Map(),
  offsets: new Map(),
  from: null,
  to: null,
  stream: null,
  slices: NO_SLICES,
  timezone: 'UTC',
  latenessMs: null,
  sessionTimeoutMs: 90_000,
  bucketMs: null,
  shards: 1,
  threads: null,
  lane: 'auto',
  scratch: null,
  sortRows: 2_000_000,
  rejects: null,
  partial: null,
  onProgress: null,
  signal: null,
};
