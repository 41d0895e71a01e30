import {
  GLUE_BYTES,
  GLUES,
  PREDICTIONS,
  SLOT_BYTES,
  SLOT_RANKS,
  SLOTS,
  SPACE_TYPES,
  TYPE_FIELD,
} from '../layout.ts';
import { GLUE_CODE, GLUE_LENGTH, glue, keyCode, matches, nodeOf, readOtherKey } from './keys.ts';
import { context } from './memory.ts';
import { countDigits, eightDigits, isLong, isPlain, longNumber, number, scanNumber } from './numbers.ts';
import { scanText, specialBytes, textAt, textLength } from './texts.ts';
import { behindBlanks, isFalse, isTrue, scanWord, skipValue } from './values.ts';
import { meaningOf } from './words.ts';

// One record into slots, one for each field, whatever the names and the order of its keys. What a field is for is
// decided when the kind of the record is known (`rows.ts`).

/** Bits of a key's code that hold the rank of the name; the field stands above them. */
export const RANK_BITS: u32 = 4;
/** The length of a number whose text is not the only one that spells it. */
export const NO_TEXT: u32 = 0xffff_ffff;

/** Fields that hold a number, a text, a whole number of 16 and more digits, true, false. Null and '' are absent. */
export let numberFields: u64 = 0;
export let textFields: u64 = 0;
export let longFields: u64 = 0;
export let trueFields: u64 = 0;
export let falseFields: u64 = 0;
/** All of these. */
export let allFields: u64 = 0;
/** What the type of the record means, as the program answered. */
export let recordType: i32 = 0;
/** There is no type. */
export const NO_TYPE: i32 = -2;

/** Walks one record from its `{`. Returns the address behind its `}`; 0 when the record is left. */
export function walk(from: usize): usize {
  const slots = <usize>load<u32>(context, SLOTS);
  const typeField = load<u32>(context, TYPE_FIELD);
  const predictions = <usize>load<u32>(context, PREDICTIONS);
  const glues = <usize>load<u32>(context, GLUES);
  let seen: u64 = 0;
  let numbers: u64 = 0;
  let texts: u64 = 0;
  let longs: u64 = 0;
  let trues: u64 = 0;
  let falses: u64 = 0;
  let type = NO_TYPE;
  // The kind of the record as far as it is known: what keys are predicted by.
  let kind: u32 = 0;
  /** The glue before the value at hand; 0: the record begins, or the key has none. */
  let behind: u32 = 0;
  let at = from;
  while (true) {
    const node = nodeOf(predictions, kind, behind);
    const likely = <u32>load<u8>(node);
    const own = glues + <usize>likely * GLUE_BYTES;
    let code: i32;
    if (likely != 0 && matches(own, at)) {
      behind = likely;
      code = load<i32>(own, GLUE_CODE);
      at += <usize>load<u32>(own, GLUE_LENGTH);
    } else {
      at = readOtherKey(at, node, glues, behind);
      if (at == 0) return 0;
      behind = glue;
      code = keyCode;
    }
    let first = load<u8>(at);
    // A glue that was learned without a blank behind its colon fits one with a blank, too.
    if (first <= 0x20) {
      at = behindBlanks(at);
      first = load<u8>(at);
    }
    const field = u32(code) >> RANK_BITS;
    const bit: u64 = 1 << u64(field);
    let isWanted = code >= 0;
    if (isWanted) {
      const rank = u8(code & 15);
      if ((seen & bit) != 0) {
        const before = load<u8>(slots + field, SLOT_RANKS);
        // Which of two equals counts is for the program to say.
        if (rank == before) return 0;
        isWanted = rank < before && !isAbsent(at);
        if (isWanted) {
          const others = ~bit;
          numbers &= others;
          texts &= others;
          longs &= others;
          trues &= others;
          falses &= others;
        }
      }
      if (isWanted) store<u8>(slots + field, rank, SLOT_RANKS);
    }
    if (!isWanted) {
      at = skipValue(at);
      if (at == 0) return 0;
    } else if (first == 0x22) {
      let text = at + 1;
      // Most texts are short and plain: the first 16 bytes are looked at here, without a call.
      const special = specialBytes(v128.load(text));
      let length = u32(ctz(special));
      if (special != 0 && load<u8>(text + length) == 0x22) {
        at = text + length + 1;
      } else {
        at = scanText(text);
        if (at == 0) return 0;
        text = textAt;
        length = textLength;
      }
      if (length != 0) {
        texts |= bit;
        seen |= bit;
        store<u64>(slots + <usize>field * SLOT_BYTES, u64(text) | (u64(length) << 32), 8);
        if (field == typeField) {
          type = meaningOf(SPACE_TYPES, text, length);
          kind = type < 0 ? 0 : u32(type) & 15;
        }
      }
    } else if (first == 0x2d || first - 0x30 <= 9) {
      const start = at;
      const slot = slots + <usize>field * SLOT_BYTES;
      seen |= bit;
      const digits = countDigits(at);
      const end = load<u8>(at + digits);
      // Most numbers are whole and short.
      if (digits - 1 < 8 && (end == 0x2c || end == 0x7d) && (first != 0x30 || digits == 1)) {
        numbers |= bit;
        store<f64>(slot, f64(i64(eightDigits(at, digits))));
        store<u64>(slot, u64(start) | (u64(digits) << 32), 8);
        at += digits;
        if (end == 0x2c) continue;
        break;
      }
      at = scanNumber(at);
      if (at == 0) return 0;
      store<u32>(slot, u32(start), 8);
      store<u32>(slot, isPlain ? u32(at - start) : NO_TEXT, 12);
      if (isLong) {
        longs |= bit;
        store<u64>(slot, longNumber);
      } else {
        numbers |= bit;
        store<f64>(slot, number);
      }
    } else {
      // What a nested value of a known field means (tags, a fault) is for the program to say.
      at = scanWord(at);
      if (at == 0) return 0;
      if (isTrue()) trues |= bit;
      else if (isFalse()) falses |= bit;
      seen = seen | trues | falses;
    }
    let next = load<u8>(at);
    if (next == 0x20 || next == 0x09) {
      at = behindBlanks(at);
      next = load<u8>(at);
    }
    if (next == 0x2c) continue;
    if (next != 0x7d) return 0;
    break;
  }
  numberFields = numbers;
  textFields = texts;
  longFields = longs;
  trueFields = trues;
  falseFields = falses;
  allFields = seen;
  recordType = type;
  return at + 1;
}

/** The same of a record whose fields are all texts. */
export function keepTexts(fields: u64, type: i32): void {
  numberFields = 0;
  textFields = fields;
  longFields = 0;
  trueFields = 0;
  falseFields = 0;
  allFields = fields;
  recordType = type;
}

/** Whether null or '' stands here. */
function isAbsent(at: usize): bool {
  return load<u16>(at) == 0x2222 || load<u32>(at) == 0x6c6c756e;
}
