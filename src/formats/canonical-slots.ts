import { FIELDS, fieldId, nameCode, RANK_BITS, RANKS, TAG_PREFIX, UNKNOWN_NAME } from './canonical-names.ts';

const OPEN_BRACE = 0x7b;
const TAGS = fieldId('tags');
const FIRST_DIMENSION = fieldId('location');
const LAST_DIMENSION = TAGS;

/** A key met after the keys on the way to it; `code` is what the key means. */
interface KeyNode {
  readonly key: string;
  readonly code: number;
  /** First key that was met after this one. */
  child: KeyNode | null;
  /** Another key met in the same place. */
  sibling: KeyNode | null;
}

/** Places of a key that are remembered, so that input with ever new shapes does not grow memory. */
const REMEMBERED_KEYS = 4096;
/** Alternatives tried in one place before the key is looked up by its text. */
const TRIED_SIBLINGS = 16;

/**
 * The values of one record by field, whatever names and layout it came in. One instance is filled again for
 * every record, so that reading makes no objects. null and the empty text are absent.
 */
export class Slots {
  /** Raw value by field id; undefined when absent. */
  readonly values: unknown[] = new Array(FIELDS.length).fill(undefined);
  /** Keys and values of the record's tags, flat: key, value, … A key may occur twice: the first counts. */
  tags: unknown[] = [];
  /** Whether any dimension (of the fields, or a tag) is there. */
  hasDimension: boolean = false;

  private readonly ranks: Uint8Array = new Uint8Array(FIELDS.length).fill(RANKS);
  /** Fields that have a value, in the first `filledCount` places. */
  private readonly filled: Int32Array = new Int32Array(FIELDS.length);
  private filledCount = 0;
  /** What a key means. */
  private readonly codeOf: (name: string) => number;
  private readonly root: KeyNode = { key: '', code: UNKNOWN_NAME, child: null, sibling: null };
  private remembered = 0;

  /** @param codeOf - see {@link nameCode}; another one where a map gives keys another meaning */
  constructor(codeOf: (name: string) => number = nameCode) {
    this.codeOf = codeOf;
  }

  /** Forgets the record before. */
  clear(): void {
    const { filled, values, ranks } = this;
    for (let at = 0; at < this.filledCount; at++) {
      const field = filled[at] as number;
      values[field] = undefined;
      ranks[field] = RANKS;
    }
    this.filledCount = 0;
    if (this.tags.length > 0) this.tags = [];
    this.hasDimension = false;
  }

  /** Fills the slots from a JSON object. Only reads its own keys. */
  loadObject(object: object): void {
    const record = object as Readonly<Record<string, unknown>>;
    // Records of a log repeat a few orders of keys, and keys of parsed objects are interned: following those
    // orders by pointer comparison costs a fraction of a Map look-up per key (half the time of a record).
    let node: KeyNode | null = this.root;
    // `for in` over a parsed object is the one loop that copies neither its keys nor its values; objects of
    // JSON.parse inherit nothing that it would visit.
    for (const key in record) {
      node = node === null ? null : this.follow(node, key);
      const code = node === null ? this.codeOf(key) : node.code;
      if (code !== UNKNOWN_NAME) this.set(code, key, record[key]);
    }
  }

  /**
   * Fills the slots from a row.
   *
   * @param codes - {@link nameCode} of each column
   * @param names - name of each column as written
   */
  loadRow(codes: readonly number[], names: readonly string[], cells: readonly string[]): void {
    for (let at = 0; at < codes.length; at++) {
      const code = codes[at] as number;
      if (code !== UNKNOWN_NAME) this.set(code, names[at] as string, cells[at]);
    }
  }

  /** The node of a key after the keys before it; null when there are too many orders to remember. */
  private follow(node: KeyNode, key: string): KeyNode | null {
    let child = node.child;
    let tried = 0;
    while (child !== null) {
      if (child.key === key) return child;
      if (++tried === TRIED_SIBLINGS) return null;
      child = child.sibling;
    }
    if (this.remembered === REMEMBERED_KEYS) return null;
    this.remembered++;
    node.child = { key, code: this.codeOf(key), child: null, sibling: node.child };
    return node.child;
  }

  /**
   * Gives a field a value that no name has to compete for.
   *
   * @param field - not that of `tags`
   * @param value - undefined: the field is absent, whatever the record has under its name
   */
  put(field: number, value: unknown): void {
    if (this.ranks[field] === RANKS) this.filled[this.filledCount++] = field;
    this.ranks[field] = 0;
    this.values[field] = value;
    if (field >= FIRST_DIMENSION && field < LAST_DIMENSION) this.hasDimension = true;
  }

  private set(code: number, name: string, value: unknown): void {
    if (value === null || value === '' || value === undefined) return;
    const field = code >> RANK_BITS;
    if (field >= FIRST_DIMENSION && field <= LAST_DIMENSION) {
      if (field === TAGS) {
        if (name.length > TAG_PREFIX.length) this.addTag(name.slice(TAG_PREFIX.length), value);
        else this.addTags(value);
        return;
      }
      this.hasDimension = true;
    }
    const rank = code & (RANKS - 1);
    const before = this.ranks[field] as number;
    if (rank >= before) return;
    if (before === RANKS) this.filled[this.filledCount++] = field;
    this.ranks[field] = rank;
    this.values[field] = value;
  }

  /** Adds a tag for every key of an object, also of one in JSON text; anything else has none. */
  addTags(value: unknown): void {
    const tags = typeof value === 'string' ? objectOf(value) : value;
    if (typeof tags === 'object' && tags !== null && !Array.isArray(tags)) {
      for (const [key, tag] of Object.entries(tags)) this.addTag(key, tag);
    }
  }

  addTag(key: string, value: unknown): void {
    if (key === '' || value === null || value === '' || typeof value === 'object') return;
    this.tags.push(key, value);
    this.hasDimension = true;
  }
}

/** The JSON object that a text spells, which is how a cell holds tags; null for any other text. */
function objectOf(text: string): unknown {
  if (text.charCodeAt(0) !== OPEN_BRACE) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
