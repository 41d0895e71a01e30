import { compareBytes } from './texts.ts';

/** Distinct keys that are kept; which to drop beyond would depend on the order of input, so then none is. */
const MAX_KEYS = 1_000_000;
const SHOWN = 10;

/** What one URL (with one status, where that matters) came to. */
export interface UrlCount {
  readonly url: string;
  readonly status: number;
  requests: number;
  bytes: number;
}

/** Requests per URL and status, for the ten heaviest. Whether there are too many depends on the union alone. */
export class UrlCounts {
  private readonly byKey = new Map<string, UrlCount>();
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

  /** Adds requests of a URL; `status` 0 where it makes no difference. */
  add(url: string, status: number, requests: number, bytes: number): void {
    if (this.overflowed) return;
    const key = status === 0 ? url : `${status} ${url}`;
    const known = this.byKey.get(key);
    if (known !== undefined) {
      known.requests += requests;
      known.bytes += bytes;
    } else if (this.byKey.size === this.maxKeys) this.overflow();
    else this.byKey.set(key, { url, status, requests, bytes });
  }

  merge(other: UrlCounts): void {
    if (other.overflowed) this.overflow();
    for (const { url, status, requests, bytes } of other.byKey.values())
      this.add(url, status, requests, bytes);
  }

  /**
   * The ten with the most requests; of equals the one with more bytes, then by the bytes of the URL, then by status.
   *
   * @returns null when there were too many
   */
  heaviest(): readonly UrlCount[] | null {
    if (this.overflowed) return null;
    const best: UrlCount[] = [];
    for (const candidate of this.byKey.values()) {
      const last = best[SHOWN - 1];
      if (last !== undefined && heavierFirst(candidate, last) > 0) continue;
      best.push(candidate);
      best.sort(heavierFirst);
      best.length = Math.min(best.length, SHOWN);
    }
    return best;
  }

  private overflow(): void {
    this.overflowed = true;
    this.byKey.clear();
  }
}

function heavierFirst(a: UrlCount, b: UrlCount): number {
  return b.requests - a.requests || b.bytes - a.bytes || compareBytes(a.url, b.url) || a.status - b.status;
}
