import { describe, expect, it } from 'vitest';
import { detect } from '../../src/formats/index.ts';
import { media } from '../../src/formats/media.ts';
import type { Sample } from '../../src/model/format.ts';
import { binarySample, mediaBytes, mediaFiles } from './media-file.ts';
import { withTimeStamps } from './media-time-stamps.ts';

function reasonOf(bytes: Uint8Array): string | undefined {
  return media.recognise(binarySample(bytes))?.reason;
}

function bytesOf(...parts: readonly (string | number | readonly number[])[]): Uint8Array {
  return new Uint8Array(
    Buffer.concat(
      parts.map((part) =>
        typeof part === 'string'
          ? Buffer.from(part, 'latin1')
          : typeof part === 'number'
            ? Buffer.alloc(part)
            : Buffer.from(part),
      ),
    ),
  );
}

describe('media files are told by their bytes', () => {
  it.each([
    ['all.mp4', 'MP4: first box ftyp, brand isom'],
    ['pcm.mov', 'QuickTime: first box ftyp, brand qt'],
    ['all.mkv', 'Matroska: EBML header, document type matroska'],
    ['live.webm', 'WebM: EBML header, document type webm'],
    ['all.ts', 'MPEG-TS: sync byte 47 every 188 bytes, 8 times'],
    ['opus.ogg', 'Ogg: page OggS'],
    ['tone.wav', 'WAV: RIFF of form WAVE'],
    ['tone.flac', 'FLAC: fLaC and its stream information'],
    ['tone.mp3', 'MP3: ID3 tag, then two MPEG audio frames in a row'],
    ['tone.aac', 'AAC (ADTS): two ADTS frames in a row'],
  ])('%s', (name, reason) => {
    expect(reasonOf(mediaBytes(name))).toBe(reason);
  });

  it.each([
    ['AVI', bytesOf('RIFF', [0, 16, 0, 0], 'AVI LIST', 20), 'AVI (not read directly): RIFF of form AVI'],
    ['FLV', bytesOf('FLV\x01\x05', 20), 'FLV (not read directly): FLV header'],
    [
      'program stream',
      bytesOf([0, 0, 1, 0xba], 20),
      'MPEG program stream (not read directly): pack header 000001BA',
    ],
    ['ASF', bytesOf([0x30, 0x26, 0xb2, 0x75], 20), 'ASF (WMV, WMA) (not read directly): ASF header'],
    ['mov of old, without ftyp', bytesOf([0, 0, 0, 8], 'wide', 20), 'QuickTime: first box wide'],
    ['tag longer than the sample', bytesOf('ID3\x04', [0, 0, 0, 0x7f, 0x7f, 0x7f], 20), 'MP3: ID3 tag'],
    ['tag before FLAC', bytesOf('ID3\x03', [0, 0, 0, 0, 0, 4], 4, 'fLaC', 20), 'FLAC: ID3 tag, then fLaC'],
  ])('%s', (_, bytes, reason) => {
    expect(reasonOf(bytes)).toBe(reason);
  });

  it('finds a transport stream that begins inside a packet, and one with time stamps', () => {
    expect(reasonOf(mediaBytes('all.ts').subarray(100))).toContain('MPEG-TS');
    expect(reasonOf(withTimeStamps(mediaBytes('all.ts')))).toBe(
      'MPEG-TS: sync byte 47 every 192 bytes, 8 times',
    );
  });

  it('is what detection takes for every fixture', async () => {
    for (const name of mediaFiles()) {
      const found = await detect(binarySample(mediaBytes(name)));
      expect([name, found?.format.name, found?.recognition.framing.kind]).toEqual([name, 'media', 'blob']);
    }
  });
});

describe('text is never media', () => {
  it.each([
    ['nothing', ''],
    ['words of signatures', 'OggS fLaC RIFF WAVE ID3 ftyp'],
    ['a line that begins like a WAV file', 'RIFF1234WAVEfmt 5678 and so on'],
    ['a line that begins like an AVI file would', 'FLV1 and more text'],
    ['a box of letters', 'abcdftypisom and more'],
    ['G every 188 characters', `G${'x'.repeat(187)}`.repeat(20)],
    ['JSON', `{"type":"packet","media_type":"video"}\n`.repeat(40)],
    ['ID3 and text', 'ID3 is a tag of music files'],
  ])('%s', (_, text) => {
    const bytes = new Uint8Array(Buffer.from(text));
    const sample: Sample = { name: 'log', bytes, text, lines: text.split('\n'), whole: true };
    expect(media.recognise(sample)).toBeNull();
  });

  it('even when sync words stand in it by chance', () => {
    // The bytes of a transport stream, called text: one condition alone must not decide.
    const bytes = mediaBytes('all.ts');
    const text = Buffer.from(bytes).toString('latin1');
    expect(media.recognise({ ...binarySample(bytes), text })).toBeNull();
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 11])('nor are %i bytes of a media file', (length) => {
    for (const name of mediaFiles()) expect(reasonOf(mediaBytes(name).subarray(0, length))).toBeUndefined();
  });

  it('nor are bytes without a sign', () => {
    const noise = Uint8Array.from({ length: 4096 }, (_, i) => (i * 7919 + 13) % 251);
    expect(reasonOf(noise)).toBeUndefined();
    expect(reasonOf(new Uint8Array(4096))).toBeUndefined();
    expect(reasonOf(new Uint8Array(4096).fill(0xff))).toBeUndefined();
  });
});
