import type { CanonicalEvent } from './canonical-event.ts';
import { type Random, randomOf } from './random.ts';

/** Words of CDNs and the class that metrics.md 10.1 gives each. */
export const CACHE_WORDS: readonly [
  readonly [word: string, cacheClass: string],
  ...(readonly [string, string])[],
] = [
  ['HIT', 'hit'],
  ['Hit', 'hit'],
  ['UPDATING', 'hit_stale'],
  ['REVALIDATED', 'reval'],
  ['RefreshHit', 'reval'],
  ['MISS', 'miss'],
  ['EXPIRED', 'miss'],
  ['OriginShieldHit', 'shield'],
  ['BYPASS', 'pass'],
  ['Redirect', 'synth'],
  ['LimitExceeded', 'denied'],
  ['no such word', 'unknown'],
];
const STATUSES = [200, 200, 200, 206, 304, 403, 404, 499, 500, 503] as const;
const START_MS = Date.UTC(2026, 4, 5, 18, 59, 50);

/** A seeded log of requests and transport intervals, in order of time, with and without each field. */
export function generateCdnLog(seed: number): CanonicalEvent[] {
  const random = randomOf(seed);
  const spreadMs = random.pick([100, 2000, 60_000]);
  // What one log lacks altogether is no data, which is not 0.
  const has = {
    status: random.chance(0.9),
    cache: random.chance(0.9),
    bytes: random.chance(0.9),
    url: random.chance(0.8),
    loss: random.chance(0.85),
  };
  const events: CanonicalEvent[] = [];
  let ts = START_MS;
  for (let left = random.int(1, 120); left > 0; left--) {
    ts += random.int(0, spreadMs);
    events.push(random.chance(0.8) ? request(random, ts, has) : transport(random, ts, has.loss));
  }
  return events;
}

function request(
  random: Random,
  ts: number,
  has: { readonly status: boolean; readonly cache: boolean; readonly bytes: boolean; readonly url: boolean },
): CanonicalEvent {
  const cached = has.cache && random.chance(0.8);
  return {
    ts,
    type: 'request',
    ...(!cached || (has.status && random.chance(0.8)) ? { status: random.pick(STATUSES) } : {}),
    ...(cached ? { cache_status: random.pick(CACHE_WORDS)[0] } : {}),
    ...(has.bytes && random.chance(0.9) ? { bytes: random.int(0, 3_000_000) } : {}),
    ...(random.chance(0.7) ? { ttfb_ms: random.int(0, 900) } : {}),
    ...(random.chance(0.7) ? { duration_ms: random.pick([0, 3, random.int(1, 30_000)]) } : {}),
    ...(has.url && random.chance(0.9) ? { url: `/seg-${random.int(1, 14)}.m4s` } : {}),
    ...(random.chance(0.05) ? { aborted: true } : {}),
  };
}

function transport(random: Random, ts: number, tellsLoss: boolean): CanonicalEvent {
  const lost = random.int(0, 40);
  return {
    ts,
    type: 'transport',
    ...(random.chance(0.9) ? { packets_received: random.int(0, 5000) } : {}),
    ...(tellsLoss && random.chance(0.8) ? { packets_lost: lost } : {}),
    ...(random.chance(0.6) ? { packets_recovered: random.int(0, lost + 2) } : {}),
    ...(tellsLoss && random.chance(0.3) ? { packets_dropped: random.int(0, 5) } : {}),
    ...(random.chance(0.5) ? { packets_retransmitted: random.int(0, 60) } : {}),
    ...(random.chance(0.7) ? { rtt_ms: random.int(1, 400) } : {}),
    ...(random.chance(0.7) ? { jitter_ms: random.int(0, 80) } : {}),
  };
}
