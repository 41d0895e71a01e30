import {
  DUMP_ANCHOR,
  DUMP_DTS_FIELDS,
  DUMP_DURATION_FIELDS,
  DUMP_FLAGS,
  DUMP_FLAGS_FIELD,
  DUMP_FLAGS_SPACE,
  DUMP_LIST_LENGTH,
  DUMP_PTS_FIELDS,
  DUMP_ROW_FLAGS,
  DUMP_ROW_KIND,
  DUMP_SIZE_FIELD,
  DUMP_STREAM,
  DUMP_TRACK_FIELD,
  DUMP_TRACKS,
  DUMP_TYPE_FIELD,
  DUMP_TYPE_SPACE,
  FLAGS_REFUSED,
  FLAGS_REQUIRED,
} from '../dump-layout.ts';
import {
  BLOCK,
  BLOCK_OFFSET,
  COLUMN_BYTE,
  COLUMN_CODE,
  COLUMN_DIMS,
  COLUMN_FLAGS,
  COLUMN_ID_A,
  COLUMN_ID_B,
  COLUMN_KIND,
  COLUMN_LINE,
  COLUMN_NUMBERS,
  COLUMN_SESSION,
  COLUMN_SOURCE,
  COLUMN_STREAM,
  COLUMN_STRINGS,
  COLUMN_TIME,
  COLUMN_VIEWER,
  LINE,
  POWERS,
  REFERENCE_BYTES,
  REFERENCES,
  ROWS,
  SLOT_BYTES,
  SLOTS,
  SOURCE,
} from '../layout.ts';
import { internText } from './fields.ts';
import { context } from './memory.ts';
import { countDigits, digitsValue } from './numbers.ts';
import { meaningOf } from './words.ts';

// The slots of an element of a dump as one row of a packet. All values are texts, as they were printed.

/** Seconds of more digits may not fit in µs. */
const LONGEST_SECONDS: u32 = 9;
const DECIMALS: u32 = 6;
/** Digits that every double holds exactly. */
const EXACT_DIGITS: u32 = 15;

let fields: u64 = 0;
let text: usize = 0;
let length: u32 = 0;
let us: f64 = 0;

/**
 * Fills the row behind the last one. It counts only when all of it is good.
 *
 * @param rule - where the values are
 * @param present - fields that have one
 * @returns false when the element is left
 */
export function fillPacket(rule: usize, present: u64, from: usize, to: usize): bool {
  fields = present;
  const row = <usize>load<u32>(context, ROWS);
  const numbers = <usize>load<u32>(context, COLUMN_NUMBERS) + row * 56;
  if (!readTime(rule + DUMP_PTS_FIELDS)) return false;
  const pts = us;
  if (!readTime(rule + DUMP_DTS_FIELDS)) return false;
  const dts = us;
  if (!readTime(rule + DUMP_DURATION_FIELDS)) return false;
  const duration = us;
  const time = isNaN(dts) ? pts : dts;
  // What is said of packets without times is the program's.
  if (isNaN(time)) return false;
  if (!has(load<i32>(rule, DUMP_SIZE_FIELD)) || length > EXACT_DIGITS || countDigits(text) != length) return false;
  const size = f64(digitsValue(text, length));
  if (!has(load<i32>(rule, DUMP_TYPE_FIELD))) return false;
  const type = meaningOf(load<u32>(rule, DUMP_TYPE_SPACE), text, length);
  if (type < 0) return false;
  const flags = flagsOf(rule);
  if (flags < 0) return false;
  const trackField = load<i32>(rule, DUMP_TRACK_FIELD);
  const track = has(trackField)
    ? internText(u32(trackField), text, length)
    : load<u32>(rule + (<usize>type << 2), DUMP_TRACKS);

  store<f64>(numbers, pts);
  store<f64>(numbers, dts, 8);
  store<f64>(numbers, duration, 16);
  store<f64>(numbers, size, 24);
  store<f64>(numbers, NaN, 32);
  store<f64>(numbers, NaN, 40);
  store<f64>(numbers, NaN, 48);
  const strings = <usize>load<u32>(context, COLUMN_STRINGS) + row * 12;
  store<u32>(strings, track);
  store<u64>(strings, 0, 4);
  store<u8>(<usize>load<u32>(context, COLUMN_KIND) + row, u8(load<u32>(rule, DUMP_ROW_KIND)));
  store<u8>(<usize>load<u32>(context, COLUMN_CODE) + row, u8(type));
  store<u8>(<usize>load<u32>(context, COLUMN_FLAGS) + row, u8(u32(flags) | load<u32>(rule, DUMP_ROW_FLAGS)));
  store<u16>(<usize>load<u32>(context, COLUMN_SOURCE) + (row << 1), u16(load<u32>(context, SOURCE)));
  const timeMs = load<f64>(rule, DUMP_ANCHOR) + Math.floor(time / 1000);
  store<f64>(<usize>load<u32>(context, COLUMN_TIME) + (row << 3), timeMs);
  store<f64>(<usize>load<u32>(context, COLUMN_LINE) + (row << 3), load<f64>(context, LINE));
  const byte = load<f64>(context, BLOCK_OFFSET) + f64(u32(from) - load<u32>(context, BLOCK));
  store<f64>(<usize>load<u32>(context, COLUMN_BYTE) + (row << 3), byte);
  store<u32>(<usize>load<u32>(context, COLUMN_STREAM) + (row << 2), load<u32>(rule, DUMP_STREAM));
  store<u32>(<usize>load<u32>(context, COLUMN_SESSION) + (row << 2), 0);
  store<u32>(<usize>load<u32>(context, COLUMN_VIEWER) + (row << 2), 0);
  store<u32>(<usize>load<u32>(context, COLUMN_DIMS) + (row << 2), 0);
  store<f64>(<usize>load<u32>(context, COLUMN_ID_A) + (row << 3), 0);
  store<f64>(<usize>load<u32>(context, COLUMN_ID_B) + (row << 3), 0);
  store<u32>(<usize>load<u32>(context, REFERENCES) + row * REFERENCE_BYTES, u32(to - from), 12);
  store<u32>(context, u32(row) + 1, ROWS);
  return true;
}

/** Whether a field (-1: none) has a value, which stands in {@link text} then. */
// @ts-ignore: decorator
@inline
function has(field: i32): bool {
  if (field < 0 || (fields & ((<u64>1) << u64(field))) == 0) return false;
  const slot = <usize>load<u32>(context, SLOTS) + <usize>field * SLOT_BYTES;
  text = <usize>load<u32>(slot, 8);
  length = load<u32>(slot, 12);
  return true;
}

/** Reads the first field of a list that has a value as µs (NaN: none has). False when the element is left. */
function readTime(list: usize): bool {
  for (let at: usize = 0; at < <usize>DUMP_LIST_LENGTH; at++) {
    const field = load<i32>(list + (at << 2));
    if (field < 0) break;
    if (has(field)) return readSeconds();
  }
  us = NaN;
  return true;
}

/** Seconds with at most six decimals, from the digits: a product of doubles could be off by one µs. */
function readSeconds(): bool {
  const isNegative = load<u8>(text) == 0x2d;
  const start = text + usize(isNegative);
  const size = length - u32(isNegative);
  const whole = countDigits(start);
  if (whole - 1 >= LONGEST_SECONDS) return false;
  let value = f64(digitsValue(start, whole)) * 1_000_000;
  if (whole != size) {
    const decimals = size - whole - 1;
    const point = start + whole;
    if (load<u8>(point) != 0x2e || decimals - 1 >= DECIMALS || countDigits(point + 1) != decimals) return false;
    // Not the power of what is missing to six: the optimizer folds such a difference into an address below zero.
    const power = load<f64>(<usize>POWERS + (<usize>decimals << 3));
    value += f64(digitsValue(point + 1, decimals)) * (1_000_000 / power);
  }
  // No minus zero.
  us = isNegative && value != 0 ? -value : value;
  return true;
}

/** Flags that the element says; -1 when it is left. */
// @ts-ignore: decorator
@inline
function flagsOf(rule: usize): i32 {
  const demand = load<u32>(rule, DUMP_FLAGS);
  if (has(load<i32>(rule, DUMP_FLAGS_FIELD))) {
    return demand == FLAGS_REFUSED ? -1 : meaningOf(load<u32>(rule, DUMP_FLAGS_SPACE), text, length);
  }
  return demand == FLAGS_REQUIRED ? -1 : 0;
}
