/**
 * Strings of the input as small integers, so that rows are numbers. Id 0 is "absent"; the first text gets 1.
 * Ids have no meaning outside one run: anything that is merged or saved is keyed by text.
 */
export class Dictionary {
  private readonly ids = new Map<string, number>();
  private readonly texts: string[] = [''];

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
    return this.texts[id] ?? '';
  }

  get size(): number {
    return this.texts.length - 1;
  }

  private add(text: string): number {
    const id = this.texts.length;
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

  /**
   * @param pairs - name id, value id, name id, value id …; a name occurs once; values of 0 are left out by the caller
   * @returns the id of the set; equal pairs in equal order get the same id
   */
  id(pairs: readonly number[]): number {
    if (pairs.length === 0) return 0;
    const key = pairs.join(' ');
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    const id = this.sets.length;
    this.ids.set(key, id);
    this.sets.push([...pairs]);
    return id;
  }

  /** Pairs of a set, flat: name id, value id, … */
  pairs(id: number): readonly number[] {
    return this.sets[id] ?? [];
  }
}
