import type { Dictionary } from '../model/dictionary.ts';
import { CountTable } from '../stats/count-table.ts';
import { DenseCounts } from '../stats/dense-counts.ts';
import { countOf, type Row, type RowState, textKey, unknownKind, type WriteRow } from '../stats/rows.ts';

/** Sums by name. Names are ids of a dictionary while they are counted; parts with other dictionaries merge by text. */
export class NamedCounts implements RowState {
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

  /** By text: ids depend on who read what first. */
  writeRows(write: WriteRow): void {
    const named = [...this].sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [name, count] of named) write(null, 'name', name, 'sum', count);
  }

  readRow(row: Row): void {
    if (row.kind !== 'name') throw unknownKind(row);
    this.counts.add(this.dictionary.idOfWhole(textKey(row)), countOf(row));
  }

  /** Ids of all names, rising. */
  *ids(): IterableIterator<number> {
    for (const [id] of this.counts) yield id;
  }

  /** All sums, by id. */
  *values(): IterableIterator<number> {
    for (const [, count] of this.counts) yield count;
  }
}
