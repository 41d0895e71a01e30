import { countOf, numberKey, type Row, type RowState, unknownKind, type WriteRow } from './rows.ts';

const FIRST_SLOTS = 16;
/** Odd, near 2^32 over the golden ratio: neighbouring keys land far apart. */
const SPREAD = 0x9e3779b1;

/**
 * Counts of safe integers, in typed arrays with open addressing: the samples of a log go through a few of these
 * tables, and a `Map` costs several times as much per sample.
 */
export class CountTable implements RowState {
  private keys = new Float64Array(FIRST_SLOTS);
  /** NaN: the slot is free. */
  private counts = new Float64Array(FIRST_SLOTS).fill(Number.NaN);
  private shift = 32 - Math.log2(FIRST_SLOTS);
  private used = 0;

  /** Distinct keys. */
  get size(): number {
    return this.used;
  }

  /** Adds to the count of a key, which is there from then on, also when `count` is 0. */
  add(key: number, count: number): void {
    const slot = this.slotOf(key);
    const before = this.counts[slot] as number;
    if (!Number.isNaN(before)) {
      this.counts[slot] = before + count;
      return;
    }
    this.keys[slot] = key;
    this.counts[slot] = count;
    this.used++;
    if (this.used * 2 > this.keys.length) this.grow();
  }

  /** Adds all counts of another table. */
  merge(other: CountTable): void {
    this.reserve(other.used);
    for (const [key, count] of other) this.add(key, count);
  }

  /**
   * Makes room for so many more keys. Must be called before many of another table are added: they come in the order of
   * their places, which in a smaller table are all at its beginning, so that each would be sought past all before it.
   */
  reserve(more: number): void {
    while ((this.used + more) * 2 > this.keys.length) this.grow();
  }

  /** Keys and counts in no order. */
  *[Symbol.iterator](): IterableIterator<readonly [key: number, count: number]> {
    for (let slot = 0; slot < this.keys.length; slot++) {
      const count = this.counts[slot] as number;
      if (!Number.isNaN(count)) yield [this.keys[slot] as number, count];
    }
  }

  writeRows(write: WriteRow): void {
    for (const [key, count] of [...this].sort((a, b) => a[0] - b[0])) write(null, 'key', key, 'sum', count);
  }

  readRow(row: Row): void {
    if (row.kind !== 'key') throw unknownKind(row);
    this.add(numberKey(row), countOf(row));
  }

  /** The slot that holds the key, or the free one where it would go. */
  private slotOf(key: number): number {
    const { keys, counts } = this;
    const mask = keys.length - 1;
    let slot = Math.imul(key, SPREAD) >>> this.shift;
    // Key 0 is also what free slots show, but they are its place then.
    while (keys[slot] !== key && !Number.isNaN(counts[slot] as number)) slot = (slot + 1) & mask;
    return slot;
  }

  private grow(): void {
    const { keys, counts } = this;
    this.keys = new Float64Array(keys.length * 2);
    this.counts = new Float64Array(keys.length * 2).fill(Number.NaN);
    this.shift--;
    for (let old = 0; old < keys.length; old++) {
      if (Number.isNaN(counts[old] as number)) continue;
      const slot = this.slotOf(keys[old] as number);
      this.keys[slot] = keys[old] as number;
      this.counts[slot] = counts[old] as number;
    }
  }
}
