import { describe, expect, it } from 'vitest';
import { opened, scratchFile, streamEntry } from './scratch.ts';

/** Texts as the `zstd` command 1.5.4 packs them, with its defaults unless said: a checksum and the content size. */
const FIRST = 'one\ntwo\nthree\n';
const SECOND = 'four\nfive\n';
const frame = (base64: string): Buffer => Buffer.from(base64, 'base64');
const ONE = frame('KLUv/SQOcQAAb25lCnR3bwp0aHJlZQqkWIk0');
const TWO = frame('KLUv/SQKUQAAZm91cgpmaXZlCjb9AH8=');
/** `zstd --no-check`. */
const UNCHECKED = frame('KLUv/SAOcQAAb25lCnR3bwp0aHJlZQo=');
/** From standard input, so without a content size: `zstd --long=27`, then `zstd --ultra --long=28`. */
const WINDOW_128_MIB = frame('KLUv/QSIcQAAb25lCnR3bwp0aHJlZQqkWIk0');
const WINDOW_256_MIB = frame('KLUv/QSQcQAAb25lCnR3bwp0aHJlZQqkWIk0');
/** 30,000 lines in four blocks (`zstd -19` from standard input), and no bytes at all. */
const LINES = Array.from({ length: 30_000 }, (_, i) => `line ${i % 10} of many\n`).join('');
const MANY_BLOCKS = frame(
  'KLUv/QRojAEAwGxpbmUgMCBvZiBtYW55CjEyMzQ1Njc4OQugQHj/HLAj62f/mayVZTJZJpchS4SWAlQAAAABAP3/if+5BgJEAAAAAQD9/zkA' +
    'AkUAAAABAM1dHQABiwL0Yw==',
);
const EMPTY = frame('KLUv/SQAAQAAmenYUQ==');
const SKIPPABLE = Buffer.from([0x5f, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);

function flip(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  const place = at < 0 ? bytes.length + at : at;
  copy.writeUInt8(copy.readUInt8(place) ^ 1, place);
  return copy;
}

/** What comes out, and the damage in words; the same from a file and from a pipe. */
async function unpacked(bytes: Buffer): Promise<{ text: string; damage: string | null }> {
  const results = [];
  for (const entry of [await scratchFile('log', bytes), streamEntry(bytes, 1), streamEntry(bytes, 7)]) {
    const input = await opened(entry);
    const parts: Uint8Array[] = [];
    for await (const chunk of input.chunks()) parts.push(chunk);
    await input.close();
    const { damage } = input;
    results.push({
      text: Buffer.concat(parts).toString(),
      damage: damage === null ? null : `${damage.kind}: ${damage.detail}`,
    });
  }
  const [first, ...others] = results as [(typeof results)[0]];
  for (const other of others) expect(other).toEqual(first);
  return first;
}

describe('zstd', () => {
  it.each([
    ['a frame with a checksum', ONE, FIRST],
    ['a frame without one', UNCHECKED, FIRST],
    ['several blocks', MANY_BLOCKS, LINES],
    ['an empty frame', EMPTY, ''],
    [
      'frames, and frames to skip between them',
      Buffer.concat([ONE, SKIPPABLE, EMPTY, TWO, SKIPPABLE]),
      FIRST + SECOND,
    ],
    ['a window of 128 MiB', WINDOW_128_MIB, FIRST],
  ])('%s is read whole', async (_, bytes, text) => {
    expect(await unpacked(bytes)).toEqual({ text, damage: null });
  });

  const suspect = (number: number): string =>
    `corrupt: the checksum of frame ${number} is wrong: all of that frame is suspect`;
  it.each([
    ['a changed checksum', flip(ONE, -1), FIRST, suspect(1)],
    // `one` becomes `ooe`: a block that is stored as it is makes sense whatever it holds.
    ['a changed letter', flip(ONE, 10), 'ooe\ntwo\nthree\n', suspect(1)],
    ['a changed checksum behind several blocks', flip(MANY_BLOCKS, -4), LINES, suspect(1)],
    ['a changed checksum of nothing', flip(EMPTY, -2), '', suspect(1)],
    ['damage in the first of two frames', Buffer.concat([flip(ONE, -3), TWO]), FIRST + SECOND, suspect(1)],
    [
      'damage behind a frame to skip',
      Buffer.concat([ONE, SKIPPABLE, flip(TWO, -3)]),
      FIRST + SECOND,
      suspect(2),
    ],
    // The header says 15 bytes where 14 come.
    [
      'a changed size without a checksum',
      flip(UNCHECKED, 5),
      FIRST,
      'corrupt: frame 1 holds 14 bytes where its header says 15: all of that frame is suspect',
    ],
    ['a cut checksum', ONE.subarray(0, -1), FIRST, 'truncated: the archive ends in the checksum of a frame'],
    [
      'a cut second frame',
      Buffer.concat([ONE, TWO.subarray(0, -6)]),
      FIRST,
      'truncated: the archive ends inside a frame',
    ],
    [
      'a cut frame to skip',
      Buffer.concat([ONE, SKIPPABLE.subarray(0, -1)]),
      FIRST,
      'truncated: the archive ends inside a skippable frame',
    ],
    [
      'a window of 256 MiB',
      WINDOW_256_MIB,
      '',
      'expansion: the archive asks for a window of 268435456 bytes, at most 134217728 are given',
    ],
  ])('%s is damage, and what was there is given out', async (_, bytes, text, damage) => {
    expect(await unpacked(bytes)).toEqual({ text, damage });
  });

  it('cannot tell a changed letter without a checksum', async () => {
    expect(await unpacked(flip(UNCHECKED, 10))).toEqual({ text: 'ooe\ntwo\nthree\n', damage: null });
  });
});
