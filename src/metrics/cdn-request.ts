import { CacheClass } from '../model/event-kind.ts';

/**
 * One response of a CDN. Adders copy what they need, so a caller may fill one object again and again: requests
 * are the most frequent rows there are.
 */
export interface CdnRequest {
  /** End of the response, integer ms. */
  endMs: number;
  /** NaN: not said. 0: none was sent. */
  status: number;
  /** 0: not said. */
  cacheClass: CacheClass | 0;
  /** Bytes sent; NaN: not said. */
  bytes: number;
  /** Time to first byte, ms; NaN: not said. */
  ttfbMs: number;
  /** How long the response took, ms; NaN: not said, taken as an instant. */
  durationMs: number;
  /** The stretch [from, to) in which bytes flowed inside the window, and how many: see {@link clipFlow}. */
  flowFromMs: number;
  flowToMs: number;
  flowBytes: number;
  /** The record itself says that the client left. */
  aborted: boolean;
  /** Id of the URL without its query, in the caller's dictionary; 0: not said. */
  urlId: number;
}

/** The stretch [fromMs, toMs) to which times are clipped; ±Infinity where the whole log counts. */
export interface ClipBounds {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The client left before the end: said by the record, by its cache class, or by status 499 (nginx) or 0 (CloudFront's 000). */
export function isAborted(request: CdnRequest): boolean {
  return (
    request.aborted ||
    request.cacheClass === CacheClass.abort ||
    request.status === 499 ||
    request.status === 0
  );
}

/** 4 for a client error, 5 for a server error, 0 for anything else; a client that left is no error. */
export function errorClass(request: CdnRequest): 0 | 4 | 5 {
  if (!(request.status >= 400 && request.status < 600) || isAborted(request)) return 0;
  return request.status < 500 ? 4 : 5;
}

/** Answered without asking a parent. A revalidated response is no hit (RFC 9211). */
export function isHit(cacheClass: CacheClass | 0): boolean {
  return cacheClass === CacheClass.hit || cacheClass === CacheClass.hit_stale;
}

/** The body came from the cache, whoever was asked before. */
export function isFromCache(cacheClass: CacheClass | 0): boolean {
  return isHit(cacheClass) || cacheClass === CacheClass.reval;
}

/** Could have been a hit: passes, answers made at the edge, refusals, errors and aborts could not. */
export function isCacheable(cacheClass: CacheClass | 0): boolean {
  return isFromCache(cacheClass) || cacheClass === CacheClass.miss || cacheClass === CacheClass.shield;
}

/**
 * Finds when the bytes of a response flowed: [end − duration, end) clipped to the bounds, or the instant `end` when it
 * took no time; and how many of the bytes fall into it (whole ones, by time).
 */
export function clipFlow(request: CdnRequest, bounds: ClipBounds): void {
  const durationMs = request.durationMs > 0 ? Math.round(request.durationMs) : 0;
  const startMs = request.endMs - durationMs;
  const fromMs = Math.max(startMs, bounds.fromMs);
  const toMs = Math.max(fromMs, Math.min(request.endMs, bounds.toMs));
  request.flowFromMs = fromMs;
  request.flowToMs = toMs;
  if (durationMs === 0 || toMs - fromMs === durationMs) request.flowBytes = request.bytes;
  else {
    const before = Math.floor((request.bytes * (fromMs - startMs)) / durationMs);
    const until = Math.floor((request.bytes * (toMs - startMs)) / durationMs);
    request.flowBytes = until - before;
  }
}
