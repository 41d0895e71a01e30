import type { EventBatch } from './event-batch.ts';

/** A number of a row: where it comes from, what it may be, and where it goes. See `NumberRule` of formats. */
export interface ScanNumber {
  readonly field: number;
  /** Field that is read when `field` is absent; -1: none. */
  readonly orField: number;
  readonly column: number;
  readonly required: boolean;
  /** True: a fraction is a fault. False: it is rounded. */
  readonly whole: boolean;
  readonly scale: number;
  readonly min: number;
  readonly max: number;
}

/** A text of a row. */
export interface ScanText {
  readonly field: number;
  readonly column: number;
  readonly longestBytes: number;
  readonly required: boolean;
  /** Only what comes before the first `?` or `#` is kept. */
  readonly isUrl: boolean;
}

/** The code of a row: a word, or a word that is understood with another text and a number beside it. */
export interface ScanCode {
  readonly field: number;
  /** Space of its words, see {@link ScanWords.wordCode}. */
  readonly space: number;
  /** The code when the field is absent; -1: it must be there. */
  readonly absent: number;
  /** Field and number column of {@link ScanWords.besideCode}; null: the word alone says it. */
  readonly beside: { readonly field: number; readonly column: number } | null;
}

/** Flags that a field of true or false sets. */
export interface ScanFlag {
  readonly field: number;
  /** Space of the words for true (1) and false (0). */
  readonly space: number;
  readonly whenKnown: number;
  readonly whenTrue: number;
}

/** What records of one kind must and may carry, and the columns it goes to. At most 7 numbers, 3 texts, 2 flags. */
export interface ScanRule {
  readonly kind: number;
  /** A viewer or session id must be there. */
  readonly needsViewer: boolean;
  readonly numbers: readonly ScanNumber[];
  readonly texts: readonly ScanText[];
  readonly code: ScanCode | null;
  readonly flags: readonly ScanFlag[];
  /** Stream id of a record that names none; 0: none. */
  readonly defaultStream: number;
  /** First text of a record that has none, by code (at most 4). */
  readonly defaultTexts: readonly number[];
  /** Number column that holds the time in µs; -1: none. */
  readonly timeColumn: number;
  /** Fields of which one must be there; none: no such demand. */
  readonly either: readonly number[];
  /** What a row needs depends on its stream and first text, see {@link ScanPlan.needsOf}. */
  readonly gated: boolean;
}

/** How times are read now. What is not allowed here is left to the reader. */
export interface ScanClock {
  /** RFC 3339 texts are times. */
  readonly texts: boolean;
  /** What numbers are; null: they are left. */
  readonly numbers: 's' | 'ms' | 'us' | 'ns' | 'ms-since-start' | 's-since-start' | null;
  /** Added to wall-clock times, in ms. */
  readonly offsetMs: number;
  /** Added to times since the start, in ms. */
  readonly anchorMs: number;
  /** Flags of every row with a time. */
  readonly flags: number;
  /** First wall-clock ms that is a time, first beyond; times since the start are below the last. */
  readonly earliestMs: number;
  readonly beyondMs: number;
  readonly relativeBelow: number;
}

/** What rows of one stream and first text need besides: flags, and number columns (bits) that hold the time in µs. */
export interface ScanNeeds {
  readonly flags: number;
  readonly timeColumns: number;
}

/** Numbers of vocabularies. */
export const Vocabulary = { canonical: 0, ffprobe: 1 } as const;

/** What words mean. Every thread has its own, and all give the same answers; -1 is "not known". */
export interface ScanWords {
  /** Field × 16 + rank of a key (the lower rank counts when a record names a field twice); -1: no field. */
  nameCode(name: string): number;
  /** Index of the rule of a type + 256 × the code that the type itself says; -1: such records are skipped. */
  typeCode(word: string): number;
  /** Code of a word in a space (0 to 5). */
  wordCode(space: number, word: string): number;
  /** Code of a word with a text beside it ('' when absent) and a number (NaN when absent). */
  besideCode(word: string, beside: string, number: number): number;
  /** Local time − UTC in ms for times without offset, by the local time. */
  zoneOffsetMs(localMs: number): number;
}

/**
 * How a reader wants records scanned, so that a scanner which knows nothing of events makes the rows the reader
 * would make. Whatever a plan does not cover is left to the reader, record by record. Words are asked about once and
 * remembered; a record with a word that is not known is left.
 *
 * Several blocks may be scanned at once, by what was known when they were begun: what the plan says may therefore grow
 * while the reader reads on, but nothing that it once said may change.
 */
export interface ScanPlan {
  readonly source: number;
  /** Number of the vocabulary: by it another thread finds the same words. */
  readonly vocabulary: number;
  readonly words: ScanWords;
  readonly fields: {
    readonly type: number;
    readonly time: number;
    readonly viewer: number;
    readonly session: number;
    readonly stream: number;
    readonly identity: number;
    readonly dimensions: readonly number[];
    /** Dictionary ids of their names. */
    readonly dimensionNames: readonly number[];
    /** Fields that a plan has no words for: a record with one of them is left. */
    readonly left: readonly number[];
  };
  readonly longestIdBytes: number;
  readonly longestTextBytes: number;
  /** Code of each column, as of {@link nameCode}, for rows of cells; null: records name their fields themselves. */
  readonly columns: readonly number[] | null;
  /** At most 15. */
  readonly rules: readonly ScanRule[];
  clock(): ScanClock;
  /** What rows like this one (made by the reader, of a gated rule) need; null: not known, they are left. */
  needsOf(batch: EventBatch, row: number): ScanNeeds | null;
  /** Texts of time without offset that were scanned. */
  countAssumedUtc(count: number): void;
}

/** How the elements of one kind in a dump become rows of packets. Their values are texts, '' and `N/A` are absent. */
export interface DumpRule {
  /** Kind of the rows. */
  readonly kind: number;
  readonly size: number;
  /** Field that names the track. */
  readonly track: number;
  /** Field of the media type, and the space of its words, see {@link ScanWords.wordCode}. */
  readonly mediaType: { readonly field: number; readonly space: number };
  /** The same for flags; the code of a word is flags of the row. */
  readonly flags: { readonly field: number; readonly space: number };
  /** Fields in seconds, at most four: the first that has a value counts. */
  readonly pts: readonly number[];
  readonly dts: readonly number[];
  readonly duration: readonly number[];
  readonly stream: number;
  /** Tracks of elements that name none, by code of the media type (at most 4). */
  readonly defaultTracks: readonly number[];
  /** Flags of every row. */
  readonly rowFlags: number;
  /** What media time 0 stands for, in ms. */
  readonly anchorMs: number;
}

/** What becomes of the elements of one rule now. */
export interface DumpFate {
  /** `skipped`: they make no row. `left`: the reader takes them. */
  readonly fate: 'row' | 'skipped' | 'left';
  /** Whether they must have flags, or must not: others are left. */
  readonly flags: 'required' | 'refused' | 'optional';
}

/**
 * How a reader of dumps wants elements scanned: objects that stand in arrays of one document, or lines of cells that
 * begin with the word of their kind. What they need may change with every element that the reader takes.
 */
export interface DumpPlan {
  readonly source: number;
  /** Whose words these are. */
  readonly vocabulary: number;
  readonly words: ScanWords;
  /** Field that says the kind of an element, where its array does not. */
  readonly typeField: number;
  readonly dumpRules: readonly DumpRule[];
  /** Why elements are skipped, where they are. */
  readonly skipReason: string;
  /** For lines. The byte between cells, and {@link ScanWords.nameCode} of each column (at most 16); none: cells have names. */
  readonly cells: { readonly delimiterByte: number; readonly columns: readonly number[] } | null;
  /** Index of the rule for the elements of an array by its key; -1: the type of each says it; null: all are left. */
  ruleOf(section: string): number | null;
  /** By rule. */
  fates(): readonly DumpFate[];
}
