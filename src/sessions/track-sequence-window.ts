/** Numbers remembered behind the highest, one bit each: the whole range of a 16-bit number. */
const SIZE = 65_536;

/** Which of the last 65,536 numbers of a run were seen: exact, in 8 KiB however long the run is. */
export class SeenWindow {
  private readonly bits = new Uint32Array(SIZE / 32);
  private highest = Number.NaN;

  copy(): SeenWindow {
    const copy = new SeenWindow();
    copy.bits.set(this.bits);
    copy.highest = this.highest;
    return copy;
  }

  /** Whether the number was seen; null when it is too far behind to be remembered. */
  has(number: number): boolean | null {
    if (Number.isNaN(this.highest) || number > this.highest) return false;
    if (number <= this.highest - SIZE) return null;
    const at = place(number);
    return ((this.bits[at >>> 5] as number) & (1 << (at & 31))) !== 0;
  }

  /** Remembers the number. Returns what `has` would have said before. */
  mark(number: number): boolean | null {
    const known = this.has(number);
    if (known !== false) return known;
    this.advance(number);
    const at = place(number);
    this.bits[at >>> 5] = (this.bits[at >>> 5] as number) | (1 << (at & 31));
    return false;
  }

  /** Forgets what falls out of the window when it moves up to this number. */
  private advance(number: number): void {
    if (number <= this.highest) return;
    if (number - this.highest >= SIZE) this.bits.fill(0);
    else {
      for (let skipped = this.highest + 1; skipped <= number; skipped++) {
        const at = place(skipped);
        this.bits[at >>> 5] = (this.bits[at >>> 5] as number) & ~(1 << (at & 31));
      }
    }
    this.highest = number;
  }
}

/** Place in the ring. Numbers below 0 occur: packets before the first of a run that began near 0 of 16 bits. */
function place(number: number): number {
  // `&` takes the low 32 bits of any safe integer first, as two's complement: that is the remainder.
  return number & (SIZE - 1);
}
