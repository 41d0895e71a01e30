/**
 * Log-linear bins of integers, as HdrHistogram lays them out: with `bits` = b, every integer below 2^(b+1) is a
 * bin of its own, and every octave above holds 2^b bins of equal width. Negative values mirror: bin −i holds the
 * negated integers of bin i. Integer arithmetic only, never log(): bin edges must agree between engines.
 */

/** Bin of a safe integer; bins sort as their values do. */
export function binOf(value: number, bits: number): number {
  if (value < 0) return -binOf(-value, bits);
  // Nearly every value is below 2^31, where shifts do it several times faster than powers.
  if (value < 2 ** 31) {
    const shift = 31 - bits - Math.clz32(value);
    return shift <= 0 ? value : (shift << bits) + (value >> shift);
  }
  const shift = 63 - bits - Math.clz32(Math.floor(value / 2 ** 32));
  return shift * 2 ** bits + Math.floor(value / 2 ** shift);
}

/** Smallest integer of a bin. */
export function binFirst(bin: number, bits: number): number {
  if (bin < 0) return -binLast(-bin, bits);
  const shift = shiftOfBin(bin, bits);
  return (bin - shift * 2 ** bits) * 2 ** shift;
}

/** Largest integer of a bin. */
export function binLast(bin: number, bits: number): number {
  if (bin < 0) return -binFirst(-bin, bits);
  return binFirst(bin, bits) + 2 ** shiftOfBin(bin, bits) - 1;
}

/** What a bin reads as: ⌊(first + last) / 2⌋, computed so that first + last cannot pass 2^53. */
export function binValue(bin: number, bits: number): number {
  const first = binFirst(bin, bits);
  return first + Math.floor((binLast(bin, bits) - first) / 2);
}

function shiftOfBin(bin: number, bits: number): number {
  return Math.max(0, Math.floor(bin / 2 ** bits) - 1);
}
