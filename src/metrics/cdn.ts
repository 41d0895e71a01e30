import { Dictionary } from '../model/dictionary.ts';
import { CacheClass } from '../model/event-kind.ts';
import type { CdnReport, Note } from '../model/report.ts';
import { BucketSums } from '../stats/bucket-sums.ts';
import { CountTable } from '../stats/count-table.ts';
import { ExactSum, ratio } from '../stats/exact-sum.ts';
import { Histogram } from '../stats/histogram.ts';
import { bandwidthOf, FLOW_CELLS, PEAK_WIDTH_MS } from './cdn-bandwidth.ts';
import { type CdnRequest, errorClass, isAborted, isCacheable, isFromCache, isHit } from './cdn-request.ts';
import { UrlCounts } from './cdn-urls.ts';
import type { MetricFamily } from './family.ts';
import { sortedRecord } from './texts.ts';

/** Integer state of the CDN figures of one slice. */
export interface CdnState {
  readonly counts: CdnCounts;
  readonly bytes: ExactSum;
  readonly cacheableBytes: ExactSum;
  readonly fromCacheBytes: ExactSum;
  readonly ttfbMs: Histogram;
  readonly byStatus: CountTable;
  /** By {@link CacheClass}. */
  readonly byClass: CountTable;
  /** Bytes by the time they flowed. */
  readonly flow: BucketSums;
  readonly misses: UrlCounts;
  readonly errors: UrlCounts;
}

/** Plain sums; every one adds under merge. */
export interface CdnCounts {
  requests: number;
  /**
   * Requests of the log, in this slice or not, and those that carried bytes: without one the family, or what is made
   * of bytes, is no data. Only whether there was one matters.
   */
  seen: number;
  seenBytes: number;
  /** Requests that carried the field at all: without one the figures made of it are no data. */
  withUrl: number;
  errors4xx: number;
  errors5xx: number;
  aborts: number;
}

const noCounts = (): CdnCounts => ({
  requests: 0,
  seen: 0,
  seenBytes: 0,
  withUrl: 0,
  errors4xx: 0,
  errors5xx: 0,
  aborts: 0,
});

/**
 * The neutral element of merging.
 *
 * @param dictionary - of the ids of URLs that are added
 */
export function noCdn(dictionary: Dictionary): CdnState {
  return {
    counts: noCounts(),
    bytes: new ExactSum(),
    cacheableBytes: new ExactSum(),
    fromCacheBytes: new ExactSum(),
    ttfbMs: new Histogram(),
    byStatus: new CountTable(),
    byClass: new CountTable(),
    flow: new BucketSums(PEAK_WIDTH_MS, FLOW_CELLS),
    misses: new UrlCounts(dictionary),
    errors: new UrlCounts(dictionary),
  };
}

/** Adds one response, counted whole at its end; the flow of its bytes has been clipped to the window. */
export function addRequest(state: CdnState, request: CdnRequest): void {
  const { counts } = state;
  const { status, cacheClass } = request;
  const aborted = isAborted(request);
  const error = errorClass(request);
  counts.requests += 1;
  seeRequest(state, request.bytes);
  if (aborted) counts.aborts += 1;
  if (error === 4) counts.errors4xx += 1;
  if (error === 5) counts.errors5xx += 1;
  if (!Number.isNaN(status)) state.byStatus.add(status, 1);
  if (cacheClass !== 0) state.byClass.add(cacheClass, 1);
  if (!Number.isNaN(request.ttfbMs) && !aborted) state.ttfbMs.add(Math.round(request.ttfbMs));
  if (!Number.isNaN(request.bytes)) addBytes(state, request);
  if (request.urlId === 0) return;
  counts.withUrl += 1;
  const bytes = Number.isNaN(request.bytes) ? 0 : request.bytes;
  if (cacheClass === CacheClass.miss) state.misses.addOne(request.urlId, 0, bytes);
  if (error !== 0) state.errors.addOne(request.urlId, status, bytes);
}

/** Notes that the log has requests, one of which need not be in the slice. `bytes`: NaN when it carried none. */
export function seeRequest({ counts }: CdnState, bytes: number): void {
  counts.seen += 1;
  if (!Number.isNaN(bytes)) counts.seenBytes += 1;
}

function addBytes(state: CdnState, request: CdnRequest): void {
  const { bytes, cacheClass } = request;
  state.bytes.add(bytes);
  if (isCacheable(cacheClass)) state.cacheableBytes.add(bytes);
  if (isFromCache(cacheClass)) state.fromCacheBytes.add(bytes);
  state.flow.addSpanValue(request.flowFromMs, request.flowToMs, request.flowBytes);
}

/** What responses were, where they came from, how fast and how many bytes. Source: metrics.md 10.2. */
export const cdnFamily: MetricFamily<CdnState, CdnReport> = {
  name: 'cdn',
  empty: () => noCdn(new Dictionary()),
  merge(into, from) {
    for (const key of Object.keys(into.counts) as (keyof CdnCounts)[]) into.counts[key] += from.counts[key];
    into.bytes.merge(from.bytes);
    into.cacheableBytes.merge(from.cacheableBytes);
    into.fromCacheBytes.merge(from.fromCacheBytes);
    into.ttfbMs.merge(from.ttfbMs);
    into.byStatus.merge(from.byStatus);
    into.byClass.merge(from.byClass);
    into.flow.merge(from.flow);
    into.misses.merge(from.misses);
    into.errors.merge(from.errors);
  },
  finish(state, window) {
    const { counts, byClass, byStatus } = state;
    if (counts.seen === 0) return null;
    const hits = sumOf(byClass, isHit);
    const saysClass = byClass.size > 0;
    const saysStatus = byStatus.size > 0;
    const saysUrl = counts.withUrl > 0;
    return {
      requests: counts.requests,
      bytes: counts.seenBytes === 0 ? null : state.bytes.toNumber(),
      cache_hit_ratio: ratio(hits, sumOf(byClass, isCacheable)),
      cache_hit_ratio_all: saysClass ? ratio(hits, counts.requests) : null,
      byte_hit_ratio: ratio(state.fromCacheBytes, state.cacheableBytes),
      bandwidth_bps: counts.seenBytes === 0 ? null : bandwidthOf(state.flow, state.bytes, window),
      ttfb_ms: state.ttfbMs.distribution(),
      error_ratio: saysStatus ? ratio(counts.errors4xx + counts.errors5xx, counts.requests) : null,
      errors_4xx: counts.errors4xx,
      errors_5xx: counts.errors5xx,
      aborts: counts.aborts,
      denied: sumOf(byClass, (cacheClass) => cacheClass === CacheClass.denied),
      by_status: sortedRecord(new Map([...byStatus].map(([status, n]) => [String(status), n]))),
      by_cache: sortedRecord(new Map([...byClass].map(([cacheClass, n]) => [className(cacheClass), n]))),
      top_misses: saysClass && saysUrl ? topMisses(state) : null,
      top_errors: saysStatus && saysUrl ? topErrors(state) : null,
    };
  },
};

/** What a reader of the figures must know. */
export function cdnNotes(state: CdnState): Note[] {
  const text = 'over 1,000,000 distinct URLs: the heaviest are not kept';
  const notes: Note[] = [];
  if (state.misses.tooMany) notes.push({ code: 'too_many_urls', text, metric: 'cdn.top_misses' });
  if (state.errors.tooMany) notes.push({ code: 'too_many_urls', text, metric: 'cdn.top_errors' });
  return notes;
}

function sumOf(counts: CountTable, counted: (cacheClass: CacheClass) => boolean): number {
  let sum = 0;
  for (const [cacheClass, count] of counts) if (counted(cacheClass as CacheClass)) sum += count;
  return sum;
}

function className(cacheClass: number): string {
  return Object.entries(CacheClass).find(([, value]) => value === cacheClass)?.[0] ?? 'unknown';
}

function topMisses({ misses }: CdnState): CdnReport['top_misses'] {
  return misses.heaviest()?.map(({ url, requests, bytes }) => ({ url, requests, bytes })) ?? null;
}

function topErrors({ errors }: CdnState): CdnReport['top_errors'] {
  return errors.heaviest()?.map(({ url, status, requests }) => ({ url, status, requests })) ?? null;
}
