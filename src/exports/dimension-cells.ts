import { TAG_PREFIX } from '../formats/canonical-names.ts';
import { columnOf } from './event-cells.ts';
import type { ExportContext } from './event-export.ts';

const TAGS = columnOf('tags');
/** Sets that are remembered before all are forgotten: most logs have few. */
const REMEMBERED = 16_384;

/** One dimension, or all tags together as the text of a JSON object. */
export interface DimensionCell {
  readonly column: number;
  readonly text: string;
}

/** The dimensions of an interned set, in the order of `COLUMNS`; tags in that of the set. */
export function dimensionCells(set: number, { dims, dictionary }: ExportContext): DimensionCell[] {
  const pairs = dims.pairs(set);
  const cells: DimensionCell[] = [];
  const tags: string[] = [];
  for (let at = 0; at < pairs.length; at += 2) {
    const name = dictionary.text(pairs[at] as number);
    const text = dictionary.text(pairs[at + 1] as number);
    if (!name.startsWith(TAG_PREFIX)) cells.push({ column: columnOf(name), text });
    else tags.push(`${JSON.stringify(name.slice(TAG_PREFIX.length))}:${JSON.stringify(text)}`);
  }
  if (tags.length > 0) cells.push({ column: TAGS, text: `{${tags.join(',')}}` });
  return cells.toSorted((a, b) => a.column - b.column);
}

/** True for the column of tags, whose text is JSON already. */
export function isTags(column: number): boolean {
  return column === TAGS;
}

/** Something made of a set of dimensions, once for all rows that share it. */
export class RememberedSets<Made> {
  private readonly make: (set: number) => Made;
  private readonly made = new Map<number, Made>();

  constructor(make: (set: number) => Made) {
    this.make = make;
  }

  of(set: number): Made {
    const known = this.made.get(set);
    if (known !== undefined) return known;
    if (this.made.size >= REMEMBERED) this.made.clear();
    const made = this.make(set);
    this.made.set(set, made);
    return made;
  }
}
