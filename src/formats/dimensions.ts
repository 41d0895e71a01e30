import type { Dictionary, DimensionSets } from '../model/dictionary.ts';
import { FIELDS, fieldId, TAG_PREFIX } from './canonical-names.ts';
import type { Slots } from './canonical-slots.ts';
import { LONGEST_ID_BYTES, LONGEST_TEXT_BYTES, readText } from './texts.ts';

const FIRST = fieldId('location');
/** Dimensions that are fields of their own; they stand one after another, and in this order in every set. */
const COUNT = fieldId('tags') - FIRST;
const NAMES: readonly string[] = FIELDS.slice(FIRST, FIRST + COUNT).map(({ name }) => name);
/** These fields. */
export const DIMENSION_FIELDS: readonly number[] = NAMES.map((_, at) => FIRST + at);

/** Sets remembered by their value ids: a power of two. */
const REMEMBERED = 2048;
const STRIDE = COUNT + 1;

/** Makes the interned set of dimension = value pairs of a record. */
export class DimensionReader {
  /** After {@link read} gave -1: the field whose value cannot be a text, and that value. */
  faultField = '';
  faultValue: unknown = undefined;

  private readonly dictionary: Dictionary;
  private readonly sets: DimensionSets;
  /** Dictionary ids of the names of {@link DIMENSION_FIELDS}. */
  readonly nameIds: readonly number[];
  private readonly current = new Uint32Array(COUNT);
  /** The last text of each dimension and its id: neighbours in a log often agree. */
  private readonly lastTexts: string[] = new Array(COUNT).fill('');
  private readonly lastIds = new Uint32Array(COUNT);
  /** Value ids of a set, then its id: a small table by hash, because a log has few sets and many records. */
  private readonly remembered = new Uint32Array(REMEMBERED * STRIDE);

  constructor(dictionary: Dictionary, sets: DimensionSets) {
    this.dictionary = dictionary;
    this.sets = sets;
    this.nameIds = NAMES.map((name) => dictionary.id(name));
  }

  /**
   * @returns the id of the set, 0 when the record has no dimension; -1 when a value cannot be a text
   */
  read(slots: Slots): number {
    if (!slots.hasDimension) return 0;
    let hash = 0;
    for (let at = 0; at < COUNT; at++) {
      const value = slots.values[FIRST + at];
      let id = 0;
      if (value !== undefined) {
        id = value === this.lastTexts[at] ? (this.lastIds[at] as number) : this.idOf(value, at);
        if (id === 0) return this.fault(NAMES[at] as string, value);
      }
      this.current[at] = id;
      hash = Math.imul(hash ^ id, 0x9e3779b1) + at;
    }
    if (slots.tags.length > 0) return this.withTags(slots.tags);
    const from = ((hash ^ (hash >>> 15)) & (REMEMBERED - 1)) * STRIDE;
    if (this.isRemembered(from)) return this.remembered[from + COUNT] as number;
    const set = this.sets.id(this.pairs());
    this.remembered.set(this.current, from);
    this.remembered[from + COUNT] = set;
    return set;
  }

  /** Dictionary ids of the names of tags. */
  tagNameIds(keys: readonly string[]): readonly number[] {
    return keys.map((key) => this.dictionary.id(`${TAG_PREFIX}${key}`));
  }

  /** Dictionary id of a dimension's value; 0 when it cannot be a text (it is never empty here). */
  private idOf(value: unknown, at: number): number {
    const text = readText(value, LONGEST_TEXT_BYTES);
    if (text === null) return 0;
    const id = this.dictionary.id(text);
    this.lastTexts[at] = text;
    this.lastIds[at] = id;
    return id;
  }

  private isRemembered(from: number): boolean {
    for (let at = 0; at < COUNT; at++) {
      if (this.remembered[from + at] !== this.current[at]) return false;
    }
    return this.remembered[from + COUNT] !== 0;
  }

  private pairs(): number[] {
    const pairs: number[] = [];
    for (let at = 0; at < COUNT; at++) {
      const id = this.current[at] as number;
      if (id !== 0) pairs.push(this.nameIds[at] as number, id);
    }
    return pairs;
  }

  /** Tags follow the fields, in order of their keys, so that key order in the record makes no other set. */
  private withTags(tags: readonly unknown[]): number {
    const texts = new Map<string, string>();
    for (let at = 0; at < tags.length; at += 2) {
      const key = tags[at] as string;
      const value = tags[at + 1];
      const text = typeof value === 'boolean' ? String(value) : readText(value, LONGEST_TEXT_BYTES);
      if (text === null) return this.fault(`${TAG_PREFIX}${key}`, value);
      if (readText(key, LONGEST_ID_BYTES) === null) return this.fault('tags', key);
      if (!texts.has(key)) texts.set(key, text);
    }
    const pairs = this.pairs();
    for (const key of [...texts.keys()].sort((a, b) => (a < b ? -1 : 1))) {
      pairs.push(this.dictionary.id(`${TAG_PREFIX}${key}`), this.dictionary.id(texts.get(key) as string));
    }
    return this.sets.id(pairs);
  }

  private fault(field: string, value: unknown): -1 {
    this.faultField = field;
    this.faultValue = value;
    return -1;
  }
}
