import { POWERS } from '../layout.ts';

// JSON numbers (RFC 8259 section 6). Eight digits are read at once: most numbers of a log have fewer, and a loop over
// digits is a branch that is mispredicted once a number.

@external('program', 'parseNumber')
declare function parseNumber(text: usize, length: u32): f64;

/** Digits that every double holds exactly. */
const EXACT_DIGITS: u32 = 15;
/** Digits that fit in a u64. */
const LONG_DIGITS: u32 = 19;
/** The largest power of ten that a double holds exactly. */
const EXACT_POWER: u32 = 22;

/** The number that was scanned last. */
export let number: f64 = 0;
/** It is a whole number of more than 15 digits and at most 19, which stands in {@link longNumber}. */
export let isLong: bool = false;
export let longNumber: u64 = 0;
/** Its text is the only one that spells it: a whole number without exponent, no minus zero. */
export let isPlain: bool = false;

/** Digits from here on, counted up to 16. */
// @ts-ignore: decorator
@inline
export function countDigits(at: usize): u32 {
  const digits = i8x16.sub(v128.load(at), i8x16.splat(0x30));
  return u32(ctz(~i8x16.bitmask(i8x16.le_u(digits, i8x16.splat(9)))));
}

/** The first `count` digits (1 to 8) from here on. */
// @ts-ignore: decorator
@inline
export function eightDigits(at: usize, count: u32): u64 {
  let digits = (load<u64>(at) ^ 0x3030303030303030) << (64 - (u64(count) << 3));
  digits = digits * 10 + (digits >> 8);
  const low = (digits & 0x000000ff000000ff) * 0x000f424000000064;
  const high = ((digits >> 16) & 0x000000ff000000ff) * 0x0000271000000001;
  return (low + high) >> 32;
}

/** The value of up to 19 digits. */
// @ts-ignore: decorator
@inline
export function digitsValue(at: usize, count: u32): u64 {
  if (count <= 8) return eightDigits(at, count);
  let value = eightDigits(at, 8);
  let next = at + 8;
  let left = count - 8;
  while (left > 0) {
    value = value * 10 + u64(load<u8>(next) - 0x30);
    next += 1;
    left -= 1;
  }
  return value;
}

/** All digits from here on, however many. */
// @ts-ignore: decorator
@inline
function allDigits(at: usize): u32 {
  const first = countDigits(at);
  if (first < 16) return first;
  let count = first;
  while (load<u8>(at + count) - 0x30 <= 9) count += 1;
  return count;
}

/** Scans a number. Returns the address behind it; 0 when it is none, or a whole one of more than 19 digits. */
export function scanNumber(from: usize): usize {
  const negative = load<u8>(from) == 0x2d;
  const first = negative ? from + 1 : from;
  const whole = allDigits(first);
  if (whole == 0 || (whole > 1 && load<u8>(first) == 0x30)) return 0;
  let at = first + whole;
  const next = load<u8>(at);
  isLong = false;
  if (next != 0x2e && (next | 0x20) != 0x65) {
    if (whole > EXACT_DIGITS) return scanLong(first, whole, negative);
    const value = f64(digitsValue(first, whole));
    number = negative ? -value : value;
    isPlain = !negative || value != 0;
    return at;
  }
  isPlain = false;
  let fraction: u32 = 0;
  if (next == 0x2e) {
    fraction = allDigits(at + 1);
    if (fraction == 0) return 0;
    at += 1 + fraction;
  }
  if ((load<u8>(at) | 0x20) == 0x65) {
    at = behindExponent(at);
    if (at == 0) return 0;
  } else if (whole + fraction <= EXACT_DIGITS && fraction <= EXACT_POWER) {
    // Both are exact, so the quotient is rounded once: the nearest double, as every parser must give.
    const power = load<f64>(<usize>POWERS + (<usize>fraction << 3));
    const value = (f64(digitsValue(first, whole)) * power + f64(digitsValue(first + whole + 1, fraction))) / power;
    number = negative ? -value : value;
    return at;
  }
  number = parseNumber(from, u32(at - from));
  return at;
}

function scanLong(first: usize, digits: u32, negative: bool): usize {
  if (digits > LONG_DIGITS || negative) return 0;
  isLong = true;
  isPlain = true;
  longNumber = digitsValue(first, digits);
  return first + digits;
}

/** Address behind a number whose value nobody wants; 0 when it is none. */
export function skipNumber(from: usize): usize {
  const first = load<u8>(from) == 0x2d ? from + 1 : from;
  const whole = allDigits(first);
  if (whole == 0 || (whole > 1 && load<u8>(first) == 0x30)) return 0;
  let at = first + whole;
  if (load<u8>(at) == 0x2e) {
    const fraction = allDigits(at + 1);
    if (fraction == 0) return 0;
    at += 1 + fraction;
  }
  return (load<u8>(at) | 0x20) == 0x65 ? behindExponent(at) : at;
}

function behindExponent(letter: usize): usize {
  const sign = load<u8>(letter, 1);
  const from = sign == 0x2b || sign == 0x2d ? letter + 2 : letter + 1;
  const digits = allDigits(from);
  return digits == 0 ? 0 : from + digits;
}

/** As JavaScript rounds: to the nearest whole number, halves up. */
// @ts-ignore: decorator
@inline
export function rounded(value: f64): f64 {
  const below = Math.floor(value);
  return value - below >= 0.5 ? below + 1 : below;
}
