import {
  COLUMN_CODES,
  COLUMN_COUNT,
  END,
  SCRATCH_END,
  SCRATCH_NEXT,
  SLOT_BYTES,
  SLOT_RANKS,
  SLOTS,
  SPACE_TYPES,
  TYPE_FIELD,
} from '../layout.ts';
import { context } from './memory.ts';
import { behindCharacter } from './texts.ts';
import { keepTexts, NO_TYPE, RANK_BITS } from './walk.ts';
import { meaningOf } from './words.ts';

// One row of separated text (RFC 4180) into the slots that a JSON record would fill. Every cell is a text; what its
// column means was asked when the header was read. Whatever `CsvFramer` would not take as one row is left: 0.

const LF: u8 = 0x0a;
const CR: u8 = 0x0d;
const QUOTE: u8 = 0x22;

/** Line ends inside of the row that was looked at last. */
export let innerLines: u32 = 0;

let textAt: usize = 0;
let textLength: u32 = 0;

/** Address behind a line of blanks, which is no row; 0 when it is none. */
export function behindBlankLine(from: usize): usize {
  innerLines = 0;
  let at = from;
  let byte = load<u8>(at);
  while (byte == 0x20 || byte == 0x09 || byte == CR) {
    at += 1;
    byte = load<u8>(at);
  }
  return byte == LF ? at + 1 : 0;
}

/** Walks one row. Returns the address of its line end (LF or CR LF); 0 when the row is left. */
export function walkCells(from: usize, delimiter: u8): usize {
  innerLines = 0;
  const slots = <usize>load<u32>(context, SLOTS);
  const codes = <usize>load<u32>(context, COLUMN_CODES);
  const count = load<u32>(context, COLUMN_COUNT);
  let texts: u64 = 0;
  let column: u32 = 0;
  let at = from;
  let end: usize = 0;
  while (true) {
    const bytes = v128.load(at);
    const isDelimiter = i8x16.eq(bytes, i8x16.splat(delimiter));
    const delimiters = i8x16.bitmask(isDelimiter);
    const odd = v128.or(i8x16.eq(bytes, i8x16.splat(QUOTE)), i8x16.lt_s(bytes, i8x16.splat(0x20)));
    const special = i8x16.bitmask(v128.or(isDelimiter, odd));
    let text = at;
    let length = u32(ctz(special));
    // Cells that are empty stand in rows of their own: the delimiters behind this cell are counted at once.
    const run = length < 16 ? u32(ctz(~(delimiters >> length))) : 0;
    if (run == 0) {
      if (length == 0 && load<u8>(at) == QUOTE) {
        end = behindQuoted(at + 1);
        text = textAt;
        length = textLength;
      } else {
        end = behindPlain(at + min(length, 16), delimiter);
        length = u32(end - at);
      }
      if (end == 0) return 0;
    }
    if (length != 0) {
      if (column >= count) return 0;
      const code = load<i32>(codes + (<usize>column << 2));
      if (code >= 0) {
        const field = u32(code) >> RANK_BITS;
        const bit: u64 = 1 << u64(field);
        const rank = u8(code & 15);
        // Two columns may name one field in different words; the better name counts.
        if ((texts & bit) == 0 || rank < load<u8>(slots + field, SLOT_RANKS)) {
          texts |= bit;
          store<u8>(slots + field, rank, SLOT_RANKS);
          store<u64>(slots + <usize>field * SLOT_BYTES, u64(text) | (u64(length) << 32), 8);
        }
      }
    }
    if (run != 0) {
      column += run;
      at = text + length + run;
    } else {
      const byte = load<u8>(end);
      if (byte != delimiter) {
        if (byte == LF || (byte == CR && load<u8>(end, 1) == LF)) break;
        return 0;
      }
      column += 1;
      at = end + 1;
    }
  }
  if (column + 1 != count) return 0;
  keepTexts(texts, typeOf(texts, slots));
  return end;
}

function typeOf(texts: u64, slots: usize): i32 {
  const field = load<u32>(context, TYPE_FIELD);
  if ((texts & ((<u64>1) << u64(field))) == 0) return NO_TYPE;
  const slot = slots + <usize>field * SLOT_BYTES;
  return meaningOf(SPACE_TYPES, <usize>load<u32>(slot, 8), load<u32>(slot, 12));
}

/** Address of the delimiter or line end behind a cell without quotes, from a byte of it on; 0 when it is left. */
function behindPlain(from: usize, delimiter: u8): usize {
  let at = from;
  while (true) {
    const bytes = v128.load(at);
    const odd = v128.or(i8x16.eq(bytes, i8x16.splat(QUOTE)), i8x16.lt_s(bytes, i8x16.splat(0x20)));
    const special = i8x16.bitmask(v128.or(i8x16.eq(bytes, i8x16.splat(delimiter)), odd));
    if (special == 0) {
      at += 16;
      continue;
    }
    at += ctz(special);
    const byte = load<u8>(at);
    if (byte == delimiter || byte == LF || (byte == CR && load<u8>(at, 1) == LF)) return at;
    if (byte == QUOTE) return 0;
    at = behindOdd(at, byte);
    if (at == 0) return 0;
  }
}

/** Address behind a byte that is no plain ASCII, and what belongs to it; 0 when no text holds it. */
// @ts-ignore: decorator
@inline
function behindOdd(at: usize, byte: u8): usize {
  return byte >= 0x80 ? behindCharacter(at) : byte != 0 ? at + 1 : 0;
}

/** The same in quotes, where a line end is a byte as any other; but a block ends with one, and the cell may not. */
// @ts-ignore: decorator
@inline
function behindInner(at: usize, byte: u8): usize {
  if (byte != LF) return behindOdd(at, byte);
  innerLines += 1;
  return at + 1 < <usize>load<u32>(context, END) ? at + 1 : 0;
}

/** Address behind the quote that closes a cell, from behind the one that opens it; 0 when it is left. */
function behindQuoted(from: usize): usize {
  let at = from;
  while (true) {
    const bytes = v128.load(at);
    const odd = v128.or(i8x16.eq(bytes, i8x16.splat(QUOTE)), i8x16.lt_s(bytes, i8x16.splat(0x20)));
    const special = i8x16.bitmask(odd);
    if (special == 0) {
      at += 16;
      continue;
    }
    at += ctz(special);
    const byte = load<u8>(at);
    if (byte == QUOTE) {
      if (load<u8>(at, 1) == QUOTE) return behindDoubled(from, at);
      textAt = from;
      textLength = u32(at - from);
      return at + 1;
    }
    at = behindInner(at, byte);
    if (at == 0) return 0;
  }
}

/** Goes on at the first doubled quote: the text is written anew, with one quote for two. */
function behindDoubled(from: usize, doubled: usize): usize {
  const start = <usize>load<u32>(context, SCRATCH_NEXT);
  const end = <usize>load<u32>(context, SCRATCH_END);
  let to = start + (doubled - from);
  if (to + 64 > end) return 0;
  memory.copy(start, from, doubled - from);
  let at = doubled;
  while (true) {
    if (to + 64 > end) return 0;
    const byte = load<u8>(at);
    let next = at + 1;
    if (byte == QUOTE) {
      if (load<u8>(next) != QUOTE) break;
      store<u8>(to, QUOTE);
      to += 1;
      at = next + 1;
      continue;
    }
    next = behindInner(at, byte);
    if (next == 0) return 0;
    store<u32>(to, load<u32>(at));
    to += next - at;
    at = next;
  }
  textAt = start;
  textLength = u32(to - start);
  store<u32>(context, u32((to + 15) & ~15), SCRATCH_NEXT);
  return at + 1;
}

/**
 * Address behind the line end of a row that was left: quotes hide line ends. What cannot be followed so, a quote inside
 * of a plain cell or a row that the block cuts, is left up to the end of the block.
 */
export function behindRow(from: usize, delimiter: u8, end: usize): usize {
  let at = from;
  while (at < end) {
    if (load<u8>(at) == QUOTE) {
      at += 1;
      while (at < end && (load<u8>(at) != QUOTE || load<u8>(at, 1) == QUOTE)) at += load<u8>(at) == QUOTE ? 2 : 1;
      at += 1;
    } else {
      while (at < end && load<u8>(at) != delimiter && load<u8>(at) != LF && load<u8>(at) != QUOTE) at += 1;
    }
    if (at >= end) break;
    const byte = load<u8>(at);
    if (byte == LF) return at + 1;
    if (byte == CR && load<u8>(at, 1) == LF) return at + 2;
    if (byte != delimiter) break;
    at += 1;
  }
  return end;
}
