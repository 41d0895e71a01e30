import { describe, expect, it } from 'vitest';
import { Flag } from '../../src/model/event-batch.ts';
import { finish, type Packet, type Row, stateOf, streamOf } from './streams-feed.ts';

/** `count` packets `step` ms apart from `from` on. */
function run(count: number, step: number, from = 0, each: Packet = {}): (Packet & { pts: number })[] {
  return Array.from({ length: count }, (_, i) => ({ pts: from + i * step, size: 100, ...each }));
}

describe('duration, bitrate and frame rate', () => {
  it('spans first pts to last pts + duration, and counts frames over first to last pts', () => {
    const { video } = streamOf(run(25, 40, 1000, { duration: 40 }));
    expect(video).toMatchObject({
      packets: 25,
      bytes: 2500,
      duration_ms: 1000,
      bitrate_bps: 20_000,
      fps: 25,
    });
    expect(video?.bitrate).toMatchObject({ n: 1, min: 20_000, max: 20_000 });
    expect(video?.peak_factor).toBe(1);
  });

  it('takes the median step for a missing duration', () => {
    expect(streamOf(run(25, 40)).video).toMatchObject({ duration_ms: 1000, bitrate_bps: 20_000 });
  });

  it('does not add up durations: Matroska rounds them to whole ms', () => {
    // 60 fps with 16 ms printed for 16.67: the sum of durations would say 62.5.
    const packets = run(61, 50 / 3, 0, { duration: 16 });
    expect(streamOf(packets).video).toMatchObject({ duration_ms: 1016, fps: 60 });
  });

  it('keeps an outage inside the duration', () => {
    const { video } = streamOf([...run(25, 40, 0, { duration: 40 }), ...run(25, 40, 9000, { duration: 40 })]);
    expect(video?.duration_ms).toBe(10_000);
    expect(video?.bitrate).toMatchObject({ n: 10, min: 0, max: 20_000, avg: 4000 });
    expect(video?.peak_factor).toBe(5);
  });

  it('has no rate for one packet', () => {
    const { video, codes } = streamOf([{ pts: 5, size: 10 }]);
    expect(video).toMatchObject({
      packets: 1,
      bytes: 10,
      duration_ms: null,
      bitrate_bps: null,
      fps: null,
      bitrate: null,
    });
    expect(codes).toContain('too_few_packets');
    expect(streamOf([{ pts: 5, size: 10, duration: 20 }]).video).toMatchObject({
      duration_ms: 20,
      bitrate_bps: 4000,
    });
  });

  it('leaves out parts of a second: buckets begin at the first dts', () => {
    // First dts −80 ms: full seconds are [−80, 920) and [920, 1920) of a track that ends at 2,120.
    const packets = run(55, 40, -80, { duration: 40 }).map((packet) => ({ ...packet, dts: packet.pts }));
    expect(streamOf(packets).video?.bitrate).toMatchObject({ n: 2, min: 20_000, max: 20_000 });
  });

  it('counts a packet without any time in packets and bytes only', () => {
    const { video } = streamOf([...run(25, 40), { size: 5000 }]);
    expect(video).toMatchObject({
      packets: 26,
      bytes: 7500,
      duration_ms: 1000,
      fps: 25,
      bitrate_bps: 60_000,
    });
    expect(video?.bitrate?.max).toBe(20_000);
    const untimed = streamOf([{ size: 100, key: true }, { size: 50 }]);
    expect(untimed.video).toMatchObject({ packets: 2, bytes: 150, duration_ms: null, keyframes: null });
    expect(untimed.video?.timestamp_anomalies).toBeNull();
    expect(untimed.codes).toContain('no_packet_times');
  });

  it('uses one of pts and dts for the other', () => {
    const { video } = streamOf([{ pts: 0, dts: 0 }, { dts: 40 }, { pts: 80 }, { pts: 120, dts: 120 }]);
    expect(video).toMatchObject({ duration_ms: 160, fps: 25, missing_frames: 0 });
  });

  it('counts discarded and damaged packets as sent', () => {
    expect(streamOf(run(25, 40, 0, { flags: Flag.corrupt })).video?.bytes).toBe(2500);
  });

  it('adds exactly beyond 2^53', () => {
    // Added one by one as doubles the ones would vanish.
    const sizes = [2 ** 53 - 1, 2, 1, 1, 1];
    expect(streamOf(sizes.map((size) => ({ size }))).bytes).toBe(2 ** 53 + 4);
  });
});

describe('missing frames and timestamps', () => {
  it('finds missing frames and gaps on sorted pts, with B-frames in file order', () => {
    // Display order 0, 40, … 960, of which 400, 440 and 480 never came; decoding order I P B B.
    const order = [
      0, 120, 40, 80, 240, 160, 200, 360, 280, 320, 600, 520, 560, 720, 640, 680, 840, 760, 800, 960, 880,
      920,
    ];
    const { video } = streamOf(order.map((pts, i) => ({ pts, dts: i * 40 - 80 })));
    expect(video).toMatchObject({ missing_frames: 3 });
    expect(video?.timestamp_anomalies).toEqual({
      non_monotonic_dts: 0,
      pts_before_dts: 0,
      duplicate: 0,
      gaps: 1,
      longest_gap_ms: 160,
    });
  });

  it('calls a step a gap beyond 1.5 × nominal and nominal + 10 ms', () => {
    const steps = (step: number): number | null | undefined =>
      streamOf([...run(20, 40), { pts: 760 + step }]).video?.timestamp_anomalies?.gaps;
    expect([steps(60), steps(60.001)]).toEqual([0, 1]);
    const short = (step: number): number | null | undefined =>
      streamOf([...run(20, 8), { pts: 152 + step }]).video?.timestamp_anomalies?.gaps;
    expect([short(18), short(18.001)]).toEqual([0, 1]);
  });

  it('takes steps within max(1 ms, 2 %) of the median as equal, and their mean as nominal', () => {
    // 16 and 17 ms alternate as 60 fps in Matroska do: all equal, nothing missing.
    const pts = Array.from({ length: 61 }, (_, i) => Math.round((i * 50) / 3));
    expect(streamOf(pts.map((at) => ({ pts: at }))).video).toMatchObject({ missing_frames: 0 });
  });

  it('has no missing frames where fewer than 0.9 of the steps are equal', () => {
    const varying = [...run(9, 40), { pts: 420 }, { pts: 560 }];
    const { video, codes } = streamOf(varying);
    expect(video?.missing_frames).toBeNull();
    expect(video?.timestamp_anomalies?.gaps).toBe(2);
    expect(codes).toContain('frame_rate_varies');
    // Nine of ten are enough.
    expect(streamOf([...run(10, 40), { pts: 480 }]).video?.missing_frames).toBe(2);
  });

  it('counts a step of more than 10 s as a gap without missing frames', () => {
    const { video } = streamOf([...run(20, 40), ...run(20, 40, 20_000)]);
    expect(video).toMatchObject({ missing_frames: 0, duration_ms: 20_800 });
    expect(video?.timestamp_anomalies).toMatchObject({ gaps: 1, longest_gap_ms: 19_240 });
  });

  it('counts times that begin again as one gap of unknown length, and adds the runs', () => {
    const { video, codes } = streamOf(
      [...run(500, 40, 60_000), ...run(500, 40)].map((p) => ({ ...p, dts: p.pts })),
    );
    expect(video).toMatchObject({ missing_frames: 0, duration_ms: 40_000, fps: 25 });
    expect(video?.timestamp_anomalies).toEqual({
      non_monotonic_dts: 1,
      pts_before_dts: 0,
      duplicate: 0,
      gaps: 1,
      longest_gap_ms: null,
    });
    expect(codes).toContain('timestamp_restart');
  });

  it('counts equal and falling dts, pts before dts, and equal pts', () => {
    const rows = [
      { pts: 0, dts: 0 },
      { pts: 40, dts: 40 },
      { pts: 40, dts: 40 },
      { pts: 120, dts: 120 },
      { pts: 80, dts: 100 },
    ];
    expect(streamOf(rows).video?.timestamp_anomalies).toMatchObject({
      non_monotonic_dts: 2,
      pts_before_dts: 1,
      duplicate: 1,
    });
  });

  it('does not judge dts that never came', () => {
    const { video, codes } = streamOf([{ pts: 0 }, { pts: 80 }, { pts: 40 }]);
    expect(video?.timestamp_anomalies).toMatchObject({
      non_monotonic_dts: null,
      pts_before_dts: null,
      duplicate: 0,
    });
    expect(codes).toContain('dts_not_observed');
  });

  it('judges no timestamps of a track that lives on arrival times', () => {
    const rows = run(30, 40, 0, { flags: Flag.arrivalTimed }).map((p) => ({
      ...p,
      dts: p.pts,
      arrival: p.pts,
    }));
    const stream = streamOf(rows as Row[]);
    expect(stream.video).toMatchObject({ duration_ms: 1200, fps: 25, timestamp_anomalies: null });
    expect(stream).toMatchObject({ jitter_ms: null, drift_ms: null });
    expect(stream.codes).toContain('arrival_time_used');
  });
});

describe('keyframes', () => {
  const keyed = (pts: readonly number[], keys: readonly number[], type: Packet['type'] = 'video'): Packet[] =>
    pts.map((at) => ({ pts: at, type, key: keys.includes(at) }));

  it('has the intervals of vector V8: keyframes at 0, 2, 4 and 7.5 s', () => {
    const pts = Array.from({ length: 20 }, (_, i) => i * 500);
    const { video } = streamOf(keyed(pts, [0, 2000, 4000, 7500]));
    expect(video?.keyframes).toBe(4);
    expect(video?.keyframe_interval_ms).toMatchObject({ n: 3, min: 2000, avg: 2500, p50: 2000, max: 3500 });
    expect(video?.gop_frames).toMatchObject({ n: 3, min: 4, p50: 4, max: 7 });
  });

  it('leaves out frames before the first keyframe and the open group at the end', () => {
    const { video } = streamOf(keyed([0, 40, 80, 120, 160, 200], [80, 160]));
    expect(video?.keyframe_interval_ms).toMatchObject({ n: 1, max: 80 });
    expect(video?.gop_frames).toMatchObject({ n: 1, max: 2 });
  });

  it('takes intra-only video as it is', () => {
    const { video } = streamOf(run(25, 40, 0, { key: true }));
    expect(video).toMatchObject({ keyframes: 25 });
    expect(video?.keyframe_interval_ms).toMatchObject({ n: 24, min: 40, max: 40 });
    expect(video?.gop_frames).toMatchObject({ n: 24, min: 1, max: 1 });
  });

  it('tells none seen from none observed', () => {
    const none = streamOf(keyed([0, 40], []));
    expect(none.video).toMatchObject({ keyframes: 0, keyframe_interval_ms: null });
    const unknown = streamOf(run(2, 40));
    expect(unknown.video?.keyframes).toBeNull();
    expect(unknown.codes).toContain('keyframes_not_observed');
  });

  it('ignores the keyframes of audio, of which every packet is one', () => {
    const { audio } = streamOf(run(10, 21, 0, { type: 'audio', key: true }));
    expect(audio).toMatchObject({ keyframes: null, keyframe_interval_ms: null, gop_frames: null });
  });
});

describe('streams and tracks', () => {
  it('sums several tracks of a type and leaves the rest to them', () => {
    const rows = [
      ...run(25, 40, 0, { track: '0', duration: 40 }),
      ...run(25, 40, 500, { track: '1', duration: 40 }),
      ...run(25, 40, 5000, { track: '2', duration: 40 }),
    ];
    const { video, tracks, codes } = streamOf(rows);
    // [0, 1,000) ∪ [500, 1,500) ∪ [5,000, 6,000)
    expect(video).toEqual({
      packets: 75,
      bytes: 7500,
      duration_ms: 2500,
      bitrate_bps: 24_000,
      bitrate: null,
      peak_factor: null,
      fps: null,
      keyframes: null,
      keyframe_interval_ms: null,
      gop_frames: null,
      missing_frames: null,
      timestamp_anomalies: null,
    });
    expect(tracks.map(({ fps }) => fps)).toEqual([25, 25, 25]);
    expect(codes).toContain('several_tracks');
  });

  it('orders tracks by number then bytes, streams by name then id', () => {
    const rows = ['b', '10', '9', 'a'].map((track) => ({ track, pts: 0 }));
    expect(streamOf(rows).tracks.map(({ index }) => index)).toEqual(['9', '10', 'a', 'b']);
    const state = stateOf(['id2', 'id1', 'id3', 'zz'].map((stream) => ({ stream, pts: 0 })));
    const names = new Map([
      ['id1', 'night'],
      ['id2', 'day'],
      ['id3', 'night'],
    ]);
    expect(finish(state, names)?.streams.map(({ stream_id, name }) => [stream_id, name])).toEqual([
      ['id2', 'day'],
      ['id1', 'night'],
      ['id3', 'night'],
      ['zz', null],
    ]);
  });

  it('joins descriptions before, between and after packets, and lists a track without packets', () => {
    const rows: Row[] = [
      { describes: '0', codec: 'h264' },
      { track: '0', pts: 0 },
      { describes: '0', width: 1920, codec: 'other' },
      { describes: '1', type: 'audio', codec: 'aac' },
    ];
    const { tracks, audio, codes } = streamOf(rows);
    expect(tracks).toMatchObject([
      { index: '0', media_type: 'video', codec: 'h264', width: 1920, height: null, packets: 1 },
      { index: '1', media_type: 'audio', codec: 'aac', packets: 0, bytes: 0, duration_ms: null },
    ]);
    expect(audio).toMatchObject({ packets: 0 });
    expect(codes).toContain('no_packets');
  });

  it('has nothing without packets', () => {
    expect(finish(stateOf([]))).toBeNull();
    expect(streamOf(run(2, 40))).toMatchObject({
      audio: null,
      metadata: null,
      loss: null,
      continuity_errors: null,
    });
  });

  it('offsets audio from video', () => {
    const rows = [...run(25, 40, 80, { duration: 40 }), ...run(50, 20, 0, { type: 'audio', duration: 20 })];
    const stream = streamOf(rows);
    expect(stream).toMatchObject({ av_start_offset_ms: -80, av_end_offset_ms: -80, duration_ms: 1080 });
    expect(stream.av_skew_ms).toBeNull();
  });

  it('offsets audio from video across the 33-bit wrap', () => {
    const wrap = 2 ** 33 / 90;
    const rows = [
      ...run(25, 40, wrap - 20, { duration: 40 }),
      ...run(50, 20, 10, { type: 'audio', duration: 20 }),
    ];
    rows.splice(1, 24, ...run(24, 40, 20, { duration: 40 }));
    const stream = streamOf(rows);
    expect(stream.av_start_offset_ms).toBeCloseTo(30, 2);
    expect(stream.video?.duration_ms).toBeCloseTo(1000, 2);
    expect(stream.duration_ms).toBeCloseTo(1030, 2);
    expect(stream.codes).toContain('timestamp_wrap');
  });

  it('has the skew at equal arrival, drift and jitter', () => {
    // Both arrive in step with media time, audio being 100 ms ahead in media time.
    const video = run(100, 20).map((p) => ({ ...p, arrival: 1000 + p.pts }));
    const audio = run(100, 20, 100, { type: 'audio' }).map((p) => ({ ...p, arrival: 900 + p.pts }));
    const stream = streamOf([...video, ...audio]);
    expect(stream).toMatchObject({
      av_skew_ms: { avg: 100, max_abs: 100 },
      drift_ms: 0,
      jitter_ms: { avg: 0, max: 0 },
    });
  });

  it('prints the jitter of vector V4 to 1e-6 ms', () => {
    const rows = [0, 10, 4, 4, 20].map((transit, i) => ({ pts: i * 20, arrival: i * 20 + transit }));
    expect(streamOf(rows)).toMatchObject({ jitter_ms: { avg: 1.082848, max: 1.844574 }, drift_ms: 20 });
  });
});

describe('loss', () => {
  const numbered = (numbers: readonly number[], each: Packet = {}): Packet[] =>
    numbers.map((sequence) => ({ sequence, ...each }));

  it('is that of vector V5', () => {
    expect(streamOf(numbered([65533, 65534, 0, 1, 1, 3], { flags: Flag.sequence16 })).loss).toEqual({
      expected: 7,
      received: 6,
      lost: 2,
      loss_ratio: 2 / 7,
      rfc3550_lost: 1,
      duplicates: 1,
      reordered: 0,
    });
  });

  it('adds tracks that number their packets apart', () => {
    const rows = [
      ...numbered([1, 2, 4], { track: '0' }),
      ...numbered([1, 2, 3, 5], { track: '1', type: 'audio' }),
    ];
    const { loss, codes } = streamOf(rows);
    expect(loss).toMatchObject({ expected: 9, received: 7, lost: 2, rfc3550_lost: 2 });
    expect(codes).not.toContain('sequence_shared');
  });

  it('counts one numbering through all tracks as one', () => {
    const rows = [...numbered([0, 3, 4, 7, 9]), ...numbered([1, 2, 5, 10], { type: 'audio' })];
    const { loss, codes } = streamOf(rows);
    expect(loss).toMatchObject({ expected: 11, received: 9, lost: 2, loss_ratio: 2 / 11 });
    expect(codes).toContain('sequence_shared');
  });

  it('does not take two lossy numberings for one', () => {
    const rows = [...numbered([0, 2, 4, 6, 8]), ...numbered([1, 2, 5, 7, 9], { type: 'audio' })];
    expect(streamOf(rows).loss).toMatchObject({ expected: 18, lost: 8 });
  });
});
