import { describe, expect, it } from 'vitest';
import { Analytics } from '../../src/live/analytics.ts';
import { analyzeText } from '../pipeline/analyze-text.ts';
import { log } from './snapshot-text.ts';

/*
 * What the reference tracker promises and does not keep (metrics.md, section 1): each defect with the number its
 * formula gives, worked out by a model of that formula, and ours. The models are of its formulas alone: a series is
 * the last 1,000 samples that are no older than its window when one is added.
 */

class ReferenceSeries {
  private readonly samples: { readonly atMs: number; readonly value: number }[] = [];
  private readonly windowMs: number;

  constructor(windowMs: number) {
    this.windowMs = windowMs;
  }

  add(value: number, atMs: number): void {
    this.samples.push({ atMs, value });
    while ((this.samples[0]?.atMs ?? atMs) < atMs - this.windowMs) this.samples.shift();
    if (this.samples.length > 1000) this.samples.shift();
  }

  average(): number {
    const { samples } = this;
    return samples.length === 0 ? 0 : samples.reduce((sum, { value }) => sum + value, 0) / samples.length;
  }

  max(): number {
    return Math.max(0, ...this.samples.map(({ value }) => value));
  }
}

/** Viewers of the reference: each coming and going is one sample of their number. */
class ReferenceViewers {
  readonly counts = new ReferenceSeries(3_600_000);
  totalWatchMs = 0;
  private readonly joinedMs = new Map<string, number>();

  add(viewer: string, atMs: number): void {
    this.joinedMs.set(viewer, atMs);
    this.counts.add(this.joinedMs.size, atMs);
  }

  remove(viewer: string, atMs: number): void {
    this.totalWatchMs += atMs - (this.joinedMs.get(viewer) ?? atMs);
    this.joinedMs.delete(viewer);
    this.counts.add(this.joinedMs.size, atMs);
  }
}

interface Packet {
  readonly atMs: number;
  readonly mediaType: 'video' | 'audio';
  readonly sizeBytes: number;
  readonly durationMs: number;
}

/** The reference's one series of bitrates, which both media share. */
function referenceBitrate(packets: readonly Packet[]): number {
  const series = new ReferenceSeries(300_000);
  for (const { atMs, sizeBytes, durationMs } of packets)
    series.add((8 * sizeBytes * 1000) / durationMs, atMs);
  return series.average();
}

/** Five minutes of 25 video packets of 10,000 bytes and 50 audio packets of 320 bytes a second. */
function audioAndVideo(): Packet[] {
  const packets: Packet[] = [];
  for (let atMs = 0; atMs <= 300_000; atMs += 20) {
    if (atMs % 40 === 0) packets.push({ atMs, mediaType: 'video', sizeBytes: 10_000, durationMs: 40 });
    packets.push({ atMs, mediaType: 'audio', sizeBytes: 320, durationMs: 20 });
  }
  return packets;
}

function recorded(packets: readonly Packet[]): Analytics {
  const analytics = new Analytics('main');
  for (const { atMs, ...packet } of packets) analytics.recordPacket(packet, atMs);
  return analytics;
}

describe('framerate is a constant 30 on keyframes', () => {
  it('where 25 frames a second come', () => {
    const reference = new ReferenceSeries(300_000);
    const analytics = new Analytics('main');
    for (let atMs = 0; atMs <= 300_000; atMs += 40) {
      const keyframe = atMs % 2000 === 0;
      if (keyframe) reference.add(30, atMs);
      analytics.recordPacket({ mediaType: 'video', sizeBytes: 1000, keyframe }, atMs);
    }
    expect(reference.average()).toBe(30);
    expect(analytics.streamMetrics(300_000).framerate).toBe(25);
  });
});

describe('video_bitrate is the mean of the bitrates of packets', () => {
  it('which mixes audio into it', () => {
    const packets = audioAndVideo();
    // The last 1,000 samples are 333 of video at 2 Mbit/s and 667 of audio at 128 kbit/s.
    expect(referenceBitrate(packets)).toBe(751_376);
    const { video_bitrate, audio_bitrate } = recorded(packets).streamMetrics(300_000);
    expect({ video_bitrate, audio_bitrate }).toEqual({ video_bitrate: 2_000_000, audio_bitrate: 128_000 });
  });

  it('and is infinite as soon as one has no duration', () => {
    const packets = audioAndVideo().map((packet, at) => (at === 9 ? { ...packet, durationMs: 0 } : packet));
    expect(referenceBitrate(packets.slice(0, 20))).toBe(Number.POSITIVE_INFINITY);
    expect(recorded(packets).streamMetrics(300_000).video_bitrate).toBe(2_000_000);
  });
});

describe('audio_bitrate, dropped_frames, keyframe_interval and packet_loss_rate are never written', () => {
  it('where 25 of 2,500 frames are lost and every 50th is a keyframe', () => {
    const reference = { audio_bitrate: 0, dropped_frames: 0, keyframe_interval: 0, packet_loss_rate: 0 };
    const analytics = new Analytics('main');
    for (let frame = 0; frame < 2500; frame++) {
      const atMs = frame * 40;
      analytics.recordPacket({ mediaType: 'audio', sizeBytes: 640 }, atMs);
      if (frame > 1000 && frame <= 1025) continue;
      const keyframe = frame % 50 === 0;
      analytics.recordPacket(
        { mediaType: 'video', sizeBytes: 1000, ptsMs: atMs, keyframe, sequence: frame },
        atMs,
      );
    }
    const { audio_bitrate, dropped_frames, keyframe_interval, packet_loss_rate } =
      analytics.streamMetrics(100_000);
    expect(reference).not.toEqual({ audio_bitrate, dropped_frames, keyframe_interval, packet_loss_rate });
    expect({ audio_bitrate, dropped_frames, keyframe_interval, packet_loss_rate }).toEqual({
      audio_bitrate: 128_000,
      dropped_frames: 25,
      keyframe_interval: 2000,
      packet_loss_rate: 1,
    });
  });
});

describe('averages are over samples, not over time', () => {
  it('5.0 viewers instead of 1.09: one viewer [0,100), nine [90,91) (V1b)', () => {
    const reference = new ReferenceViewers();
    const analytics = new Analytics('main');
    const nine = Array.from({ length: 9 }, (_, at) => `short ${at}`);
    const come = (viewer: string, atMs: number): void => {
      reference.add(viewer, atMs);
      analytics.addViewer(viewer, atMs);
    };
    const go = (viewer: string, atMs: number): void => {
      reference.remove(viewer, atMs);
      analytics.removeViewer(viewer, atMs);
    };
    come('long', 0);
    for (const viewer of nine) come(viewer, 90_000);
    for (const viewer of nine) go(viewer, 91_000);
    go('long', 100_000);
    expect(reference.counts.average()).toBe(5);
    expect(analytics.avgViewerCount(100_000)).toBe(1.09);
    expect(analytics.peakViewerCount(100_000)).toBe(10);
  });
});

describe('the peak is that of a series of 3,600 s', () => {
  it('ten viewers are forgotten two hours later', () => {
    const reference = new ReferenceViewers();
    const analytics = new Analytics('main');
    for (let i = 0; i < 10; i++) {
      reference.add(`early ${i}`, i);
      analytics.addViewer(`early ${i}`, i);
    }
    for (let i = 0; i < 10; i++) {
      reference.remove(`early ${i}`, 60_000);
      analytics.removeViewer(`early ${i}`, 60_000);
    }
    reference.add('late', 7_200_000);
    analytics.addViewer('late', 7_200_000);
    expect(reference.counts.max()).toBe(1);
    expect(analytics.peakViewerCount(7_200_000)).toBe(10);
  });
});

describe('total_watch_time is added at the leave alone', () => {
  it('so who is still there has watched nothing', () => {
    const reference = new ReferenceViewers();
    const analytics = new Analytics('main');
    for (const viewer of ['stays', 'goes']) {
      reference.add(viewer, 0);
      analytics.addViewer(viewer, 0);
    }
    reference.remove('goes', 60_000);
    analytics.removeViewer('goes', 60_000);
    expect(reference.totalWatchMs).toBe(60_000);
    expect(analytics.totalWatchTime(100_000)).toEqual({ secs: 160, nanos: 0 });
  });

  it('and counts pauses and startup as watching, which the report tells apart (V2)', async () => {
    const reference = new ReferenceViewers();
    reference.add('a', 0);
    reference.remove('a', 60_000);
    expect(reference.totalWatchMs).toBe(60_000);
    const text = log([
      [0, { type: 'join', viewer_id: 'a', state: 'starting' }],
      [2, { type: 'state', viewer_id: 'a', state: 'playing' }],
      [10, { type: 'state', viewer_id: 'a', state: 'rebuffering' }],
      [15, { type: 'state', viewer_id: 'a', state: 'playing' }],
      [20, { type: 'state', viewer_id: 'a', state: 'seeking' }],
      [21, { type: 'state', viewer_id: 'a', state: 'playing' }],
      [30, { type: 'state', viewer_id: 'a', state: 'paused' }],
      [50, { type: 'state', viewer_id: 'a', state: 'playing' }],
      [60, { type: 'leave', viewer_id: 'a' }],
    ]);
    const { viewers } = await analyzeText('v2.ndjson', text);
    expect(viewers?.session_time_ms).toBe(60_000);
    expect(viewers?.watched_time_ms).toBe(40_000);
    expect(viewers?.play_time_ms).toBe(32_000);
  });
});

describe('rebuffer_duration has no denominator', () => {
  it('15 s of stalls are much or little: 1.485 % of 1,010 s watched (V3)', async () => {
    const stalls = [10_000, 5000];
    expect(stalls.reduce((sum, ms) => sum + ms, 0)).toBe(15_000);
    const text = log([
      [0, { type: 'join', viewer_id: 'a' }],
      [0, { type: 'join', viewer_id: 'b' }],
      [8, { type: 'rebuffer', viewer_id: 'b', duration_ms: 5000 }],
      [10, { type: 'leave', viewer_id: 'b' }],
      [500, { type: 'rebuffer', viewer_id: 'a', duration_ms: 10_000 }],
      [1000, { type: 'leave', viewer_id: 'a' }],
    ]);
    const { viewers } = await analyzeText('v3.ndjson', text);
    expect(viewers?.rebuffer_time_ms).toBe(15_000);
    expect(viewers?.rebuffer_ratio).toBe(15 / 1010);
  });
});

describe('CDN metrics are absent', () => {
  it('in its summary; the report has them', async () => {
    const summary = Object.keys(new Analytics('main').summary(0));
    expect(summary.filter((key) => /cdn|cache|edge/.test(key))).toEqual([]);
    const text = log([
      [0, { type: 'request', status: 200, bytes: 1000, cache_status: 'HIT' }],
      [1, { type: 'request', status: 200, bytes: 1000, cache_status: 'HIT' }],
      [2, { type: 'request', status: 200, bytes: 2000, cache_status: 'MISS' }],
    ]);
    const { cdn } = await analyzeText('cdn.ndjson', text);
    expect(cdn?.cache_hit_ratio).toBe(2 / 3);
    expect(cdn?.byte_hit_ratio).toBe(0.5);
  });
});
