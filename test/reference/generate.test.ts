import { describe, expect, it } from 'vitest';
import type { CanonicalEvent } from './canonical-event.ts';
import { generateLog } from './generate.ts';
import { disguised, shifted, shuffled, shuffledWithin, toCsv, toNdjson } from './log-text.ts';
import { naiveViewers } from './naive.ts';
import type { Replay } from './naive-replay.ts';
import { isEnding, replay } from './naive-replay.ts';
import type { Session } from './naive-session.ts';
import { factsOf } from './naive-session.ts';

const SEEDS = Array.from({ length: 500 }, (_, seed) => seed);
const TIMEOUT_MS = 90_000;

interface Run extends Replay {
  readonly events: readonly CanonicalEvent[];
}

const RUNS: readonly Run[] = SEEDS.map((seed) => {
  const events = generateLog(seed);
  return { events, ...replay(events, TIMEOUT_MS, Math.max(...events.map((event) => event.ts))) };
});
const SESSIONS: readonly Session[] = RUNS.flatMap((run) => run.sessions);

function opening(session: Session): CanonicalEvent {
  const [first] = session.events;
  if (first === undefined) throw new Error('expected a session to have an event');
  return first;
}

function gapsMs(session: Session): number[] {
  return session.events.slice(1).map((event, i) => event.ts - (session.events[i]?.ts ?? 0));
}

/** A join that says so opens a startup instead: no stall begins with it. */
function isOpenedInStall(session: Session): boolean {
  return opening(session).state === 'rebuffering' && factsOf(session).stalls[0]?.atMs === session.fromMs;
}

/** Told by a `startup` event alone: it never reached playing. */
function onlySaysItStarted(session: Session): boolean {
  return has(session, 'startup') && factsOf(session).playedFromMs === null;
}

/** Same viewer, where both name one, and same ms. */
function meet(one: CanonicalEvent, other: CanonicalEvent): boolean {
  return one.ts === other.ts && one.viewer_id !== undefined && one.viewer_id === other.viewer_id;
}

function leftAt(session: Session, event: CanonicalEvent): boolean {
  return (
    session.end === 'left' &&
    session.fromMs < session.toMs &&
    session.toMs === event.ts &&
    session.viewerId !== null &&
    session.viewerId === event.viewer_id
  );
}

function has(session: Session, type: string): boolean {
  return session.events.some((event) => event.type === type);
}

describe('500 generated logs', () => {
  it('have 5 to 200 events in order of time, of 1 to 8 viewers', () => {
    for (const { events } of RUNS) {
      expect(events.length).toBeGreaterThanOrEqual(5);
      expect(events.length).toBeLessThanOrEqual(200);
      expect(events.every((event, i) => event.ts >= (events[i - 1]?.ts ?? 0))).toBe(true);
    }
    const viewers = RUNS.map(({ events }) => new Set(events.map((event) => event.viewer_id)).size);
    expect(Math.max(...viewers)).toBeGreaterThanOrEqual(8);
  });

  it('are the same for the same seed', () => {
    expect(generateLog(7)).toEqual(generateLog(7));
    expect(generateLog(7)).not.toEqual(generateLog(8));
  });

  it.each<[string, (session: Session) => boolean]>([
    ...['state', 'quality', 'rebuffer', 'startup', 'heartbeat', 'latency', 'join'].map(
      (type) =>
        [`opened by ${type}`, (s: Session) => s.openedBy === type] as [string, (s: Session) => boolean],
    ),
    ...(['left', 'superseded', 'timed-out', 'open'] as const).map(
      (end) => [`closed: ${end}`, (s: Session) => s.end === end] as [string, (s: Session) => boolean],
    ),
    ['without length', (s) => s.fromMs === s.toMs && s.end !== 'open'],
    ['that a rebuffer opened before its own time', (s) => s.fromMs < opening(s).ts],
    [
      'that a rebuffer opened, clipped to the previous end or the window',
      (s) =>
        s.openedBy === 'rebuffer' &&
        s.fromMs > opening(s).ts - Math.min(opening(s).duration_ms ?? 0, 600_000),
    ],
    [
      'that a rebuffer opened, clipped to ten minutes',
      (s) => (opening(s).duration_ms ?? 0) > 600_000 && s.fromMs === opening(s).ts - 600_000,
    ],
    [
      'that told something else in the ms of their leave',
      (s) => s.end === 'left' && s.fromMs < s.toMs && s.events.some((e) => e.ts === s.toMs && !isEnding(e)),
    ],
    [
      'that a closing state ended after another state of its ms',
      (s) =>
        s.events.at(-1)?.type === 'state' &&
        s.end === 'left' &&
        s.fromMs < s.toMs &&
        s.events.some((e) => e.type === 'state' && e.ts === s.toMs && !isEnding(e)),
    ],
    ['opened in a stall that played', (s) => isOpenedInStall(s) && factsOf(s).playedFromMs !== null],
    [
      'opened in a stall that are neither play nor attempt',
      (s) => {
        const { playedFromMs, wasStarting, startupSeenMs, failuresMs } = factsOf(s);
        const isAttempt = wasStarting || startupSeenMs !== null || failuresMs.length > 0;
        return isOpenedInStall(s) && playedFromMs === null && !isAttempt;
      },
    ],
    [
      'opened in a stall that failed before playing',
      (s) => isOpenedInStall(s) && factsOf(s).playedFromMs === null && factsOf(s).failuresMs.length > 0,
    ],
    [
      'opened in a stall that is told twice',
      (s) =>
        isOpenedInStall(s) &&
        s.events[1]?.state === 'rebuffering' &&
        s.events[1].ts > s.fromMs &&
        !factsOf(s).wasStarting,
    ],
    [
      'opened in a stall, that wait again before they play',
      (s) =>
        isOpenedInStall(s) &&
        factsOf(s).wasStarting &&
        s.events.every((e) => e.state !== 'starting') &&
        s.end !== 'timed-out',
    ],
    ['started by their own word alone, left', (s) => onlySaysItStarted(s) && s.end === 'left'],
    [
      'started by their own word alone, failed before',
      (s) => onlySaysItStarted(s) && (factsOf(s).failuresMs[0] ?? s.toMs) < (factsOf(s).startupSeenMs ?? 0),
    ],
    [
      'started by their own word alone, failed later',
      (s) =>
        onlySaysItStarted(s) && factsOf(s).failuresMs.some((ms) => ms > (factsOf(s).startupSeenMs ?? ms)),
    ],
    [
      'that played before or after their startup event',
      (s) => {
        const { playedFromMs, startupSeenMs } = factsOf(s);
        return playedFromMs !== null && startupSeenMs !== null && playedFromMs !== startupSeenMs;
      },
    ],
    ['with a gap of exactly the timeout', (s) => has(s, 'heartbeat') && gapsMs(s).includes(TIMEOUT_MS)],
    [
      'timed out while paused',
      (s) => s.end === 'timed-out' && factsOf(s).segments.at(-1)?.state === 'paused',
    ],
    ['with a pause of an hour', (s) => has(s, 'heartbeat') && gapsMs(s).includes(3_600_000)],
    ['that adopted a session id', (s) => s.sessionId !== null && opening(s).session_id === undefined],
    ['that adopted a viewer id', (s) => s.viewerId !== null && opening(s).viewer_id === undefined],
    ['without viewer id', (s) => s.viewerId === null],
    ['that an error belongs to', (s) => has(s, 'error')],
    ['that a request belongs to', (s) => has(s, 'request')],
    ['that a totals belongs to', (s) => has(s, 'totals')],
    ['with a startup told by states', (s) => factsOf(s).startup !== null && !has(s, 'startup')],
    ['with a startup told by both', (s) => has(s, 'startup') && factsOf(s).wasStarting],
    [
      'failed before playing, then played',
      (s) => {
        const { playedFromMs, failuresMs } = factsOf(s);
        return playedFromMs !== null && failuresMs.some((atMs) => atMs < playedFromMs);
      },
    ],
    ['failed and never played', (s) => factsOf(s).playedFromMs === null && factsOf(s).failuresMs.length > 0],
    [
      'failed in play',
      (s) => {
        const { playedFromMs, failuresMs } = factsOf(s);
        return playedFromMs !== null && failuresMs.some((atMs) => atMs >= playedFromMs);
      },
    ],
    [
      'with a stall of states that a rebuffer is part of',
      (s) =>
        s.events.filter((e) => e.type === 'rebuffer').length > 0 &&
        factsOf(s).stalls.length === 1 &&
        s.events.some((e) => e.state === 'rebuffering'),
    ],
    ['with a stall that never ends', (s) => factsOf(s).stalls.some((stall) => stall.lengthMs === null)],
    ['with a stall clipped to nothing', (s) => factsOf(s).stalls.some((stall) => stall.lengthMs === 0)],
    [
      'with a rebuffer beyond ten minutes',
      (s) => s.events.some((e) => (e.duration_ms ?? 0) > 600_000 && e.ts - s.fromMs > 600_000),
    ],
    ['with a switch up', (s) => factsOf(s).switches.some((change) => change.direction === 'up')],
    ['with a switch down', (s) => factsOf(s).switches.some((change) => change.direction === 'down')],
    [
      'with a switch of unknown bitrates',
      (s) => factsOf(s).switches.some((change) => change.direction === null),
    ],
    ['with dropped frames', (s) => factsOf(s).dropped.some((increment) => increment.frames > 0)],
  ])('hold sessions %s', (_name, matches) => {
    expect(SESSIONS.filter(matches).length).toBeGreaterThanOrEqual(5);
  });

  it.each<[string, (run: Run) => boolean]>([
    ['orphan leaves', (run) => run.orphanLeaves.length > 0],
    ['stragglers after a leave', (run) => run.afterLeave.length > 0],
    ['totals of no session', (run) => run.totals.length > 0],
    [
      'totals of a session',
      (run) => run.events.filter((e) => e.type === 'totals').length > run.totals.length,
    ],
    ['events that name nobody', (run) => run.events.some((e) => (e.viewer_id ?? e.session_id) === undefined)],
    [
      'several sessions of one viewer at a time',
      ({ sessions }) =>
        sessions.some((s) =>
          sessions.some(
            (o) =>
              o !== s &&
              o.viewerId !== null &&
              o.viewerId === s.viewerId &&
              o.fromMs < s.toMs &&
              s.fromMs < o.toMs,
          ),
        ),
    ],
    [
      'one session id of several viewers',
      ({ sessions }) =>
        sessions.some((s) =>
          sessions.some(
            (o) => o.sessionId !== null && o.sessionId === s.sessionId && o.viewerId !== s.viewerId,
          ),
        ),
    ],
    [
      'a leave and a join at one instant',
      ({ events }) =>
        events.some(
          (l) =>
            l.type === 'leave' &&
            events.some((j) => j.type === 'join' && j.ts === l.ts && j.viewer_id === l.viewer_id),
        ),
    ],
    [
      'a session that left in the ms of the next join, written before the leave',
      ({ sessions, events }) =>
        events.some(
          (j, i) =>
            j.type === 'join' &&
            events.slice(i).some((l) => isEnding(l) && meet(l, j)) &&
            sessions.some((s) => leftAt(s, j)) &&
            sessions.some((s) => s.openedBy === 'join' && s.events[0] === j && s.toMs > j.ts),
        ),
    ],
    [
      'a second leave in the ms of the first',
      ({ sessions, orphanLeaves }) => orphanLeaves.some((l) => sessions.some((s) => leftAt(s, l))),
    ],
    [
      'a second leave in the ms of the first, and of a join',
      ({ sessions, orphanLeaves }) =>
        orphanLeaves.some(
          (l) =>
            sessions.some((s) => leftAt(s, l)) &&
            sessions.some((s) => s.openedBy === 'join' && meet(opening(s), l)),
        ),
    ],
    ['closing states of nobody', (run) => run.orphanLeaves.some((event) => event.type === 'state')],
    [
      'a closing state before another state of its ms',
      ({ events }) =>
        events.some(
          (l, i) =>
            l.type === 'state' &&
            isEnding(l) &&
            events.slice(i).some((e) => e.type === 'state' && !isEnding(e) && meet(e, l)),
        ),
    ],
    [
      'an event one ms after a timeout',
      ({ sessions, events }) =>
        sessions.some(
          (s) =>
            s.end === 'timed-out' && events.some((e) => e.viewer_id === s.viewerId && e.ts === s.toMs + 1),
        ),
    ],
    ['several streams', ({ events }) => new Set(events.map((e) => e.stream_id)).size > 2],
  ])('hold %s', (_name, matches) => {
    expect(RUNS.filter(matches).length).toBeGreaterThanOrEqual(20);
  });
});

describe('the laws that the oracle itself obeys', () => {
  it('session time is the area under concurrency, and states fill sessions', () => {
    for (const { events, sessions } of RUNS) {
      const figures = naiveViewers(events).viewers;
      if (figures === null) continue;
      const filled = sessions
        .flatMap((s) => factsOf(s).segments)
        .reduce((ms, s) => ms + s.toMs - s.fromMs, 0);
      expect(figures.session_time_ms).toBe(filled);
      // A totals may say that more was played than watched.
      if (events.some((event) => event.type === 'totals')) continue;
      expect(figures.watched_time_ms).toBeGreaterThanOrEqual(
        figures.play_time_ms + (figures.rebuffer_time_ms ?? 0),
      );
    }
  });

  it('the order of distinct times and the day change nothing', () => {
    for (const seed of SEEDS.slice(0, 50)) {
      const events = generateLog(seed, { distinctTimes: true });
      const expected = naiveViewers(events);
      expect(naiveViewers(shuffled(events, seed))).toEqual(expected);
      const moved = naiveViewers(shifted(events, 86_400_000));
      expect({ ...moved.viewers, peak_at: null }).toEqual({ ...expected.viewers, peak_at: null });
    }
  });

  it('windows that meet hold the times of the whole', () => {
    for (const { events } of RUNS.slice(0, 100)) {
      const whole = naiveViewers(events).viewers;
      const first = events[0]?.ts ?? 0;
      const last = events.at(-1)?.ts ?? 0;
      const cutMs = Math.floor((first + last) / 2);
      if (cutMs === first || whole === null || events.some((event) => event.type === 'totals')) continue;
      // Without heartbeats and implicit rebuffers what follows the cut does not reach back over it.
      if (events.some((event) => event.type === 'heartbeat' || event.type === 'rebuffer')) continue;
      const before = naiveViewers(events, { toMs: cutMs }).viewers;
      const after = naiveViewers(events, { fromMs: cutMs }).viewers;
      for (const name of [
        'session_time_ms',
        'watched_time_ms',
        'play_time_ms',
        'quality_switches',
        'rebuffer_count',
      ] as const) {
        expect((before?.[name] ?? 0) + (after?.[name] ?? 0), name).toBe(whole[name]);
      }
    }
  });
});

describe('log text', () => {
  const events: CanonicalEvent[] = [
    { ts: 1_772_395_200_123, type: 'join', viewer_id: 'a', user_agent: 'x, "y"' },
    { ts: 1_772_395_201_000, type: 'error', fatal: true },
  ];

  it.each([
    ['s', '1772395200.123'],
    ['ms', '1772395200123'],
    ['us', '1772395200123000'],
    ['ns', '1772395200123000000'],
    ['rfc3339', '"2026-03-01T20:00:00.123Z"'],
  ] as const)('writes times in %s', (unit, written) => {
    expect(toNdjson(events, { unit }).split('\n')[0]).toBe(
      `{"ts":${written},"type":"join","viewer_id":"a","user_agent":"x, \\"y\\""}`,
    );
  });

  it('quotes cells and leaves absent ones empty', () => {
    expect(toCsv(events)).toBe(
      'ts,type,viewer_id,user_agent,fatal\n' +
        '1772395200123,join,a,"x, ""y""",\n' +
        '1772395201000,error,,,true\n',
    );
  });

  it('shuffles no further than the lateness', () => {
    const ordered = generateLog(3, { events: 200 });
    const mixed = shuffledWithin(ordered, 10_000, 3);
    let latest = 0;
    for (const event of mixed) {
      expect(event.ts).toBeGreaterThan(latest - 10_000);
      latest = Math.max(latest, event.ts);
    }
    expect(mixed).not.toEqual(ordered);
    expect(new Set(mixed)).toEqual(new Set(ordered));
  });

  it('disguises a log without changing an event', () => {
    const ordered = generateLog(4, { events: 60 });
    const text = disguised(toNdjson(ordered), 4);
    const back = text.split('\n').filter((line) => line.trim() !== '');
    expect(text).toContain('x_unknown');
    expect(back.map((line) => JSON.parse(line) as object)).toMatchObject(ordered);
  });
});
