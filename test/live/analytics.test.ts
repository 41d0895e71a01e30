import { describe, expect, it } from 'vitest';
import { Analytics } from '../../src/live/analytics.ts';
import type { MediaPacket } from '../../src/live/media-packet.ts';
import { UsageError } from '../../src/model/errors.ts';

const STREAM = '7f1c0d6e-3f3c-4f55-9d0a-0d6f5d9a1c11';
/** 2026-05-30T20:00:00Z; all times below are seconds after it. */
const T0 = Date.UTC(2026, 4, 30, 20);
const at = (s: number): number => T0 + Math.round(s * 1000);

function video(sizeBytes: number, more: Partial<MediaPacket> = {}): MediaPacket {
  return { mediaType: 'video', sizeBytes, ...more };
}

function audio(sizeBytes: number): MediaPacket {
  return { mediaType: 'audio', sizeBytes };
}

describe('no data', () => {
  it('is 0, and null where the reference has an option', () => {
    const analytics = new Analytics(STREAM);
    expect(analytics.summary(T0)).toEqual({
      stream_id: STREAM,
      stream_metrics: {
        stream_id: STREAM,
        video_bitrate: 0,
        audio_bitrate: 0,
        framerate: 0,
        dropped_frames: 0,
        keyframe_interval: 0,
        total_packets: 0,
        total_bytes: 0,
        avg_latency: 0,
        packet_loss_rate: 0,
      },
      current_viewers: 0,
      peak_viewers: 0,
      avg_viewers: 0,
      total_watch_time: { secs: 0, nanos: 0 },
      avg_bitrate: 0,
      avg_framerate: 0,
      avg_latency: 0,
    });
    expect(analytics.allViewerMetrics(T0)).toEqual([]);
    expect(analytics.viewerMetrics('a', T0)).toBeNull();
  });

  it('is what one packet says of rates, as no time has passed', () => {
    const analytics = new Analytics(STREAM);
    analytics.recordPacket(video(1000), T0);
    const { video_bitrate, framerate, total_packets, total_bytes } = analytics.streamMetrics(T0);
    expect({ video_bitrate, framerate, total_packets, total_bytes }).toEqual({
      video_bitrate: 0,
      framerate: 0,
      total_packets: 1,
      total_bytes: 1000,
    });
  });
});

describe('the 300 s of packets and latency', () => {
  it.each([
    { name: 'divided by the time since the first packet', packets: [[1, 1000]], readS: 3, bps: 4000 },
    { name: 'one ms before the first leaves', packets: [[0, 1000]], readS: 299.999, bps: 26 },
    {
      name: 'the first has left, the last is in',
      packets: [
        [0, 1000],
        [300, 500],
      ],
      readS: 300,
      bps: 13,
    },
    {
      name: 'one ms before the last leaves',
      packets: [
        [0, 1000],
        [300, 500],
      ],
      readS: 599.999,
      bps: 13,
    },
    {
      name: 'the last has left',
      packets: [
        [0, 1000],
        [300, 500],
      ],
      readS: 600,
      bps: 0,
    },
  ])('bitrate: $name', ({ packets, readS, bps }) => {
    const analytics = new Analytics(STREAM);
    for (const [s = 0, bytes = 0] of packets) analytics.recordPacket(video(bytes), at(s));
    expect(analytics.streamMetrics(at(readS)).video_bitrate).toBe(bps);
    expect(analytics.summary(at(readS)).avg_bitrate).toBe(bps);
  });

  it.each([
    { name: 'one', samples: [[0, 100]], readS: 299.999, ms: 100 },
    {
      name: 'one has left',
      samples: [
        [0, 100],
        [300, 201],
      ],
      readS: 300,
      ms: 201,
    },
    {
      name: 'all have left',
      samples: [
        [0, 100],
        [300, 201],
      ],
      readS: 600,
      ms: 0,
    },
    {
      name: 'the mean, rounded down',
      samples: [
        [1, 100],
        [2, 201],
      ],
      readS: 2,
      ms: 150,
    },
  ])('latency: $name', ({ samples, readS, ms }) => {
    const analytics = new Analytics(STREAM);
    for (const [s = 0, latencyMs = 0] of samples) analytics.recordLatency(latencyMs, at(s));
    expect(analytics.summary(at(readS)).avg_latency).toBe(ms);
  });

  it('media apart, all media together', () => {
    const analytics = new Analytics(STREAM);
    analytics.recordPacket(video(1000), at(0));
    analytics.recordPacket(audio(100), at(1));
    analytics.recordPacket({ mediaType: 'metadata', sizeBytes: 10 }, at(2));
    const { stream_metrics, avg_bitrate } = analytics.summary(at(2));
    expect(stream_metrics.video_bitrate).toBe(4000);
    expect(stream_metrics.audio_bitrate).toBe(400);
    expect(avg_bitrate).toBe(4440);
  });

  it('frames: those of two tracks do not add up', () => {
    const analytics = new Analytics(STREAM);
    for (let ms = 0; ms <= 10_000; ms += 20) analytics.recordPacket(video(1, { track: 'high' }), T0 + ms);
    expect(analytics.streamMetrics(at(10)).framerate).toBe(50.1);
    const both = new Analytics(STREAM);
    for (let ms = 0; ms <= 10_000; ms += 20) {
      both.recordPacket(video(1, { track: 'high' }), T0 + ms);
      if (ms % 40 === 0) both.recordPacket(video(1, { track: 'low' }), T0 + ms);
    }
    // 501 and 251 frames in 10 s.
    expect(both.streamMetrics(at(10)).framerate).toBe(37.6);
  });

  it('keyframe intervals that end inside: 2 and 4 s, then 4 s alone, then none', () => {
    const analytics = new Analytics(STREAM);
    for (const s of [0, 2, 6]) analytics.recordPacket(video(1, { keyframe: true }), at(s));
    const readMs = (s: number) => analytics.streamMetrics(at(s)).keyframe_interval;
    expect([readMs(6), readMs(302), readMs(306)]).toEqual([3000, 4000, 0]);
  });

  it('missing frames and loss are of all time', () => {
    const analytics = new Analytics(STREAM);
    for (let frame = 0; frame < 100; frame++) {
      if (frame === 50) continue;
      analytics.recordPacket(video(1, { ptsMs: frame * 40, sequence: frame }), T0 + frame * 40);
    }
    const { dropped_frames, packet_loss_rate } = analytics.streamMetrics(at(1000));
    expect({ dropped_frames, packet_loss_rate }).toEqual({ dropped_frames: 1, packet_loss_rate: 1 });
  });

  it('loss is of every run of packet numbers', () => {
    const analytics = new Analytics(STREAM);
    // 5,002 is missing of six, then numbers begin again and 3 is missing of four.
    for (const sequence of [5000, 5001, 5003, 5004, 5005, 1, 2, 4])
      analytics.recordPacket(video(1, { sequence }), T0);
    expect(analytics.streamMetrics(T0).packet_loss_rate).toBe(20);
  });
});

describe('the audience', () => {
  it('is 3 at most and 1.55 on average for sessions [0,10) [2,6) [5,20) [10,12) (V1a)', () => {
    const analytics = new Analytics(STREAM);
    analytics.addViewer('a', at(0));
    analytics.addViewer('b', at(2));
    analytics.addViewer('c', at(5));
    analytics.removeViewer('b', at(6));
    analytics.removeViewer('a', at(10));
    analytics.addViewer('d', at(10));
    expect(analytics.viewerCount(at(10))).toBe(2);
    analytics.removeViewer('d', at(12));
    analytics.removeViewer('c', at(20));
    expect(analytics.viewerCount(at(20))).toBe(0);
    expect(analytics.peakViewerCount(at(20))).toBe(3);
    expect(analytics.avgViewerCount(at(20))).toBe(1.55);
    expect(analytics.totalWatchTime(at(20))).toEqual({ secs: 31, nanos: 0 });
  });

  it('may be read in the middle of a hand-over, which makes no peak', () => {
    const analytics = new Analytics(STREAM);
    analytics.addViewer('a', at(0));
    analytics.removeViewer('a', at(10));
    expect(analytics.viewerCount(at(10))).toBe(0);
    analytics.addViewer('b', at(10));
    expect(analytics.viewerCount(at(10))).toBe(1);
    expect(analytics.peakViewerCount(at(10))).toBe(1);
  });

  it.each([
    { name: 'whole', readS: 1800, average: 1 },
    { name: 'an hour of which half', readS: 3600, average: 0.5 },
    { name: 'the last quarter of it', readS: 4500, average: 0.25 },
    { name: 'gone', readS: 5400, average: 0 },
  ])('on average of an hour: $name', ({ readS, average }) => {
    const analytics = new Analytics(STREAM);
    analytics.addViewer('a', at(0));
    analytics.removeViewer('a', at(1800));
    expect(analytics.avgViewerCount(at(readS))).toBe(average);
  });

  it('averages from the first record on, whatever it is of', () => {
    const analytics = new Analytics(STREAM);
    analytics.recordLatency(100, at(0));
    analytics.addViewer('a', at(30));
    expect(analytics.avgViewerCount(at(40))).toBe(0.25);
  });

  it('counts a viewer once who joins again, from then on', () => {
    const analytics = new Analytics(STREAM);
    analytics.addViewer('a', at(0));
    analytics.addViewer('a', at(5));
    expect(analytics.viewerCount(at(8))).toBe(1);
    expect(analytics.peakViewerCount(at(8))).toBe(1);
    expect(analytics.viewerMetrics('a', at(8))?.watch_time).toEqual({ secs: 3, nanos: 0 });
    expect(analytics.totalWatchTime(at(8))).toEqual({ secs: 8, nanos: 0 });
  });

  it('loses nobody when someone leaves who never came', () => {
    const analytics = new Analytics(STREAM);
    analytics.addViewer('a', at(0));
    analytics.removeViewer('b', at(1));
    expect(analytics.viewerCount(at(1))).toBe(1);
  });
});

describe('one viewer', () => {
  it('in full', () => {
    const analytics = new Analytics(STREAM);
    const quality = { name: '720p', bitrateBps: 3_000_000 };
    analytics.addViewer('a', { location: 'de', userAgent: 'UA/1', quality }, at(0));
    analytics.recordViewerRebuffer('a', 4000, at(20));
    analytics.recordViewerQualitySwitch('a', { name: '1080p', bitrateBps: 5_000_000 }, at(40));
    // 36 s playing at 3 Mbit/s and 20.5 s at 5: 3,725,663.7 bit/s.
    expect(analytics.viewerMetrics('a', at(60.5))).toEqual({
      viewer_id: 'a',
      stream_id: STREAM,
      join_time: '2026-05-30T20:00:00.000Z',
      leave_time: null,
      watch_time: { secs: 60, nanos: 500_000_000 },
      rebuffer_count: 1,
      rebuffer_duration: { secs: 4, nanos: 0 },
      avg_bitrate: 3_725_663,
      quality_switches: 1,
      current_quality: '1080p',
      location: 'de',
      user_agent: 'UA/1',
    });
    analytics.removeViewer('a', at(61));
    expect(analytics.viewerMetrics('a', at(61))).toBeNull();
  });

  it('keeps what happened long ago', () => {
    const analytics = new Analytics(STREAM);
    analytics.addViewer('a', { quality: { name: '720p', bitrateBps: 1_000_000 } }, at(0));
    analytics.recordViewerRebuffer('a', 4000, at(20));
    analytics.recordViewerQualitySwitch('a', { name: '1080p', bitrateBps: 3_000_000 }, at(104));
    analytics.addViewer('b', at(3000));
    // 100 s playing at 1 Mbit/s, then 2,996 s at 3 Mbit/s.
    expect(analytics.viewerMetrics('a', at(3100))).toMatchObject({
      rebuffer_count: 1,
      rebuffer_duration: { secs: 4, nanos: 0 },
      quality_switches: 1,
      avg_bitrate: 2_935_400,
    });
  });

  it('knows a quality that never said its bitrate', () => {
    const analytics = new Analytics(STREAM);
    analytics.addViewer('a', at(0));
    analytics.recordViewerQualitySwitch('a', '720p', at(1));
    analytics.recordViewerQualitySwitch('a', '480p', at(2));
    const viewer = analytics.viewerMetrics('a', at(3));
    expect(viewer?.current_quality).toBe('480p');
    expect(viewer?.quality_switches).toBe(1);
    expect(viewer?.avg_bitrate).toBe(0);
  });

  it('stalls no longer than it has been there, and is there since a stall of its own began', () => {
    const analytics = new Analytics(STREAM);
    analytics.addViewer('a', at(10));
    analytics.recordViewerRebuffer('a', 60_000, at(15));
    analytics.recordViewerRebuffer('b', 3000, at(15));
    expect(analytics.viewerMetrics('a', at(20))?.rebuffer_duration).toEqual({ secs: 5, nanos: 0 });
    expect(analytics.viewerMetrics('b', at(20))?.watch_time).toEqual({ secs: 8, nanos: 0 });
  });

  it('stands in the order of the bytes of its id', () => {
    const analytics = new Analytics(STREAM);
    for (const id of ['\u{1f600}', 'b', '～', 'a']) analytics.addViewer(id, at(0));
    expect(analytics.allViewerMetrics(at(0)).map(({ viewer_id }) => viewer_id)).toEqual([
      'a',
      'b',
      '～',
      '\u{1f600}',
    ]);
  });
});

describe('the clock', () => {
  it.each<[string, (analytics: Analytics, at: number) => unknown]>([
    ['recordPacket', (a, t) => a.recordPacket(video(1), t)],
    ['addViewer', (a, t) => a.addViewer('a', t)],
    ['removeViewer', (a, t) => a.removeViewer('a', t)],
    ['recordViewerRebuffer', (a, t) => a.recordViewerRebuffer('a', 1, t)],
    ['recordViewerQualitySwitch', (a, t) => a.recordViewerQualitySwitch('a', 'q', t)],
    ['recordLatency', (a, t) => a.recordLatency(1, t)],
    ['streamMetrics', (a, t) => a.streamMetrics(t)],
    ['viewerMetrics', (a, t) => a.viewerMetrics('a', t)],
    ['allViewerMetrics', (a, t) => a.allViewerMetrics(t)],
    ['viewerCount', (a, t) => a.viewerCount(t)],
    ['peakViewerCount', (a, t) => a.peakViewerCount(t)],
    ['avgViewerCount', (a, t) => a.avgViewerCount(t)],
    ['totalWatchTime', (a, t) => a.totalWatchTime(t)],
    ['summary', (a, t) => a.summary(t)],
  ])('of %s stands still or goes on, and is in whole ms', (_, call) => {
    const analytics = new Analytics(STREAM);
    call(analytics, 10);
    call(analytics, 10);
    expect(() => call(analytics, 9)).toThrow(RangeError);
    expect(() => call(analytics, 10.5)).toThrow(RangeError);
    expect(() => call(analytics, Number.NaN)).toThrow(RangeError);
    call(analytics, 11);
  });

  it('is one for records and reads, and a refused call does not move it', () => {
    const analytics = new Analytics(STREAM);
    analytics.summary(20);
    expect(() => analytics.addViewer('a', 19)).toThrow(
      new RangeError('at: expected 20 or later, found 19: the clock never goes back'),
    );
    expect(() => analytics.recordLatency(-1, 30)).toThrow(UsageError);
    analytics.addViewer('a', 20);
  });
});

describe('values that cannot be', () => {
  it.each<[string, (analytics: Analytics) => unknown, string]>([
    [
      'media type',
      (a) => a.recordPacket({ mediaType: 'text' as 'video', sizeBytes: 1 }, 0),
      'mediaType: expected video, audio or metadata, found text',
    ],
    [
      'media type of every object',
      (a) => a.recordPacket({ mediaType: 'constructor' as 'video', sizeBytes: 1 }, 0),
      'mediaType: expected video, audio or metadata, found constructor',
    ],
    ['size', (a) => a.recordPacket(video(-1), 0), 'sizeBytes: expected an integer of at least 0, found -1'],
    [
      'sequence',
      (a) => a.recordPacket(video(1, { sequence: 0.5 }), 0),
      'sequence: expected an integer of at least 0, found 0.5',
    ],
    ['pts', (a) => a.recordPacket(video(1, { ptsMs: Number.NaN }), 0), 'ptsMs: expected a number, found NaN'],
    [
      'duration',
      (a) => a.recordPacket(video(1, { durationMs: -1 }), 0),
      'durationMs: expected a number of at least 0, found -1',
    ],
    ['viewer', (a) => a.addViewer('', 0), 'viewerId: expected a text that is not empty'],
    [
      'stall',
      (a) => a.recordViewerRebuffer('a', -1, 0),
      'durationMs: expected a number of at least 0, found -1',
    ],
    ['quality', (a) => a.recordViewerQualitySwitch('a', '', 0), 'quality: expected a name that is not empty'],
    [
      'bitrate',
      (a) => a.addViewer('a', { quality: { name: 'q', bitrateBps: Number.NaN } }, 0),
      'bitrateBps: expected a number of at least 0, found NaN',
    ],
    [
      'latency',
      (a) => a.recordLatency(Number.POSITIVE_INFINITY, 0),
      'latencyMs: expected a number of at least 0, found Infinity',
    ],
    ['stream', () => new Analytics(''), 'streamId: expected a text that is not empty'],
  ])('%s', (_, call, message) => {
    const analytics = new Analytics(STREAM);
    expect(() => call(analytics)).toThrow(new UsageError(message));
    expect(analytics.summary(0).current_viewers).toBe(0);
  });
});

it('a track keeps the clock of its first packet', () => {
  const analytics = new Analytics(STREAM);
  // On arrival times: a stray media time far away would make a gap of hours.
  for (let i = 0; i < 10; i++) {
    const stray = i === 5 ? { ptsMs: 9000 } : {};
    analytics.recordPacket(video(1, stray), at(i));
  }
  expect(analytics.streamMetrics(at(9)).dropped_frames).toBe(0);
});

it('hostile ids stay distinct and harmless', () => {
  const analytics = new Analytics(STREAM);
  const ids = ['toString', 'constructor', '__proto__'];
  for (const id of ids) analytics.addViewer(id, { location: '__proto__' }, at(0));
  expect(analytics.allViewerMetrics(at(1)).map(({ viewer_id, location }) => [viewer_id, location])).toEqual(
    ids.reverse().map((id) => [id, '__proto__']),
  );
});
