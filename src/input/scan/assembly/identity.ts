// The same 106 bits as `formats/identity.ts`, from UTF-8 instead of UTF-16.

export let identityA: f64 = 0;
export let identityB: f64 = 0;

let w: i32 = 0;
let x: i32 = 0;
let y: i32 = 0;
let z: i32 = 0;

/** Hashes the UTF-16 units of a text that is valid UTF-8. */
export function hashIdentity(text: usize, length: u32): void {
  w = 0x243f6a88 ^ i32(unitsOf(text, length));
  x = i32(0x85a308d3);
  y = 0x13198a2e;
  z = 0x03707344;
  const end = text + length;
  for (let at = text; at < end; ) {
    const first = <i32>load<u8>(at);
    if (first < 0x80) {
      add(first);
      at += 1;
    } else if (first < 0xe0) {
      add(((first & 0x1f) << 6) | next(at, 1));
      at += 2;
    } else if (first < 0xf0) {
      add(((first & 0x0f) << 12) | (next(at, 1) << 6) | next(at, 2));
      at += 3;
    } else {
      const above = (((first & 0x07) << 18) | (next(at, 1) << 12) | (next(at, 2) << 6) | next(at, 3)) - 0x10000;
      add(0xd800 + (above >> 10));
      add(0xdc00 + (above & 0x3ff));
      at += 4;
    }
  }
  w = settle(w ^ (x * i32(0x165667b1)));
  x = settle(x ^ (w * i32(0x9e3779b1)));
  y = settle(y ^ (z * i32(0x85ebca77)));
  z = settle(z ^ (y * i32(0xc2b2ae3d)));
  identityA = f64(w & 0x1fffff) * 4_294_967_296.0 + f64(u32(x));
  // 0/0 means "no identity" in a row.
  if (identityA == 0) identityA = 1;
  identityB = f64(y & 0x1fffff) * 4_294_967_296.0 + f64(u32(z));
}

/** UTF-16 units: one a character, two for one of four bytes. */
function unitsOf(text: usize, length: u32): u32 {
  let units = length;
  for (let at: u32 = 0; at < length; at++) {
    const byte = load<u8>(text + at);
    if (byte >= 0x80 && byte < 0xc0) units -= 1;
    else if (byte >= 0xf0) units += 1;
  }
  return units;
}

// @ts-ignore: decorator
@inline
function next(at: usize, by: usize): i32 {
  return <i32>load<u8>(at + by) & 0x3f;
}

// @ts-ignore: decorator
@inline
function add(unit: i32): void {
  w = rotl<i32>(w ^ (unit * i32(0xcc9e2d51)), 13) * i32(0x9e3779b1) + 0x51ed270b;
  x = rotl<i32>(x ^ (unit * i32(0x1b873593)), 15) * i32(0x85ebca77) + 0x2545f491;
  y = rotl<i32>(y ^ (unit * i32(0xab0e9789)), 17) * i32(0xc2b2ae3d) + 0x38b34ae5;
  z = rotl<i32>(z ^ (unit * i32(0x38b34ae5)), 11) * i32(0x27d4eb2f) + 0x0bcaa747;
}

function settle(word: i32): i32 {
  let mixed = (word ^ i32(u32(word) >> 16)) * i32(0x7feb352d);
  mixed = (mixed ^ i32(u32(mixed) >> 15)) * i32(0x846ca68b);
  return mixed ^ i32(u32(mixed) >> 16);
}
