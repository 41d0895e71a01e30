import type { Decompress } from 'fzstd';
import type { ByteReader } from './byte-reader.ts';
import type { DamageLog } from './damage.ts';

const MAGIC = 0xfd2fb528;
const MAX_BLOCK = 1 << 17;
/** The same cap as the zstd command: a frame may ask for gigabytes of window in a few bytes. */
const MAX_WINDOW = 1 << 27;

interface FrameHeader {
  readonly bytes: Uint8Array;
  readonly checksum: boolean;
}

/**
 * Decompresses Zstandard (RFC 8878), frame by frame. This walk over frames and blocks is ours, so that the window
 * is checked before anything is allocated and a cut is told from corrupt data; blocks are decoded by fzstd.
 * All data before a fault is given out; the fault goes to `damage`.
 */
export async function* unzstd(input: ByteReader, damage: DamageLog): AsyncGenerator<Uint8Array> {
  const { Decompress } = await import('fzstd');
  for (let frame = 1; await input.fill(1); frame++) {
    if (!(await input.fill(4))) {
      damage.note(frame === 1 ? 'truncated' : 'junk', 'a few bytes that are no frame end the archive');
      return;
    }
    const magic = uint32(input.buffered, 0);
    if (magic >>> 4 === 0x184d2a5) {
      if (!(await skipSkippable(input))) {
        damage.note('truncated', 'the archive ends inside a skippable frame');
        return;
      }
      continue;
    }
    if (magic !== MAGIC) {
      damage.note('junk', 'bytes that are no zstd frame follow the last frame');
      return;
    }
    const header = await readHeader(input, damage);
    if (header === null) return;
    if (!(yield* decodeBlocks(input, header, new Decompress(), damage))) return;
  }
}

async function skipSkippable(input: ByteReader): Promise<boolean> {
  if (!(await input.fill(8))) return false;
  let left = uint32(input.buffered, 4) + 8;
  while (left > 0 && (await input.fill(1))) {
    const part = Math.min(left, input.buffered.length);
    input.skip(part);
    left -= part;
  }
  return left === 0;
}

/** Takes a frame header (RFC 8878, 3.1.1.1); null when it cannot be used, with the reason in `damage`. */
async function readHeader(input: ByteReader, damage: DamageLog): Promise<FrameHeader | null> {
  await input.fill(18);
  const bytes = input.buffered;
  const descriptor = bytes[4] ?? 0;
  const single = (descriptor & 0x20) !== 0;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] as number;
  const sizeFlag = descriptor >> 6;
  const sizeBytes = sizeFlag === 0 ? Number(single) : 1 << sizeFlag;
  const length = 5 + Number(!single) + dictionaryBytes + sizeBytes;
  if (bytes.length < length) {
    damage.note('truncated', 'the archive ends in a frame header');
    return null;
  }
  if ((descriptor & 8) !== 0) {
    damage.note('corrupt', 'a frame header is not valid');
    return null;
  }
  const at = 5 + Number(!single);
  if (bytes.subarray(at, at + dictionaryBytes).some((byte) => byte !== 0)) {
    damage.note('corrupt', 'the archive needs a dictionary, which is not supported');
    return null;
  }
  const window = single
    ? contentSize(bytes, at + dictionaryBytes, sizeBytes)
    : windowSize(bytes[5] as number);
  if (window > MAX_WINDOW) {
    damage.note(
      'expansion',
      `the archive asks for a window of ${window} bytes, at most ${MAX_WINDOW} are given`,
    );
    return null;
  }
  return { bytes: input.take(length), checksum: (descriptor & 4) !== 0 };
}

function windowSize(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

function contentSize(bytes: Uint8Array, at: number, length: number): number {
  let size = length === 2 ? 256 : 0;
  for (let i = 0; i < length; i++) size += (bytes[at + i] as number) * 256 ** i;
  return size;
}

/** @returns false when nothing after this frame can be found */
async function* decodeBlocks(
  input: ByteReader,
  header: FrameHeader,
  decoder: Decompress,
  damage: DamageLog,
): AsyncGenerator<Uint8Array, boolean> {
  let output: Uint8Array[] = [];
  decoder.ondata = (bytes) => output.push(bytes);
  let ahead = header.bytes;
  for (let last = false; !last; ) {
    const whole = await input.fill(3);
    const head =
      (input.buffered[0] ?? 0) | ((input.buffered[1] ?? 0) << 8) | ((input.buffered[2] ?? 0) << 16);
    last = (head & 1) === 1;
    const type = (head >> 1) & 3;
    const size = head >> 3;
    if (whole && (type === 3 || size > MAX_BLOCK)) {
      damage.note('corrupt', 'a block header is not valid');
      return false;
    }
    const length = 3 + (type === 1 ? 1 : size);
    if (!whole || !(await input.fill(length))) {
      damage.note('truncated', 'the archive ends inside a frame');
      return false;
    }
    const block = Buffer.concat([ahead, input.take(length)]);
    ahead = new Uint8Array(0);
    try {
      decoder.push(last ? Buffer.concat([block, await takeChecksum(input, header, damage)]) : block, last);
    } catch {
      damage.note('corrupt', 'compressed data is not valid zstd');
      return false;
    }
    yield* output;
    output = [];
  }
  return true;
}

/** The four bytes behind a frame, which the decoder wants to see before it calls the frame whole. */
async function takeChecksum(input: ByteReader, header: FrameHeader, damage: DamageLog): Promise<Uint8Array> {
  if (!header.checksum) return new Uint8Array(0);
  if (await input.fill(4)) return input.take(4);
  damage.note('truncated', 'the archive ends in the checksum of a frame');
  input.skip(input.buffered.length);
  return new Uint8Array(4);
}

function uint32(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(at, true);
}
