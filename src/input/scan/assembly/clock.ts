import {
  CLOCK_ANCHOR,
  CLOCK_BEYOND,
  CLOCK_EARLIEST,
  CLOCK_NUMBERS,
  CLOCK_OFFSET,
  CLOCK_RELATIVE_BELOW,
  CLOCK_TEXTS,
  EPOCH_MS,
  EPOCH_NS,
  EPOCH_S,
  MINUTE_MS,
  MINUTE_TEXT,
  NO_NUMBERS,
  SINCE_START_MS,
  SINCE_START_S,
  ZONE_OFFSET,
  ZONE_QUARTER,
} from '../layout.ts';
import { context } from './memory.ts';
import { isLong, longNumber, number, rounded, scanNumber } from './numbers.ts';

// Times, as the reader of the input decided they are to be read. What it has not decided, or would refuse, is left.

/** Local time − UTC in ms at a local time, by the rules of the zone the user chose. */
@external('program', 'zone')
declare function zone(localMs: f64): f64;

const DAY_MS: f64 = 86_400_000;
const QUARTER_MS: f64 = 900_000;

/** The time that was read last: epoch ms, or ms since the start; the same in µs. */
export let timeMs: f64 = 0;
export let timeUs: f64 = 0;
/** It was text without an offset. */
export let isOffsetless: bool = false;

/** Reads a number. False when the record is left. */
export function readTimeNumber(value: f64): bool {
  isOffsetless = false;
  const kind = load<u32>(context, CLOCK_NUMBERS);
  if (kind == NO_NUMBERS) return false;
  if (kind >= <u32>SINCE_START_MS) {
    if (!(value >= 0 && value < load<f64>(context, CLOCK_RELATIVE_BELOW))) return false;
    const anchor = load<f64>(context, CLOCK_ANCHOR);
    timeMs = rounded(kind == SINCE_START_S ? value * 1000 : value) + anchor;
    timeUs = rounded(value * (kind == SINCE_START_S ? 1_000_000 : 1000)) + anchor * 1000;
    return true;
  }
  if (kind == EPOCH_S) {
    timeMs = rounded(value * 1000);
    timeUs = rounded(value * 1_000_000);
  } else if (kind == EPOCH_MS) {
    timeMs = rounded(value);
    timeUs = rounded(value * 1000);
  } else {
    const perMs: f64 = kind == EPOCH_NS ? 1_000_000 : 1000;
    timeMs = rounded(value / perMs);
    timeUs = rounded(value / (perMs / 1000));
  }
  return placeOnWallClock();
}

/** Reads a whole number of 16 to 19 digits. */
export function readTimeLong(value: u64): bool {
  if (load<u32>(context, CLOCK_NUMBERS) != EPOCH_NS) return readTimeNumber(f64(value));
  isOffsetless = false;
  // Nanoseconds since 1970 pass 2^53: digits are cut before they become a double.
  timeMs = f64(value / 1_000_000) + f64((value / 100_000) % 10 >= 5);
  timeUs = f64(value / 1000) + f64((value / 100) % 10 >= 5);
  return placeOnWallClock();
}

function placeOnWallClock(): bool {
  if (!(timeMs >= load<f64>(context, CLOCK_EARLIEST) && timeMs < load<f64>(context, CLOCK_BEYOND))) return false;
  const offset = load<f64>(context, CLOCK_OFFSET);
  timeMs += offset;
  timeUs += offset * 1000;
  return true;
}

/** Reads a text: RFC 3339, or a number that is spelled. False when the record is left. */
export function readTime(text: usize, length: u32): bool {
  // A dash in this place is that of a date: the program does not take it for the sign of an exponent either.
  if (load<u8>(text, 4) == 0x2d) return readTimeText(text, length);
  if (scanNumber(text) != text + length) return false;
  if (isLong) return readTimeLong(longNumber);
  // Of nanoseconds that are spelled the program cuts digits, whatever stands before and behind them.
  return load<u32>(context, CLOCK_NUMBERS) != EPOCH_NS && readTimeNumber(number);
}

/** Reads RFC 3339 text: any fraction, any offset or none. */
function readTimeText(text: usize, length: u32): bool {
  if (length < 19 || load<u32>(context, CLOCK_TEXTS) == 0) return false;
  // Neighbours in a log share their minute.
  if (v128.any_true(v128.xor(v128.load(text), v128.load(context, MINUTE_TEXT))) && !readMinute(text)) return false;
  const local = load<f64>(context, MINUTE_MS);
  if (length == 24 && readSecond(load<u64>(text, 16), local)) return placeOnWallClock();
  const second = pair(text + 17);
  // The leap second is the program's.
  if (load<u8>(text, 16) != 0x3a || second > 59) return false;
  let at: u32 = 19;
  let ms: u32 = 0;
  let us: u32 = 0;
  if (length > 19 && load<u8>(text, 19) == 0x2e) {
    at = 20;
    let scale: u32 = 100_000;
    for (; at < length; at++) {
      const digit = <u32>(load<u8>(text + at) - 0x30);
      if (digit > 9) break;
      us += digit * scale;
      scale /= 10;
    }
    if (at == 20) return false;
    ms = us / 1000 + u32((us / 100) % 10 >= 5);
    us += u32(at > 26 && load<u8>(text, 26) >= 0x35);
  }
  let minute = local;
  const left = length - at;
  if (left == 0) {
    minute -= zoneOffset(local);
  } else if (left != 1 || (load<u8>(text + at) | 0x20) != 0x7a) {
    const offset = offsetMinutes(text + at, left);
    if (offset == NO_OFFSET) return false;
    minute -= f64(offset) * 60_000;
  }
  timeMs = minute + f64(second * 1000 + ms);
  timeUs = (minute + f64(second * 1000)) * 1000 + f64(us);
  isOffsetless = left == 0;
  return placeOnWallClock();
}

/** `:SS.mmmZ`, the way most programs write it, at once; false when it is written in another way. */
// @ts-ignore: decorator
@inline
function readSecond(rest: u64, minute: f64): bool {
  // A digit is 3 in its upper half, and stays so when 6 is added.
  const digits = rest & 0x00ffffff00ffff00;
  const high: u64 = 0x00f0f0f000f0f000;
  const isDigits = (digits & high) == 0x0030303000303000 && ((digits + 0x0006060600060600) & high) == 0x0030303000303000;
  if (!isDigits || (rest & 0xff000000ff0000ff) != 0x5a0000002e00003a) return false;
  const second = u32((rest >> 8) & 15) * 10 + u32((rest >> 16) & 15);
  const ms = u32((rest >> 32) & 15) * 100 + u32((rest >> 40) & 15) * 10 + u32((rest >> 48) & 15);
  if (second > 59) return false;
  isOffsetless = false;
  timeMs = minute + f64(second * 1000 + ms);
  timeUs = timeMs * 1000;
  return true;
}

/** `YYYY-MM-DDTHH:MM` into the context. */
function readMinute(text: usize): bool {
  const between = load<u8>(text, 10);
  if (load<u8>(text, 4) != 0x2d || load<u8>(text, 7) != 0x2d || load<u8>(text, 13) != 0x3a) return false;
  if (between != 0x54 && between != 0x74 && between != 0x20) return false;
  const century = pair(text);
  const ofCentury = pair(text + 2);
  const month = pair(text + 5);
  const day = pair(text + 8);
  const hour = pair(text + 11);
  const minute = pair(text + 14);
  if (century > 99 || ofCentury > 99 || hour > 23 || minute > 59) return false;
  const year = century * 100 + ofCentury;
  // A local date one year outside what is read can still be inside in UTC; beyond that the calendar is not needed.
  if (year < 1989 || year > 2101 || month - 1 > 11 || day - 1 >= daysOf(year, month)) return false;
  store<f64>(context, f64(daysSince1970(year, month, day)) * DAY_MS + f64((hour * 60 + minute) * 60_000), MINUTE_MS);
  v128.store(context, v128.load(text), MINUTE_TEXT);
  return true;
}

function daysOf(year: u32, month: u32): u32 {
  if (month == 2) return year % 4 == 0 && year != 2100 ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/** Days of the Gregorian calendar, counted in years that begin in March, so that the leap day is the last. */
function daysSince1970(year: u32, month: u32, day: u32): u32 {
  const years = month < 3 ? year - 1 : year;
  const months = month < 3 ? month + 9 : month - 3;
  return years * 365 + years / 4 - years / 100 + years / 400 + (months * 153 + 2) / 5 + day - 719_469;
}

function zoneOffset(localMs: f64): f64 {
  const quarter = Math.floor(localMs / QUARTER_MS);
  if (quarter != load<f64>(context, ZONE_QUARTER)) {
    store<f64>(context, zone(localMs), ZONE_OFFSET);
    store<f64>(context, quarter, ZONE_QUARTER);
  }
  return load<f64>(context, ZONE_OFFSET);
}

const NO_OFFSET: i32 = i32.MIN_VALUE;

/** `+hh:mm` or `+hhmm` as minutes east of UTC. */
function offsetMinutes(at: usize, length: u32): i32 {
  const sign = load<u8>(at);
  const colon = length == 6 && load<u8>(at, 3) == 0x3a;
  if ((sign != 0x2b && sign != 0x2d) || !(colon || length == 5)) return NO_OFFSET;
  const hours = pair(at + 1);
  const minutes = pair(colon ? at + 4 : at + 3);
  if (hours > 23 || minutes > 59) return NO_OFFSET;
  const east = i32(hours * 60 + minutes);
  return sign == 0x2d ? -east : east;
}

/** Two digits; above 99 when they are none. */
// @ts-ignore: decorator
@inline
function pair(at: usize): u32 {
  const tens = <u32>load<u8>(at) - 0x30;
  const ones = <u32>load<u8>(at, 1) - 0x30;
  return tens > 9 || ones > 9 ? 1000 : tens * 10 + ones;
}
