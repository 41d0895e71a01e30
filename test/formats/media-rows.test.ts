import { expect, it } from 'vitest';
import { forgetSeekPoints } from '../../src/formats/media-seek-points.ts';
import { Flag } from '../../src/model/event-batch.ts';
import { MediaType } from '../../src/model/event-kind.ts';
import { byTrack, mediaBytes, readMediaFile } from './media-file.ts';
import { withTimeStamps } from './media-time-stamps.ts';

it('tracks come first, with what the container says of them', async () => {
  const { tracks } = await readMediaFile(mediaBytes('all.mp4'));
  expect(tracks).toEqual([
    {
      track: '0',
      type: MediaType.video,
      codec: 'h264',
      language: '',
      // The encoder declared 28,124 bit/s in its btrt box; mp4 stores no frame rate.
      numbers: [96, 64, null, null, null, 28_124],
    },
    {
      track: '2',
      type: MediaType.audio,
      codec: 'aac',
      language: 'eng',
      numbers: [null, null, null, 16_000, 1, 24_686],
    },
  ]);
});

it('packets of all tracks are in the order of their time, as far as decoding order allows', async () => {
  const { packets } = await readMediaFile(mediaBytes('all.mp4'));
  // Sound begins 64 ms early (the edit list takes the encoder's delay off); B-frames come after the frame they need.
  expect(packets.slice(0, 8).map(({ track, ptsUs }) => [track, ptsUs])).toEqual([
    ['2', -64_000],
    ['0', 0],
    ['2', 0],
    ['2', 64_000],
    ['0', 120_000],
    ['0', 40_000],
    ['0', 80_000],
    ['2', 128_000],
  ]);
  const again = await readMediaFile(mediaBytes('all.mp4'));
  expect(again.packets).toEqual(packets);
});

it('--start puts media time on the wall clock, --offset moves it', async () => {
  const startMs = Date.UTC(2026, 10, 24, 4, 0, 0);
  const { packets, facts } = await readMediaFile(mediaBytes('all.mp4'), { startMs, offsetMs: 250 });
  expect(facts).toMatchObject({ clock: 'utc', timeUnit: 's' });
  expect(packets[0]).toMatchObject({ ptsUs: -64_000, timeMs: startMs + 250 - 64 });
  expect(packets.every(({ flags }) => (flags & Flag.mediaClock) === 0)).toBe(true);
});

it('batches hold 4,096 packets', async () => {
  // 33 frames, 130 times: 4,290.
  const frames = Buffer.concat(Array.from({ length: 130 }, () => mediaBytes('tone.aac')));
  const { packets, records } = await readMediaFile(new Uint8Array(frames));
  expect(records).toEqual([4096, 194]);
  expect(packets.length).toBe(4290);
  expect(packets.at(-1)).toMatchObject({ line: 4290, ptsUs: 4289 * 64_000 });
});

it('reads the headers of an mp4 and not its media', async () => {
  const bytes = mediaBytes('all.mp4');
  // 8 MB of media data that no table names.
  const tail = Buffer.alloc(8 << 20);
  tail.writeUInt32BE(tail.length);
  tail.write('mdat', 4);
  const { packets, bytesRead } = await readMediaFile(new Uint8Array(Buffer.concat([bytes, tail])));
  expect(packets.length).toBe(83);
  expect(bytesRead).toBeLessThan(600_000);
});

it('a transport stream may begin inside a packet, or have time stamps before its packets', async () => {
  const bytes = mediaBytes('all.ts');
  const { packets } = await readMediaFile(bytes);
  const stamped = await readMediaFile(withTimeStamps(bytes));
  expect(stamped.packets).toEqual(packets);
  const junk = new Uint8Array(Buffer.concat([bytes.subarray(188 - 100, 188), bytes]));
  expect((await readMediaFile(junk)).packets).toEqual(packets);
});

it('a transport stream whose time wraps goes on', async () => {
  // 2^33 / 90,000 s is 26.5 h. Every PES time is moved to end just beyond it: the wrap falls inside the two seconds.
  const bytes = shifted(mediaBytes('all.ts'), 2 ** 33 - 90_000);
  const { packets } = await readMediaFile(bytes);
  const original = await readMediaFile(mediaBytes('all.ts'));
  const step = (rows: readonly { readonly ptsUs: number | null }[]): number[] =>
    rows.slice(1).map(({ ptsUs }, i) => (ptsUs ?? 0) - (rows[i]?.ptsUs ?? 0));
  for (const [track, rows] of byTrack(packets)) {
    const expected = step(byTrack(original.packets).get(track) ?? []);
    // Whole µs of two roundings.
    for (const [i, us] of step(rows).entries()) expect(Math.abs(us - (expected[i] ?? 0))).toBeLessThan(3);
  }
});

/** The same stream with this much added to every PTS and DTS, modulo 2^33. */
function shifted(ts: Uint8Array, ticks: number): Uint8Array {
  const bytes = ts.slice();
  for (let packet = 0; packet < bytes.length; packet += 188) {
    const byte = (at: number): number => bytes[at] ?? 0;
    if ((byte(packet + 1) & 0x40) === 0) continue;
    const at = packet + 4 + ((byte(packet + 3) & 0x20) === 0 ? 0 : 1 + byte(packet + 4));
    if (byte(at) !== 0 || byte(at + 1) !== 0 || byte(at + 2) !== 1) continue;
    const times = (byte(at + 7) & 0x80) === 0 ? 0 : (byte(at + 7) & 0x40) === 0 ? 1 : 2;
    for (let i = 0; i < times; i++) {
      const field = at + 9 + i * 5;
      const high = (byte(field) >> 1) & 7;
      const middle = ((byte(field + 1) << 8) | byte(field + 2)) >> 1;
      const low = ((byte(field + 3) << 8) | byte(field + 4)) >> 1;
      const value = (high * 2 ** 30 + middle * 2 ** 15 + low + ticks) % 2 ** 33;
      bytes[field] = (byte(field) & 0xf1) | (Math.floor(value / 2 ** 30) << 1);
      const middleBits = Math.floor(value / 2 ** 15) % 2 ** 15;
      bytes[field + 1] = middleBits >> 7;
      bytes[field + 2] = ((middleBits << 1) & 0xff) | 1;
      const lowBits = value % 2 ** 15;
      bytes[field + 3] = lowBits >> 7;
      bytes[field + 4] = ((lowBits << 1) & 0xff) | 1;
    }
  }
  return bytes;
}

it('what the demuxer keeps of a transport stream for seeking can be forgotten', async () => {
  // A new version may keep it elsewhere: then memory would grow with the file again.
  const bunny = await import('mediabunny');
  const source = new bunny.BufferSource(mediaBytes('all.ts'));
  const input = new bunny.Input({ formats: [bunny.MPEG_TS], source });
  const [track] = await input.getTracks();
  if (track === undefined) throw new Error('no track');
  const sink = new bunny.EncodedPacketSink(track);
  for (let packet = await sink.getFirstPacket(); packet !== null; ) packet = await sink.getNextPacket(packet);
  expect(forgetSeekPoints(track)).toBeGreaterThan(0);
  expect(forgetSeekPoints(track)).toBe(0);
  input.dispose();
});

it('a file of sound alone has one track', async () => {
  for (const name of ['tone.mp3', 'tone.wav', 'tone.flac', 'tone.aac', 'opus.ogg', 'vorbis.ogg']) {
    const { tracks, packets } = await readMediaFile(mediaBytes(name));
    expect(tracks.map(({ track, type }) => [track, type])).toEqual([['0', MediaType.audio]]);
    expect(packets.every(({ type, key }) => type === MediaType.audio && key)).toBe(true);
  }
});

it('a file that cannot be read is a note, not an error', async () => {
  const bytes = mediaBytes('all.mp4');
  let reads = 0;
  const failing = {
    size: bytes.length,
    read: async (from: number, to: number) => {
      reads++;
      if (reads > 1) throw new Error('EIO');
      return await Promise.resolve(bytes.slice(from, to));
    },
  };
  const { packets, notes, facts } = await readMediaFile(bytes, { file: failing });
  expect(packets).toEqual([]);
  expect(facts.truncated).toBe(true);
  expect([...notes.keys()]).toContain('container_unreadable');
});

it('a file that shrinks while it is read is a note too', async () => {
  const bytes = mediaBytes('all.ts');
  const shrunk = {
    size: bytes.length,
    read: async (from: number, to: number) => await Promise.resolve(bytes.slice(0, 9400).slice(from, to)),
  };
  const { notes } = await readMediaFile(bytes, { file: shrunk });
  expect([...notes.values()].some((note) => note.includes('ffprobe'))).toBe(true);
});
