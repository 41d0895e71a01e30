import { describe, expect, it } from 'vitest';
import type { CanonicalEvent } from './canonical-event.ts';
import type { NaiveOptions } from './naive.ts';
import { distribution, naiveViewers } from './naive.ts';

const START = Date.UTC(2026, 2, 1, 20);

type Told = Omit<CanonicalEvent, 'ts'>;

/** Events from rows of [seconds after 20:00:00Z, event]. */
function log(...rows: readonly (readonly [number, Told])[]): CanonicalEvent[] {
  return rows.map(([second, event]) => ({ ts: START + second * 1000, ...event }));
}

function viewers(events: readonly CanonicalEvent[], options: NaiveOptions = {}) {
  const figures = naiveViewers(events, options).viewers;
  if (figures === null) throw new Error('expected viewers');
  return figures;
}

const a = { viewer_id: 'a' };
const b = { viewer_id: 'b' };
const c = { viewer_id: 'c' };

describe('the worked example of product.md 11', () => {
  const { viewers: figures, performance } = naiveViewers(
    log(
      [0, { type: 'join', ...a, session_id: 's1', state: 'starting' }],
      [2, { type: 'startup', ...a, startup_ms: 2000 }],
      [2, { type: 'state', ...a, state: 'playing' }],
      [10, { type: 'join', ...b }],
      [20, { type: 'rebuffer', ...a, duration_ms: 4000 }],
      [20, { type: 'quality', ...a, quality: '720p', bitrate: 3_000_000 }],
      [40, { type: 'quality', ...a, quality: '1080p', bitrate: 5_000_000 }],
      [50, { type: 'error', ...b, fatal: true }],
      [50, { type: 'leave', ...b, reason: 'failed' }],
      [60, { type: 'leave', ...a, reason: 'ended' }],
      [60, { type: 'state', ...c, state: 'playing' }],
    ),
  );

  it('has every figure of the page', () => {
    expect(figures).toEqual({
      unique_viewers: 3,
      sessions: 3,
      plays: 3,
      attempts: 1,
      open_sessions: 1,
      implicit_sessions: 1,
      superseded_sessions: 0,
      timed_out_sessions: 0,
      orphan_leaves: 0,
      after_leave: 0,
      current_viewers: 1,
      peak_viewers: 2,
      peak_at: '2026-03-01T20:00:10.000Z',
      avg_viewers: 100 / 60,
      session_time_ms: 100_000,
      watched_time_ms: 100_000,
      play_time_ms: 94_000,
      watched_time_per_viewer_ms: {
        n: 3,
        min: 0,
        avg: 100_000 / 3,
        p50: 40_000,
        p90: 60_000,
        p95: 60_000,
        p99: 60_000,
        max: 60_000,
      },
      startup_ms: distribution([2000]),
      start_failure_ratio: 0,
      exit_before_start_ratio: 0,
      playback_failure_ratio: 1 / 3,
      rebuffer_count: 1,
      rebuffer_time_ms: 4000,
      rebuffer_ratio: 0.04,
      rebuffer_ratio_play: 4 / 98,
      rebuffers_per_hour: 3600 / 94,
      stall_ms: distribution([4000]),
      stalled_sessions_ratio: 1 / 3,
      quality_switches: 1,
      switches_up: 1,
      switches_down: 0,
      avg_bitrate_bps: 4_000_000,
      time_in_quality_ms: { '1080p': 20_000, '720p': 20_000 },
      dropped_frames: null,
    });
  });

  it('has one fatal error and no samples', () => {
    expect(performance).toEqual({
      latency_ms: null,
      buffer_ms: null,
      throughput_bps: null,
      errors: 1,
      fatal_errors: 1,
      by_code: {},
    });
  });
});

describe('the golden vectors of metrics.md 15', () => {
  it('V2: startup, stall, seek and pause keep apart', () => {
    const figures = viewers(
      log(
        [0, { type: 'join', ...a, state: 'starting' }],
        [2, { type: 'state', ...a, state: 'playing' }],
        [10, { type: 'state', ...a, state: 'rebuffering' }],
        [15, { type: 'state', ...a, state: 'playing' }],
        [20, { type: 'state', ...a, state: 'seeking' }],
        [21, { type: 'state', ...a, state: 'playing' }],
        [30, { type: 'state', ...a, state: 'paused' }],
        [50, { type: 'state', ...a, state: 'playing' }],
        [60, { type: 'leave', ...a }],
      ),
    );
    expect(figures).toMatchObject({
      startup_ms: { n: 1, max: 2000 },
      play_time_ms: 32_000,
      rebuffer_time_ms: 5000,
      // starting 2 + play 32 + stall 5 + seek 1
      watched_time_ms: 40_000,
      session_time_ms: 60_000,
      rebuffer_ratio: 0.125,
      rebuffer_ratio_play: 5 / 37,
      rebuffers_per_hour: 112.5,
      stall_ms: { n: 1, max: 5000 },
    });
  });

  it('V2b: 60 s of video, a stall of 10 s and a pause of 30 s are 70 s watched', () => {
    const figures = viewers(
      log(
        [0, { type: 'join', ...a }],
        [20, { type: 'state', ...a, state: 'rebuffering' }],
        [30, { type: 'state', ...a, state: 'playing' }],
        [40, { type: 'state', ...a, state: 'paused' }],
        [70, { type: 'state', ...a, state: 'playing' }],
        [100, { type: 'leave', ...a }],
      ),
    );
    expect(figures).toMatchObject({
      watched_time_ms: 70_000,
      play_time_ms: 60_000,
      session_time_ms: 100_000,
    });
  });

  it('V3: ratios are pooled over viewers', () => {
    const figures = viewers(
      log(
        [0, { type: 'join', ...a }],
        [0, { type: 'join', ...b }],
        [8, { type: 'rebuffer', ...b, duration_ms: 5000 }],
        [10, { type: 'leave', ...b }],
        [500, { type: 'rebuffer', ...a, duration_ms: 10_000 }],
        [1000, { type: 'leave', ...a }],
      ),
    );
    expect(figures.rebuffer_ratio).toBe(15 / 1010);
  });

  it('V1a: one leaves as another joins, and the level does not spike', () => {
    const figures = viewers(
      log(
        [0, { type: 'join', ...a }],
        [2, { type: 'join', ...b }],
        [5, { type: 'join', ...c }],
        [6, { type: 'leave', ...b }],
        [10, { type: 'join', viewer_id: 'd' }],
        [10, { type: 'leave', ...a }],
        [12, { type: 'leave', viewer_id: 'd' }],
        [20, { type: 'leave', ...c }],
      ),
    );
    expect(figures).toMatchObject({
      peak_viewers: 3,
      peak_at: '2026-03-01T20:00:05.000Z',
      session_time_ms: 31_000,
      avg_viewers: 1.55,
    });
  });

  it('V1b: the average is over time, not over samples', () => {
    const nine = Array.from({ length: 9 }, (_, i) => ({ viewer_id: `n${i}` }));
    const figures = viewers(
      log(
        [0, { type: 'join', ...a }],
        ...nine.map((viewer) => [90, { type: 'join', ...viewer }] as const),
        ...nine.map((viewer) => [91, { type: 'leave', ...viewer }] as const),
        [100, { type: 'leave', ...a }],
      ),
    );
    expect(figures).toMatchObject({ peak_viewers: 10, avg_viewers: 1.09 });
  });

  it('V6: bitrate is weighted by playing time', () => {
    const figures = viewers(
      log(
        [0, { type: 'join', ...a, quality: 'low', bitrate: 1_000_000 }],
        [10, { type: 'quality', ...a, quality: 'high', bitrate: 5_000_000 }],
        [40, { type: 'leave', ...a }],
      ),
    );
    expect(figures.avg_bitrate_bps).toBe(4_000_000);
  });
});

describe('which session an event belongs to', () => {
  it.each<[string, CanonicalEvent[], object]>([
    [
      'a leave without session id closes the session opened last',
      log(
        [0, { type: 'join', ...a, session_id: '1' }],
        [10, { type: 'join', ...a, session_id: '2' }],
        [20, { type: 'leave', ...a }],
        [30, { type: 'leave', ...a, session_id: '1' }],
      ),
      { sessions: 2, superseded_sessions: 0, session_time_ms: 40_000, orphan_leaves: 0 },
    ],
    [
      'an id adopts the session that has none',
      log(
        [0, { type: 'join', ...a }],
        [10, { type: 'state', ...a, session_id: '1', state: 'paused' }],
        [20, { type: 'leave', session_id: '1' }],
      ),
      { sessions: 1, open_sessions: 0, watched_time_ms: 10_000 },
    ],
    [
      'the same id of another viewer is another session',
      log(
        [0, { type: 'join', ...a, session_id: '1' }],
        [10, { type: 'leave', ...b, session_id: '1' }],
        [20, { type: 'leave', session_id: '1' }],
      ),
      { sessions: 1, orphan_leaves: 1, session_time_ms: 20_000 },
    ],
    [
      'another stream is another session, no stream agrees',
      log(
        [0, { type: 'join', ...a, stream_id: 'x' }],
        [10, { type: 'join', ...a, stream_id: 'y' }],
        [20, { type: 'leave', ...a, stream_id: 'z' }],
        [30, { type: 'leave', ...a }],
        [40, { type: 'leave', ...a, stream_id: 'x' }],
      ),
      { sessions: 2, orphan_leaves: 1, session_time_ms: 60_000, unique_viewers: 1 },
    ],
    [
      'a join supersedes the session it would belong to',
      log(
        [0, { type: 'join', ...a }],
        [10, { type: 'join', ...a, session_id: '1' }],
        [15, { type: 'leave', ...a }],
      ),
      { sessions: 2, superseded_sessions: 1, session_time_ms: 15_000, peak_viewers: 1 },
    ],
    [
      'without a viewer id nobody is counted as unique',
      log([0, { type: 'join', session_id: '1' }], [10, { type: 'leave', session_id: '1' }]),
      { sessions: 1, unique_viewers: null, watched_time_per_viewer_ms: distribution([10_000]) },
    ],
  ])('%s', (_name, events, expected) => {
    expect(viewers(events)).toMatchObject(expected);
  });
});

describe('one instant', () => {
  it.each<[string, CanonicalEvent[], object]>([
    [
      'leaves before it joins when it was there before',
      log(
        [0, { type: 'join', ...a }],
        [10, { type: 'join', ...a }],
        [10, { type: 'leave', ...a }],
        [20, { type: 'latency', latency_ms: 1 }],
      ),
      { sessions: 2, superseded_sessions: 0, orphan_leaves: 0, open_sessions: 1, session_time_ms: 20_000 },
    ],
    [
      'joins before it leaves when it was not',
      log([0, { type: 'leave', ...a }], [0, { type: 'join', ...a }], [10, { type: 'join', ...b }]),
      { sessions: 2, orphan_leaves: 0, open_sessions: 1, session_time_ms: 0, peak_viewers: 1 },
    ],
    [
      'keeps the last of several states and qualities',
      log(
        [0, { type: 'join', ...a, quality: 'x' }],
        [0, { type: 'state', ...a, state: 'starting' }],
        [5, { type: 'state', ...a, state: 'playing' }],
        [10, { type: 'state', ...a, state: 'rebuffering' }],
        [10, { type: 'quality', ...a, quality: 'y' }],
        [10, { type: 'state', ...a, state: 'playing' }],
        [10, { type: 'quality', ...a, quality: 'x' }],
        [20, { type: 'leave', ...a }],
      ),
      {
        attempts: 1,
        rebuffer_count: 0,
        quality_switches: 0,
        play_time_ms: 15_000,
        startup_ms: distribution([5000]),
      },
    ],
    [
      'belongs to the session that leaves in it, whatever is written first',
      log(
        [0, { type: 'join', ...a, quality: 'x' }],
        [10, { type: 'leave', ...a }],
        [10, { type: 'state', ...a, state: 'paused' }],
        [10, { type: 'quality', ...a, quality: 'y' }],
        [10, { type: 'rebuffer', ...a, duration_ms: 2000 }],
        [10, { type: 'heartbeat', ...a, latency_ms: 7 }],
        [10, { type: 'error', ...a, fatal: true }],
        [20, { type: 'latency', latency_ms: 1 }],
      ),
      {
        sessions: 1,
        implicit_sessions: 0,
        open_sessions: 0,
        after_leave: 0,
        session_time_ms: 10_000,
        play_time_ms: 8000,
        rebuffer_count: 1,
        quality_switches: 1,
        playback_failure_ratio: 1,
      },
    ],
    [
      'belongs to the session that joins in it after the earlier one left',
      log(
        [0, { type: 'join', ...a }],
        [10, { type: 'state', ...a, state: 'starting' }],
        [10, { type: 'join', ...a }],
        [10, { type: 'state', ...a, state: 'quit' }],
        [14, { type: 'state', ...a, state: 'playing' }],
        [20, { type: 'latency', latency_ms: 1 }],
      ),
      {
        sessions: 2,
        superseded_sessions: 0,
        orphan_leaves: 0,
        open_sessions: 1,
        play_time_ms: 16_000,
        startup_ms: distribution([4000]),
      },
    ],
    [
      'has one leave for one session: a second one does not close the next',
      log(
        [0, { type: 'join', ...a }],
        [10, { type: 'state', ...a, state: 'ended' }],
        [10, { type: 'join', ...a }],
        [10, { type: 'leave', ...a }],
        [20, { type: 'latency', latency_ms: 1 }],
      ),
      { sessions: 2, superseded_sessions: 0, orphan_leaves: 1, open_sessions: 1, session_time_ms: 20_000 },
    ],
    [
      'has one leave for one session: a second one does not close another that was there',
      log(
        [0, { type: 'join', ...a, session_id: '1' }],
        [4, { type: 'join', ...a, session_id: '2' }],
        [10, { type: 'state', ...a, state: 'ended' }],
        [10, { type: 'leave', ...a }],
        [20, { type: 'latency', latency_ms: 1 }],
      ),
      { sessions: 2, orphan_leaves: 1, open_sessions: 1, session_time_ms: 26_000 },
    ],
    [
      'lets a leave without id close what was there, not what joins',
      log(
        [0, { type: 'join', ...a, session_id: '1' }],
        [10, { type: 'join', ...a, session_id: '2' }],
        [10, { type: 'leave', ...a }],
        [25, { type: 'leave', ...a, session_id: '2' }],
      ),
      { sessions: 2, superseded_sessions: 0, orphan_leaves: 0, session_time_ms: 25_000, peak_viewers: 1 },
    ],
    [
      'lets a join after that leave supersede what else was there',
      log(
        [0, { type: 'join', ...a, session_id: '1' }],
        [4, { type: 'join', ...a, session_id: '2' }],
        [10, { type: 'join', ...a }],
        [10, { type: 'leave', ...a }],
        [20, { type: 'latency', latency_ms: 1 }],
      ),
      // 2 left, as if a ms before; then the join belongs to 1.
      { sessions: 3, superseded_sessions: 1, orphan_leaves: 0, open_sessions: 1, session_time_ms: 26_000 },
    ],
    [
      'makes a play of playing in its closing ms',
      log(
        [0, { type: 'join', ...a, state: 'starting' }],
        [10, { type: 'leave', ...a }],
        [10, { type: 'state', ...a, state: 'playing' }],
      ),
      { plays: 1, exit_before_start_ratio: 0, play_time_ms: 0, startup_ms: distribution([10_000]) },
    ],
    [
      'closes last what it opens itself',
      log(
        [0, { type: 'join', ...b }],
        [10, { type: 'leave', ...a }],
        [10, { type: 'rebuffer', ...a, duration_ms: 3000 }],
        [20, { type: 'leave', ...b }],
      ),
      { sessions: 2, implicit_sessions: 1, orphan_leaves: 0, session_time_ms: 23_000, open_sessions: 0 },
    ],
    [
      'ends with a closing state, which marks the failure',
      log(
        [0, { type: 'join', ...a }],
        [10, { type: 'state', ...a, state: 'failed' }],
        [10, { type: 'state', ...a, state: 'rebuffering' }],
        [20, { type: 'state', ...b, state: 'failed' }],
      ),
      {
        sessions: 1,
        implicit_sessions: 0,
        orphan_leaves: 1,
        session_time_ms: 10_000,
        // Entered at the closing instant: it counts, and has no ms.
        rebuffer_count: 1,
        rebuffer_time_ms: 0,
        stall_ms: null,
        playback_failure_ratio: 1,
      },
    ],
    [
      'alone in a log has a viewer and no average',
      log([0, { type: 'join', ...a }]),
      { sessions: 1, peak_viewers: 1, current_viewers: 1, avg_viewers: null, session_time_ms: 0 },
    ],
  ])('%s', (_name, events, expected) => {
    expect(viewers(events)).toMatchObject(expected);
  });
});

describe('timeouts and stragglers', () => {
  it.each<[string, CanonicalEvent[], object]>([
    [
      'a gap of exactly the timeout keeps the session',
      log([0, { type: 'heartbeat', ...a }], [90, { type: 'heartbeat', ...a }]),
      { sessions: 1, timed_out_sessions: 0, session_time_ms: 90_000 },
    ],
    [
      'a longer one closes it at the timeout',
      log([0, { type: 'heartbeat', ...a }], [90.001, { type: 'heartbeat', ...a }]),
      { sessions: 2, timed_out_sessions: 1, implicit_sessions: 2, session_time_ms: 90_000, open_sessions: 1 },
    ],
    [
      'the end of the log is a gap too',
      log([0, { type: 'join', ...a }], [10, { type: 'heartbeat', ...a }], [200, { type: 'join', ...b }]),
      { sessions: 2, timed_out_sessions: 1, session_time_ms: 100_000, current_viewers: 1 },
    ],
    [
      'a session without heartbeats never times out',
      log([0, { type: 'join', ...a }], [1000, { type: 'heartbeat', ...a }]),
      { sessions: 1, timed_out_sessions: 0, session_time_ms: 1_000_000 },
    ],
    [
      'a paused one has an hour',
      log(
        [0, { type: 'heartbeat', ...a }],
        [0, { type: 'state', ...a, state: 'paused' }],
        [3600, { type: 'heartbeat', ...a }],
        [7200.001, { type: 'error' }],
      ),
      { sessions: 1, timed_out_sessions: 1, session_time_ms: 7_200_000, watched_time_ms: 0, plays: 0 },
    ],
    [
      'an error of the viewer keeps it alive',
      log([0, { type: 'heartbeat', ...a }], [80, { type: 'error', ...a }], [160, { type: 'leave', ...a }]),
      { sessions: 1, timed_out_sessions: 0, session_time_ms: 160_000 },
    ],
    [
      'a heartbeat within the timeout after a leave opens nothing',
      log(
        [0, { type: 'join', ...a }],
        [10, { type: 'leave', ...a }],
        [99.999, { type: 'heartbeat', ...a, latency_ms: 7 }],
      ),
      { sessions: 1, after_leave: 1 },
    ],
    [
      'at the timeout it does',
      log(
        [0, { type: 'join', ...a }],
        [10, { type: 'leave', ...a }],
        [100, { type: 'latency', ...a, latency_ms: 7 }],
      ),
      { sessions: 2, after_leave: 0, implicit_sessions: 1 },
    ],
    [
      'a leave of nobody is counted',
      log([0, { type: 'leave', ...a }], [1, { type: 'state', ...a, state: 'ended' }]),
      { sessions: 0, orphan_leaves: 2, unique_viewers: 0, peak_viewers: 0, peak_at: null },
    ],
  ])('%s', (_name, events, expected) => {
    expect(viewers(events)).toMatchObject(expected);
  });
});

describe('stalls', () => {
  it.each<[string, CanonicalEvent[], object]>([
    [
      'a rebuffer opens a session at its start, not before the previous end',
      log(
        [0, { type: 'join', ...a }],
        [10, { type: 'leave', ...a }],
        [15, { type: 'rebuffer', ...a, duration_ms: 8000 }],
        [20, { type: 'leave', ...a }],
      ),
      { sessions: 2, session_time_ms: 20_000, rebuffer_time_ms: 5000, play_time_ms: 15_000 },
    ],
    [
      'a rebuffer is clipped to the one before and counts when nothing is left',
      log(
        [0, { type: 'join', ...a }],
        [10, { type: 'rebuffer', ...a, duration_ms: 3000 }],
        [12, { type: 'rebuffer', ...a, duration_ms: 5000 }],
        [12, { type: 'rebuffer', ...a, duration_ms: 1000 }],
        [20, { type: 'leave', ...a }],
      ),
      { rebuffer_count: 3, rebuffer_time_ms: 5000, stall_ms: distribution([3000, 2000]) },
    ],
    [
      'a rebuffer inside a stall of the states is that stall',
      log(
        [0, { type: 'join', ...a }],
        [10, { type: 'state', ...a, state: 'rebuffering' }],
        [15, { type: 'state', ...a, state: 'playing' }],
        [15, { type: 'rebuffer', ...a, duration_ms: 6000 }],
        [20, { type: 'leave', ...a }],
      ),
      { rebuffer_count: 1, rebuffer_time_ms: 6000, stall_ms: distribution([6000]) },
    ],
    [
      'a rebuffer moves no paused ms',
      log(
        [0, { type: 'join', ...a }],
        [10, { type: 'state', ...a, state: 'paused' }],
        [12, { type: 'state', ...a, state: 'playing' }],
        [15, { type: 'rebuffer', ...a, duration_ms: 7000 }],
        [20, { type: 'leave', ...a }],
      ),
      { rebuffer_count: 1, rebuffer_time_ms: 5000, play_time_ms: 13_000, watched_time_ms: 18_000 },
    ],
    [
      'ten minutes are as far as a rebuffer reaches',
      log([0, { type: 'join', ...a }], [1000, { type: 'rebuffer', ...a, duration_ms: 900_000 }]),
      { rebuffer_count: 1, rebuffer_time_ms: 600_000, play_time_ms: 400_000 },
    ],
    [
      'nor does it open a session further back',
      log([0, { type: 'join', ...b }], [2000, { type: 'rebuffer', ...a, duration_ms: 900_000 }]),
      { sessions: 2, session_time_ms: 2_600_000, rebuffer_time_ms: 600_000, play_time_ms: 2_000_000 },
    ],
    [
      'a capture may begin in a stall: it is one, and no attempt',
      log(
        [0, { type: 'state', ...a, state: 'rebuffering' }],
        [5, { type: 'state', ...a, state: 'playing' }],
        [10, { type: 'leave', ...a }],
      ),
      {
        implicit_sessions: 1,
        plays: 1,
        attempts: 0,
        startup_ms: null,
        start_failure_ratio: null,
        rebuffer_count: 1,
        rebuffer_time_ms: 5000,
        rebuffer_ratio: 0.5,
        stall_ms: distribution([5000]),
        stalled_sessions_ratio: 1,
      },
    ],
    [
      'one that never plays again is no play and no exit before the start',
      log([0, { type: 'state', ...a, state: 'rebuffering' }], [5, { type: 'leave', ...a }]),
      {
        sessions: 1,
        plays: 0,
        attempts: 0,
        exit_before_start_ratio: null,
        rebuffer_count: 1,
        rebuffer_time_ms: 5000,
        stall_ms: null,
        stalled_sessions_ratio: null,
      },
    ],
    [
      'only that first stall: said again it goes on, after anything else it is startup',
      log(
        [0, { type: 'state', ...a, state: 'rebuffering' }],
        [2, { type: 'state', ...a, state: 'rebuffering' }],
        [3, { type: 'state', ...a, state: 'paused' }],
        [4, { type: 'state', ...a, state: 'rebuffering' }],
        [6, { type: 'state', ...a, state: 'playing' }],
        [10, { type: 'leave', ...a }],
      ),
      {
        attempts: 1,
        startup_ms: distribution([2000]),
        rebuffer_count: 1,
        rebuffer_time_ms: 3000,
        stall_ms: distribution([3000]),
        watched_time_ms: 9000,
      },
    ],
    [
      'only when that state opened the session, not one before it in its ms',
      log(
        [0, { type: 'state', ...a, state: 'starting' }],
        [0, { type: 'state', ...a, state: 'rebuffering' }],
        [3, { type: 'state', ...a, state: 'playing' }],
        [10, { type: 'leave', ...a }],
      ),
      { attempts: 1, rebuffer_count: 0, startup_ms: distribution([3000]) },
    ],
    [
      'a failure in that stall is before playing, so an attempt',
      log([0, { type: 'state', ...a, state: 'rebuffering' }], [5, { type: 'leave', ...a, reason: 'failed' }]),
      { plays: 0, attempts: 1, start_failure_ratio: 1, playback_failure_ratio: null, rebuffer_count: 1 },
    ],
    [
      'a join that says so begins a startup',
      log(
        [0, { type: 'join', ...a, state: 'rebuffering' }],
        [3, { type: 'state', ...a, state: 'playing' }],
        [10, { type: 'leave', ...a }],
      ),
      { attempts: 1, rebuffer_count: 0, rebuffer_time_ms: 0, startup_ms: distribution([3000]) },
    ],
    [
      'rebuffering before anything played is startup',
      log(
        [0, { type: 'join', ...a, state: 'starting' }],
        [1, { type: 'state', ...a, state: 'rebuffering' }],
        [3, { type: 'state', ...a, state: 'playing' }],
        [4, { type: 'state', ...a, state: 'rebuffering' }],
        [10, { type: 'leave', ...a }],
      ),
      // The second stall never ends: its ms count, its length is not known.
      { startup_ms: distribution([3000]), rebuffer_count: 1, rebuffer_time_ms: 6000, stall_ms: null },
    ],
  ])('%s', (_name, events, expected) => {
    expect(viewers(events)).toMatchObject(expected);
  });
});

describe('attempts and failures', () => {
  it('tells start failures, exits, pending attempts and playback failures apart', () => {
    const starting = { type: 'join', state: 'starting' } as const;
    const figures = viewers(
      log(
        [0, { ...starting, viewer_id: 'fails' }],
        [0, { ...starting, viewer_id: 'exits' }],
        [0, { ...starting, viewer_id: 'waits' }],
        [0, { ...starting, viewer_id: 'recovers' }],
        [0, { ...starting, viewer_id: 'breaks' }],
        [1, { type: 'error', viewer_id: 'fails', fatal: true, code: '7' }],
        [1, { type: 'error', viewer_id: 'recovers', fatal: true }],
        [2, { type: 'state', viewer_id: 'recovers', state: 'playing' }],
        [2, { type: 'state', viewer_id: 'breaks', state: 'playing' }],
        [3, { type: 'leave', viewer_id: 'exits' }],
        [4, { type: 'state', viewer_id: 'breaks', state: 'failed' }],
      ),
    );
    expect(figures).toMatchObject({
      attempts: 5,
      plays: 2,
      // Of the four that are resolved.
      start_failure_ratio: 0.25,
      exit_before_start_ratio: 0.25,
      playback_failure_ratio: 0.5,
      // A fatal error inside the startup leaves no sample.
      startup_ms: distribution([2000]),
    });
  });
});

describe('attempts that say they started', () => {
  const starting = { type: 'join', state: 'starting' } as const;
  const startup = { type: 'startup', startup_ms: 1500 } as const;
  const events = log(
    [0, { ...starting, viewer_id: 'left' }],
    [0, { ...starting, viewer_id: 'failed later' }],
    [0, { ...starting, viewer_id: 'failed before' }],
    [0, { ...starting, viewer_id: 'said nothing' }],
    [1, { type: 'error', viewer_id: 'failed before', fatal: true }],
    [2, { ...startup, viewer_id: 'left' }],
    [2, { ...startup, viewer_id: 'failed later' }],
    [2, { ...startup, viewer_id: 'failed before' }],
    [5, { type: 'leave', viewer_id: 'left' }],
    [5, { type: 'leave', viewer_id: 'failed later', reason: 'failed' }],
    [5, { type: 'leave', viewer_id: 'failed before' }],
    [5, { type: 'leave', viewer_id: 'said nothing' }],
  );

  it('are started, and no plays', () => {
    expect(viewers(events)).toMatchObject({
      attempts: 4,
      plays: 0,
      start_failure_ratio: 0,
      exit_before_start_ratio: 0.25,
      playback_failure_ratio: null,
      startup_ms: distribution([1500, 1500, 1500]),
    });
  });

  it.each<[string, number, number | null]>([
    ['before the startup event: none is resolved', 0, null],
    ['with it: three are', 2, 0],
    ['with the leaves: one is', 5, 1],
  ])('are resolved at the startup event; in a second %s', (_name, second, exits) => {
    const fromMs = START + second * 1000;
    expect(viewers(events, { fromMs, toMs: fromMs + 1000 }).exit_before_start_ratio).toBe(exits);
  });

  it('are resolved at the first playing when there is one', () => {
    const played = log(
      [0, { ...starting, ...a }],
      [2, { ...startup, ...a }],
      [4, { type: 'state', ...a, state: 'playing' }],
      [9, { type: 'leave', ...a }],
    );
    expect(viewers(played, { fromMs: START + 3000 }).exit_before_start_ratio).toBe(0);
    expect(viewers(played, { fromMs: START + 5000 }).exit_before_start_ratio).toBeNull();
  });
});

describe('heartbeats and totals', () => {
  it('adds increments of a counter that restarts', () => {
    const figures = viewers(
      log(
        [0, { type: 'join', ...a }],
        [10, { type: 'heartbeat', ...a, dropped_frames: 5 }],
        [20, { type: 'heartbeat', ...a, dropped_frames: 8 }],
        [30, { type: 'heartbeat', ...a, dropped_frames: 2 }],
        [30, { type: 'heartbeat', ...b, dropped_frames: 100 }],
        [40, { type: 'heartbeat', ...b, dropped_frames: 101 }],
      ),
    );
    expect(figures.dropped_frames).toBe(5 + 3 + 2 + 1);
  });

  it('applies totals only to a session without events of its own', () => {
    const totals = {
      type: 'totals',
      startup_ms: 500,
      rebuffer_count: 2,
      rebuffer_ms: 3000,
      play_ms: 20_000,
      watched_ms: 23_500,
      avg_bitrate: 1000,
      dropped_frames: 4,
    } as const;
    const figures = viewers(
      log(
        [0, { type: 'join', ...a, session_id: '1' }],
        [10, { ...totals, ...a, session_id: '1' }],
        [20, { type: 'leave', ...a, session_id: '1' }],
        [20, { ...totals, ...a, session_id: '1' }],
        [20, { ...totals, ...b, session_id: '2' }],
      ),
    );
    expect(figures).toMatchObject({
      sessions: 2,
      plays: 2,
      attempts: 1,
      session_time_ms: 20_000,
      watched_time_ms: 43_500,
      play_time_ms: 40_000,
      rebuffer_count: 2,
      rebuffer_time_ms: 3000,
      startup_ms: distribution([500]),
      avg_bitrate_bps: 1000,
      dropped_frames: 4,
      peak_viewers: 1,
    });
  });
});

describe('a window', () => {
  const events = log(
    [0, { type: 'join', ...a, state: 'starting' }],
    [2, { type: 'state', ...a, state: 'playing' }],
    [10, { type: 'rebuffer', ...a, duration_ms: 4000 }],
    [15, { type: 'join', ...b, quality: 'x' }],
    [20, { type: 'quality', ...b, quality: 'y' }],
    [30, { type: 'leave', ...a, reason: 'failed' }],
    [40, { type: 'leave', ...b }],
  );

  it('clips times and counts what happens inside', () => {
    const figures = viewers(events, { fromMs: START + 8000, toMs: START + 20_000 });
    expect(figures).toMatchObject({
      sessions: 2,
      plays: 2,
      attempts: 1,
      open_sessions: 2,
      session_time_ms: 17_000,
      avg_viewers: 17 / 12,
      rebuffer_time_ms: 2000,
      // Began at 6 s, outside; so did the start of a.
      rebuffer_count: 0,
      startup_ms: null,
      start_failure_ratio: null,
      quality_switches: 0,
      playback_failure_ratio: 0,
      peak_viewers: 2,
      peak_at: '2026-03-01T20:00:15.000Z',
    });
  });
});

describe('without viewers', () => {
  it('has no viewer figures, and performance only when there is some', () => {
    expect(naiveViewers(log([0, { type: 'request', status: 200 }]))).toEqual({
      viewers: null,
      performance: null,
    });
    expect(naiveViewers(log([0, { type: 'latency', latency_ms: 40 }]))).toMatchObject({
      viewers: null,
      performance: { latency_ms: { n: 1, p99: 40 }, errors: 0 },
    });
  });
});
