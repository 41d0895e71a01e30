import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addRequest, type CdnState, cdnFamily, cdnNotes, noCdn } from '../../src/metrics/cdn.ts';
import type { CdnRequest, ClipBounds } from '../../src/metrics/cdn-request.ts';
import { UrlCounts } from '../../src/metrics/cdn-urls.ts';
import type { FinishWindow } from '../../src/metrics/family.ts';
import { Dictionary } from '../../src/model/dictionary.ts';
import { CacheClass } from '../../src/model/event-kind.ts';
import type { CdnReport } from '../../src/model/report.ts';
import { anyRequest, clipped, type RequestFields, request, UNBOUNDED, urls } from './cdn-request-rows.ts';
import { expectMergeLaw } from './merge-law.ts';

const MINUTE: FinishWindow = { clock: 'utc', fromMs: 0, toMs: 60_000 };

function stateOf(requests: readonly CdnRequest[], bounds: ClipBounds = UNBOUNDED): CdnState {
  const state = noCdn(urls);
  for (const one of requests) addRequest(state, clipped(one, bounds));
  return state;
}

function reportOf(requests: readonly RequestFields[], window = MINUTE, bounds = UNBOUNDED): CdnReport {
  const report = cdnFamily.finish(stateOf(requests.map(request), bounds), window);
  if (report === null) throw new Error('no requests');
  return report;
}

describe('cdn', () => {
  it('is null without a request', () => {
    expect(cdnFamily.finish(cdnFamily.empty(), MINUTE)).toBeNull();
  });

  // One request of each class with 100 bytes: which ratios it enters, and as what.
  it.each([
    { cacheClass: 'hit', ratio: 1, all: 1, byBytes: 1 },
    { cacheClass: 'hit_stale', ratio: 1, all: 1, byBytes: 1 },
    { cacheClass: 'reval', ratio: 0, all: 0, byBytes: 1 },
    { cacheClass: 'miss', ratio: 0, all: 0, byBytes: 0 },
    { cacheClass: 'shield', ratio: 0, all: 0, byBytes: 0 },
    { cacheClass: 'pass', ratio: null, all: 0, byBytes: null },
    { cacheClass: 'synth', ratio: null, all: 0, byBytes: null },
    { cacheClass: 'denied', ratio: null, all: 0, byBytes: null },
    { cacheClass: 'error', ratio: null, all: 0, byBytes: null },
    { cacheClass: 'abort', ratio: null, all: 0, byBytes: null },
    { cacheClass: 'unknown', ratio: null, all: 0, byBytes: null },
  ] as const)('class $cacheClass', ({ cacheClass, ratio, all, byBytes }) => {
    // A status that contradicts the class changes nothing.
    const cdn = reportOf([{ cacheClass: CacheClass[cacheClass], bytes: 100, status: 500 }]);
    expect([cdn.cache_hit_ratio, cdn.cache_hit_ratio_all, cdn.byte_hit_ratio]).toEqual([ratio, all, byBytes]);
    expect(cdn.by_cache).toEqual({ [cacheClass]: 1 });
    expect(cdn.denied).toBe(cacheClass === 'denied' ? 1 : 0);
    expect(cdn.aborts).toBe(cacheClass === 'abort' ? 1 : 0);
  });

  it('pools classes: 3 hits and 1 stale hit of 8 cacheable, of 10 in all', () => {
    const { hit, hit_stale, reval, miss, shield, pass, error } = CacheClass;
    const classes = [hit, hit, hit, hit_stale, reval, miss, miss, shield, pass, error];
    const cdn = reportOf(classes.map((cacheClass, i) => ({ cacheClass, bytes: i * 10 })));
    expect(cdn.cache_hit_ratio).toBe(4 / 8);
    expect(cdn.cache_hit_ratio_all).toBe(4 / 10);
    expect(cdn.byte_hit_ratio).toBe((0 + 10 + 20 + 30 + 40) / (0 + 10 + 20 + 30 + 40 + 50 + 60 + 70));
  });

  it.each([
    { name: 'a success', row: { status: 200 }, errors: [0, 0, 0] },
    { name: 'a client error', row: { status: 404 }, errors: [1, 0, 0] },
    { name: 'a server error', row: { status: 503 }, errors: [0, 1, 0] },
    { name: 'nginx 499', row: { status: 499 }, errors: [0, 0, 1] },
    { name: 'CloudFront 000', row: { status: 0 }, errors: [0, 0, 1] },
    { name: 'aborted by its flag', row: { status: 502, aborted: true }, errors: [0, 0, 1] },
    { name: 'aborted by its class', row: { status: 404, cacheClass: CacheClass.abort }, errors: [0, 0, 1] },
    {
      name: 'a refusal is a client error too',
      row: { status: 403, cacheClass: CacheClass.denied },
      errors: [1, 0, 0],
    },
    { name: 'a status beyond all classes', row: { status: 600 }, errors: [0, 0, 0] },
  ])('counts $name', ({ row, errors }) => {
    const cdn = reportOf([row, { status: 200 }]);
    expect([cdn.errors_4xx, cdn.errors_5xx, cdn.aborts]).toEqual(errors);
    expect(cdn.error_ratio).toBe(((errors[0] ?? 0) + (errors[1] ?? 0)) / 2);
  });

  it('tells fields that no request carried from those that are zero', () => {
    const silent = reportOf([{}]);
    expect(silent).toMatchObject({
      requests: 1,
      bytes: null,
      cache_hit_ratio: null,
      cache_hit_ratio_all: null,
      byte_hit_ratio: null,
      bandwidth_bps: null,
      ttfb_ms: null,
      error_ratio: null,
      by_status: {},
      by_cache: {},
      top_misses: null,
      top_errors: null,
    });
    const said = reportOf([{ status: 200, cacheClass: CacheClass.pass, bytes: 0, ttfbMs: 0, url: '/' }]);
    expect(said).toMatchObject({
      bytes: 0,
      cache_hit_ratio_all: 0,
      error_ratio: 0,
      top_misses: [],
      top_errors: [],
    });
    expect(said.ttfb_ms).toMatchObject({ n: 1, max: 0 });
    expect(said.bandwidth_bps?.avg).toBe(0);
  });

  it('leaves aborted requests out of the time to first byte', () => {
    const cdn = reportOf([
      { ttfbMs: 10, status: 200 },
      { ttfbMs: 9000, status: 499 },
      { ttfbMs: 20.4, status: 200 },
    ]);
    expect(cdn.ttfb_ms).toMatchObject({ n: 2, min: 10, max: 20 });
  });

  it('orders keys by their bytes, whatever they are', () => {
    const cdn = reportOf([{ status: 503 }, { status: 200 }, { status: 1000 }, { status: 0 }]);
    expect(JSON.stringify(cdn.by_status)).toBe('{"0":1,"200":1,"503":1,"1000":1}');
  });

  it('names the ten heaviest, equals by the bytes of their URL', () => {
    const misses = Array.from({ length: 12 }, (_, i) => ({
      url: `/${i}`,
      cacheClass: CacheClass.miss,
      bytes: 5,
    }));
    const cdn = reportOf([
      ...misses,
      { url: '/11', cacheClass: CacheClass.miss, bytes: 7, status: 404 },
      { url: '/11', cacheClass: CacheClass.hit, bytes: 7, status: 503 },
      { url: '/é', cacheClass: CacheClass.shield, status: 503 },
      { url: '/z', status: 503 },
      { url: '/11', status: 503 },
    ]);
    expect(cdn.top_misses?.map((row) => row.url)).toEqual([
      '/11',
      '/0',
      '/1',
      '/10',
      '/2',
      '/3',
      '/4',
      '/5',
      '/6',
      '/7',
    ]);
    expect(cdn.top_misses?.[0]).toEqual({ url: '/11', requests: 2, bytes: 12 });
    expect(cdn.top_errors).toEqual([
      { url: '/11', status: 503, requests: 2 },
      { url: '/11', status: 404, requests: 1 },
      { url: '/z', status: 503, requests: 1 },
      { url: '/é', status: 503, requests: 1 },
    ]);
  });

  it('has no heaviest URLs when there are too many distinct ones, however they are split', () => {
    // Each part has a dictionary of its own, with other ids.
    const none = (): UrlCounts => new UrlCounts(new Dictionary(), 100);
    const fill = (from: number, to: number): UrlCounts => {
      const dictionary = new Dictionary();
      const counts = new UrlCounts(dictionary, 100);
      for (let i = from; i < to; i++) counts.addOne(dictionary.id(`/${i}`), 0, 0);
      return counts;
    };
    const most = fill(0, 100);
    expect(most.heaviest()).toHaveLength(10);
    most.merge(fill(50, 100));
    expect(most.tooMany).toBe(false);
    most.merge(fill(100, 101));
    expect([most.tooMany, most.heaviest()]).toEqual([true, null]);
    const late = none();
    late.merge(most);
    expect(late.tooMany).toBe(true);
    expect(cdnNotes(cdnFamily.empty())).toEqual([]);
    const state = { ...cdnFamily.empty(), misses: most };
    expect(cdnNotes(state).map(({ code, metric }) => [code, metric])).toEqual([
      ['too_many_urls', 'cdn.top_misses'],
    ]);
  });

  it('obeys the merge law', () => {
    const bounds = { fromMs: -2000, toMs: 650_000 };
    const family = { ...cdnFamily, empty: () => noCdn(urls) };
    expectMergeLaw(family, (state, one) => addRequest(state, clipped(one, bounds)), anyRequest, {
      clock: 'utc',
      fromMs: -2000,
      toMs: 650_000,
    });
  });
});

describe('UrlCounts', () => {
  // Against a Map by text: many keys, sums beyond 2^53, parts whose dictionaries give other ids.
  it('merges parts with other dictionaries to the same heaviest', () => {
    const row = fc.record({
      url: fc.nat(300).map((n) => `/${n}`),
      status: fc.constantFrom(0, 404, 503),
      bytes: fc.oneof(fc.nat(9), fc.nat(Number.MAX_SAFE_INTEGER)),
    });
    fc.assert(
      fc.property(fc.array(fc.array(row, { maxLength: 400 }), { maxLength: 3 }), (parts) => {
        const merged = new UrlCounts(new Dictionary());
        const naive = new Map<string, { requests: number; bytes: bigint }>();
        for (const part of parts) {
          const dictionary = new Dictionary();
          const counts = new UrlCounts(dictionary);
          for (const { url, status, bytes } of part) {
            counts.addOne(dictionary.id(url), status, bytes);
            const key = `${url} ${status}`;
            const known = naive.get(key) ?? { requests: 0, bytes: 0n };
            naive.set(key, { requests: known.requests + 1, bytes: known.bytes + BigInt(bytes) });
          }
          merged.merge(counts);
        }
        const heaviest = merged.heaviest() ?? [];
        expect(heaviest).toHaveLength(Math.min(10, naive.size));
        for (const { url, status, requests, bytes } of heaviest) {
          const known = naive.get(`${url} ${status}`);
          expect([requests, bytes]).toEqual([known?.requests, Number(known?.bytes)]);
        }
        const most = [...naive.values()].map(({ requests }) => requests).sort((a, b) => b - a);
        expect(heaviest.map(({ requests }) => requests)).toEqual(most.slice(0, 10));
      }),
    );
  });
});

describe('cdn bandwidth', () => {
  // 1,000 bytes over [5 s, 15 s): half in each bucket of 10 s, 500 × 8 / 10 s = 400 bit/s.
  const spread = { endMs: 15_000, durationMs: 10_000, bytes: 1000 };

  it('spreads bytes over the response, and not onto its end', () => {
    expect(reportOf([spread]).bandwidth_bps).toEqual({
      avg: 8000 / 60,
      peak: 400,
      peak_at: '1970-01-01T00:00:00.000Z',
      p95: null,
    });
  });

  it('looks for its peak in full buckets only', () => {
    const window: FinishWindow = { clock: 'media', fromMs: 1, toMs: 60_001 };
    expect(reportOf([spread], window).bandwidth_bps).toMatchObject({ peak: 400, peak_at: '10.000000' });
    const short: FinishWindow = { clock: 'utc', fromMs: 1, toMs: 19_999 };
    expect(reportOf([spread], short).bandwidth_bps).toEqual({
      avg: 8_000_000 / 19_998,
      peak: null,
      peak_at: null,
      p95: null,
    });
  });

  it('counts only the bytes that flowed inside the bounds, though the request counts whole', () => {
    // [5 s, 15 s) clipped to [10 s, 12 s): 200 of 1,000 bytes in the bucket from 10 s.
    const cdn = reportOf([spread], MINUTE, { fromMs: 10_000, toMs: 12_000 });
    expect([cdn.requests, cdn.bytes, cdn.bandwidth_bps?.peak]).toEqual([1, 1000, 160]);
  });

  it('puts all bytes at the end when no duration is known', () => {
    const cdn = reportOf([{ endMs: 15_000, bytes: 1000 }]);
    expect(cdn.bandwidth_bps).toMatchObject({ peak: 800, peak_at: '1970-01-01T00:00:10.000Z' });
  });

  it('has a p95 over full 5 min buckets, empty ones included', () => {
    const window: FinishWindow = { clock: 'utc', fromMs: 0, toMs: 20 * 300_000 };
    // Buckets 10 … 19 carry 10 × 37,500 … 19 × 37,500 bytes, that is 10 … 19 kbit/s; ten carry nothing.
    const rows = Array.from({ length: 10 }, (_, i) => ({
      endMs: (10 + i) * 300_000,
      bytes: (10 + i) * 37_500,
    }));
    // Rank ⌈0.95 × 20⌉ = 19: the second highest.
    expect(reportOf(rows, window).bandwidth_bps?.p95).toBe(18_000);
  });

  it('has no mean over a window without length', () => {
    expect(reportOf([{ bytes: 5 }], { clock: 'utc', fromMs: 0, toMs: 0 }).bandwidth_bps?.avg).toBeNull();
  });

  it('looks in wider buckets when a log is too long for 10 s', () => {
    const toMs = 2 ** 20 * 10_000 + 60_000;
    const cdn = reportOf(
      [
        { endMs: 0, bytes: 60 },
        { endMs: toMs, bytes: 60 },
      ],
      { clock: 'utc', fromMs: 0, toMs },
    );
    expect(cdn.bandwidth_bps).toMatchObject({ peak: 8, peak_at: '1970-01-01T00:00:00.000Z', p95: 0 });
  });
});
