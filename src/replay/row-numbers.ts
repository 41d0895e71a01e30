/** Numbers of some rows of a batch, in the order in which they were added. */
export class RowNumbers {
  private numbers = new Uint32Array(64);
  private count = 0;

  add(row: number): void {
    if (this.count === this.numbers.length) {
      const larger = new Uint32Array(this.numbers.length * 2);
      larger.set(this.numbers);
      this.numbers = larger;
    }
    this.numbers[this.count++] = row;
  }

  /** Takes all of them out. Valid until the next is added. */
  take(): Uint32Array {
    const taken = this.numbers.subarray(0, this.count);
    this.count = 0;
    return taken;
  }
}
