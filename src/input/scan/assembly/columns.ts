import {
  FLAG_BYTES,
  LONGEST_TEXT,
  NUMBER_BYTES,
  NUMBER_REQUIRED,
  NUMBER_WHOLE,
  RULE_CODE,
  RULE_CODE_ABSENT,
  RULE_CODE_BESIDE,
  RULE_CODE_NUMBER,
  RULE_CODE_SPACE,
  RULE_FLAG,
  RULE_FLAGS,
  RULE_NUMBER,
  RULE_NUMBERS,
  RULE_TEXT,
  RULE_TEXTS,
  SCRATCH_END,
  SCRATCH_NEXT,
  SPACE_CODES,
  TEXT_BYTES,
  TEXT_IS_URL,
  TEXT_REQUIRED,
} from '../layout.ts';
import {
  ABSENT,
  fieldLength,
  fieldNumber,
  fieldText,
  internText,
  LEFT,
  PRESENT,
  presentFields,
  readBoolean,
  readNumber,
  readText,
} from './fields.ts';
import { context, copyBytes } from './memory.ts';
import { rounded } from './numbers.ts';
import { meaningOf } from './words.ts';

// The columns that a rule names. All functions return false when the record is left.

const LARGEST_WHOLE: f64 = 9_007_199_254_740_991;

/** What {@link fillCode} and {@link fillFlags} found. */
export let rowCode: u32 = 0;
export let rowFlags: u32 = 0;

export function fillNumbers(rule: usize, columns: usize): bool {
  const nothing = f64x2.splat(NaN);
  v128.store(columns, nothing);
  v128.store(columns, nothing, 16);
  v128.store(columns, nothing, 32);
  store<f64>(columns, NaN, 48);
  const end = rule + RULE_NUMBER + <usize>load<u32>(rule, RULE_NUMBERS) * NUMBER_BYTES;
  for (let at = rule + RULE_NUMBER; at < end; at += NUMBER_BYTES) {
    let found = readNumber(load<u32>(at));
    if (found == ABSENT) {
      const other = load<i32>(at, 4);
      if (other >= 0) found = readNumber(u32(other));
    }
    const bits = load<u32>(at, 12);
    if (found == ABSENT && (bits & NUMBER_REQUIRED) == 0) continue;
    if (found != PRESENT) return false;
    const scaled = fieldNumber * load<f64>(at, 16);
    const whole = rounded(scaled);
    if ((bits & NUMBER_WHOLE) != 0 && whole != scaled) return false;
    if (!(fieldNumber >= load<f64>(at, 24) && fieldNumber <= load<f64>(at, 32))) return false;
    if (!(whole >= -LARGEST_WHOLE && whole <= LARGEST_WHOLE)) return false;
    // No column holds minus zero.
    store<f64>(columns + (<usize>load<u32>(at, 8) << 3), whole + 0);
  }
  return true;
}

export function fillTexts(rule: usize, columns: usize): bool {
  store<u64>(columns, 0);
  store<u32>(columns, 0, 8);
  const end = rule + RULE_TEXT + <usize>load<u32>(rule, RULE_TEXTS) * TEXT_BYTES;
  for (let at = rule + RULE_TEXT; at < end; at += TEXT_BYTES) {
    const field = load<u32>(at);
    const bits = load<u32>(at, 12);
    const isUrl = (bits & TEXT_IS_URL) != 0;
    const found = readText(field, isUrl ? i32.MAX_VALUE : load<u32>(at, 8));
    if (found == ABSENT && (bits & TEXT_REQUIRED) == 0) continue;
    if (found != PRESENT) return false;
    const length = isUrl ? lengthOfPath(fieldText, fieldLength) : fieldLength;
    if (length > load<u32>(at, 8)) return false;
    store<u32>(columns + (<usize>load<u32>(at, 4) << 2), internText(field, fieldText, length));
  }
  return true;
}

/** Bytes before the first `?` or `#`. */
function lengthOfPath(text: usize, length: u32): u32 {
  for (let at: u32 = 0; at < length; at += 16) {
    const bytes = v128.load(text + at);
    const ends = i8x16.bitmask(
      v128.or(i8x16.eq(bytes, i8x16.splat(0x3f)), i8x16.eq(bytes, i8x16.splat(0x23))),
    );
    if (ends != 0) return min(length, at + u32(ctz(ends)));
  }
  return length;
}

export function fillCode(rule: usize, said: u32, numbers: usize): bool {
  rowCode = said;
  const field = load<i32>(rule, RULE_CODE);
  if (said != 0 || field < 0) return true;
  const bit: u64 = 1 << u64(field);
  if ((presentFields() & bit) == 0) {
    const absent = load<i32>(rule, RULE_CODE_ABSENT);
    rowCode = u32(absent);
    return absent >= 0;
  }
  const beside = load<i32>(rule, RULE_CODE_BESIDE);
  const found = beside < 0 ? wordCode(rule, u32(field)) : composedCode(rule, u32(field), u32(beside), numbers);
  rowCode = u32(found);
  return found >= 0;
}

function wordCode(rule: usize, field: u32): i32 {
  const found = readText(field, load<u32>(context, LONGEST_TEXT));
  return found == PRESENT ? meaningOf(load<u32>(rule, RULE_CODE_SPACE), fieldText, fieldLength) : -1;
}

/** The key is a number column, the length of the word, the word and the text beside it. */
function composedCode(rule: usize, field: u32, beside: u32, numbers: usize): i32 {
  const longest = load<u32>(context, LONGEST_TEXT);
  const key = <usize>load<u32>(context, SCRATCH_NEXT);
  if (readText(field, longest) != PRESENT || key + 2 * longest + 64 > <usize>load<u32>(context, SCRATCH_END)) return -1;
  store<f64>(key, load<f64>(numbers + (<usize>load<u32>(rule, RULE_CODE_NUMBER) << 3)));
  store<u32>(key, fieldLength, 8);
  copyBytes(key + 12, fieldText, fieldLength);
  let length = 12 + fieldLength;
  const other = readText(beside, longest);
  if (other == LEFT) return -1;
  if (other == PRESENT) {
    copyBytes(key + length, fieldText, fieldLength);
    length += fieldLength;
  }
  return meaningOf(SPACE_CODES, key, length);
}

export function fillFlags(rule: usize, always: u32): bool {
  rowFlags = always;
  const end = rule + RULE_FLAG + <usize>load<u32>(rule, RULE_FLAGS) * FLAG_BYTES;
  for (let at = rule + RULE_FLAG; at < end; at += FLAG_BYTES) {
    const field = load<u32>(at);
    if ((presentFields() & (<u64>1 << u64(field))) == 0) continue;
    const value = readBoolean(field, load<u32>(at, 4));
    if (value < 0) return false;
    rowFlags |= load<u32>(at, 8) | (value == 1 ? load<u32>(at, 12) : 0);
  }
  return true;
}
