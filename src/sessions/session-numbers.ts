/** Numbers of one session: a whole number of cache lines. */
const STRIDE = 24;
const FIRST_SLOTS = 64;

/**
 * The times and levels of all open sessions of one shard, in one typed array. As fields of objects each of them would
 * be a heap number of its own, and an event of a viewer would touch a dozen of them all over memory.
 */
export class SessionNumbers {
  /** Replaced when it grows: read it anew for every access. */
  values: Float64Array = new Float64Array(FIRST_SLOTS * STRIDE);
  private readonly free: number[] = [];
  private used = 0;

  /** A place for one session. */
  take(): number {
    const slot = this.free.pop() ?? this.used++;
    if ((slot + 1) * STRIDE > this.values.length) {
      const larger = new Float64Array(this.values.length * 2);
      larger.set(this.values);
      this.values = larger;
    }
    return slot;
  }

  /** Makes all numbers of a place NaN. */
  clear(slot: number): void {
    // A loop: for so few, calling `fill` costs more.
    const end = (slot + 1) * STRIDE;
    for (let at = slot * STRIDE; at < end; at++) this.values[at] = Number.NaN;
  }

  /** A place of its own with the same numbers. */
  copy(slot: number): number {
    const own = this.take();
    this.values.copyWithin(own * STRIDE, slot * STRIDE, (slot + 1) * STRIDE);
    return own;
  }

  /** Gives a place back. */
  release(slot: number): void {
    this.free.push(slot);
  }

  get(slot: number, field: number): number {
    return this.values[slot * STRIDE + field] as number;
  }

  set(slot: number, field: number, value: number): void {
    this.values[slot * STRIDE + field] = value;
  }
}
