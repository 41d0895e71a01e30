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
  private readonly places = new Map<string, number>();
  private readonly urls: string[] = [];
  /** Columns, by place: counting touches two numbers and no object. */
  private statuses = new Uint16Array(64);
  private requests = new Float64Array(64);
  private bytes = new Float64Array(64);
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
    const key = id * 1024 + status;
    const recent = (id ^ status) & (RECENT - 1);
    if (this.recentIds[recent] !== key) {
      this.recentPlaces[recent] = this.placeOf(textOf(id), status);
      this.recentIds[recent] = key;
    }
    this.count(this.recentPlaces[recent] as number, 1, bytes);
  }

  merge(other: UrlCounts): void {
    if (other.overflowed) this.overflow();
    for (const { url, status, requests, bytes } of other.all()) {
      if (!this.overflowed) this.count(this.placeOf(url, status), requests, bytes);
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
      yield { url, status, requests: this.requests[place] as number, bytes: this.bytes[place] as number };
    }
  }

  /** Counts at a place; −1 is nowhere. */
  private count(place: number, requests: number, bytes: number): void {
    if (place < 0) return;
    this.requests[place] = (this.requests[place] as number) + requests;
    this.bytes[place] = (this.bytes[place] as number) + bytes;
  }

  /** The place of a URL, a new one when it was not seen before; −1 when there are too many. */
  private placeOf(url: string, status: number): number {
    const key = status === 0 ? url : `${status} ${url}`;
    const known = this.places.get(key);
    if (known !== undefined) return known;
    const place = this.urls.length;
    if (place === this.maxKeys) {
      this.overflow();
      return -1;
    }
    if (place === this.statuses.length) this.grow();
    this.places.set(key, place);
    this.urls.push(url);
    this.statuses[place] = status;
    return place;
  }

  private grow(): void {
    const { statuses, requests, bytes } = this;
    this.statuses = new Uint16Array(statuses.length * 2);
    this.requests = new Float64Array(statuses.length * 2);
    this.bytes = new Float64Array(statuses.length * 2);
    this.statuses.set(statuses);
    this.requests.set(requests);
    this.bytes.set(bytes);
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
