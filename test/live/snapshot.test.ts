import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../src/live/snapshot.ts';
import { UsageError } from '../../src/model/errors.ts';
import { instant, log, sinceStart, snapshotText } from './snapshot-text.ts';

/** Product section 11. */
const EXAMPLE = log([
  [0, { type: 'join', viewer_id: 'a', session_id: 's1', state: 'starting' }],
  [2, { type: 'startup', viewer_id: 'a', startup_ms: 2000 }],
  [2, { type: 'state', viewer_id: 'a', state: 'playing' }],
  [10, { type: 'join', viewer_id: 'b' }],
  [20, { type: 'rebuffer', viewer_id: 'a', duration_ms: 4000 }],
  [20, { type: 'quality', viewer_id: 'a', quality: '720p', bitrate: 3_000_000 }],
  [40, { type: 'quality', viewer_id: 'a', quality: '1080p', bitrate: 5_000_000 }],
  [50, { type: 'error', viewer_id: 'b', fatal: true }],
  [50, { type: 'leave', viewer_id: 'b', reason: 'failed' }],
  [60, { type: 'leave', viewer_id: 'a', reason: 'ended' }],
  [60, { type: 'state', viewer_id: 'c', state: 'playing' }],
]);

function audience({ current_viewers, peak_viewers, avg_viewers, total_watch_time }: Snapshot): number[] {
  return [current_viewers, peak_viewers, avg_viewers, total_watch_time.secs + total_watch_time.nanos / 1e9];
}

describe('the worked example', () => {
  it.each<{ s: number; figures: number[]; present: string[] }>([
    { s: 0, figures: [1, 1, 0, 0], present: ['a'] },
    { s: 9.999, figures: [1, 1, 1, 9.999], present: ['a'] },
    { s: 10, figures: [2, 2, 1, 10], present: ['a', 'b'] },
    { s: 20, figures: [2, 2, 1.5, 30], present: ['a', 'b'] },
    { s: 50, figures: [1, 2, 1.8, 90], present: ['a'] },
    { s: 60, figures: [1, 2, 100 / 60, 100], present: ['c'] },
    { s: 80, figures: [1, 2, 1.5, 120], present: ['c'] },
    // c alone has been there for an hour.
    { s: 3660, figures: [1, 2, 1, 3700], present: ['c'] },
  ])('after $s s', async ({ s, figures, present }) => {
    const snapshot = await snapshotText('example.ndjson', EXAMPLE, sinceStart(s * 1000));
    expect(audience(snapshot)).toEqual(figures);
    expect(snapshot.viewers.map(({ viewer_id }) => viewer_id)).toEqual(present);
  });

  it.each([
    { s: 19, stalls: 0, stalled: 0, bps: 0, switches: 0, quality: null },
    { s: 20, stalls: 1, stalled: 4, bps: 0, switches: 0, quality: '720p' },
    { s: 39, stalls: 1, stalled: 4, bps: 3_000_000, switches: 0, quality: '720p' },
    { s: 40, stalls: 1, stalled: 4, bps: 3_000_000, switches: 1, quality: '1080p' },
    { s: 59.999, stalls: 1, stalled: 4, bps: 3_999_974, switches: 1, quality: '1080p' },
  ])('viewer a after $s s', async ({ s, stalls, stalled, bps, switches, quality }) => {
    const snapshot = await snapshotText('example.ndjson', EXAMPLE, sinceStart(s * 1000));
    expect(snapshot.viewers[0]).toMatchObject({
      viewer_id: 'a',
      rebuffer_count: stalls,
      rebuffer_duration: { secs: stalled, nanos: 0 },
      avg_bitrate: bps,
      quality_switches: switches,
      current_quality: quality,
    });
  });

  it('has its keys in the order of the contract', async () => {
    const snapshot = await snapshotText('example.ndjson', EXAMPLE, sinceStart(5000));
    expect(Object.keys(snapshot).join(' ')).toBe(
      'stream_id stream_metrics current_viewers peak_viewers avg_viewers total_watch_time avg_bitrate avg_framerate avg_latency viewers',
    );
    expect(Object.keys(snapshot.stream_metrics).join(' ')).toBe(
      'stream_id video_bitrate audio_bitrate framerate dropped_frames keyframe_interval total_packets total_bytes avg_latency packet_loss_rate',
    );
    expect(Object.keys(snapshot.viewers[0] ?? {}).join(' ')).toBe(
      'viewer_id stream_id join_time leave_time watch_time rebuffer_count rebuffer_duration avg_bitrate quality_switches current_quality location user_agent',
    );
  });

  it('before it begins: nobody', async () => {
    const snapshot = await snapshotText('example.ndjson', EXAMPLE, instant(Date.UTC(2026, 4, 30, 19)));
    expect(audience(snapshot)).toEqual([0, 0, 0, 0]);
  });

  it('in the order it came in or any other: a disordered file is sorted', async () => {
    const backwards = EXAMPLE.trimEnd().split('\n').reverse().join('\n');
    expect(
      await snapshotText('example.ndjson', backwards, instant(Date.UTC(2026, 4, 30, 20, 0, 45))),
    ).toEqual(await snapshotText('example.ndjson', EXAMPLE, sinceStart(45_000)));
  });
});

describe('sessions', () => {
  it('pauses are watch time and audience', async () => {
    const text = log([
      [0, { type: 'join', viewer_id: 'a' }],
      [10, { type: 'state', viewer_id: 'a', state: 'paused' }],
      [90, { type: 'latency', latency_ms: 700 }],
    ]);
    const snapshot = await snapshotText('pause.ndjson', text, sinceStart(100_000));
    expect(audience(snapshot)).toEqual([1, 1, 1, 100]);
    expect(snapshot.avg_latency).toBe(700);
  });

  it.each([
    { name: 'still there', s: 100, figures: [1, 1, 1, 100] },
    {
      name: 'gone 90 s after its last heartbeat, which the log need not say',
      s: 200,
      figures: [0, 1, 0.5, 100],
    },
  ])('with heartbeats: $name', async ({ s, figures }) => {
    const text = log([
      [0, { type: 'join', viewer_id: 'a' }],
      [10, { type: 'heartbeat', viewer_id: 'a' }],
    ]);
    expect(audience(await snapshotText('beats.ndjson', text, sinceStart(s * 1000)))).toEqual(figures);
  });

  it('a stall that goes on is counted with its time so far', async () => {
    const text = log([
      [0, { type: 'join', viewer_id: 'a' }],
      [10, { type: 'state', viewer_id: 'a', state: 'rebuffering' }],
      [30, { type: 'state', viewer_id: 'a', state: 'playing' }],
    ]);
    const [viewer] = (await snapshotText('stall.ndjson', text, sinceStart(13_000))).viewers;
    expect(viewer).toMatchObject({ rebuffer_count: 1, rebuffer_duration: { secs: 3, nanos: 0 } });
  });

  it('a dimension is the first value a session told; who has no viewer id is named by its session', async () => {
    const text = log([
      [0, { type: 'join', session_id: 's1' }],
      [1, { type: 'quality', session_id: 's1', quality: '720p', location: 'de', device: 'tv' }],
      [2, { type: 'quality', session_id: 's1', quality: '480p', location: 'fr', user_agent: 'UA/2' }],
    ]);
    const [viewer] = (await snapshotText('dims.ndjson', text, sinceStart(3000))).viewers;
    expect(viewer).toMatchObject({ viewer_id: 's1', location: 'de', user_agent: 'UA/2' });
  });

  it('two of one viewer are two', async () => {
    const text = log([
      [0, { type: 'join', viewer_id: 'a', session_id: 's1', quality: 'first' }],
      [1, { type: 'join', viewer_id: 'a', session_id: 's2', quality: 'second' }],
    ]);
    const snapshot = await snapshotText('two.ndjson', text, sinceStart(1000));
    expect(snapshot.current_viewers).toBe(2);
    expect(snapshot.viewers.map(({ current_quality }) => current_quality)).toEqual(['first', 'second']);
  });
});

describe('streams', () => {
  const TWO = log([
    [0, { type: 'join', viewer_id: 'a', stream_id: 'main' }],
    [0, { type: 'join', viewer_id: 'c', stream_id: 'main' }],
    [1, { type: 'leave', viewer_id: 'c' }],
    [1, { type: 'join', viewer_id: 'b' }],
    [2, { type: 'latency', viewer_id: 'b', latency_ms: 300 }],
    [3, { type: 'quality', viewer_id: 'b', stream_id: 'side', quality: '720p' }],
    [4, { type: 'latency', latency_ms: 100, stream_id: 'main' }],
    [5, { type: 'packet', media_type: 'video', size: 10, stream_id: 'side' }],
  ]);

  it('several and none asked for: an error that names them', async () => {
    await expect(snapshotText('two.ndjson', TWO, sinceStart(5000))).rejects.toThrow(
      new UsageError('the input holds several streams; type --stream with one of: main, side'),
    );
  });

  it('one so far: everyone counts, those of no stream too', async () => {
    const snapshot = await snapshotText('two.ndjson', TWO, sinceStart(2000));
    expect(snapshot.stream_id).toBe('main');
    expect(snapshot.current_viewers).toBe(2);
    expect(snapshot.viewers.map(({ stream_id }) => stream_id)).toEqual(['main', 'main']);
    expect(snapshot.avg_latency).toBe(300);
  });

  it.each([
    { stream: 'main', viewers: ['a'], packets: 0, latencyMs: 100 },
    // What b told before it said its stream is of that stream.
    { stream: 'side', viewers: ['b'], packets: 1, latencyMs: 300 },
    { stream: 'none', viewers: [], packets: 0, latencyMs: 0 },
  ])('$stream alone', async ({ stream, viewers, packets, latencyMs }) => {
    const snapshot = await snapshotText('two.ndjson', TWO, sinceStart(5000), { stream });
    expect(snapshot.stream_id).toBe(stream);
    expect(snapshot.viewers.map(({ viewer_id }) => viewer_id)).toEqual(viewers);
    expect(snapshot.total_watch_time.secs).toBe({ main: 6, side: 4 }[stream] ?? 0);
    expect(snapshot.stream_metrics.total_packets).toBe(packets);
    expect(snapshot.avg_latency).toBe(latencyMs);
  });

  it('a leave that says the stream of its session last, at the instant that is looked at', async () => {
    const text = log([
      [0, { type: 'join', viewer_id: 'a' }],
      [4, { type: 'leave', viewer_id: 'a', stream_id: 'main' }],
    ]);
    const snapshot = await snapshotText('late.ndjson', text, sinceStart(4000), { stream: 'main' });
    expect(audience(snapshot)).toEqual([0, 1, 1, 4]);
  });

  it('packets without a stream are in one named after the input, which the name finds too', async () => {
    const text = log([[0, { type: 'packet', media_type: 'audio', size: 100 }]]);
    const byDefault = await snapshotText('capture.ndjson', text, sinceStart(1000));
    expect(byDefault.stream_id).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(byDefault.stream_metrics.audio_bitrate).toBe(800);
    expect(
      await snapshotText('capture.ndjson', text, sinceStart(1000), { stream: 'capture.ndjson' }),
    ).toEqual(byDefault);
  });

  it('none at all: the nil UUID', async () => {
    const { stream_id } = await snapshotText('example.ndjson', EXAMPLE, sinceStart(0));
    expect(stream_id).toBe('00000000-0000-0000-0000-000000000000');
  });
});

describe('the instant', () => {
  it('as a time of day', async () => {
    const timeOfDay = {
      kind: 'time-of-day',
      dayMs: (20 * 3600 + 45) * 1000,
      typed: '--at 20:00:45',
    } as const;
    expect(await snapshotText('example.ndjson', EXAMPLE, timeOfDay)).toEqual(
      await snapshotText('example.ndjson', EXAMPLE, sinceStart(45_000)),
    );
  });

  it('needs everything before it, whatever --from and --to say', async () => {
    const window = { from: sinceStart(30_000), to: sinceStart(40_000) };
    expect(await snapshotText('example.ndjson', EXAMPLE, sinceStart(45_000), window)).toEqual(
      await snapshotText('example.ndjson', EXAMPLE, sinceStart(45_000)),
    );
  });

  it('on a media clock counts media time', async () => {
    const packets = Array.from({ length: 100 }, (_, frame) =>
      JSON.stringify({
        type: 'packet',
        media_type: 'video',
        pts: frame * 40,
        keyframe: frame % 25 === 0,
        size: 500,
      }),
    );
    const snapshot = await snapshotText('capture.ndjson', packets.join('\n'), sinceStart(2000));
    // Frames 0 to 50 in 2 s; those at 0, 1 and 2 s are keyframes.
    expect(snapshot.stream_metrics).toMatchObject({
      total_packets: 51,
      framerate: 25.5,
      video_bitrate: 102_000,
      keyframe_interval: 1000,
    });
    const joined = await snapshotText(
      'viewers.ndjson',
      '{"type":"join","ts":1.5,"viewer_id":"a"}\n',
      sinceStart(1500),
    );
    expect(joined.viewers[0]?.join_time).toBe('1.500000');
  });

  it('has no place in a media clock for a time of day', async () => {
    const packet = JSON.stringify({ type: 'packet', media_type: 'video', pts: 0, size: 500 });
    const timeOfDay = { kind: 'time-of-day', dayMs: 0, typed: '--at 00:00' } as const;
    await expect(snapshotText('capture.ndjson', packet, timeOfDay)).rejects.toThrow(UsageError);
  });
});
