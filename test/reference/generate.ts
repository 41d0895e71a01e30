import type { CanonicalEvent, ReferenceState } from './canonical-event.ts';
import type { Random } from './random.ts';
import { randomOf } from './random.ts';

export interface GenerateOptions {
  /** Epoch ms of the earliest possible event; default 2026-03-01T20:00:00.123Z. */
  readonly baseMs?: number;
  /** Session timeout that gaps are made around; default 90,000. */
  readonly sessionTimeoutMs?: number;
  /** At most this many events; default a random 5 to 200. */
  readonly events?: number;
  /** No two events at the same ms. */
  readonly distinctTimes?: boolean;
}

type Told = Omit<CanonicalEvent, 'ts' | 'viewer_id' | 'session_id' | 'stream_id'>;
/** An event, so many ms after the scene began. */
type Beat = readonly [number, Told];
/** A few events of one viewer that belong together. */
type Scene = (random: Random, timeoutMs: number) => Beat[];

const QUALITIES: readonly [Told, ...Told[]] = [
  { type: 'quality', quality: '360p', bitrate: 800_000 },
  { type: 'quality', quality: '720p', bitrate: 3_000_000 },
  { type: 'quality', quality: '1080p', bitrate: 5_000_000 },
  { type: 'quality', quality: '720p' },
  { type: 'quality', quality: '1080p' },
  { type: 'quality', quality: 'audio', bitrate: 800_000 },
];
const DURATIONS_MS = [0, 1, 700, 4000, 20_000, 90_000, 600_000, 600_001, 900_000] as const;

/** State and length of step that any viewer may go through, closing states aside. */
const STATES: readonly [ReferenceState, ...ReferenceState[]] = [
  'preloading',
  'starting',
  'playing',
  'playing',
  'seeking',
  'rebuffering',
  'rebuffering',
  'paused',
  'waiting',
];

function state(to: ReferenceState): Told {
  return { type: 'state', state: to };
}

function leave(random: Random): Told {
  return random.pick<Told>([
    { type: 'leave' },
    { type: 'leave', reason: 'ended' },
    { type: 'leave', reason: 'quit' },
    { type: 'leave', reason: 'failed' },
    state('ended'),
    state('failed'),
    state('quit'),
  ]);
}

function join(random: Random): Told {
  const start: Told = random.chance(0.5)
    ? { type: 'join' }
    : { type: 'join', state: random.pick(['starting', 'starting', 'paused', 'preloading']) };
  return random.chance(0.3) ? { ...random.pick(QUALITIES), ...start } : start;
}

function rebuffer(random: Random): Told {
  return {
    type: 'rebuffer',
    duration_ms: random.chance(0.3) ? random.pick(DURATIONS_MS) : random.int(0, 30_000),
  };
}

function heartbeat(random: Random): Told {
  return {
    type: 'heartbeat',
    ...(random.chance(0.3) ? { dropped_frames: random.int(0, 50) } : {}),
    ...(random.chance(0.2) ? { latency_ms: random.int(500, 9000) } : {}),
    ...(random.chance(0.2) ? { buffer_ms: random.int(0, 30_000) } : {}),
    ...(random.chance(0.2) ? { throughput: random.int(1, 90) * 100_000 } : {}),
    ...(random.chance(0.1) ? { bitrate: random.int(1, 9) * 500_000 } : {}),
    ...(random.chance(0.1) ? { quality: random.pick(['360p', '720p', '1080p']) } : {}),
  };
}

function error(random: Random): Told {
  return {
    type: 'error',
    ...(random.chance(0.5) ? { fatal: random.chance(0.6) } : {}),
    ...(random.chance(0.6) ? { code: random.pick(['404', 'net', 'decode']) } : {}),
    ...(random.chance(0.2) ? { message: 'could not load, "segment 7"' } : {}),
  };
}

/** A gap around the session timeout, or an ordinary one. */
function gapMs(random: Random, timeoutMs: number): number {
  if (random.chance(0.4)) return random.int(1000, 40_000);
  return timeoutMs + random.pick([-1, 0, 0, 1, 1, 30_000]);
}

function shuffledTold(random: Random, told: readonly Told[]): Told[] {
  return told
    .map((one) => ({ one, key: random.next() }))
    .sort((a, b) => a.key - b.key)
    .map(({ one }) => one);
}

function anything(random: Random): Told {
  return random.pick<() => Told>([
    () => state(random.pick(STATES)),
    () => random.pick(QUALITIES),
    () => rebuffer(random),
    () => ({ type: 'startup', startup_ms: random.int(0, 8000) }),
    () => heartbeat(random),
    () => ({ type: 'latency', latency_ms: random.int(100, 9000) }),
    () => error(random),
    () => ({ type: 'request', status: 200, bytes: random.int(0, 100_000) }),
    () => join(random),
    () => leave(random),
  ])();
}

const SCENES: readonly [Scene, ...Scene[]] = [
  // A whole session, some of it left out.
  (random) => {
    const beats: Beat[] = [[0, join(random)]];
    let atMs = 0;
    for (let i = random.int(0, 6); i > 0; i--) {
      atMs += random.int(0, 20_000);
      beats.push([atMs, random.chance(0.6) ? state(random.pick(STATES)) : anything(random)]);
    }
    if (random.chance(0.7)) beats.push([atMs + random.int(0, 20_000), leave(random)]);
    return beats;
  },
  // A start: request, wait, perhaps a pause, a seek or an error, then the first frame or none.
  (random) => {
    const beats: Beat[] = [[0, { type: 'join', state: 'starting' }]];
    if (random.chance(0.3))
      beats.push([500, state(random.pick(['paused', 'seeking', 'rebuffering', 'waiting']))]);
    if (random.chance(0.2)) beats.push([700, state('starting')]);
    if (random.chance(0.3))
      beats.push([random.pick([800, 2000]), { type: 'error', fatal: random.chance(0.7) }]);
    if (random.chance(0.3)) beats.push([2000, { type: 'startup', startup_ms: random.pick([0, 1900, 2000]) }]);
    if (random.chance(0.6)) beats.push([2000, state('playing')]);
    if (random.chance(0.2)) beats.push([random.pick([2000, 5000]), { type: 'error', fatal: true }]);
    if (random.chance(0.5)) beats.push([random.pick([2000, 6000]), leave(random)]);
    return beats;
  },
  // One event of any kind out of nothing.
  (random) => [[0, anything(random)]],
  (random) => [[0, leave(random)]],
  // Heartbeats with gaps around the timeout.
  (random, timeoutMs) => {
    const beats: Beat[] = random.chance(0.4) ? [[0, join(random)]] : [];
    let atMs = 0;
    for (let i = random.int(1, 5); i > 0; i--) {
      beats.push([atMs, random.chance(0.8) ? heartbeat(random) : anything(random)]);
      atMs += gapMs(random, timeoutMs);
    }
    return beats;
  },
  // A pause, which has a timeout of its own.
  (random, timeoutMs) => [
    [0, heartbeat(random)],
    [10, state('paused')],
    [10 + random.pick([gapMs(random, timeoutMs), 3_599_999, 3_600_000, 3_600_001]), anything(random)],
  ],
  // Stragglers after a leave.
  (random, timeoutMs) => {
    const afterMs = (): number => 5000 + random.pick([0, 1, 20_000, timeoutMs - 1, timeoutMs, timeoutMs + 1]);
    const straggler = (): Told =>
      random.chance(0.7) ? heartbeat(random) : { type: 'latency', latency_ms: random.int(100, 9000) };
    return [
      [0, join(random)],
      [5000, leave(random)],
      [afterMs(), straggler()],
      [afterMs(), random.chance(0.5) ? straggler() : rebuffer(random)],
    ];
  },
  // Hand-overs at one instant, in any order, some of them with a leave too many.
  (random) => {
    const flush = [
      leave(random),
      join(random),
      ...(random.chance(0.3) ? [leave(random)] : []),
      ...(random.chance(0.3) ? [anything(random)] : []),
    ];
    return [
      ...(random.chance(0.7) ? [[0, join(random)] as const] : []),
      ...shuffledTold(random, flush).map((told) => [3000, told] as const),
    ];
  },
  // What a player still tells in the ms it leaves, in any order, some of it twice.
  (random) => {
    const flush = [
      leave(random),
      state(random.pick(STATES)),
      ...(random.chance(0.7) ? [anything(random)] : []),
      ...(random.chance(0.3) ? [leave(random)] : []),
    ];
    return [
      ...(random.chance(0.8) ? [[0, join(random)] as const] : []),
      ...shuffledTold(random, flush).map((told) => [4000, told] as const),
      ...(random.chance(0.3) ? [[4001, anything(random)] as const] : []),
    ];
  },
  // A capture that begins in a stall, which is told once or twice, and may be all there is.
  (random) => [
    [0, state('rebuffering')],
    ...(random.chance(0.3) ? [[1000, state('rebuffering')] as const] : []),
    ...(random.chance(0.3) ? [[1500, state(random.pick(['starting', 'paused', 'seeking']))] as const] : []),
    ...(random.chance(0.3) ? [[2000, state('rebuffering')] as const] : []),
    ...(random.chance(0.3) ? [[2500, { type: 'error', fatal: true }] as const] : []),
    ...(random.chance(0.6) ? [[3000, state('playing')] as const] : []),
    ...(random.chance(0.3) ? [[3000, rebuffer(random)] as const] : []),
    ...(random.chance(0.5) ? [[random.pick([3000, 6000]), leave(random)] as const] : []),
  ],
  // Joins that supersede.
  (random) => [
    [0, join(random)],
    [random.pick([0, 4000]), join(random)],
    [random.pick([4000, 9000]), anything(random)],
  ],
  // Stalls told by states, by rebuffers, or by both.
  (random) => {
    const beats: Beat[] = random.chance(0.6) ? [[0, join(random)]] : [];
    let atMs = random.int(0, 5000);
    for (let i = random.int(1, 3); i > 0; i--) {
      const lengthMs = random.int(0, 8000);
      const told = random.int(1, 3);
      if (told !== 1) beats.push([atMs, state('rebuffering')], [atMs + lengthMs, state('playing')]);
      if (told !== 2) {
        const shiftMs = random.pick([0, 0, random.int(-2000, 4000)]);
        const toldMs = random.chance(0.5) ? lengthMs : random.pick(DURATIONS_MS);
        beats.push([Math.max(0, atMs + lengthMs + shiftMs), { type: 'rebuffer', duration_ms: toldMs }]);
      }
      atMs += lengthMs + random.int(0, 6000);
    }
    return beats;
  },
  // A long play and a rebuffer that reaches far back.
  (random) => [
    [0, join(random)],
    [random.int(0, 300_000), random.chance(0.5) ? state(random.pick(STATES)) : random.pick(QUALITIES)],
    [random.int(300_000, 1_500_000), { type: 'rebuffer', duration_ms: random.pick(DURATIONS_MS) }],
  ],
  // A rebuffer out of nothing that reaches back further than it may.
  (random) => [
    [random.int(600_000, 1_500_000), { type: 'rebuffer', duration_ms: random.int(599_999, 900_000) }],
  ],
  // Flaps inside one ms.
  (random) => [
    [0, random.chance(0.5) ? join(random) : random.pick(QUALITIES)],
    [1000, random.pick(QUALITIES)],
    [1000, state(random.pick(STATES))],
    [1000, random.pick(QUALITIES)],
    [1000, state(random.pick(STATES))],
    [7000, random.pick(QUALITIES)],
  ],
  // Figures without moments, for a session with or without events.
  (random) => [
    ...(random.chance(0.3) ? [[0, join(random)] as const] : []),
    ...(random.chance(0.2) ? [[4000, leave(random)] as const] : []),
    [
      random.pick([4000, 9000]),
      {
        type: 'totals',
        ...(random.chance(0.6) ? { startup_ms: random.int(0, 5000) } : {}),
        ...(random.chance(0.6) ? { rebuffer_count: random.int(0, 4) } : {}),
        ...(random.chance(0.6) ? { rebuffer_ms: random.int(0, 40_000) } : {}),
        ...(random.chance(0.6) ? { play_ms: random.int(0, 60_000) } : {}),
        ...(random.chance(0.6) ? { watched_ms: random.int(0, 90_000) } : {}),
        ...(random.chance(0.4) ? { avg_bitrate: random.int(1, 50) * 100_000 } : {}),
        ...(random.chance(0.3) ? { dropped_frames: random.int(0, 90) } : {}),
      },
    ],
  ],
];

/** Events that name no viewer. */
function background(random: Random): Told {
  return random.pick<() => Told>([
    () => ({ type: 'latency', latency_ms: random.int(100, 9000) }),
    () => error(random),
    () => ({ type: 'request', status: random.pick([200, 404, 503]), bytes: random.int(0, 100_000) }),
    () => ({ type: 'transport', packets_received: random.int(1, 5000), packets_lost: random.int(0, 9) }),
  ])();
}

type Ids = Pick<CanonicalEvent, 'viewer_id' | 'session_id' | 'stream_id'>;

/**
 * How a log names its viewers: by viewer, by session, by both, or each event its own way. The ids are few, so
 * that scenes meet each other.
 */
function namer(random: Random): (viewer: number) => () => Ids {
  const style = random.pick(['viewer', 'viewer', 'session', 'both', 'both', 'mixed', 'wild']);
  const streams = random.pick<readonly [string, ...string[]]>([
    ['none'],
    ['none'],
    ['main'],
    ['main', 'none', 'side'],
  ]);
  return (viewer) => {
    const sceneSession = random.int(1, random.pick([1, 3]));
    const sceneStream = random.pick(streams);
    return () => {
      const wild = style === 'wild';
      const session = wild && random.chance(0.3) ? random.int(1, 3) : sceneSession;
      const stream = random.chance(0.1) ? random.pick(streams) : sceneStream;
      const shown = style === 'mixed' || wild ? random.pick(['viewer', 'session', 'both']) : style;
      // Wild logs give one session id to several viewers.
      const session_id = wild ? `s${session}` : `v${viewer}-s${session}`;
      return {
        ...(shown === 'session' ? {} : { viewer_id: `v${viewer}` }),
        ...(shown === 'viewer' ? {} : { session_id }),
        ...(stream === 'none' ? {} : { stream_id: stream }),
      };
    };
  };
}

/**
 * Makes a small random viewer log that puts the session rules of product.md 4 and 5 to the test.
 *
 * @param seed - any integer; equal seeds and options make equal logs
 * @returns 1 to 8 viewers, 5 to 200 events in order of `ts`; equal times are common unless asked otherwise
 */
export function generateLog(seed: number, options: GenerateOptions = {}): CanonicalEvent[] {
  const random = randomOf(seed);
  const baseMs = options.baseMs ?? Date.UTC(2026, 2, 1, 20, 0, 0, 123);
  const timeoutMs = options.sessionTimeoutMs ?? 90_000;
  const count = options.events ?? random.pick([random.int(5, 12), random.int(5, 40), random.int(5, 200)]);
  const viewers = random.int(1, 8);
  const spanMs = random.pick([20_000, 300_000, 3_000_000]);
  const idsOf = namer(random);
  const events: CanonicalEvent[] = [];
  while (events.length < count) {
    const meets = events.length > 0 && random.chance(0.25);
    const atMs = meets
      ? (events[random.int(0, events.length - 1)]?.ts ?? baseMs)
      : baseMs + random.int(0, spanMs);
    if (random.chance(0.1)) {
      events.push({ ts: atMs, ...background(random) });
      continue;
    }
    const ids = idsOf(random.int(1, viewers));
    for (const [afterMs, told] of random.pick(SCENES)(random, timeoutMs)) {
      events.push({ ts: atMs + afterMs, ...told, ...ids() });
    }
  }
  const ordered = events.slice(0, count).sort((a, b) => a.ts - b.ts);
  return options.distinctTimes === true ? spread(ordered) : ordered;
}

/** Moves events apart until no two share a ms; their order stays. */
function spread(ordered: readonly CanonicalEvent[]): CanonicalEvent[] {
  let lastMs = Number.NEGATIVE_INFINITY;
  return ordered.map((event) => {
    lastMs = Math.max(event.ts, lastMs + 1);
    return { ...event, ts: lastMs };
  });
}
