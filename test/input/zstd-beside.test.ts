/**
 * A large archive gives in a thread of its own what it gives without. The built program runs here: a thread starts
 * from a compiled file.
 */
import { describe, expect, it } from 'vitest';
import { ByteReader } from '../../src/input/byte-reader.ts';
import { DamageLog } from '../../src/input/damage.ts';
import { unzstd } from '../../src/input/zstd.ts';
import { unzstdBeside as fromSource } from '../../src/input/zstd-beside.ts';

const built = new URL('../../dist/input/zstd-beside.js', import.meta.url);
const { unzstdBeside } = (await import(built.href)) as typeof import('../../src/input/zstd-beside.ts');

/** `one`, `two`, `three` in lines, as the `zstd` command 1.5.4 packs them: a checksum and the content size. */
const FRAME = Buffer.from('KLUv/SQOcQAAb25lCnR3bwp0aHJlZQqkWIk0', 'base64');
const TEXT = 'one\ntwo\nthree\n';
/** More frames than what is worth a thread has room for. */
const FRAMES = 60_000;
const ARCHIVE = Buffer.concat(new Array<Buffer>(FRAMES).fill(FRAME));
const MIDDLE = FRAME.length * (FRAMES / 2);

function changed(at: number): Buffer {
  const copy = Buffer.from(ARCHIVE);
  copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
  return copy;
}

async function* pieces(archive: Buffer, bytes: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < archive.length; at += bytes) yield archive.subarray(at, at + bytes);
}

async function unpacked(decode: typeof unzstd, archive: Buffer, pieceBytes: number) {
  const damage = new DamageLog();
  const chunks: Uint8Array[] = [];
  for await (const chunk of decode(new ByteReader(pieces(archive, pieceBytes)), damage)) chunks.push(chunk);
  return { text: Buffer.concat(chunks).toString(), damage: damage.first };
}

const threads = (): number =>
  process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length;

describe('a large zstd archive', () => {
  it.each([
    ['that is whole', ARCHIVE],
    ['cut in its middle', ARCHIVE.subarray(0, MIDDLE + 7)],
    ['cut in its last checksum', ARCHIVE.subarray(0, -2)],
    ['with a wrong checksum', changed(MIDDLE - 1)],
    ['with a broken header', changed(MIDDLE)],
    ['with junk behind it', Buffer.concat([ARCHIVE, Buffer.from('junk that is no frame')])],
  ])('%s gives the same in a thread of its own', async (_, archive) => {
    const here = await unpacked(unzstd, archive, 1 << 16);
    expect(here.text.startsWith(TEXT)).toBe(true);
    for (const pieceBytes of [1 << 14, 1 << 20, archive.length])
      expect(await unpacked(unzstdBeside, archive, pieceBytes)).toEqual(here);
  });

  it('has a thread while it is read, and none when its reader has left', async () => {
    const before = threads();
    const chunks = unzstdBeside(new ByteReader(pieces(ARCHIVE, 1 << 16)), new DamageLog());
    await chunks.next();
    expect(threads()).toBeGreaterThan(before);
    await chunks.return(undefined);
    expect(threads()).toBe(before);
  });

  it('is read without a thread where none can be started', async () => {
    // Beside the source of the module lies no compiled thread.
    expect(await unpacked(fromSource, ARCHIVE, 1 << 16)).toEqual({ text: TEXT.repeat(FRAMES), damage: null });
  });

  it('that cannot be read on fails with the reason', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield ARCHIVE.subarray(0, 1 << 20);
      throw new Error('the disk is gone');
    }
    const chunks = unzstdBeside(new ByteReader(broken()), new DamageLog());
    await expect(async () => {
      for await (const chunk of chunks) expect(chunk.length).toBeGreaterThan(0);
    }).rejects.toThrow('the disk is gone');
  });
});
