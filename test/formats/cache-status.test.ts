import { describe, expect, it } from 'vitest';
import { CacheStatusReader, classifyCacheStatus } from '../../src/formats/cache-status.ts';
import { CacheClass } from '../../src/model/event-kind.ts';

type ClassName = keyof typeof CacheClass;

describe('cache words', () => {
  it.each<readonly [string, string, ClassName]>([
    // Any vendor
    ['HIT', '', 'hit'],
    ['hit', '', 'hit'],
    ['Miss', '', 'miss'],
    ['PASS', '', 'pass'],
    ['weather', '', 'unknown'],
    ['-', '', 'unknown'],
    ['constructor', '', 'unknown'],
    ['1', '', 'unknown'],
    // CloudFront
    ['Hit', 'cloudfront', 'hit'],
    ['RefreshHit', 'cloudfront', 'reval'],
    ['OriginShieldHit', 'cloudfront', 'shield'],
    ['LimitExceeded', 'cloudfront', 'denied'],
    ['CapacityExceeded', 'cloudfront', 'error'],
    ['Error', 'cloudfront', 'error'],
    ['Redirect', 'cloudfront', 'synth'],
    ['Hit from cloudfront', '', 'hit'],
    ['Miss from cloudfront', '', 'miss'],
    ['RefreshHit from cloudfront', '', 'reval'],
    ['LambdaGeneratedResponse from cloudfront', '', 'synth'],
    // Fastly
    ['HIT-STALE', 'fastly', 'hit_stale'],
    ['HIT-STALE-CLUSTER', 'fastly', 'hit_stale'],
    ['HIT-SYNTH', 'fastly', 'synth'],
    ['HIT-CLUSTER', 'fastly', 'hit'],
    ['HIT-WAIT', 'fastly', 'hit'],
    ['HIT-REFRESH', 'fastly', 'reval'],
    ['MISS-CLUSTER', 'fastly', 'miss'],
    ['PASS-WAIT', 'fastly', 'pass'],
    ['HITPASS', 'fastly', 'pass'],
    ['ERROR-LOSTHDR', 'fastly', 'error'],
    ['BG-ERROR-RECV', 'fastly', 'error'],
    ['MISS, HIT', 'fastly', 'hit'],
    ['HIT, MISS', 'fastly', 'shield'],
    ['MISS, MISS', 'fastly', 'miss'],
    // Akamai
    ['TCP_HIT', 'akamai', 'hit'],
    ['TCP_MEM_HIT', 'Akamai', 'hit'],
    ['TCP_REFRESH_HIT', 'akamai', 'reval'],
    ['TCP_REFRESH_MISS', 'akamai', 'miss'],
    ['TCP_EXPIRED_MISS', 'akamai', 'miss'],
    ['TCP_HIT from a23-45-67-89.deploy.akamaitechnologies.com (AkamaiGHost/11.0)', '', 'hit'],
    ['HitStale', 'akamai', 'hit_stale'],
    ['NotCacheable', 'akamai', 'pass'],
    ['Constructed', 'akamai', 'synth'],
    ['Miss from child, Hit from parent', 'akamai', 'shield'],
    ['Hit from child', 'akamai', 'hit'],
    ['Miss from child, Miss from parent', 'akamai', 'miss'],
    ['1', 'akamai', 'hit'],
    ['0', 'akamai', 'miss'],
    // nginx
    ['BYPASS', 'nginx', 'pass'],
    ['EXPIRED', 'nginx', 'miss'],
    ['STALE', 'nginx', 'hit_stale'],
    ['UPDATING', 'nginx', 'hit_stale'],
    ['REVALIDATED', 'nginx', 'reval'],
    // Cloudflare
    ['DYNAMIC', 'cloudflare', 'pass'],
    ['NONE/UNKNOWN', 'cloudflare', 'synth'],
    ['none', 'Cloudflare', 'synth'],
    ['none', '', 'unknown'],
    // Squid
    ['TCP_HIT/200', '', 'hit'],
    ['TCP_DENIED/403', '', 'denied'],
    ['TCP_MISS_ABORTED/000', '', 'abort'],
    // RFC 9211
    ['ExampleCache; hit', '', 'hit'],
    ['ExampleCache; hit; ttl=-412', '', 'hit_stale'],
    ['Origin; fwd=uri-miss; stored', '', 'miss'],
    ['C; fwd=stale; fwd-status=304', '', 'reval'],
    ['C; fwd=stale; fwd-status=200', '', 'miss'],
    ['C; fwd=bypass', '', 'pass'],
    ['Shield; hit; ttl=3, Edge; fwd=uri-miss', '', 'shield'],
    ['Shield; fwd=uri-miss, Edge; hit', '', 'hit'],
    ['ExampleCache; ttl=3', '', 'unknown'],
  ])('%s of "%s" is %s', (word, cdn, name) => {
    expect(classifyCacheStatus(word, cdn)).toBe(CacheClass[name]);
  });

  it.each<readonly [number, ClassName]>([
    [200, 'abort'],
    [0, 'abort'],
    [502, 'error'],
    [Number.NaN, 'error'],
  ])('an error with status %d is %s', (status, name) => {
    expect(new CacheStatusReader().classOf('Error', 'cloudfront', status)).toBe(CacheClass[name]);
  });

  it('stays right, and bounded, over any number of words and names', () => {
    const reader = new CacheStatusReader();
    for (let at = 0; at < 5000; at++) {
      expect(reader.classOf(`C; hit; ttl=${at}`, `cdn${at % 3000}`, 200)).toBe(CacheClass.hit);
    }
    expect(reader.classOf('0', 'akamai', 200)).toBe(CacheClass.miss);
    expect(reader.classOf('0', 'other', 200)).toBe(CacheClass.unknown);
  });
});
