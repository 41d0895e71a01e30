import { SCRATCH_END, SCRATCH_NEXT } from '../layout.ts';
import { context } from './memory.ts';

// JSON strings (RFC 8259 section 7) and UTF-8 (RFC 3629). Whatever is not certain is left: 0 is returned.

const QUOTE: u8 = 0x22;
const BACKSLASH: u8 = 0x5c;

/** The text that was scanned last: its bytes and their number. */
export let textAt: usize = 0;
export let textLength: u32 = 0;

/** Bits of the bytes that are a quote, a backslash, a control character, or not ASCII (negative as i8). */
// @ts-ignore: decorator
@inline
export function specialBytes(bytes: v128): i32 {
  const ends = v128.or(i8x16.eq(bytes, i8x16.splat(0x22)), i8x16.eq(bytes, i8x16.splat(0x5c)));
  return i8x16.bitmask(v128.or(ends, i8x16.lt_s(bytes, i8x16.splat(0x20))));
}

/**
 * Scans a string whose opening quote lies before `from`. Every block ends with a line end, which no string may hold,
 * so the scan ends there at the latest.
 *
 * @returns the address behind the closing quote; 0 when the string is left
 */
export function scanText(from: usize): usize {
  let at = from;
  while (true) {
    const special = specialBytes(v128.load(at));
    if (special == 0) {
      at += 16;
      continue;
    }
    at += ctz(special);
    const byte = load<u8>(at);
    if (byte == QUOTE) {
      textAt = from;
      textLength = u32(at - from);
      return at + 1;
    }
    if (byte == BACKSLASH) return scanEscaped(from, at);
    if (byte < 0x80) return 0;
    at = behindCharacter(at);
    if (at == 0) return 0;
  }
}

/** Address behind a character of two to four bytes; 0 when it is none. */
export function behindCharacter(at: usize): usize {
  const first = load<u8>(at);
  const second = load<u8>(at, 1);
  if (first < 0xc2) return 0;
  if (first < 0xe0) return isNext(second) ? at + 2 : 0;
  if (first < 0xf0) {
    if (!isNext(second) || !isNext(load<u8>(at, 2))) return 0;
    // No longer form than needed, no halves of surrogate pairs.
    if ((first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f)) return 0;
    return at + 3;
  }
  if (first > 0xf4 || !isNext(second) || !isNext(load<u8>(at, 2)) || !isNext(load<u8>(at, 3))) return 0;
  if ((first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f)) return 0;
  return at + 4;
}

// @ts-ignore: decorator
@inline
function isNext(byte: u8): bool {
  return (byte & 0xc0) == 0x80;
}

/** Goes on at the first backslash: the text is written anew, without escapes. */
function scanEscaped(from: usize, backslash: usize): usize {
  const start = <usize>load<u32>(context, SCRATCH_NEXT);
  const end = <usize>load<u32>(context, SCRATCH_END);
  let at = backslash;
  let to = start;
  if (to + (at - from) + 64 > end) return 0;
  memory.copy(to, from, at - from);
  to += at - from;
  while (true) {
    if (to + 64 > end) return 0;
    const byte = load<u8>(at);
    if (byte == QUOTE) break;
    if (byte == BACKSLASH) {
      at = load<u8>(at, 1) == 0x75 ? readUnit(at, to) : readShort(at, to);
      if (at == 0) return 0;
      to += written;
    } else if (byte < 0x20) {
      return 0;
    } else {
      const next = byte < 0x80 ? at + 1 : behindCharacter(at);
      if (next == 0) return 0;
      store<u32>(to, load<u32>(at));
      to += next - at;
      at = next;
    }
  }
  textAt = start;
  textLength = u32(to - start);
  store<u32>(context, u32((to + 15) & ~15), SCRATCH_NEXT);
  return at + 1;
}

/** Bytes that the last escape became. */
let written: u32 = 0;

function readShort(at: usize, to: usize): usize {
  const letter = load<u8>(at, 1);
  let byte: u8 = 0;
  if (letter == 0x22 || letter == 0x5c || letter == 0x2f) byte = letter;
  else if (letter == 0x6e) byte = 0x0a;
  else if (letter == 0x74) byte = 0x09;
  else if (letter == 0x72) byte = 0x0d;
  else if (letter == 0x62) byte = 0x08;
  else if (letter == 0x66) byte = 0x0c;
  else return 0;
  store<u8>(to, byte);
  written = 1;
  return at + 2;
}

/** `\u` and four hexadecimal digits, or two such that are a pair. Half a pair alone is left. */
function readUnit(at: usize, to: usize): usize {
  let code = hexOf(at + 2);
  if (code < 0) return 0;
  let next = at + 6;
  if (code >= 0xd800 && code < 0xe000) {
    if (code >= 0xdc00 || load<u16>(next) != 0x755c) return 0;
    const low = hexOf(next + 2);
    if (low < 0xdc00 || low >= 0xe000) return 0;
    code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    next += 6;
  }
  if (code < 0x80) {
    store<u8>(to, u8(code));
    written = 1;
  } else if (code < 0x800) {
    store<u8>(to, u8(0xc0 | (code >> 6)));
    store<u8>(to, u8(0x80 | (code & 0x3f)), 1);
    written = 2;
  } else if (code < 0x10000) {
    store<u8>(to, u8(0xe0 | (code >> 12)));
    store<u8>(to, u8(0x80 | ((code >> 6) & 0x3f)), 1);
    store<u8>(to, u8(0x80 | (code & 0x3f)), 2);
    written = 3;
  } else {
    store<u8>(to, u8(0xf0 | (code >> 18)));
    store<u8>(to, u8(0x80 | ((code >> 12) & 0x3f)), 1);
    store<u8>(to, u8(0x80 | ((code >> 6) & 0x3f)), 2);
    store<u8>(to, u8(0x80 | (code & 0x3f)), 3);
    written = 4;
  }
  return next;
}

/** Four hexadecimal digits; -1 when they are none. */
function hexOf(at: usize): i32 {
  let code = 0;
  for (let digit = 0; digit < 4; digit++) {
    const byte = <i32>load<u8>(at + digit);
    const letter = byte | 0x20;
    if (byte >= 0x30 && byte <= 0x39) code = (code << 4) | (byte - 0x30);
    else if (letter >= 0x61 && letter <= 0x66) code = (code << 4) | (letter - 0x57);
    else return -1;
  }
  return code;
}
