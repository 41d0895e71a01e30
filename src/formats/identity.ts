/**
 * Two 53-bit halves of a hash of one identity (`event_id`). With 106 bits, two different identities among a
 * thousand million meet with a chance below 10^-13, so identities need not be kept as text.
 */
export class IdentityHash {
  /** First half of the last {@link of}, 1 … 2^53 − 1. */
  a = 0;
  /** Second half, 0 … 2^53 − 1. */
  b = 0;

  /**
   * Hashes the UTF-16 units of a text; equal texts give equal halves on every machine. The fields hold the
   * result until the next call, so that nothing is allocated per record.
   */
  of(text: string): void {
    let w = 0x243f6a88 ^ text.length;
    let x = 0x85a308d3;
    let y = 0x13198a2e;
    let z = 0x03707344;
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      w = Math.imul(rotate(w ^ Math.imul(unit, 0xcc9e2d51), 13), 0x9e3779b1) + 0x51ed270b;
      x = Math.imul(rotate(x ^ Math.imul(unit, 0x1b873593), 15), 0x85ebca77) + 0x2545f491;
      y = Math.imul(rotate(y ^ Math.imul(unit, 0xab0e9789), 17), 0xc2b2ae3d) + 0x38b34ae5;
      z = Math.imul(rotate(z ^ Math.imul(unit, 0x38b34ae5), 11), 0x27d4eb2f) + 0x0bcaa747;
    }
    // Each word takes from its neighbour, so that every bit of a half depends on both lanes of it.
    w = settle(w ^ Math.imul(x, 0x165667b1));
    x = settle(x ^ Math.imul(w, 0x9e3779b1));
    y = settle(y ^ Math.imul(z, 0x85ebca77));
    z = settle(z ^ Math.imul(y, 0xc2b2ae3d));
    // 0/0 means "no identity" in a row.
    this.a = (w & 0x1fffff) * 0x1_0000_0000 + (x >>> 0) || 1;
    this.b = (y & 0x1fffff) * 0x1_0000_0000 + (z >>> 0);
  }
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

/** Spreads every bit over the word (xor-shift and odd multipliers are invertible: nothing is lost). */
function settle(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return mixed ^ (mixed >>> 16);
}
