import type { SequenceSample } from '../model/track-facts.ts';

/** Kept numbers are halved beyond this many. */
const CAPACITY = 256;

/**
 * A sample of the numbers of one run, chosen by a hash of the number alone: two tracks that carry the same number
 * both choose it, so an overlap of their numberings shows in a few hundred integers.
 */
export class SequenceSampler {
  private bits = 0;
  private numbers: number[] = [];

  /** Adds a number that was not added before. */
  add(number: number): void {
    if (!isChosen(number, this.bits)) return;
    this.numbers.push(number);
    while (this.numbers.length > CAPACITY) {
      this.bits++;
      this.numbers = this.numbers.filter((kept) => isChosen(kept, this.bits));
    }
  }

  copy(): SequenceSampler {
    const copy = new SequenceSampler();
    copy.bits = this.bits;
    copy.numbers = [...this.numbers];
    return copy;
  }

  sample(): SequenceSample {
    return { bits: this.bits, numbers: this.numbers };
  }
}

/** Whether the hash (Fibonacci hashing of the low 32 bits) of a number begins with so many zero bits. */
function isChosen(number: number, bits: number): boolean {
  if (bits === 0) return true;
  // `| 0` of an integer keeps its low 32 bits, also beyond 2^32.
  return Math.imul(number | 0, 0x9e3779b1) >>> (32 - Math.min(bits, 32)) === 0;
}
