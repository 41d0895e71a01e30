import type { Dictionary } from '../model/dictionary.ts';
import { carried, carriedOf, SUM_UNIT } from '../stats/exact-sum.ts';
import {
  countOf,
  type Row,
  type RowState,
  rowValue,
  textKey,
  unknownKind,
  type WriteRow,
} from '../stats/rows.ts';
import { compareBytes } from './texts.ts';

/** Distinct keys that are kept; which to drop beyond would depend on the order of input, so then none is. */
const MAX_KEYS = 1_000_000;
const SHOWN = 10;
const FIRST_SLOTS = 64;
/** A key is status × this + the URL's id: whole numbers below 2^53, and their low 32 bits are the id. */
const IDS = 2 ** 32;
/** Odd, near 2^32 over the golden ratio: neighbouring keys land far apart. */
const SPREAD = 0x9e3779b1;

/** Numbers of one key, side by side so that counting touches one line of the cache: key (0: free), requests, bytes. */
const KEY = 0;
const REQUESTS = 1;
const BYTES = 2;
const STRIDE = 3;
/** Of rows: which number, of which status (0: it makes no difference). */
const ROW_KIND = /^(requests|bytes|too_many)\/(\d{1,6})$/;

/** What one URL (with one status, where that matters) came to. */
export interface UrlCount {
  readonly url: string;
  readonly status: number;
  readonly requests: number;
  readonly bytes: number;
}

/** {@link UrlCount} with the URL's id in place of its text, which is read only when it decides. */
interface Candidate {
  readonly id: number;
  readonly status: number;
  readonly requests: number;
  readonly bytes: number;
}

/** Requests per URL and status, for the ten heaviest. Whether there are too many depends on the union alone. */
export class UrlCounts implements RowState {
  private readonly dictionary: Dictionary;
  private readonly maxKeys: number;
  /** Open addressing by id and status: at most three of four slots are used. */
  private slots = new Float64Array(FIRST_SLOTS * STRIDE);
  private shift = 32 - Math.log2(FIRST_SLOTS);
  private used = 0;
  /** What a key has beyond its bytes, in units of {@link SUM_UNIT}. */
  private readonly byteUnits = new Map<number, number>();
  private overflowed: boolean = false;

  /**
   * @param dictionary - of the URLs' ids; parts with other dictionaries merge by text
   * @param maxKeys - distinct keys beyond which nothing is known any more
   */
  constructor(dictionary: Dictionary, maxKeys = MAX_KEYS) {
    this.dictionary = dictionary;
    this.maxKeys = maxKeys;
  }

  /** True when there were too many distinct URLs to keep. */
  get tooMany(): boolean {
    return this.overflowed;
  }

  /** Adds one request of a URL (an id, not 0); `status` 0 where it makes no difference. */
  addOne(id: number, status: number, bytes: number): void {
    this.add(status * IDS + id, 1, bytes);
  }

  merge(other: UrlCounts): void {
    if (other.overflowed) this.overflow();
    // Keys come in the order of their places: in a smaller table each would be sought past all before it.
    while (!this.overflowed && (this.used + other.used) * 4 > (this.slots.length / STRIDE) * 3) this.grow();
    for (let at = 0; at < other.slots.length && !this.overflowed; at += STRIDE) {
      const key = other.slots[at + KEY] as number;
      if (key === 0) continue;
      const own = other.dictionary === this.dictionary ? key : this.keyLike(other, key);
      this.add(own, other.slots[at + REQUESTS] as number, other.slots[at + BYTES] as number);
      this.addUnits(own, other.byteUnits.get(key) ?? 0);
    }
  }

  /**
   * The ten with the most requests; of equals the one with more bytes, then by the bytes of the URL, then by status.
   *
   * @returns null when there were too many
   */
  heaviest(): readonly UrlCount[] | null {
    if (this.overflowed) return null;
    const heavierFirst = (a: Candidate, b: Candidate): number =>
      b.requests - a.requests ||
      b.bytes - a.bytes ||
      compareBytes(this.dictionary.text(a.id), this.dictionary.text(b.id)) ||
      a.status - b.status;
    const best: Candidate[] = [];
    for (const candidate of this.all()) {
      const last = best[SHOWN - 1];
      if (last !== undefined && heavierFirst(candidate, last) > 0) continue;
      best.push(candidate);
      best.sort(heavierFirst);
      best.length = Math.min(best.length, SHOWN);
    }
    return best.map(({ id, ...counts }) => ({ url: this.dictionary.text(id), ...counts }));
  }

  /** By status, then by URL. */
  writeRows(write: WriteRow): void {
    if (this.overflowed) write(null, 'too_many/0', null, 'max', 1);
    const keyed = [...this.keys()].sort((a, b) => a.status - b.status || (a.url < b.url ? -1 : 1));
    for (const { key, status, url } of keyed) {
      write(null, `requests/${status}`, url, 'sum', this.slots[this.find(key) + REQUESTS] as number);
    }
    for (const { key, status, url } of keyed) {
      const units = BigInt(this.byteUnits.get(key) ?? 0) * BigInt(SUM_UNIT);
      const bytes = units + BigInt(this.slots[this.find(key) + BYTES] as number);
      if (bytes > 0n) write(null, `bytes/${status}`, url, 'sum', rowValue(bytes));
    }
  }

  readRow(row: Row): void {
    const [, which, status] = ROW_KIND.exec(row.kind) ?? [];
    if (which === undefined) throw unknownKind(row);
    if (which === 'too_many') {
      this.overflow();
      return;
    }
    const key = Number(status) * IDS + this.dictionary.idOfWhole(textKey(row));
    if (which === 'requests') this.add(key, countOf(row), 0);
    else {
      const { sum, units } = carriedOf(row);
      this.add(key, 0, sum);
      if (!this.overflowed) this.addUnits(key, units);
    }
  }

  private *keys(): IterableIterator<{
    readonly key: number;
    readonly status: number;
    readonly url: string;
  }> {
    for (let at = 0; at < this.slots.length; at += STRIDE) {
      const key = this.slots[at + KEY] as number;
      const status = Math.floor(key / IDS);
      if (key !== 0) yield { key, status, url: this.dictionary.text(key % IDS) };
    }
  }

  private *all(): IterableIterator<Candidate> {
    const { slots } = this;
    for (let at = 0; at < slots.length; at += STRIDE) {
      const key = slots[at + KEY] as number;
      if (key === 0) continue;
      const bytes = (this.byteUnits.get(key) ?? 0) * SUM_UNIT + (slots[at + BYTES] as number);
      const requests = slots[at + REQUESTS] as number;
      yield { id: key % IDS, status: Math.floor(key / IDS), requests, bytes };
    }
  }

  /** This one's key for the URL and status of a key of another. */
  private keyLike(other: UrlCounts, key: number): number {
    const id = key % IDS;
    return key - id + this.dictionary.id(other.dictionary.text(id));
  }

  private add(key: number, requests: number, bytes: number): void {
    if (this.overflowed) return;
    const at = this.find(key);
    const { slots } = this;
    if (slots[at + KEY] === 0) {
      this.make(key, requests, bytes);
      return;
    }
    slots[at + REQUESTS] = (slots[at + REQUESTS] as number) + requests;
    const sum = (slots[at + BYTES] as number) + bytes;
    if (sum < SUM_UNIT) {
      slots[at + BYTES] = sum;
      return;
    }
    const exact = carried(slots[at + BYTES] as number, bytes);
    slots[at + BYTES] = exact.sum;
    this.addUnits(key, exact.units);
  }

  private addUnits(key: number, units: number): void {
    if (units !== 0) this.byteUnits.set(key, (this.byteUnits.get(key) ?? 0) + units);
  }

  private make(key: number, requests: number, bytes: number): void {
    if (this.used === this.maxKeys) {
      this.overflow();
      return;
    }
    if ((this.used + 1) * 4 > (this.slots.length / STRIDE) * 3) this.grow();
    this.used++;
    const at = this.find(key);
    const exact = carried(0, bytes);
    this.slots[at + KEY] = key;
    this.slots[at + REQUESTS] = requests;
    this.slots[at + BYTES] = exact.sum;
    this.addUnits(key, exact.units);
  }

  /** Where the key is, or the free slot where it would go. */
  private find(key: number): number {
    const { slots } = this;
    // By the low 32 bits: a URL has few statuses, so that they may lie side by side.
    let at = (Math.imul(key, SPREAD) >>> this.shift) * STRIDE;
    for (;;) {
      const there = slots[at + KEY];
      if (there === key || there === 0) return at;
      at += STRIDE;
      if (at === slots.length) at = 0;
    }
  }

  private grow(): void {
    const { slots } = this;
    this.slots = new Float64Array(slots.length * 2);
    this.shift--;
    for (let from = 0; from < slots.length; from += STRIDE) {
      const key = slots[from + KEY] as number;
      if (key === 0) continue;
      const at = this.find(key);
      this.slots[at + KEY] = key;
      this.slots[at + REQUESTS] = slots[from + REQUESTS] as number;
      this.slots[at + BYTES] = slots[from + BYTES] as number;
    }
  }

  private overflow(): void {
    this.overflowed = true;
    this.slots = new Float64Array(0);
    this.byteUnits.clear();
  }
}
