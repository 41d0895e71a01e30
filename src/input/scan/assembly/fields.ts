import {
  DIMENSION_NAMES,
  IDS,
  LAST_TEXTS,
  RECORD_ID,
  RECORD_LENGTH,
  RECORD_TEXT,
  SLOT_BYTES,
  SLOT_PAIRS,
  SETS,
  SLOTS,
} from '../layout.ts';
import { hashOf, recordOf } from './id-table.ts';
import { context, firstBytes, sameBytes } from './memory.ts';
import { countDigits, eightDigits, isLong, longNumber, number, scanNumber } from './numbers.ts';
import { holdsShort, LONGEST_SHORT, placeOfShort, rememberShort, valueOfShort } from './shorts.ts';
import { allFields, falseFields, longFields, NO_TEXT, numberFields, textFields, trueFields } from './walk.ts';
import { meaningOf } from './words.ts';

// Values of the record at hand as what its row stores.

/** What a field turned out to hold. */
export const ABSENT: i32 = 0;
export const PRESENT: i32 = 1;
/** Something that the program must judge. */
export const LEFT: i32 = 2;

/** The text that {@link readText} found. */
export let fieldText: usize = 0;
export let fieldLength: u32 = 0;
/** The number that {@link readNumber} found. */
export let fieldNumber: f64 = 0;

// @ts-ignore: decorator
@inline
function slotOf(field: u32): usize {
  return <usize>load<u32>(context, SLOTS) + <usize>field * SLOT_BYTES;
}

/** All fields that have a value. */
// @ts-ignore: decorator
@inline
export function presentFields(): u64 {
  return allFields;
}

/** A field as text; a number is its digits, when no other digits spell it. */
// @ts-ignore: decorator
@inline
export function readText(field: u32, longest: u32): i32 {
  const bit: u64 = 1 << u64(field);
  if (((textFields | numberFields | longFields) & bit) == 0) {
    return ((trueFields | falseFields) & bit) != 0 ? LEFT : ABSENT;
  }
  const slot = slotOf(field);
  fieldText = <usize>load<u32>(slot, 8);
  fieldLength = load<u32>(slot, 12);
  return fieldLength > longest ? LEFT : PRESENT;
}

/** A field as a number, or the number that its text spells. */
// @ts-ignore: decorator
@inline
export function readNumber(field: u32): i32 {
  const bit: u64 = 1 << u64(field);
  if ((numberFields & bit) != 0) {
    fieldNumber = load<f64>(slotOf(field));
    return PRESENT;
  }
  if ((longFields & bit) != 0) {
    fieldNumber = f64(load<u64>(slotOf(field)));
    return PRESENT;
  }
  if ((textFields & bit) != 0) return readSpelledNumber(field);
  return ((trueFields | falseFields) & bit) != 0 ? LEFT : ABSENT;
}

function readSpelledNumber(field: u32): i32 {
  const slot = slotOf(field);
  const text = <usize>load<u32>(slot, 8);
  const length = load<u32>(slot, 12);
  if (length <= 8 && countDigits(text) == length && (load<u8>(text) != 0x30 || length == 1)) {
    fieldNumber = f64(i64(eightDigits(text, length)));
    return PRESENT;
  }
  if (scanNumber(text) != text + length) return LEFT;
  fieldNumber = isLong ? f64(longNumber) : number;
  return PRESENT;
}

/** A whole number of 16 and more digits; only where {@link longFields} has the field. */
export function longOf(field: u32): u64 {
  return load<u64>(slotOf(field));
}

/** True (1), false (0), also as a number or a word; -1 when it is neither and the program must judge. */
export function readBoolean(field: u32, space: i32): i32 {
  const bit: u64 = 1 << u64(field);
  if ((trueFields & bit) != 0) return 1;
  if ((falseFields & bit) != 0) return 0;
  if ((numberFields & bit) != 0) {
    const value = load<f64>(slotOf(field));
    return value == 1 ? 1 : value == 0 ? 0 : -1;
  }
  if ((textFields & bit) == 0) return -1;
  const slot = slotOf(field);
  return meaningOf(space, <usize>load<u32>(slot, 8), load<u32>(slot, 12));
}

/** The id of a text of a field. */
// @ts-ignore: decorator
@inline
export function internText(field: u32, text: usize, length: u32): u32 {
  if (length > LONGEST_SHORT) return internLong(field, text, length);
  if (length == 0) return 0;
  const bytes = firstBytes(text, length);
  const place = placeOfShort(bytes, length, 0);
  return holdsShort(place, bytes, length, 0) ? valueOfShort(place) : internShort(text, length, place);
}

function internShort(text: usize, length: u32, place: usize): u32 {
  const id = load<u32>(recordOf(load<u32>(context, IDS), text, length, hashOf(text, length)), RECORD_ID);
  rememberShort(place, firstBytes(text, length), length, 0, id);
  return id;
}

/** Neighbours in a log often agree, so the last text of a field is remembered. */
function internLong(field: u32, text: usize, length: u32): u32 {
  const last = <usize>load<u32>(context, LAST_TEXTS) + (<usize>field << 2);
  const before = <usize>load<u32>(last);
  if (before != 0 && load<u32>(before, RECORD_LENGTH) == length && sameBytes(before + RECORD_TEXT, text, length)) {
    return load<u32>(before, RECORD_ID);
  }
  const record = recordOf(load<u32>(context, IDS), text, length, hashOf(text, length));
  store<u32>(last, u32(record));
  return load<u32>(record, RECORD_ID);
}

/** The id of the set of these dimensions; -1 when one of them is left. */
export function internDimensions(dimensions: u64, longest: u32): i32 {
  const pairs = <usize>load<u32>(context, SLOTS) + SLOT_PAIRS;
  let to = pairs;
  for (let left = dimensions; left != 0; left &= left - 1) {
    const field = u32(ctz(left));
    if (readText(field, longest) != PRESENT) return -1;
    store<u32>(to, load<u32>(context + (<usize>field << 2), DIMENSION_NAMES));
    store<u32>(to, internText(field, fieldText, fieldLength), 4);
    to += 8;
  }
  const length = u32(to - pairs);
  return i32(load<u32>(recordOf(load<u32>(context, SETS), pairs, length, hashOf(pairs, length)), RECORD_ID));
}
