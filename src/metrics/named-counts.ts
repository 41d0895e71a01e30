import type { Dictionary } from '../model/dictionary.ts';
import { DenseCounts } from '../stats/dense-counts.ts';

/** Sums by name. Names are ids of a dictionary while they are counted; parts with other dictionaries merge by text. */
export class NamedCounts {
  private readonly dictionary: Dictionary;
  private readonly counts = new DenseCounts();

  /** @param dictionary - the names' */
  constructor(dictionary: Dictionary) {
    this.dictionary = dictionary;
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

  /** All names with their sums, by id. */
  *[Symbol.iterator](): IterableIterator<readonly [name: string, count: number]> {
    for (const [id, count] of this.counts) yield [this.dictionary.text(id), count];
  }

  /** All sums, by id. */
  *values(): IterableIterator<number> {
    for (const [, count] of this.counts) yield count;
  }
}
