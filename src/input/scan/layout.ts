/**
 * Where things lie in the scanner's memory. Read by both sides: the program (TypeScript) and the scanner
 * (AssemblyScript, `assembly/`), so that no offset is written twice. Offsets are bytes.
 */

/** Fixed places at the beginning of the memory, the same for all threads. */
/** u32: first byte that nobody has taken; 1 as soon as there is more than one thread. */
export const TOP = 64;
export const THREADED = 68;
/** u64 ×3: secret seed and odd multipliers of the hash, so that nobody can craft ids that collide. */
export const HASH_SEED = 72;
export const HASH_FIRST = 80;
export const HASH_SECOND = 88;
/** 16 bytes of ones, then 16 of zeros: loading at `BYTE_MASKS + 16 - n` gives a mask of the first n bytes. */
export const BYTE_MASKS = 96;
/** f64 ×23: powers of ten, 10^0 … 10^22, all of them exact. */
export const POWERS = 128;
export const FIRST_FREE = 512;

/** A table of texts (see `assembly/id-table.ts`). u32 ×2, read and written as one: where its places are, and how many. */
export const TABLE_SLOTS = 0;
export const TABLE_MASK = 4;
export const TABLE_COUNT = 8;
export const TABLE_LIMIT = 12;
export const TABLE_CURSOR = 16;
export const TABLE_END = 20;
export const TABLE_CHUNK = 24;
/** u32: pages of record addresses by id; 0: texts are not asked for by id. */
export const TABLE_DIRECTORY = 28;
/** u32: answers by id (i32 each); 0: none. u32: how many there can be. */
export const TABLE_ANSWERS = 32;
export const TABLE_ANSWER_COUNT = 36;
/** u32: 1 while a thread adds to the table. */
export const TABLE_LOCK = 40;
export const TABLE_BYTES = 64;
/** Ids on one page of a directory, as a power of two, and pages of one directory. */
export const PAGE_BITS = 14;
export const DIRECTORY_PAGES = 8192;
/** A record of a table: u32 id, u32 length, the bytes. */
export const RECORD_ID = 0;
export const RECORD_LENGTH = 4;
export const RECORD_TEXT = 8;

/** What one input is scanned with: one region, handed in with every call. */
/** u32: next byte to be looked at; end of the whole lines; address that stands for {@link BLOCK_OFFSET}. */
export const CURSOR = 0;
export const END = 4;
export const BLOCK = 8;
/** u32: rows there are, rows there is room for, rows whose texts have ids. */
export const ROWS = 12;
export const CAPACITY = 16;
export const RESOLVED = 20;
/** u32: the tables that ids come from: of texts, and of sets of dimensions ({@link SETS}). */
export const IDS = 24;
/** u32: addresses of the working areas below. */
export const SLOTS = 28;
export const SCRATCH = 32;
export const SCRATCH_NEXT = 36;
export const SCRATCH_END = 40;
export const GLUES = 44;
export const PREDICTIONS = 48;
export const KEYS = 52;
export const WORDS = 56;
export const RULES = 60;
export const GATES = 64;
export const REFERENCES = 68;
export const LAST_TEXTS = 72;
/** u32: glues and keys learned. */
export const GLUE_COUNT = 76;
export const KEY_COUNT = 80;
/** u32: records of a type that nobody knows, and texts of time without an offset, since they were last asked for. */
export const UNKNOWN_TYPES = 92;
export const OFFSETLESS = 96;
/** f64: line number (1-based) of the line at the cursor; offset in the input of the byte at {@link BLOCK}. */
export const LINE = 104;
export const BLOCK_OFFSET = 112;

/** Fields with a role (u32, field ids). */
export const TYPE_FIELD = 120;
export const TIME_FIELD = 124;
export const VIEWER_FIELD = 128;
export const SESSION_FIELD = 132;
export const STREAM_FIELD = 136;
export const IDENTITY_FIELD = 140;
/** u64: fields that are dimensions. */
export const DIMENSIONS = 144;
/** u64: fields that only the program understands. */
export const LEFT_FIELDS = 320;
/** u32: longest id in bytes, longest other text; source number of the input. */
export const LONGEST_ID = 152;
export const LONGEST_TEXT = 156;
export const SOURCE = 160;

/** The clock (see `assembly/clock.ts`). u32: texts are times; what numbers are; flags of every row with a time. */
export const CLOCK_TEXTS = 164;
export const CLOCK_NUMBERS = 168;
export const CLOCK_FLAGS = 172;
/** f64, ms: added to wall clock; added to relative times; first instant allowed; first instant beyond. */
export const CLOCK_OFFSET = 176;
export const CLOCK_ANCHOR = 184;
export const CLOCK_EARLIEST = 192;
export const CLOCK_BEYOND = 200;
/** f64: relative times are below it. */
export const CLOCK_RELATIVE_BELOW = 248;
/** 16 bytes of the last minute that was read, then f64: its local ms. */
export const MINUTE_TEXT = 208;
export const MINUTE_MS = 224;
/** f64: quarter of an hour whose zone offset is known; that offset in ms. */
export const ZONE_QUARTER = 232;
export const ZONE_OFFSET = 240;

/** u32 each: addresses of the columns of an `EventBatch`. */
export const COLUMN_KIND = 256;
export const COLUMN_CODE = 260;
export const COLUMN_FLAGS = 264;
export const COLUMN_SOURCE = 268;
export const COLUMN_TIME = 272;
export const COLUMN_LINE = 276;
export const COLUMN_BYTE = 280;
export const COLUMN_STREAM = 284;
export const COLUMN_SESSION = 288;
export const COLUMN_VIEWER = 292;
export const COLUMN_DIMS = 296;
export const COLUMN_ID_A = 300;
export const COLUMN_ID_B = 304;
export const COLUMN_STRINGS = 308;
export const COLUMN_NUMBERS = 312;
export const SHORTS = 328;
export const SETS = 332;
/** u32: address of the {@link LEFT_BYTES} of each stretch of lines that was left, and how many there are. */
export const LEFTS = 336;
export const LEFT_COUNT = 340;
/** u32 ×64: dictionary id of the name of a field that is a dimension. */
export const DIMENSION_NAMES = 344;
/** u32: the byte between cells; 0: lines are JSON. Address of the codes of columns (i32 each), how many; most of them. */
export const DELIMITER = 600;
export const COLUMN_CODES = 604;
export const COLUMN_COUNT = 608;
export const MAX_COLUMNS = 1024;
export const CONTEXT_BYTES = 616;

/** Kinds of numbers that are times. */
export const NO_NUMBERS = 0;
export const EPOCH_S = 1;
export const EPOCH_MS = 2;
export const EPOCH_US = 3;
export const EPOCH_NS = 4;
export const SINCE_START_MS = 5;
export const SINCE_START_S = 6;

/** Fields at most: masks of fields are 64 bits wide. */
export const MAX_FIELDS = 64;
/** A slot holds the value of one field: f64 number, then u32 address and u32 length of its text. */
export const SLOT_BYTES = 16;
/** Ranks (u8 by field) stand behind the slots, the pairs of a dimension set (u32 field, u32 id) behind them. */
export const SLOT_RANKS = 1024;
export const SLOT_PAIRS = 1088;
export const SLOTS_BYTES = 1600;

/** What a row remembers until its ids are known: u32 viewer, u16 + u16 lengths, u32 session, u32 bytes of the record, u64 + u64 hashes. */
export const REFERENCE_BYTES = 32;

/** A glue: 32 bytes, 32 bytes of mask, then u32 length, i32 code of its key, u32 line ends in it. */
export const GLUE_BYTES = 128;
export const MAX_GLUES = 255;
/** Glues that are tried after a glue, per kind: u8 each, then u8 count and u8 credit. */
export const TRIED_GLUES = 4;
export const PREDICTION_BYTES = 8;
export const KINDS = 16;

/** A short key: 32 bytes, u32 length (0: empty place), i32 code, u32 glue that was learned first. */
export const KEY_BYTES = 64;
export const KEY_PLACES = 2048;
export const MAX_KEYS = 1024;

/** Spaces of words that the program is asked about once each. */
export const SPACE_NAMES = 0;
export const SPACE_TYPES = 1;
export const SPACE_CODES = 2;
/** The first of the spaces of enumerations. */
export const SPACE_WORDS = 3;
export const SPACES = 9;
/** Longest word that is remembered, words remembered in a space; the answer for a word that means nothing. */
export const LONGEST_WORD = 512;
export const MAX_WORDS = 4096;
export const UNKNOWN = -1;

/** A rule: what records of one kind must and may carry. u32 each, unless said otherwise. */
export const RULE_KIND = 0;
export const RULE_NEEDS_VIEWER = 4;
export const RULE_NUMBERS = 8;
export const RULE_TEXTS = 12;
export const RULE_FLAGS = 16;
/** Field of the code (-1: none), the space of its words, the code of an absent one (-1: it must be there). */
export const RULE_CODE = 20;
export const RULE_CODE_SPACE = 24;
export const RULE_CODE_ABSENT = 28;
/** Field that helps to understand the code (-1: the word alone says it), number column that does too. */
export const RULE_CODE_BESIDE = 32;
export const RULE_CODE_NUMBER = 36;
export const RULE_DEFAULT_STREAM = 40;
/** 1: what the row needs depends on its stream and first text (see `assembly/gates.ts`). */
export const RULE_GATED = 44;
/** Number column of the time in µs (-1: none). */
export const RULE_TIME_COLUMN = 48;
/** u32 ×4 by code: id of the first text when the record has none; codes beyond have no such text. */
export const RULE_DEFAULT_TEXTS = 52;
export const DEFAULT_TEXTS = 4;
/** u64: fields of which one must be there (0: none must). */
export const RULE_EITHER = 72;
/** Numbers: i32 field, i32 other field, u32 column, u32 bits, f64 scale, f64 min, f64 max. */
export const RULE_NUMBER = 80;
export const NUMBER_BYTES = 40;
export const NUMBER_WHOLE = 1;
export const NUMBER_REQUIRED = 2;
/** Texts: u32 field, u32 column, u32 longest bytes, u32 bits. */
export const RULE_TEXT = 360;
export const TEXT_BYTES = 16;
export const TEXT_REQUIRED = 1;
/** The text ends before the first `?` or `#`. */
export const TEXT_IS_URL = 2;
/** Flags: u32 field, u32 space, u32 bits when there, u32 bits when true. */
export const RULE_FLAG = 424;
export const FLAG_BYTES = 16;
export const RULE_BYTES = 512;

/** A short text that was met lately: 16 bytes, u32 length, u32 what it is (a table or space), u32 its id or answer. */
export const SHORT_BYTES = 32;
export const SHORT_PLACES = 512;

/** A gate: u32 stream, u32 first text, u32 what its rows need (0: empty place). */
export const GATE_BYTES = 16;
export const GATE_PLACES = 1024;
/** Bits of what rows need: u8 flags, then from this bit on number columns that hold the time in µs. */
export const GATE_OPEN = 0x8000_0000;
export const GATE_COLUMNS_SHIFT = 8;
/** A stretch of lines that was left: u32 first byte, u32 end, u32 rows before it, f64 its first line. */
export const LEFT_FROM = 0;
export const LEFT_TO = 4;
export const LEFT_ROW = 8;
export const LEFT_LINE = 16;
export const LEFT_BYTES = 24;
/** Stretches of one block: when there are more, the last goes on to the end of the block. */
export const MAX_LEFTS = 1024;

/** Faults of the scanner that the program makes an error of. */
export const FAULT_MEMORY = 1;

/** Bytes behind a text that may be loaded, though they mean nothing. */
export const SLACK = 64;
