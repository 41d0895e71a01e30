import { SHORT_BYTES, SHORT_PLACES, SHORTS } from '../layout.ts';
import { context } from './memory.ts';

// Texts of at most 16 bytes that were met lately, with what they turned out to be: words of enumerations, names of
// renditions, edges, places. A hit costs one compare instead of a hash and two look-ups. Each text has one place, so a
// newer one takes it.

/** Longest text that has a place. */
export const LONGEST_SHORT: u32 = 16;

/** The place of a short text; `space`: what it is looked up in. */
// @ts-ignore: decorator
@inline
export function placeOfShort(bytes: v128, length: u32, space: u32): usize {
  const mixed =
    (u64(i64x2.extract_lane(bytes, 0)) ^ (u64(i64x2.extract_lane(bytes, 1)) << 7) ^ u64(length + (space << 5))) *
    0x9e3779b97f4a7c15;
  return <usize>load<u32>(context, SHORTS) + <usize>(u32(mixed >> 40) & (SHORT_PLACES - 1)) * SHORT_BYTES;
}

/** Whether a place holds this text. */
// @ts-ignore: decorator
@inline
export function holdsShort(place: usize, bytes: v128, length: u32, space: u32): bool {
  if (load<u32>(place, 16) != length || load<u32>(place, 20) != space) return false;
  return !v128.any_true(v128.xor(v128.load(place), bytes));
}

// @ts-ignore: decorator
@inline
export function valueOfShort(place: usize): u32 {
  return load<u32>(place, 24);
}

export function rememberShort(place: usize, bytes: v128, length: u32, space: u32, value: u32): void {
  v128.store(place, bytes);
  store<u32>(place, length, 16);
  store<u32>(place, space, 20);
  store<u32>(place, value, 24);
}
