/** What one row of an {@link EventBatch} says happened. Numbers, because a column holds them. */
export const EventKind = {
  packet: 1,
  /** Description of one track (codec, size, rates); not an event in time. */
  track: 2,
  join: 3,
  leave: 4,
  state: 5,
  rebuffer: 6,
  quality: 7,
  startup: 8,
  latency: 9,
  heartbeat: 10,
  error: 11,
  request: 12,
  totals: 13,
  transport: 14,
} as const;
export type EventKind = (typeof EventKind)[keyof typeof EventKind];

/** States of a viewer session, after CMCD v2 `sta` (CTA-5004-B). Every ms of a session is in exactly one. */
export const PlayerState = {
  preloading: 1,
  starting: 2,
  playing: 3,
  seeking: 4,
  rebuffering: 5,
  paused: 6,
  waiting: 7,
  ended: 8,
  failed: 9,
  quit: 10,
} as const;
export type PlayerState = (typeof PlayerState)[keyof typeof PlayerState];

export const MediaType = { video: 1, audio: 2, metadata: 3 } as const;
export type MediaType = (typeof MediaType)[keyof typeof MediaType];

/** Classes every vendor's cache word is mapped to (metrics: cache_hit_ratio). 0 in a column: none given. */
export const CacheClass = {
  hit: 1,
  hit_stale: 2,
  reval: 3,
  miss: 4,
  shield: 5,
  pass: 6,
  synth: 7,
  denied: 8,
  error: 9,
  abort: 10,
  unknown: 11,
} as const;
export type CacheClass = (typeof CacheClass)[keyof typeof CacheClass];
