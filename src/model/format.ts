import type { Dictionary, DimensionSets } from './dictionary.ts';
import type { EventBatch } from './event-batch.ts';
import type { EventKind } from './event-kind.ts';
import type { FieldMap } from './field-map.ts';
import type { Fate, InputRecord } from './record.ts';
import type { DumpPlan, ScanPlan } from './scan-plan.ts';

/** How the bytes of an input are cut into records. */
export type Framing =
  /** One record a line of any text. */
  | { readonly kind: 'lines' }
  /**
   * JSON values. `lines`: one value a line (several on a line are several records); `stream`: values one after
   * another whatever their line breaks; `array`: the elements of one top-level array; `object`: the elements of
   * the arrays inside one top-level object, each with the key of its array as `section`.
   */
  | { readonly kind: 'json'; readonly shape: 'lines' | 'stream' | 'array' | 'object' }
  | { readonly kind: 'csv'; readonly delimiter: ',' | ';' | '\t' | '|' }
  /** The format reads the bytes itself (media containers). */
  | { readonly kind: 'blob' };

/** What detection looks at: the beginning of one input, decompressed and decoded. */
export interface Sample {
  /** Base name of the input without its compression suffix; '-' for standard input. */
  readonly name: string;
  /** The first bytes, at most 1 MiB. */
  readonly bytes: Uint8Array;
  /** The same as text (byte order mark removed); '' when the bytes are not text. */
  readonly text: string;
  /** The first 20 whole non-blank lines of `text` (all of them when the input is shorter). */
  readonly lines: readonly string[];
  /** True when `bytes` is the whole input. */
  readonly whole: boolean;
}

export interface Recognition {
  /** 0 (no) to 1 (certain). The highest score wins; `inspect` shows the runner-up. */
  readonly score: number;
  /** One line for people: what in the content decided. */
  readonly reason: string;
  readonly framing: Framing;
}

/** Groups of figures a format can feed. A figure none of the inputs could feed is null with a note, never 0. */
export type Observable =
  | 'packets'
  | 'keyframes'
  | 'dts'
  | 'sequence'
  | 'arrival'
  | 'viewers'
  | 'stalls'
  | 'requests'
  | 'transport';

/** What a format's reader may use while it turns records into rows. */
export interface ReaderContext {
  readonly source: number;
  /** Name of the input as shown to people. */
  readonly name: string;
  readonly dictionary: Dictionary;
  readonly dims: DimensionSets;
  /** Stream id given to packets that carry none (version-5 UUID of the input's name), as a dictionary id. */
  readonly defaultStream: number;
  /** IANA zone of times that carry no offset; 'UTC' by default. */
  readonly timezone: string;
  /** Epoch ms that media time 0 stands for (`--start`); null: not anchored. */
  readonly startMs: number | null;
  /** Added to every wall-clock time of this input (`--offset`), in ms. */
  readonly offsetMs: number;
  /** Column names given by `--fields` for an input without a header; null: the first row names them. */
  readonly fields: readonly string[] | null;
  /** How records are read that have other names than ours; null: as they are. Other formats have names of their own. */
  readonly map: FieldMap | null;
  /** Says something about how this input was read; equal codes are kept once per input. */
  note(code: string, text: string): void;
}

/** What a reader found out about its input; complete when the last record was read. */
export interface ReaderFacts {
  clock: 'utc' | 'media' | null;
  /** 's', 'ms', 'us', 'ns', 'rfc3339', or null when no record carried a time. */
  timeUnit: string | null;
  /** Records whose time had no offset and was taken as `timezone`. */
  assumedUtc: number;
  /** The input stopped inside a container (missing closing brackets, cut media file): it counts as damaged. */
  truncated: boolean;
}

export interface RecordReader {
  readonly facts: ReaderFacts;
  /**
   * How many leading records of the input only name its columns: they are not given to `read` and count
   * nowhere. 0 when left out.
   */
  readonly headerRecords?: number;
  /** Kinds of event that the first records name, whether or not they can be used; left out: the format knows. */
  readonly kinds?: ReadonlySet<EventKind>;
  /**
   * Appends the rows of one record to the batch (none, one or several) and says what became of the record.
   * Rows get `source`, `line` and `byte`. Never throws for bad data. A record that makes no row may still be
   * used (a header, a section mark).
   */
  read(record: InputRecord, batch: EventBatch): Fate;
  /** How a scanner can make the same rows of lines of JSON objects or of cells; left out, or undefined: it cannot. */
  scanPlan?(): ScanPlan | undefined;
  /** The same for dumps: elements in the arrays of one JSON object, or lines. Left out, or undefined: it cannot. */
  dumpPlan?(): DumpPlan | undefined;
  /** Appends rows that were held until the input ended. */
  end(batch: EventBatch): void;
  /**
   * Fate of a record that nothing but the end of the input closed (formats whose records span several lines); read
   * after `end`. Absent: there was none.
   */
  readonly tailFate?: Fate | undefined;
}

/** Random access to the bytes of a regular, uncompressed file, for formats that need it. */
export interface RandomAccess {
  readonly size: number;
  read(from: number, to: number): Promise<Uint8Array>;
}

export interface Format {
  /** The word of `--input-format`, e.g. 'ndjson', 'csv', 'ffprobe-json'. */
  readonly name: string;
  /** One line for `formats`. */
  readonly title: string;
  /** How it is told from others, for `formats NAME`. */
  readonly detection: string;
  /** Fields it reads and what they become, for `formats NAME`. */
  readonly fields: readonly { readonly name: string; readonly becomes: string }[];
  /** What this format cannot tell, for `formats NAME`. */
  readonly cannotTell: readonly string[];
  readonly observes: readonly Observable[];
  /** `map`: what the caller says of records that nobody foresaw; for formats of our own events only. */
  recognise(sample: Sample, map?: FieldMap | null): Recognition | null;
  /** `first` holds up to 1,000 records from the beginning (units are found by vote over them); they are read again. */
  open(context: ReaderContext, first: readonly InputRecord[]): RecordReader;
  /** For framing 'blob' only: all rows of the file, in batches. */
  readBlob?(
    file: RandomAccess,
    context: ReaderContext,
    facts: ReaderFacts,
  ): AsyncIterable<{ readonly batch: EventBatch; readonly records: number }>;
}
