import {
  GLUE_BYTES,
  GLUE_COUNT,
  GLUES,
  KEY_BYTES,
  KEY_COUNT,
  KEY_PLACES,
  KEYS,
  MAX_GLUES,
  MAX_KEYS,
  PREDICTION_BYTES,
  SPACE_NAMES,
  TRIED_GLUES,
} from '../layout.ts';
import { context, firstBytes, sameBytes } from './memory.ts';
import { scanText, textAt, textLength } from './texts.ts';
import { behindBlanks, lineEnds, setLineEnds } from './values.ts';
import { meaningOf } from './words.ts';

// From the end of one value to the start of the next. Records of a log repeat a few orders of keys, so the bytes in
// between (the glue: separator, blanks, key, colon) are predicted from the kind of the record and the glue before, and
// compared 16 at a time. A prediction that misses costs a look-up of the key by hash; nothing is learned twice, so
// keys in random order cost that look-up and no more.

const LONGEST_GLUE: u32 = 32;
const GLUE_MASK = 32;
export const GLUE_LENGTH = 64;
export const GLUE_CODE = 68;
export const GLUE_LINE_ENDS = 72;
const KEY_LENGTH = 32;
const KEY_CODE = 36;
const KEY_GLUE = 40;
const COUNT = 4;
const MISSES = 5;
/** A count that says: no glue is tried here any more. */
const UNPREDICTABLE: u8 = 0xff;
/** A miss weighs as much as so many hits. */
const MISS_WEIGHT: u32 = 3;
const TOO_MANY_MISSES: u32 = 200;

/** What the key that was read last means, and the glue it was read by (0: none). */
export let keyCode: i32 = 0;
export let glue: u32 = 0;

/** The place of what comes behind a glue (0: nothing yet) in a record of a kind (0: not known yet). */
// @ts-ignore: decorator
@inline
export function nodeOf(predictions: usize, kind: u32, behind: u32): usize {
  return predictions + <usize>((kind << 8) | behind) * PREDICTION_BYTES;
}

/**
 * Reads a separator (`{` or `,`), a key and its colon, where the likeliest glue (the first of the node) misses. What
 * the key means stands in {@link keyCode}, its glue in {@link glue}.
 *
 * @param behind - the glue before
 * @returns the address of the value; 0 when the record is left
 */
export function readOtherKey(at: usize, node: usize, glues: usize, behind: u32): usize {
  glue = behind;
  const count = load<u8>(node, COUNT);
  for (let tried: u8 = 1; tried < count && count != UNPREDICTABLE; tried++) {
    const id = <u32>load<u8>(node + tried);
    const own = glues + <usize>id * GLUE_BYTES;
    if (!matches(own, at)) continue;
    const misses = load<u8>(node, MISSES);
    if (misses != 0) store<u8>(node, misses - 1, MISSES);
    glue = id;
    keyCode = load<i32>(own, GLUE_CODE);
    setLineEnds(lineEnds + load<u32>(own, GLUE_LINE_ENDS));
    return at + <usize>load<u32>(own, GLUE_LENGTH);
  }
  return lookUpKey(at, node);
}

/** Whether these bytes are the glue. */
// @ts-ignore: decorator
@inline
export function matches(own: usize, at: usize): bool {
  const first = v128.and(v128.xor(v128.load(at), v128.load(own)), v128.load(own, GLUE_MASK));
  const second = v128.and(v128.xor(v128.load(at, 16), v128.load(own, 16)), v128.load(own, GLUE_MASK + 16));
  return !v128.any_true(v128.or(first, second));
}

function lookUpKey(at: usize, node: usize): usize {
  const before = lineEnds;
  const quote = behindBlanks(at + 1);
  if (load<u8>(quote) != 0x22) return 0;
  const key = quote + 1;
  const near = i8x16.bitmask(i8x16.eq(v128.load(key), i8x16.splat(0x22)));
  const far = near != 0 ? 0 : i8x16.bitmask(i8x16.eq(v128.load(key, 16), i8x16.splat(0x22)));
  const length: u32 = near != 0 ? ctz(near) : far != 0 ? ctz(far) + 16 : 0;
  let place: usize = 0;
  let end: usize = key + length + 1;
  if (length != 0) {
    place = placeOfKey(key, length);
    if (place == 0) return 0;
    keyCode = load<i32>(place, KEY_CODE);
    glue = load<u32>(place, KEY_GLUE);
  } else {
    end = scanText(key);
    // A key with escapes is written elsewhere, and which field it means is not ours to say.
    if (end == 0 || textAt != key) return 0;
    keyCode = meaningOf(SPACE_NAMES, key, textLength);
    glue = 0;
  }
  const colon = behindBlanks(end);
  if (load<u8>(colon) != 0x3a) return 0;
  const value = behindBlanks(colon + 1);
  miss(node, at, u32(value - at), place, lineEnds - before);
  return value;
}

/** The place of a key of 1 to 32 bytes, with the program's answer; 0 when the record is left. */
function placeOfKey(key: usize, length: u32): usize {
  const first = firstBytes(key, min(length, 16));
  const second = length > 16 ? firstBytes(key + 16, length - 16) : i64x2.splat(0);
  const mixed = i64x2.add(first, i64x2.mul(second, i64x2.splat(0x9e3779b97f4a7c15)));
  let hash = u64(i64x2.extract_lane(mixed, 0)) * 0x9e3779b97f4a7c15 + u64(i64x2.extract_lane(mixed, 1));
  hash = (hash ^ (hash >> 29)) * 0xbf58476d1ce4e5b9;
  const places = <usize>load<u32>(context, KEYS);
  let at = u32(hash >> 40);
  while (true) {
    at = (at + 1) & (KEY_PLACES - 1);
    const place = places + <usize>at * KEY_BYTES;
    const own = load<u32>(place, KEY_LENGTH);
    if (own == length) {
      const differs = v128.or(v128.xor(v128.load(place), first), v128.xor(v128.load(place, 16), second));
      if (!v128.any_true(differs)) return place;
    }
    if (own == 0) return learnKey(place, key, length, first, second);
  }
}

/** Ask, and remember the answer: the next time the text of the key is known to be good as well. */
function learnKey(place: usize, key: usize, length: u32, first: v128, second: v128): usize {
  const end = scanText(key);
  if (end == 0 || textAt != key || textLength != length) return 0;
  const code = meaningOf(SPACE_NAMES, key, length);
  const count = load<u32>(context, KEY_COUNT);
  // One place is never taken: it ends the search, and holds the answer for a key that finds no room.
  const to = count < <u32>MAX_KEYS ? place : <usize>load<u32>(context, KEYS) + <usize>KEY_PLACES * KEY_BYTES;
  store<i32>(to, code, KEY_CODE);
  store<u32>(to, 0, KEY_GLUE);
  if (count < <u32>MAX_KEYS) {
    v128.store(to, first);
    v128.store(to, second, 16);
    store<u32>(to, length, KEY_LENGTH);
    store<u32>(context, count + 1, KEY_COUNT);
  }
  return to;
}

/** Learns the glue while there is room behind the one before; a place that only misses is given up for good. */
function miss(node: usize, at: usize, length: u32, place: usize, ends: u32): void {
  const count = load<u8>(node, COUNT);
  if (count == UNPREDICTABLE) return;
  if (count == TRIED_GLUES) {
    const misses = <u32>load<u8>(node, MISSES) + MISS_WEIGHT;
    store<u8>(node, u8(misses), MISSES);
    // No glues at all: the next key is looked up at once.
    if (misses > TOO_MANY_MISSES) store<u64>(node, <u64>UNPREDICTABLE << (8 * COUNT));
    return;
  }
  const id = glueOf(at, length, ends);
  if (id == 0) return;
  if (place != 0 && load<u32>(place, KEY_GLUE) == 0) store<u32>(place, id, KEY_GLUE);
  glue = id;
  store<u8>(node + count, u8(id));
  store<u8>(node, count + 1, COUNT);
}

/** The number of a glue, a new one while there is room; 0 when there is none. */
function glueOf(at: usize, length: u32, ends: u32): u32 {
  if (length > LONGEST_GLUE) return 0;
  const glues = <usize>load<u32>(context, GLUES);
  const count = load<u32>(context, GLUE_COUNT);
  for (let id: u32 = 1; id <= count; id++) {
    const own = glues + <usize>id * GLUE_BYTES;
    if (load<u32>(own, GLUE_LENGTH) == length && sameBytes(own, at, length)) return id;
  }
  if (count + 1 >= <u32>MAX_GLUES) return 0;
  const own = glues + <usize>(count + 1) * GLUE_BYTES;
  memory.copy(own, at, length);
  memory.fill(own + GLUE_MASK, 0xff, length);
  store<u32>(own, length, GLUE_LENGTH);
  store<i32>(own, keyCode, GLUE_CODE);
  store<u32>(own, ends, GLUE_LINE_ENDS);
  store<u32>(context, count + 1, GLUE_COUNT);
  return count + 1;
}
