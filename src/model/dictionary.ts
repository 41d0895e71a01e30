import { LimitError } from './errors.ts';
import { MAX_MAP_ENTRIES, READ_LESS } from './platform-limits.ts';

/** Texts by number, kept outside of the program's own memory. */
export interface TextTable {
  /** The id of a text that is not empty, the next one when it is new. */
  id(text: string): number;
  /** The text of an id; '' when there is none. */
  text(id: number): string;
  readonly size: number;
}

/** Sets of pairs by number, kept outside of the program's own memory. */
export interface SetTable {
  /** The id of pairs (at least one), the next one when they are new. */
  id(pairs: readonly number[]): number;
  /** The pairs of an id; none when there is no such id. */
  pairs(id: number): readonly number[];
}

/** Texts (and sets) whose id in a table is remembered: most that the program itself looks up are few. */
const REMEMBERED = 65_536;
/** A `Map` that is full gets room for twice as many entries, of so many bytes each, before it gives up what it had. */
const ENTRY_BYTES = 28;

/**
 * Strings of the input as small integers, so that rows are numbers. Id 0 is "absent"; the first text gets 1.
 * Ids have no meaning outside one run: anything that is merged or saved is keyed by text.
 */
export class Dictionary {
  private readonly ids = new Map<string, number>();
  private readonly texts: string[] = [''];
  private table: TextTable | null = null;
  /** Called before the program's own memory grows by many bytes at once; may throw. */
  expectRoom: (bytes: number) => void = () => undefined;

  /** The id of this text, a new one when it was not seen before. The empty text is absent: 0. */
  id(text: string): number {
    if (text === '') return 0;
    // A string cut from a block keeps the whole block alive in V8; an own copy lets the block go.
    return this.ids.get(text) ?? this.add(text.length > 12 ? ownCopy(text) : text);
  }

  /** {@link id} of a text that is no piece of a longer one (`JSON.parse` makes such), so that no copy is needed. */
  idOfWhole(text: string): number {
    return text === '' ? 0 : (this.ids.get(text) ?? this.add(text));
  }

  /** The text of an id; '' for 0. */
  text(id: number): string {
    return this.texts[id] ?? this.table?.text(id) ?? '';
  }

  get size(): number {
    return this.table?.size ?? this.texts.length - 1;
  }

  /**
   * Gives ids from a table of its owner's from now on; what has an id keeps it. Millions of texts that nobody prints
   * then cost their bytes, not a string and a Map entry each.
   *
   * @param table - empty, and with ids that start at 1 and have no holes
   */
  useTable(table: TextTable): void {
    for (let id = 1; id < this.texts.length; id++) table.id(this.texts[id] as string);
    this.table = table;
  }

  private add(text: string): number {
    if (this.table !== null) {
      const id = this.table.id(text);
      if (this.ids.size < REMEMBERED) this.ids.set(text, id);
      return id;
    }
    const id = this.texts.length;
    if (id > MAX_MAP_ENTRIES) {
      throw new LimitError(`more than ${MAX_MAP_ENTRIES} distinct texts (ids, URLs)`, READ_LESS);
    }
    const isFull = id > REMEMBERED && ((id - 1) & (id - 2)) === 0;
    if (isFull) this.expectRoom(2 * ENTRY_BYTES * (id - 1));
    this.ids.set(text, id);
    this.texts.push(text);
    return id;
  }
}

function ownCopy(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}

/**
 * Interned sets of dimension = value pairs (location, device, tags …): most events of a log share few sets.
 * Set 0 is empty. Pairs are dictionary ids, in the order of first appearance of the dimension.
 */
export class DimensionSets {
  private readonly ids = new Map<string, number>();
  private readonly sets: (readonly number[])[] = [[]];
  private table: SetTable | null = null;

  /**
   * @param pairs - name id, value id, name id, value id …; a name occurs once; values of 0 are left out by the caller
   * @returns the id of the set; equal pairs in equal order get the same id
   */
  id(pairs: readonly number[]): number {
    if (pairs.length === 0) return 0;
    const key = pairs.join(' ');
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    if (this.table !== null) {
      const id = this.table.id(pairs);
      if (this.ids.size < REMEMBERED) this.ids.set(key, id);
      return id;
    }
    const id = this.sets.length;
    this.ids.set(key, id);
    this.sets.push([...pairs]);
    return id;
  }

  /** Pairs of a set, flat: name id, value id, … */
  pairs(id: number): readonly number[] {
    return this.sets[id] ?? this.table?.pairs(id) ?? [];
  }

  /** {@link Dictionary.useTable}, for sets. */
  useTable(table: SetTable): void {
    for (const pairs of this.sets.slice(1)) table.id(pairs);
    this.table = table;
  }
}
