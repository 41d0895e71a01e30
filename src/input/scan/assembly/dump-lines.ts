import { DUMP_COLUMN_COUNT, DUMP_COLUMNS, DUMP_DELIMITER } from '../dump-layout.ts';
import { RULES, SLOT_BYTES, SLOTS, SPACE_NAMES, SPACE_TYPES } from '../layout.ts';
import { context } from './memory.ts';
import { isNotAvailable, RANK_BITS } from './elements.ts';
import { meaningOf } from './words.ts';

// One line of a dump into slots: the word of a section, then cells with names (`size=12`) or in the order of columns.
// Quotes, escapes and anything else than printable ASCII are left: how they are read depends on the writer.

const LF: u8 = 0x0a;
const CR: u8 = 0x0d;
const EQUALS: u8 = 0x3d;
/** `side_data`, whose cells behind it are not the packet's. */
const SIDE_DATA_BYTES: u32 = 9;
const SIDE_DAT: u64 = 0x7461_645f_6564_6973;

/** The number of the rule of the line's section, and its fields that have a value. */
export let lineKind: u32 = 0;
export let lineFields: u64 = 0;

/** Walks one line. Returns the address of its line end (LF or CR LF); 0 when it is left. */
export function walkLine(from: usize): usize {
  const slots = <usize>load<u32>(context, SLOTS);
  const head = <usize>load<u32>(context, RULES);
  const delimiter = <u8>load<u32>(head, DUMP_DELIMITER);
  const columns = load<u32>(head, DUMP_COLUMN_COUNT);
  const separator: u8 = columns == 0 ? EQUALS : delimiter;
  let end = behindPlain(from, delimiter, delimiter);
  if (load<u8>(end) != delimiter) return 0;
  lineKind = u32(max(0, meaningOf(SPACE_TYPES, from, u32(end - from))));
  if (lineKind == 0) return 0;
  let seen: u64 = 0;
  let fields: u64 = 0;
  let isDetail = false;
  for (let column: u32 = 0; ; column++) {
    let text = end + 1;
    let code: i32 = -1;
    end = behindPlain(text, delimiter, separator);
    if (columns != 0) {
      if (column < columns) code = load<i32>(head + DUMP_COLUMNS + (<usize>column << 2));
    } else if (load<u8>(end) == EQUALS) {
      if (!isDetail) code = meaningOf(SPACE_NAMES, text, u32(end - text));
      text = end + 1;
      end = behindPlain(text, delimiter, delimiter);
    } else if (column != 0 && u32(end - text) == SIDE_DATA_BYTES && load<u64>(text) == SIDE_DAT) {
      isDetail = true;
    } else if (!isDetail) {
      return 0;
    }
    // The first cell shows how the line is to be read.
    if (column == 0 && code < 0) return 0;
    if (code >= 0) {
      const field = u32(code) >> RANK_BITS;
      const bit: u64 = 1 << u64(field);
      const length = u32(end - text);
      // Of two equals the first counts.
      if ((seen & bit) == 0) {
        seen |= bit;
        if (length != 0 && !isNotAvailable(text, length)) fields |= bit;
        store<u64>(slots + <usize>field * SLOT_BYTES, u64(text) | (u64(length) << 32), 8);
      }
    }
    const byte = load<u8>(end);
    if (byte == delimiter) continue;
    if (byte != LF && (byte != CR || load<u8>(end, 1) != LF)) return 0;
    lineFields = fields;
    return end;
  }
}

/** Address of the next delimiter, or of a byte that is no plain one: quotes, backslashes, controls, other than ASCII. */
// @ts-ignore: decorator
@inline
function behindPlain(from: usize, delimiter: u8, other: u8): usize {
  let at = from;
  while (true) {
    const bytes = v128.load(at);
    const ends = v128.or(i8x16.eq(bytes, i8x16.splat(delimiter)), i8x16.eq(bytes, i8x16.splat(other)));
    const escapes = v128.or(i8x16.eq(bytes, i8x16.splat(0x22)), i8x16.eq(bytes, i8x16.splat(0x5c)));
    const odd = v128.or(escapes, i8x16.lt_s(bytes, i8x16.splat(0x20)));
    const special = i8x16.bitmask(v128.or(ends, odd));
    if (special != 0) return at + ctz(special);
    at += 16;
  }
}
