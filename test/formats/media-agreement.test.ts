import { describe, expect, it } from 'vitest';
import { microseconds, ratio } from '../../src/formats/ffprobe-values.ts';
import { Flag } from '../../src/model/event-batch.ts';
import { MediaType } from '../../src/model/event-kind.ts';
import { byTrack, mediaBytes, mediaFiles, readMediaFile, savedAnswer } from './media-file.ts';

/** Streams that ffprobe lists and we do not read: a note names each. */
const UNREAD: Readonly<Record<string, readonly number[]>> = {
  'all.mp4': [1], // subtitles
  'all.mkv': [1], // subtitles
  'mpeg2.ts': [0], // MPEG-2 video
};

/** Packets whose time differs from ffprobe's, by `file track packet`, with both times in µs (ours, ffprobe's). */
const TIMES: Readonly<Record<string, readonly [number, number]>> = {
  // The first packet begins before time 0 by the samples that the decoder throws away; we let it begin at 0.
  'opus.ogg 0 0': [0, -6500],
  'vorbis.ogg 0 0': [0, -32_000],
};

/** Packets whose duration differs, in µs (ours, ffprobe's). */
const DURATIONS: Readonly<Record<string, readonly [number | null, number]>> = {
  // Matroska stores no duration of these blocks, and no next block of their cluster tells it. ffprobe asks the codec.
  'all.mkv 2 11': [null, 64_000],
  'all.mkv 2 24': [null, 64_000],
  'all.mkv 2 32': [null, 64_000],
  'vp9-opus.webm 1 39': [null, 20_000],
  'vp9-opus.webm 1 79': [null, 20_000],
  'vp9-opus.webm 1 100': [null, 20_000],
  'vp8-vorbis.webm 1 24': [null, 32_000],
  'vp8-vorbis.webm 1 49': [null, 32_000],
  'vp8-vorbis.webm 1 63': [null, 32_000],
  // The same packets as above: what the decoder throws away is not counted.
  'opus.ogg 0 0': [13_500, 20_000],
  'vorbis.ogg 0 0': [null, 32_000],
  // The fragment's own tables say this; ffprobe prints the frame length of the codec.
  'fragmented.mp4 1 0': [80_000, 64_000],
  'fragmented.mp4 1 32': [16_000, 64_000],
};

/** Codecs that the demuxer does not know are called what the container calls them. */
const CODECS: Readonly<Record<string, string>> = { 'mpeg4.mp4 0': 'mp4v' };

/** ffprobe prints times in whole µs of seconds in binary; ours may round the other way. */
const ROUNDING_US = 1;
/** Times in Matroska are whole ms here, and we take durations from one to the next. */
const DURATION_US = 1000;

describe.each(mediaFiles())('%s and ffprobe', (name) => {
  it('agree on the streams', async () => {
    const saved = savedAnswer(name);
    const { tracks, notes } = await readMediaFile(mediaBytes(name));
    const unread = UNREAD[name] ?? [];
    expect(tracks.map(({ track }) => Number(track))).toEqual(
      saved.streams.map(({ index }) => index).filter((index) => !unread.includes(index)),
    );
    for (const index of unread) expect(notes.get(`track_unread_${index}`)).toContain(`stream ${index} `);
    for (const track of tracks) {
      const stream = saved.streams[Number(track.track)];
      if (stream === undefined) throw new Error('no such stream');
      const type = stream.codec_type === 'video' ? MediaType.video : MediaType.audio;
      const language = stream.tags?.language ?? 'und';
      expect(track).toMatchObject({
        type,
        codec: CODECS[`${name} ${track.track}`] ?? stream.codec_name,
        language: language === 'und' ? '' : language,
      });
      const [width, height, rate, sampleRate, channels] = track.numbers;
      expect([width, height, channels]).toEqual([
        stream.width ?? null,
        stream.height ?? null,
        stream.channels ?? null,
      ]);
      expect(sampleRate).toBe(stream.sample_rate === undefined ? null : Number(stream.sample_rate));
      // Only Matroska stores a frame rate; ffprobe works the others out.
      const storesRate = /\.(mkv|webm)$/.test(name) && type === MediaType.video;
      expect(rate).toBe(storesRate ? ratio(stream.avg_frame_rate ?? '') : null);
    }
  });

  it('agree packet for packet', async () => {
    const saved = savedAnswer(name);
    const { packets, records, facts } = await readMediaFile(mediaBytes(name));
    const ours = byTrack(packets);
    let compared = 0;
    for (const { index } of saved.streams) {
      if (UNREAD[name]?.includes(index)) continue;
      const theirs = saved.packets.filter(({ stream_index: stream }) => stream === index);
      const track = ours.get(String(index)) ?? [];
      expect(track.length).toBe(theirs.length);
      for (const [i, packet] of track.entries()) {
        const other = theirs[i];
        if (other === undefined) throw new Error('more packets than ffprobe has');
        const place = `${name} ${index} ${i}`;
        const ptsUs = microseconds(other.pts_time ?? '');
        if (TIMES[place] !== undefined) expect([packet.ptsUs, ptsUs]).toEqual(TIMES[place]);
        else expect(Math.abs((packet.ptsUs ?? Number.NaN) - ptsUs), place).toBeLessThanOrEqual(ROUNDING_US);
        const durationUs = microseconds(other.duration_time ?? '');
        if (DURATIONS[place] !== undefined)
          expect([packet.durationUs, durationUs], place).toEqual(DURATIONS[place]);
        else
          expect(Math.abs((packet.durationUs ?? Number.NaN) - durationUs), place).toBeLessThanOrEqual(
            /\.(mkv|webm)$/.test(name) ? DURATION_US : ROUNDING_US,
          );
        expect([packet.size, packet.key], place).toEqual([Number(other.size), other.flags.startsWith('K')]);
        expect(packet.flags & (Flag.keyframeKnown | Flag.mediaClock)).toBe(
          Flag.keyframeKnown | Flag.mediaClock,
        );
        expect([packet.dtsUs, packet.timeMs]).toEqual([null, Math.floor((packet.ptsUs ?? 0) / 1000)]);
        compared++;
      }
    }
    expect(packets.length).toBe(compared);
    expect(records).toEqual([compared]);
    expect(packets.map(({ line }) => line)).toEqual(packets.map((_, i) => i + 1));
    expect(facts).toEqual({ clock: 'media', timeUnit: 's', assumedUtc: 0, truncated: false });
  });
});

it('uses every exception above', async () => {
  const found: string[] = [];
  for (const name of mediaFiles()) {
    for (const [track, packets] of byTrack((await readMediaFile(mediaBytes(name))).packets)) {
      found.push(...packets.map((_, i) => `${name} ${track} ${i}`));
    }
  }
  expect(Object.keys({ ...TIMES, ...DURATIONS }).filter((place) => !found.includes(place))).toEqual([]);
});
