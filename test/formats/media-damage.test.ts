import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MediaPacketRow } from './media-file.ts';
import { byTrack, mediaBytes, mediaFiles, readMediaFile } from './media-file.ts';

const WAY = 'ffprobe -v error -show_streams -show_packets -of json clip.mp4 | stream-analytics report -';

/** Nothing says how long their last packet is: it may be a part of one. PCM is made of samples, so a part is whole. */
const SHORT_TAIL = /\.(ts|flac|wav)$/;
/** The others may be cut where nothing shows it: between two packets. */
const SAYS_ITS_LENGTH = /\.(mp4|mov|mkv|flac|wav|ogg)$/;

describe('a file that was cut', () => {
  /**
   * Half of each file: packets of each track whose place and size, as ffprobe prints them for the whole file, lie in
   * front of the cut. The last packet of PCM may be shorter: every sample is whole.
   */
  it.each([
    ['all.mkv', { 0: 22, 2: 13 }],
    ['all.mp4', { 0: 19, 2: 11 }],
    ['fragmented.mp4', { 0: 20, 1: 13 }],
    ['all.ts', { 0: 26, 1: 15 }],
    ['live.webm', { 0: 10 }],
    ['tone.aac', { 0: 15 }],
    ['tone.mp3', { 0: 28 }],
    ['tone.wav', { 0: 2 }],
  ])('%s', async (name, counts) => {
    const bytes = mediaBytes(name);
    const { packets, facts, notes } = await readMediaFile(bytes.subarray(0, (bytes.length >> 1) + 1));
    const found = Object.fromEntries([...byTrack(packets)].map(([track, rows]) => [track, rows.length]));
    expect(found).toEqual(counts);
    expect(facts.truncated).toBe(true);
    expect(notes.get('media_cut')).toBe('the file ends inside its media: what is whole was used');
  });

  it('has no packets when its index stood at its end', async () => {
    const { packets, facts, notes } = await readMediaFile(mediaBytes('mpeg4.mp4').subarray(0, 3000));
    expect([packets, facts.truncated]).toEqual([[], true]);
    expect(notes.get('container_unreadable')).toBe(
      `no track of this MP4 file can be read (the file is cut); use: ${WAY}`,
    );
  });

  // Recorders that write into a pipe cannot go back to fill in the size: ffmpeg and sox leave one of their own there.
  it.each([
    ['ffmpeg', 0xffff_ffff],
    ['sox', 0x7fff_f000],
  ])('is no WAV file that was written into a pipe by %s', async (_, length) => {
    const bytes = mediaBytes('tone.wav');
    const data = Buffer.from(bytes.buffer).indexOf('data');
    new DataView(bytes.buffer).setUint32(data + 4, length, true);
    const { packets, facts } = await readMediaFile(bytes);
    expect([packets.length, facts.truncated]).toEqual([
      (await readMediaFile(mediaBytes('tone.wav'))).packets.length,
      false,
    ]);
  });

  it.each(mediaFiles())(
    'gives the first packets of each track of %s, wherever it is cut',
    async (name) => {
      const bytes = mediaBytes(name);
      const whole = byTrack((await readMediaFile(bytes)).packets);
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 0, max: bytes.length - 1 }), async (length) => {
          const { packets, facts, notes } = await readMediaFile(bytes.subarray(0, length));
          for (const [track, rows] of byTrack(packets)) {
            const full = whole.get(track) ?? [];
            const sure = SHORT_TAIL.test(name) ? rows.length - 1 : rows.length;
            expect(rows.slice(0, sure).map(identity)).toEqual(full.slice(0, sure).map(identity));
            expect(rows.at(-1)?.size).toBeLessThanOrEqual(full[rows.length - 1]?.size ?? 0);
          }
          const isShorter = packets.length < [...whole.values()].flat().length;
          const says = facts.truncated || notes.has('container_unknown') || notes.has('container_unreadable');
          if (isShorter && SAYS_ITS_LENGTH.test(name)) expect(says).toBe(true);
        }),
        { numRuns: 40 },
      );
    },
    60_000,
  );
});

/** What a cut must not change; the last packets lose their duration with the packet that told it. */
function identity({ type, ptsUs, size, key }: MediaPacketRow): readonly unknown[] {
  return [type, ptsUs, size, key];
}

describe('damage', () => {
  it.each(mediaFiles())(
    'of any bytes of %s never throws',
    async (name) => {
      const bytes = mediaBytes(name);
      const place = fc.integer({ min: 0, max: bytes.length - 1 });
      // Headers stand at the beginning: half of the changes go there.
      const change = fc.record({
        at: fc.oneof(place, fc.integer({ min: 0, max: Math.min(2000, bytes.length - 1) })),
        bytes: fc.oneof(
          fc.uint8Array({ minLength: 1, maxLength: 4 }),
          fc.constantFrom(Uint8Array.of(255, 255, 255, 255), Uint8Array.of(0, 0, 0, 0)),
        ),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 6 }), async (changes) => {
          const damaged = bytes.slice();
          for (const { at, bytes: put } of changes) damaged.set(put.subarray(0, damaged.length - at), at);
          const { packets, records } = await readMediaFile(damaged);
          expect(records.reduce((sum, count) => sum + count, 0)).toBe(packets.length);
          for (const { size, ptsUs } of packets) {
            expect(size).toBeGreaterThanOrEqual(0);
            expect(ptsUs === null || Number.isSafeInteger(ptsUs)).toBe(true);
          }
        }),
        { numRuns: 60 },
      );
    },
    60_000,
  );

  it('behind a media file, or in front of it, is survived', async () => {
    for (const name of mediaFiles()) {
      const bytes = mediaBytes(name);
      const noise = Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919 + 13) % 251);
      const { packets } = await readMediaFile(bytes);
      const behind = await readMediaFile(new Uint8Array(Buffer.concat([bytes, noise])));
      expect([name, behind.packets.length]).toEqual([name, packets.length]);
      await readMediaFile(new Uint8Array(Buffer.concat([noise, bytes])));
    }
  });

  it('inside Matroska ends what is read, and says where', async () => {
    const bytes = mediaBytes('all.mkv').slice();
    // A block in the middle of the only cluster says that it is longer than the file.
    const at = Buffer.from(bytes).indexOf(Buffer.from([0xa3, 0x40]), 8000);
    bytes.set([0xa3, 0x10, 0xff, 0xff, 0xff], at);
    const { packets, facts, notes } = await readMediaFile(bytes);
    expect(packets.length).toBeGreaterThan(30);
    expect(packets.length).toBeLessThan(83);
    expect(facts.truncated).toBe(true);
    expect([...notes.keys()]).toContain('media_cut');
  });
});

describe('frames in a row', () => {
  it('end where a frame says that it has no bytes', async () => {
    const bytes = mediaBytes('tone.aac').slice();
    // The length of 13 bits in the header of the third frame, whose place is the sum of the two before it.
    const { packets } = await readMediaFile(bytes);
    const third = (packets[0]?.size ?? 0) + (packets[1]?.size ?? 0);
    bytes[third + 3] = (bytes[third + 3] ?? 0) & 0xfc;
    bytes[third + 4] = 0;
    bytes[third + 5] = (bytes[third + 5] ?? 0) & 0x1f;
    const damaged = await readMediaFile(bytes);
    expect(damaged.packets.length).toBe(2);
    expect(damaged.notes.get('media_damaged')).toBe(
      `damage at byte ${third}: what stands before it was used; try: ${WAY}`,
    );
  });

  it('may have a tag behind them', async () => {
    const tag = Buffer.alloc(128);
    tag.write('TAG');
    for (const name of ['tone.aac', 'tone.mp3']) {
      const { packets, facts } = await readMediaFile(new Uint8Array(Buffer.concat([mediaBytes(name), tag])));
      expect([packets.length, facts.truncated]).toEqual([name === 'tone.aac' ? 33 : 58, false]);
    }
  });
});

describe('hostile headers', () => {
  it('of a transport stream with two programs are refused by name', async () => {
    const bytes = mediaBytes('all.ts').slice();
    // The association table (PID 0) gets a second program: length 13 becomes 17.
    const table = bytes.findIndex((byte, i) => i % 188 === 0 && byte === 0x47 && (bytes[i + 2] ?? 1) === 0);
    expect(bytes[table + 7]).toBe(13);
    bytes[table + 7] = 17;
    bytes.set([0, 2, 0xf0, 0x42], table + 17);
    const { packets, notes } = await readMediaFile(bytes);
    expect(packets).toEqual([]);
    expect(notes.get('container_refused')).toBe(`MPEG-TS: 2 programs in one transport stream; use: ${WAY}`);
  });

  it.each([
    ['stts', 8 + 4, 'more times than samples'],
    ['ctts', 8 + 4, 'more times than samples'],
    ['stsc', 8 + 4, 'more chunks than places for them'],
    ['stsc', 12 + 4, 'chunks larger than the track'],
  ])('of mp4 that count samples which are not there (%s) are refused', async (table, at, why) => {
    const bytes = mediaBytes('all.mp4').slice();
    const box = Buffer.from(bytes).indexOf(table);
    bytes.set([0x7f, 0xff, 0xff, 0xff], box + at);
    const { packets, notes } = await readMediaFile(bytes);
    expect(packets).toEqual([]);
    expect(notes.get('container_refused')).toBe(`MP4: ${why}; use: ${WAY}`);
  });

  it('of a fragment that counts samples which are not there are refused', async () => {
    const bytes = mediaBytes('fragmented.mp4').slice();
    const box = Buffer.from(bytes).indexOf('trun');
    bytes.set([0x7f, 0xff, 0xff, 0xff], box + 8);
    const { notes } = await readMediaFile(bytes);
    expect(notes.get('container_refused')).toBe(`MP4: a run of 2147483647 samples; use: ${WAY}`);
  });
});

it('bytes that are no media file give a note and no rows', async () => {
  for (const bytes of [
    new Uint8Array(0),
    new Uint8Array(100),
    new Uint8Array(Buffer.from('hello there, all')),
  ]) {
    const { tracks, packets, records, notes } = await readMediaFile(bytes);
    expect([tracks, packets, records]).toEqual([[], [], []]);
    expect(notes.get('container_unknown')).toBe(`no media container is known by these bytes; try: ${WAY}`);
  }
});

it('a container that is known and not read says so', async () => {
  const avi = new Uint8Array(Buffer.from('RIFF\x10\0\0\0AVI LIST............', 'latin1'));
  const { notes } = await readMediaFile(avi);
  expect(notes.get('container_unread')).toBe(`AVI is not read directly; use: ${WAY}`);
});

it('a name that a shell would take apart is not put into a command', async () => {
  const { notes } = await readMediaFile(new Uint8Array(100), { name: 'a b; rm -rf $HOME.mp4' });
  expect(notes.get('container_unknown')).toContain('-of json FILE |');
});
