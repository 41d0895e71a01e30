import fc from 'fast-check';
import { type CdnRequest, type ClipBounds, clipFlow } from '../../src/metrics/cdn-request.ts';
import { Dictionary } from '../../src/model/dictionary.ts';
import { CacheClass } from '../../src/model/event-kind.ts';

/** The whole log counts. */
export const UNBOUNDED: ClipBounds = { fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY };

/** The dictionary that {@link request} takes the ids of URLs from. */
export const urls = new Dictionary();

/** What a test says of a request. */
export type RequestFields = Partial<Omit<CdnRequest, 'urlId'>> & { readonly url?: string };

/** Clips the flow of a request's bytes to the window. */
export function clipped(request: CdnRequest, bounds: ClipBounds = UNBOUNDED): CdnRequest {
  const own = { ...request };
  clipFlow(own, bounds);
  return own;
}

/** A request that says nothing but its end, with what a test is about. */
export function request({ url = '', ...fields }: RequestFields): CdnRequest {
  return clipped({
    endMs: 0,
    status: Number.NaN,
    cacheClass: 0,
    bytes: Number.NaN,
    ttfbMs: Number.NaN,
    durationMs: Number.NaN,
    aborted: false,
    urlId: urls.id(url),
    flowFromMs: 0,
    flowToMs: 0,
    flowBytes: 0,
    ...fields,
  });
}

const maybe = (value: fc.Arbitrary<number>): fc.Arbitrary<number> => fc.oneof(value, fc.constant(Number.NaN));

/** Requests of every class and status, with and without each field. */
export const anyRequest: fc.Arbitrary<CdnRequest> = fc
  .record({
    endMs: fc.integer({ min: -5000, max: 700_000 }),
    status: maybe(fc.constantFrom(0, 200, 206, 304, 403, 404, 499, 500, 503)),
    cacheClass: fc.constantFrom(0 as const, ...Object.values(CacheClass)),
    bytes: maybe(fc.oneof(fc.nat(5000), fc.nat(Number.MAX_SAFE_INTEGER))),
    ttfbMs: maybe(fc.nat(3000)),
    durationMs: maybe(fc.oneof(fc.nat(3000), fc.nat(60_000))),
    aborted: fc.boolean(),
    url: fc.constantFrom('', '/a', '/b', '__proto__'),
  })
  .map(request);
