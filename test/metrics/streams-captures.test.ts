import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { streamOf } from './streams-feed.ts';
import { ffprobePackets } from './streams-ffprobe.ts';

// Unless said otherwise expected values were worked out from the dumps by a separate script (rational numbers,
// plain lists, no code of this project).

describe('captures of the ffmpeg-bitrate-stats project', () => {
  // Its own test suite expects, in kbit/s: test.mp4 58.944 on average, and 61.4 for its one chunk of 1 s. The average
  // is 8 × 7,368 bytes / 1 s. The chunk value is the same bytes over 0.96 s, the distance of first and last pts: it
  // leaves out how long the last frame lasts. We say 58,944 for that second too, on purpose, and peak factor 1 where
  // that project says 1.042.
  it('agrees on the average of test.mp4, in every writer', () => {
    for (const name of [
      'slhck-test.ffprobe5.csv',
      'slhck-test.ffprobe5.json',
      'slhck-test.ffprobe5.compact.txt',
    ]) {
      const { video } = streamOf(ffprobePackets(name));
      expect(video).toMatchObject({
        packets: 25,
        bytes: 7368,
        duration_ms: 1000,
        bitrate_bps: 58_944,
        fps: 25,
      });
      expect(video?.bitrate).toMatchObject({ n: 1, min: 58_944, max: 58_944 });
      expect(video).toMatchObject({
        peak_factor: 1,
        missing_frames: 0,
        keyframes: 1,
        keyframe_interval_ms: null,
      });
      expect(video?.timestamp_anomalies).toEqual({
        non_monotonic_dts: 0,
        pts_before_dts: 0,
        duplicate: 0,
        gaps: 0,
        longest_gap_ms: null,
      });
    }
  });

  it('agrees on without_timestamps.mp4: 111.128 kbit/s', () => {
    const { video } = streamOf(ffprobePackets('slhck-without_timestamps.ffprobe5.json'));
    expect(video).toMatchObject({ packets: 25, bitrate_bps: 111_128, fps: 25 });
  });

  // That project adds up durations: five frames of 20 ms are 0.1 s, 50 fps and 14,813.6 kbit/s. Their pts are 0, 40,
  // 80, 160 … and span 160 ms, so the same 185,170 bytes cover 180 ms.
  it('covers the gaps of test_keyframes.mp4, where that project adds up durations', () => {
    const { video, audio } = streamOf(ffprobePackets('slhck-test_keyframes.ffprobe5.json'));
    expect(video).toMatchObject({ packets: 5, bytes: 185_170, duration_ms: 180, fps: 25 });
    expect((8 * 185_170) / 0.1 / 1000).toBeCloseTo(14_813.6, 9);
    expect(audio).toMatchObject({ packets: 8, bytes: 2585, duration_ms: 170.666, keyframes: null });
  });
});

describe('a broadcast with field pictures (TSDuck test 094)', () => {
  const packets = ffprobePackets('tsduck-094.3.ffprobe5.packets.csv');
  const stream = streamOf(packets);
  const [video] = stream.tracks;

  it('counts pictures, not fields: TSDuck extracts 159 pts of the video PID, ffprobe prints 186 packets', () => {
    const file = new URL('../../fixtures/ffprobe/tsduck-094.3b.pcrextract.csv', import.meta.url);
    const pts = readFileSync(file, 'utf8')
      .split('\n')
      .map((line) => line.split(','))
      .filter(([pid, , , type]) => pid === '320' && type === 'PTS')
      .map((cells) => Number(cells[5]));
    expect(pts).toHaveLength(159);
    const spanMs = (Math.max(...pts) - Math.min(...pts)) / 90;
    expect(spanMs).toBe(6520);
    expect(video).toMatchObject({ packets: 186, bytes: 3_074_606, duration_ms: 6560 });
    expect(video?.fps).toBeCloseTo((158 * 1000) / spanMs, 9);
    // 6,520 ms hold 163 steps of 40 ms, so 164 pictures: 5 are not there.
    expect(video?.missing_frames).toBe(5);
    expect(video?.timestamp_anomalies).toMatchObject({ gaps: 4, longest_gap_ms: 120, non_monotonic_dts: 0 });
  });

  it('has its groups of pictures, and the bytes of second fields with those of their pictures', () => {
    expect(video?.keyframes).toBe(5);
    expect(video?.keyframe_interval_ms).toMatchObject({ n: 4, min: 480, avg: 1160, max: 1600 });
    expect(video?.bitrate).toMatchObject({ n: 6, min: 2_513_208, max: 4_656_712 });
  });

  it('counts every packet, and sums three sound tracks', () => {
    expect(stream).toMatchObject({ packets: 728, duration_ms: 7186.166 });
    expect(stream.tracks.map(({ packets: n, media_type }) => [n, media_type])).toEqual([
      [186, 'video'],
      [180, 'audio'],
      [180, 'audio'],
      [179, 'audio'],
      [3, 'metadata'],
    ]);
    expect(stream.audio).toMatchObject({ packets: 539, bytes: 285_102, duration_ms: 6272, fps: null });
    expect(stream.tracks[1]).toMatchObject({ missing_frames: 16 });
    expect(stream.codes).toContain('several_tracks');
    expect(stream.av_start_offset_ms).toBe(-506.166);
  });
});

describe('captures made with ffmpeg', () => {
  it('finds the 30 pictures and the keyframe that an encoder dropped', () => {
    const { video, audio } = streamOf(ffprobePackets('gap.ts.json'));
    expect(video).toMatchObject({
      packets: 1471,
      duration_ms: 60_040,
      fps: 24.5,
      missing_frames: 30,
      keyframes: 30,
    });
    expect(video?.bitrate_bps).toBeCloseTo(604_316.189, 3);
    expect(video?.timestamp_anomalies).toMatchObject({ gaps: 1, longest_gap_ms: 1240 });
    expect(video?.keyframe_interval_ms).toMatchObject({ n: 29, min: 2000, avg: 2068.966, max: 4000 });
    expect(video?.gop_frames).toMatchObject({ n: 29, min: 50, max: 70 });
    expect(video?.bitrate).toMatchObject({ n: 60, min: 306_184, max: 756_352 });
    expect(audio).toMatchObject({ fps: 15.625, missing_frames: 0, keyframes: null });
  });

  it('takes interlaced frames in one packet as frames', () => {
    const { video } = streamOf(ffprobePackets('interlaced.csv'));
    expect(video).toMatchObject({
      packets: 50,
      duration_ms: 2000,
      bitrate_bps: 139_344,
      fps: 25,
      missing_frames: 0,
    });
    expect(video?.bitrate).toMatchObject({ n: 2, min: 137_120, max: 141_568 });
  });

  it('has no missing frames where the frame rate varies', () => {
    const { video, codes } = streamOf(ffprobePackets('vfr.json'));
    expect(video).toMatchObject({ packets: 44, duration_ms: 3566, missing_frames: null });
    expect(video?.fps).toBeCloseTo(12.170_959_524, 9);
    expect(codes).toContain('frame_rate_varies');
  });

  it('reports sound alone', () => {
    const stream = streamOf(ffprobePackets('audio.compact'));
    expect(stream).toMatchObject({
      video: null,
      metadata: null,
      duration_ms: 3030.204,
      av_start_offset_ms: null,
    });
    expect(stream.audio).toMatchObject({ packets: 116, bytes: 24_241, missing_frames: 0 });
    expect(stream.audio?.bitrate).toMatchObject({ n: 3, min: 63_528, max: 65_200 });
    expect(stream.codes).toContain('one_media_type');
  });
});
