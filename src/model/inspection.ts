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
  /** For NDJSON and CSV of which under half can be used as they are; null: none is needed. One that says nothing: none can be justified. */
  readonly proposed_map: ProposedMap | null;
}

/** A field map for a log that nobody foresaw, as far as its first records justify one. */
export interface ProposedMap {
  readonly fields: readonly {
    readonly name: string;
    /** Path as a field map has it. */
    readonly from: string;
    /** Null: the field's own. */
    readonly unit: string | null;
    readonly why: string;
  }[];
  readonly constants: readonly { readonly name: string; readonly value: string; readonly why: string }[];
  /** Words of a field; `value` null: it stands for nothing. */
  readonly values: readonly {
    readonly name: string;
    readonly word: string;
    readonly value: string | null;
    readonly why: string;
  }[];
  /** Words of the event field that nothing justifies a meaning of. */
  readonly unclear_words: readonly string[];
  /** Records that were looked at, and those of them that can be used with this map. */
  readonly records: number;
  readonly usable: number;
  /** Metrics, or families of them, that stay without data. */
  readonly unknown_metrics: readonly string[];
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
 * What `inspect` found out about the inputs. `mapped_to` of the fields of a file with a `proposed_map` is what that
 * proposes.
 */
export interface Inspection {
  readonly schema: 'stream-analytics/inspect@1';
  readonly files: readonly InspectedFile[];
  readonly clocks: readonly ClockOffset[];
}
