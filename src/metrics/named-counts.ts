import type { Dictionary } from '../model/dictionary.ts';
import { CountTable } from '../stats/count-table.ts';
import { DenseCounts } from '../stats/dense-counts.ts';

/** Sums by name. Names are ids of a dictionary while they are counted; parts with other dictionaries merge by text. */
export class NamedCounts {
  private readonly dictionary: Dictionary;
  private readonly counts: DenseCounts | CountTable;

  /**
   * @param dictionary - the names'
   * @param few - few of all names are counted: pages of neighbouring ids would be nearly empty
   */
  constructor(dictionary: Dictionary, few = false) {
    this.dictionary = dictionary;
    this.counts = few ? new CountTable() : new DenseCounts();
  }

  /** Distinct names. */
  get size(): number {
    return this.counts.size;
  }

  /** Adds to the sum of a name, which is there from then on, also when `by` is 0. */
  add(id: number, by: number): void {
    this.counts.add(id, by);
  }

  merge(other: NamedCounts): void {
    for (const [id, count] of other.counts) {
      const own = other.dictionary === this.dictionary ? id : this.dictionary.id(other.dictionary.text(id));
      this.counts.add(own, count);
    }
  }

  /** All names with their sums, in no order. */
  *[Symbol.iterator](): IterableIterator<readonly [name: string, count: number]> {
    for (const [id, count] of this.counts) yield [this.dictionary.text(id), count];
  }

  /** All sums, in no order. */
  *values(): IterableIterator<number> {
    for (const [, count] of this.counts) yield count;
  }
}
