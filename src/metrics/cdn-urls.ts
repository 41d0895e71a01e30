import { carried, SUM_UNIT } from '../stats/exact-sum.ts';
import { compareBytes } from './texts.ts';

/** Distinct keys that are kept; which to drop beyond would depend on the order of input, so then none is. */
const MAX_KEYS = 1_000_000;
const SHOWN = 10;
/** Places remembered by id, a power of 2: live requests go to the segments of the last minutes. */
const RECENT = 4096;

/** What one URL (with one status, where that matters) came to. */
export interface UrlCount {
  readonly url: string;
  readonly status: number;
  readonly requests: number;
  readonly bytes: number;
}

/** Text of an id of the caller's dictionary. */
export type TextOf = (id: number) => string;

/** Requests per URL and status, for the ten heaviest. Whether there are too many depends on the union alone. */
export class UrlCounts {
  /** First place of each URL; those of its other statuses follow by `nexts`. */
  private readonly places = new Map<string, number>();
  private readonly urls: string[] = [];
  private nexts = new Int32Array(64);
  /** Columns, by place: counting touches two numbers and no object. */
  private statuses = new Uint16Array(64);
  private requests = new Float64Array(64);
  private bytes = new Float64Array(64);
  /** Beside `bytes`, in units of `SUM_UNIT`. */
  private byteUnits = new Float64Array(64);
  private readonly recentIds = new Float64Array(RECENT);
  private readonly recentPlaces = new Int32Array(RECENT);
  private readonly maxKeys: number;
  private overflowed: boolean = false;

  /** @param maxKeys - distinct keys beyond which nothing is known any more */
  constructor(maxKeys = MAX_KEYS) {
    this.maxKeys = maxKeys;
  }

  /** True when there were too many distinct URLs to keep. */
  get tooMany(): boolean {
    return this.overflowed;
  }

  /**
   * Adds one request of a URL; `status` 0 where it makes no difference.
   *
   * @param id - what the caller's dictionary calls this URL and no other: found again by it, its text is not needed
   */
  addOne(id: number, status: number, bytes: number, textOf: TextOf): void {
    if (this.overflowed) return;
    const recent = id & (RECENT - 1);
    if (this.recentIds[recent] !== id) {
      this.recentPlaces[recent] = this.placeOf(textOf(id), status);
      this.recentIds[recent] = id;
    }
    this.count(this.withStatus(this.recentPlaces[recent] as number, status), 1, bytes);
  }

  merge(other: UrlCounts): void {
    if (other.overflowed) this.overflow();
    for (const [from, url] of other.urls.entries()) {
      if (this.overflowed) return;
      const status = other.statuses[from] as number;
      const place = this.withStatus(this.placeOf(url, status), status);
      this.count(place, other.requests[from] as number, other.bytes[from] as number);
      if (place >= 0)
        this.byteUnits[place] = (this.byteUnits[place] as number) + (other.byteUnits[from] as number);
    }
  }

  /**
   * The ten with the most requests; of equals the one with more bytes, then by the bytes of the URL, then by status.
   *
   * @returns null when there were too many
   */
  heaviest(): readonly UrlCount[] | null {
    if (this.overflowed) return null;
    const best: UrlCount[] = [];
    for (const candidate of this.all()) {
      const last = best[SHOWN - 1];
      if (last !== undefined && heavierFirst(candidate, last) > 0) continue;
      best.push(candidate);
      best.sort(heavierFirst);
      best.length = Math.min(best.length, SHOWN);
    }
    return best;
  }

  private *all(): IterableIterator<UrlCount> {
    for (const [place, url] of this.urls.entries()) {
      const status = this.statuses[place] as number;
      const bytes = (this.byteUnits[place] as number) * SUM_UNIT + (this.bytes[place] as number);
      yield { url, status, requests: this.requests[place] as number, bytes };
    }
  }

  /** Counts at a place; −1 is nowhere. */
  private count(place: number, requests: number, bytes: number): void {
    if (place < 0) return;
    this.requests[place] = (this.requests[place] as number) + requests;
    const sum = (this.bytes[place] as number) + bytes;
    if (sum < SUM_UNIT) {
      this.bytes[place] = sum;
      return;
    }
    const exact = carried(this.bytes[place] as number, bytes);
    this.bytes[place] = exact.sum;
    this.byteUnits[place] = (this.byteUnits[place] as number) + exact.units;
  }

  /** The first place of a URL, made for this status when it was not seen before; −1 when there are too many. */
  private placeOf(url: string, status: number): number {
    const known = this.places.get(url);
    if (known !== undefined) return known;
    const place = this.make(url, status);
    if (place >= 0) this.places.set(url, place);
    return place;
  }

  /** The place of a status of the URL whose first place this is; −1 when there are too many. */
  private withStatus(first: number, status: number): number {
    let place = first;
    for (let next = first; next >= 0; next = this.nexts[next] as number) {
      if (this.statuses[next] === status) return next;
      place = next;
    }
    if (place < 0) return place;
    const added = this.make(this.urls[place] as string, status);
    if (added >= 0) this.nexts[place] = added;
    return added;
  }

  private make(url: string, status: number): number {
    const place = this.urls.length;
    if (place === this.maxKeys) {
      this.overflow();
      return -1;
    }
    if (place === this.statuses.length) this.grow();
    this.urls.push(url);
    this.statuses[place] = status;
    this.nexts[place] = -1;
    return place;
  }

  private grow(): void {
    const { statuses, requests, bytes, byteUnits, nexts } = this;
    this.statuses = new Uint16Array(statuses.length * 2);
    this.requests = new Float64Array(statuses.length * 2);
    this.bytes = new Float64Array(statuses.length * 2);
    this.nexts = new Int32Array(statuses.length * 2);
    this.nexts.set(nexts);
    this.statuses.set(statuses);
    this.requests.set(requests);
    this.bytes.set(bytes);
    this.byteUnits = new Float64Array(statuses.length * 2);
    this.byteUnits.set(byteUnits);
  }

  private overflow(): void {
    this.overflowed = true;
    this.places.clear();
    this.urls.length = 0;
  }
}

function heavierFirst(a: UrlCount, b: UrlCount): number {
  return b.requests - a.requests || b.bytes - a.bytes || compareBytes(a.url, b.url) || a.status - b.status;
}
