import type { Reject } from './reading/ledger.ts';
import type { TimePoint } from './reading/window.ts';

/** How far a long run has come. */
export interface Progress {
  /** Bytes read from disk, compressed ones where the input is. */
  readonly bytesRead: number;
  /** Sum of the sizes of all inputs; null when one has none (a pipe). */
  readonly bytesTotal: number | null;
}

/** Where records that cannot be used go. `restart` is called when an input has to be read again from its start. */
export interface RejectSink {
  restart(): void;
  add(reject: Reject): void;
}

export interface RunOptions {
  readonly inputFormat: string | null;
  readonly fields: readonly string[] | null;
  readonly starts: ReadonlyMap<string, number>;
  readonly offsets: ReadonlyMap<string, number>;
  readonly from: TimePoint | null;
  readonly to: TimePoint | null;
  /** Stream id or name; null: all. */
  readonly stream: string | null;
  /** IANA zone of times without an offset. */
  readonly timezone: string;
  /** Reorder window; null: 10 s, and a file that needs more is sorted whole. */
  readonly latenessMs: number | null;
  readonly sessionTimeoutMs: number;
  /** Shards the report is made from; every number gives the same bytes. */
  readonly shards: number;
  /**
   * `library`: every record goes through the library lane, which else judges those that the scanner leaves. `fast`:
   * small inputs are scanned, too. The report is the same.
   */
  readonly lane: 'auto' | 'fast' | 'library';
  /** Folder for sorted runs of inputs that do not fit in memory; null: the system's own for temporary files. */
  readonly scratch: string | null;
  /** Rows of one input that sorting keeps in memory before it writes a run to `scratch`; 2,000,000 are about 256 MiB. */
  readonly sortRows: number;
  readonly rejects: RejectSink | null;
  readonly onProgress: ((progress: Progress) => void) | null;
  readonly signal: AbortSignal | null;
}

export const DEFAULT_OPTIONS: RunOptions = {
  inputFormat: null,
  fields: null,
  starts: new Map(),
  offsets: new Map(),
  from: null,
  to: null,
  stream: null,
  timezone: 'UTC',
  latenessMs: null,
  sessionTimeoutMs: 90_000,
  shards: 1,
  lane: 'auto',
  scratch: null,
  sortRows: 2_000_000,
  rejects: null,
  onProgress: null,
  signal: null,
};
