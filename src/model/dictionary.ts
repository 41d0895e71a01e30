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
    const known = this.ids.get(text);
    if (known !== undefined) return known;
    const id = this.texts.length;
    // A string cut from a block keeps the whole block alive in V8; an own copy lets the block go.
    const own = text.length > 12 ? Buffer.from(text, 'utf16le').toString('utf16le') : text;
    this.ids.set(own, id);
    this.texts.push(own);
    return id;
  }

  /** The text of an id; '' for 0. */
  text(id: number): string {
    return this.texts[id] ?? '';
  }

  get size(): number {
    return this.texts.length - 1;
  }
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
