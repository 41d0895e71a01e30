import { skipNumber } from './numbers.ts';
import { scanText } from './texts.ts';

// Values that nobody wants: they must be JSON, or the whole record is none.

/** Levels that are followed; the program judges deeper records. */
const DEEPEST: i32 = 60;

const WORD_TRUE: u32 = 0x65757274;
const WORD_FALS: u32 = 0x736c6166;
const WORD_NULL: u32 = 0x6c6c756e;

/** Whether what is scanned goes over several lines. */
let spansLines: bool = false;
/** Line ends passed so far, where it does. */
export let lineEnds: u32 = 0;

/** Says whether line ends are white space like any other, or end the record. */
export function spanLines(spans: bool): void {
  spansLines = spans;
}

/** Sets how many line ends were passed. */
// @ts-ignore: decorator
@inline
export function setLineEnds(count: u32): void {
  lineEnds = count;
}

/** Blanks and tabs, and line ends where the record goes over several lines. */
// @ts-ignore: decorator
@inline
export function behindBlanks(at: usize): usize {
  while (load<u8>(at) == 0x20 || load<u8>(at) == 0x09) at += 1;
  return spansLines && load<u8>(at) <= 0x0d ? behindSpace(at) : at;
}

/** All white space of JSON. */
export function behindSpace(from: usize): usize {
  let at = from;
  while (true) {
    const byte = load<u8>(at);
    if (byte == 0x0a) {
      lineEnds += 1;
      at += 1;
      // An indented line.
      const others = ~i8x16.bitmask(i8x16.eq(v128.load(at), i8x16.splat(0x20)));
      at += min(ctz(others), 16);
    } else if (byte == 0x20 || byte == 0x09 || byte == 0x0d) {
      at += 1;
    } else {
      return at;
    }
  }
}

/** Address behind `true`, `false` or `null`, which is told by {@link word}; 0 when none of them stands here. */
export function scanWord(at: usize): usize {
  word = load<u32>(at);
  if (word == WORD_TRUE || word == WORD_NULL) return at + 4;
  return word == WORD_FALS && load<u8>(at, 4) == 0x65 ? at + 5 : 0;
}
let word: u32 = 0;

// @ts-ignore: decorator
@inline
export function isTrue(): bool {
  return word == WORD_TRUE;
}

// @ts-ignore: decorator
@inline
export function isFalse(): bool {
  return word == WORD_FALS;
}

/** Address behind one value of any kind; 0 when it is left. */
export function skipValue(from: usize): usize {
  let at = from;
  let depth: i32 = 0;
  // One bit a level, the lowest is the innermost: 1 is an object.
  let kinds: u64 = 0;
  while (true) {
    const first = load<u8>(at);
    if (first == 0x7b || first == 0x5b) {
      if (depth == DEEPEST) return 0;
      const inside = behindBlanks(at + 1);
      // The closing brackets are the opening ones plus two.
      if (load<u8>(inside) == first + 2) {
        at = inside + 1;
      } else {
        depth += 1;
        kinds = (kinds << 1) | u64(first == 0x7b);
        at = first == 0x7b ? behindKey(inside) : inside;
        if (at == 0) return 0;
        continue;
      }
    } else {
      at = skipScalar(at, first);
      if (at == 0) return 0;
    }
    while (true) {
      if (depth == 0) return at;
      at = behindBlanks(at);
      const byte = load<u8>(at);
      if (byte == 0x2c) break;
      if (byte != ((kinds & 1) != 0 ? 0x7d : 0x5d)) return 0;
      at += 1;
      depth -= 1;
      kinds >>= 1;
    }
    at = behindBlanks(at + 1);
    if ((kinds & 1) != 0) at = behindKey(at);
    if (at == 0) return 0;
  }
}

function skipScalar(at: usize, first: u8): usize {
  if (first == 0x22) return scanText(at + 1);
  return first == 0x2d || first - 0x30 <= 9 ? skipNumber(at) : scanWord(at);
}

/** Address of the value behind a key and its colon; 0 when they are none. */
function behindKey(at: usize): usize {
  if (load<u8>(at) != 0x22) return 0;
  const end = scanText(at + 1);
  if (end == 0) return 0;
  const colon = behindBlanks(end);
  return load<u8>(colon) == 0x3a ? behindBlanks(colon + 1) : 0;
}
