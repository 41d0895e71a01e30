import type { InputFileReport } from './report.ts';

/** One field of an input, as it was met in the records looked at. */
export interface InspectedField {
  /** Path in the record (`user.id`), or the name of the column. */
  readonly name: string;
  /** 'string', 'integer', 'number', 'boolean', 'time', 'object', 'array', 'null', or 'mixed'. */
  readonly type: string;
  /** Share of the records that carry it, 0..1. */
  readonly share: number;
  /** The field of our events it is read as, or would be with the proposed map; null: not read. */
  readonly mapped_to: string | null;
  /** What decided that, in a few words; null when there is nothing to say. */
  readonly why: string | null;
}

export interface InspectedFile extends InputFileReport {
  /** What in the content decided for this format. */
  readonly reason: string;
  /** Name of the format that came second; null when no other was possible. */
  readonly runner_up: string | null;
  readonly fields: readonly InspectedField[];
  /** Paths of fields that nothing reads. */
  readonly unknown: readonly string[];
}

/** How far the clock of one input stands from that of another. */
export interface ClockOffset {
  readonly file: string;
  readonly reference: string;
  readonly offset_ms: number;
  /** Bounds of the 95 % interval. */
  readonly lo: number;
  readonly hi: number;
  readonly n: number;
  readonly applied: boolean;
}

/**
 * What `inspect` found out about the inputs. `format` of a file is 'unknown' when none was recognised; then
 * `mapped_to` of its fields is a proposal.
 */
export interface Inspection {
  readonly schema: 'stream-analytics/inspect@1';
  readonly files: readonly InspectedFile[];
  readonly clocks: readonly ClockOffset[];
}
