/** Where the rules for elements of a dump lie, in the places of rules for records (see `layout.ts`). Read by both sides. */

/** u32 each, unless said otherwise. What becomes of such elements; whether they must have packet flags. */
export const DUMP_FATE = 0;
export const DUMP_FLAGS = 4;
/** Fields: media type, track, size, flags (i32, -1: there is none). */
export const DUMP_TYPE_FIELD = 8;
export const DUMP_TRACK_FIELD = 12;
export const DUMP_SIZE_FIELD = 16;
export const DUMP_FLAGS_FIELD = 20;
/** Spaces of the words of media types and of flags. */
export const DUMP_TYPE_SPACE = 24;
export const DUMP_FLAGS_SPACE = 28;
/** Fields of pts, dts and duration (i32 ×4 each, -1 behind the last): the first that has a value counts. */
export const DUMP_PTS_FIELDS = 32;
export const DUMP_DTS_FIELDS = 48;
export const DUMP_DURATION_FIELDS = 64;
export const DUMP_LIST_LENGTH = 4;
/** Ids of the stream, and of the track of an element that names none, by media type (u32 ×4). */
export const DUMP_STREAM = 80;
export const DUMP_TRACKS = 84;
/** Flags of every row; f64: ms that media time 0 stands for. */
export const DUMP_ROW_FLAGS = 100;
export const DUMP_ANCHOR = 104;
/** Kind of the rows. */
export const DUMP_ROW_KIND = 112;
/**
 * In the place of rule 0, which is none. u32: number of the rule for the elements that are scanned now; 0: a field of
 * theirs says it.
 */
export const DUMP_KIND = 0;
/** There, too, for dumps of lines: the byte between cells; codes of the columns (i32 ×16) and how many; 0: named cells. */
export const DUMP_DELIMITER = 4;
export const DUMP_COLUMN_COUNT = 8;
export const DUMP_COLUMNS = 16;
export const MAX_DUMP_COLUMNS = 16;
/** Fates. */
export const DUMP_LEFT = 0;
export const DUMP_SKIPPED = 1;
export const DUMP_ROW = 2;
/** Flags. */
export const FLAGS_OPTIONAL = 0;
export const FLAGS_REQUIRED = 1;
export const FLAGS_REFUSED = 2;

/** What a scan stopped at: the end of the text, no more room for rows, an element that is left. */
export const STOP_END = 0;
export const STOP_FULL = 1;
export const STOP_LEFT = 2;
