import { GLUE_BYTES, GLUES, PREDICTIONS, SCRATCH, SCRATCH_NEXT, SLOT_BYTES, SLOTS } from '../layout.ts';
import { GLUE_CODE, GLUE_LENGTH, GLUE_LINE_ENDS, glue, keyCode, matches, nodeOf, readOtherKey } from './keys.ts';
import { context } from './memory.ts';
import { countDigits, skipNumber } from './numbers.ts';
import { scanText, specialBytes } from './texts.ts';
import { behindBlanks, behindSpace, lineEnds, setLineEnds, skipValue } from './values.ts';

// One object of a JSON document into slots, one for each field that somebody wants. Programs that dump packets print
// nearly all values as short texts and whole numbers, whose digits are their text; anything else is left.

/** Bits of a key's code below the field. */
export const RANK_BITS: u32 = 4;
/** Digits whose number spells them the same way again. */
const EXACT_DIGITS: u32 = 15;

/** Fields that have a value: text and length stand in their slots. '' and `N/A` are absent. */
export let elementFields: u64 = 0;

/** Walks one object from its `{`. Returns the address behind its `}`; 0 when it is left, or not all there. */
export function walkElement(from: usize): usize {
  const slots = <usize>load<u32>(context, SLOTS);
  const predictions = <usize>load<u32>(context, PREDICTIONS);
  const glues = <usize>load<u32>(context, GLUES);
  // Texts that nobody wants may have been written anew.
  store<u32>(context, load<u32>(context, SCRATCH), SCRATCH_NEXT);
  let seen: u64 = 0;
  let fields: u64 = 0;
  /** The glue before the value at hand; 0: the object begins, or the key has none. */
  let behind: u32 = 0;
  let at = from;
  while (true) {
    const node = nodeOf(predictions, 0, behind);
    const likely = <u32>load<u8>(node);
    const own = glues + <usize>likely * GLUE_BYTES;
    let code: i32;
    if (likely != 0 && matches(own, at)) {
      behind = likely;
      code = load<i32>(own, GLUE_CODE);
      setLineEnds(lineEnds + load<u32>(own, GLUE_LINE_ENDS));
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
    if (code < 0) {
      at = skipUnwanted(at, first);
      if (at == 0) return 0;
    } else {
      const field = u32(code) >> RANK_BITS;
      const bit: u64 = 1 << u64(field);
      // Which of two equals counts is for the program to say.
      if ((seen & bit) != 0) return 0;
      seen |= bit;
      let text = at;
      let length: u32 = 0;
      if (first == 0x22) {
        text = at + 1;
        const special = specialBytes(v128.load(text));
        length = u32(ctz(special));
        if (special == 0 || load<u8>(text + length) != 0x22) return 0;
        at = text + length + 1;
      } else {
        const sign: u32 = first == 0x2d ? 1 : 0;
        const digits = countDigits(at + sign);
        if (digits - 1 >= EXACT_DIGITS || (load<u8>(at + sign) == 0x30 && (sign | (digits - 1)) != 0)) return 0;
        length = sign + digits;
        at += length;
      }
      if (length != 0 && !isNotAvailable(text, length)) fields |= bit;
      store<u64>(slots + <usize>field * SLOT_BYTES, u64(text) | (u64(length) << 32), 8);
    }
    let next = load<u8>(at);
    if (next == 0x2c) continue;
    if (next <= 0x20) {
      at = behindSpace(at);
      next = load<u8>(at);
      if (next == 0x2c) continue;
    }
    if (next != 0x7d) return 0;
    elementFields = fields;
    return at + 1;
  }
}

/** Address behind a value that nobody wants; 0 when it is left. */
// @ts-ignore: decorator
@inline
function skipUnwanted(at: usize, first: u8): usize {
  if (first == 0x22) {
    const special = specialBytes(v128.load(at + 1));
    const length = <usize>ctz(special);
    return special != 0 && load<u8>(at + 1 + length) == 0x22 ? at + length + 2 : scanText(at + 1);
  }
  return first == 0x2d || first - 0x30 <= 9 ? skipNumber(at) : skipValue(at);
}

/** Whether a text is `N/A`. */
// @ts-ignore: decorator
@inline
export function isNotAvailable(text: usize, length: u32): bool {
  return length == 3 && (load<u32>(text) & 0xff_ffff) == 0x41_2f4e;
}
