import type { CdnReport, TransportReport } from '../../src/model/report.ts';
import type { CanonicalEvent } from './canonical-event.ts';
import { CACHE_WORDS } from './generate-cdn.ts';
import { distribution } from './naive.ts';

/**
 * A second, slow implementation of the `cdn` and `transport` figures, written from product.md 6 and metrics.md 8 and
 * 10 alone: plain objects, one pass a figure, every bucket looked at for every request.
 */

interface Request {
  readonly event: CanonicalEvent;
  readonly cacheClass: string | null;
  readonly aborted: boolean;
  /** Whether it is an answer of an error status that is not due to the client having left. */
  readonly failed: boolean;
}

function requestOf(event: CanonicalEvent): Request {
  const word = CACHE_WORDS.find(([each]) => each === event.cache_status);
  const cacheClass = event.cache_status === undefined ? null : (word?.[1] ?? 'unknown');
  const aborted = event.aborted === true || event.status === 499 || cacheClass === 'abort';
  return {
    event,
    cacheClass,
    aborted,
    failed: !aborted && event.status !== undefined && event.status >= 400,
  };
}

/** @param counts - whether a request is in the slice that is asked for */
export function naiveCdn(
  events: readonly CanonicalEvent[],
  counts: (event: CanonicalEvent) => boolean = () => true,
): CdnReport | null {
  const told = events.filter(({ type }) => type === 'request');
  if (told.length === 0) return null;
  const hasBytes = told.some(({ bytes }) => bytes !== undefined);
  const requests = told.filter(counts).map(requestOf);
  const classed = requests.filter(({ cacheClass }) => cacheClass !== null);
  const withStatus = requests.filter(({ event }) => event.status !== undefined);
  const withUrl = requests.filter(({ event }) => event.url !== undefined);
  const ofClass = (...classes: readonly string[]): Request[] =>
    classed.filter(({ cacheClass }) => classes.includes(cacheClass ?? ''));
  const hits = ofClass('hit', 'hit_stale');
  const cacheable = ofClass('hit', 'hit_stale', 'reval', 'miss', 'shield');
  const failed = requests.filter((each) => each.failed);
  const misses = ofClass('miss').filter(({ event }) => event.url !== undefined);
  const failedWithUrl = failed.filter(({ event }) => event.url !== undefined);
  return {
    requests: requests.length,
    bytes: hasBytes ? bytesOf(requests) : null,
    cache_hit_ratio: ratio(hits.length, cacheable.length),
    cache_hit_ratio_all: classed.length === 0 ? null : hits.length / requests.length,
    byte_hit_ratio: ratio(bytesOf(ofClass('hit', 'hit_stale', 'reval')), bytesOf(cacheable)),
    bandwidth_bps: !hasBytes
      ? null
      : bandwidthOf(
          requests.map(({ event }) => event),
          events.map(({ ts }) => ts),
        ),
    ttfb_ms: distribution(
      requests.flatMap(({ event, aborted }) =>
        aborted || event.ttfb_ms === undefined ? [] : [event.ttfb_ms],
      ),
    ),
    error_ratio: withStatus.length === 0 ? null : failed.length / requests.length,
    errors_4xx: failed.filter(({ event }) => (event.status ?? 0) < 500).length,
    errors_5xx: failed.filter(({ event }) => (event.status ?? 0) >= 500).length,
    aborts: requests.filter(({ aborted }) => aborted).length,
    denied: ofClass('denied').length,
    by_status: countBy(withStatus, ({ event }) => String(event.status)),
    by_cache: countBy(classed, ({ cacheClass }) => cacheClass ?? ''),
    top_misses:
      classed.length === 0 || withUrl.length === 0
        ? null
        : heaviest(misses, ({ event }) => event.url ?? '').map((all) => ({
            url: all[0]?.event.url ?? '',
            requests: all.length,
            bytes: bytesOf(all),
          })),
    top_errors:
      withStatus.length === 0 || withUrl.length === 0
        ? null
        : heaviest(failedWithUrl, ({ event }) => `${event.url} ${event.status}`).map((all) => ({
            url: all[0]?.event.url ?? '',
            status: all[0]?.event.status ?? 0,
            requests: all.length,
          })),
  };
}

/** Groups of requests with one key: ten, most requests first, then most bytes, then by URL and status. */
function heaviest(requests: readonly Request[], keyOf: (request: Request) => string): Request[][] {
  const keys = [...new Set(requests.map(keyOf))];
  const groups = keys.map((key) => requests.filter((each) => keyOf(each) === key));
  const urlOf = (group: readonly Request[]): string => group[0]?.event.url ?? '';
  const statusOf = (group: readonly Request[]): number => group[0]?.event.status ?? 0;
  return groups
    .sort(
      (a, b) =>
        b.length - a.length ||
        bytesOf(b) - bytesOf(a) ||
        (urlOf(a) === urlOf(b) ? statusOf(a) - statusOf(b) : urlOf(a) < urlOf(b) ? -1 : 1),
    )
    .slice(0, 10);
}

function bandwidthOf(
  requests: readonly CanonicalEvent[],
  times: readonly number[],
): CdnReport['bandwidth_bps'] {
  const from = Math.min(...times);
  const to = Math.max(...times);
  const total = requests.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
  const tens = fullBuckets(requests, from, to, 10_000);
  const fives = fullBuckets(requests, from, to, 300_000).map(({ bytes }) => bytes);
  const peak = tens.reduce<Bucket | null>(
    (best, each) => (best !== null && best.bytes >= each.bytes ? best : each),
    null,
  );
  const sorted = fives.sort((a, b) => a - b);
  const p95 = sorted[Math.ceil(0.95 * sorted.length) - 1];
  return {
    avg: to === from ? null : (8 * total) / ((to - from) / 1000),
    peak: peak === null ? null : (8 * peak.bytes) / 10,
    peak_at: peak === null ? null : new Date(peak.fromMs).toISOString(),
    p95: p95 === undefined ? null : (8 * p95) / 300,
  };
}

interface Bucket {
  readonly fromMs: number;
  readonly bytes: number;
}

/** Buckets aligned to the epoch that lie wholly in the window, with the bytes that flowed in each. */
function fullBuckets(
  requests: readonly CanonicalEvent[],
  from: number,
  to: number,
  widthMs: number,
): Bucket[] {
  const buckets: Bucket[] = [];
  for (let at = Math.ceil(from / widthMs) * widthMs; at + widthMs <= to; at += widthMs) {
    const bytes = requests.reduce((sum, each) => sum + flowedIn(each, at, at + widthMs), 0);
    buckets.push({ fromMs: at, bytes });
  }
  return buckets;
}

/** Bytes of a response that flowed in [from, to): what had flowed until `to`, in whole bytes, less that until `from`. */
function flowedIn(
  { ts, bytes = 0, duration_ms: durationMs = 0 }: CanonicalEvent,
  from: number,
  to: number,
): number {
  if (durationMs === 0) return ts >= from && ts < to ? bytes : 0;
  const until = (at: number): number =>
    Math.floor((bytes * Math.min(durationMs, Math.max(0, at - (ts - durationMs)))) / durationMs);
  return until(to) - until(from);
}

export function naiveTransport(events: readonly CanonicalEvent[]): TransportReport | null {
  const intervals = events.filter(({ type }) => type === 'transport');
  if (intervals.length === 0) return null;
  const sum = (values: readonly (number | undefined)[]): number | null => {
    const said = values.filter((value) => value !== undefined);
    return said.length === 0 ? null : said.reduce((a, b) => a + b, 0);
  };
  const received = sum(intervals.map((each) => each.packets_received));
  const lost = sum(intervals.map((each) => each.packets_lost));
  // Where an interval does not say what was dropped, it is what was lost and not recovered.
  const silent = intervals.filter(
    (each) => each.packets_dropped === undefined && each.packets_lost !== undefined,
  );
  const implied = sum(silent.map((each) => (each.packets_lost ?? 0) - (each.packets_recovered ?? 0)));
  const told = sum(intervals.map((each) => each.packets_dropped));
  const dropped = implied === null ? told : (told ?? 0) + Math.max(0, implied);
  const sent = (received ?? 0) + (dropped ?? 0);
  return {
    received,
    lost,
    recovered: sum(intervals.map((each) => each.packets_recovered)),
    dropped,
    retransmitted: sum(intervals.map((each) => each.packets_retransmitted)),
    loss_ratio: lost === null || received === null ? null : ratio(lost, sent),
    residual_loss_ratio: dropped === null || received === null ? null : ratio(dropped, sent),
    rtt_ms: ofMicroseconds(intervals.flatMap((each) => each.rtt_ms ?? [])),
    jitter_ms: ofMicroseconds(intervals.flatMap((each) => each.jitter_ms ?? [])),
  };
}

/** Values that are kept in µs are printed with three decimals, their mean too. */
function ofMicroseconds(values: readonly number[]): TransportReport['rtt_ms'] {
  const all = distribution(values);
  return all === null ? null : { ...all, avg: Math.round(all.avg * 1000) / 1000 };
}

function bytesOf(requests: readonly Request[]): number {
  return requests.reduce((sum, { event }) => sum + (event.bytes ?? 0), 0);
}

function countBy(requests: readonly Request[], keyOf: (request: Request) => string): Record<string, number> {
  const counts = new Map<string, number>();
  for (const request of requests) counts.set(keyOf(request), (counts.get(keyOf(request)) ?? 0) + 1);
  return Object.fromEntries(counts);
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
