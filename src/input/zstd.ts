import type { Decompress } from 'fzstd';
import type { XXHash, XXHashAPI } from 'xxhash-wasm';
import type { ByteReader } from './byte-reader.ts';
import type { DamageLog } from './damage.ts';
import { type FrameHeader, readHeader } from './zstd-header.ts';

const MAGIC = 0xfd2fb528;
const MAX_BLOCK = 1 << 17;

/**
 * Decompresses Zstandard (RFC 8878), frame by frame. This walk over frames and blocks is ours, so that the window
 * is checked before anything is allocated and a cut is told from corrupt data; blocks are decoded by fzstd, which
 * skips checksums: those are compared here. All data before a fault is given out; the fault goes to `damage`. A
 * checksum can only fail after its frame was given out, so the detail calls the frame suspect.
 */
export async function* unzstd(input: ByteReader, damage: DamageLog): AsyncGenerator<Uint8Array> {
  const { Decompress } = await import('fzstd');
  const { default: xxhash } = await import('xxhash-wasm');
  const hashes = await xxhash();
  for (let frame = 1, first = true; await input.fill(1); first = false) {
    if (!(await input.fill(4))) {
      damage.note(first ? 'truncated' : 'junk', 'a few bytes that are no frame end the archive');
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
    const content = new FrameContent(header, hashes);
    if (!(yield* decodeBlocks(input, header, new Decompress(), content, damage))) return;
    if (!(await compareContent(input, frame, header, content, damage))) return;
    frame++;
  }
}

/** What came out of one frame, for comparison with what the frame says of itself. */
class FrameContent {
  bytes = 0;
  private readonly hash: XXHash<bigint> | null;

  constructor(header: FrameHeader, hashes: XXHashAPI) {
    this.hash = header.checksum ? hashes.create64() : null;
  }

  add(bytes: Uint8Array): void {
    this.bytes += bytes.length;
    this.hash?.update(bytes);
  }

  /** The low 32 bits of XXH64 with seed 0 (RFC 8878, 3.1.1); 0 for a frame without a checksum. */
  checksum(): number {
    return Number((this.hash?.digest() ?? 0n) & 0xffff_ffffn);
  }
}

/**
 * Reads the checksum behind a frame, and compares.
 *
 * @returns false when the archive ends in it
 */
async function compareContent(
  input: ByteReader,
  frame: number,
  header: FrameHeader,
  content: FrameContent,
  damage: DamageLog,
): Promise<boolean> {
  const promised = header.contentBytes ?? content.bytes;
  if (promised !== content.bytes) {
    damage.note(
      'corrupt',
      `frame ${frame} holds ${content.bytes} bytes where its header says ${promised}: all of that frame is suspect`,
    );
  }
  if (!header.checksum) return true;
  if (!(await input.fill(4))) {
    damage.note('truncated', 'the archive ends in the checksum of a frame');
    return false;
  }
  if (uint32(input.take(4), 0) !== content.checksum())
    damage.note('corrupt', `the checksum of frame ${frame} is wrong: all of that frame is suspect`);
  return true;
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

/** @returns false when nothing after this frame can be found */
async function* decodeBlocks(
  input: ByteReader,
  header: FrameHeader,
  decoder: Decompress,
  content: FrameContent,
  damage: DamageLog,
): AsyncGenerator<Uint8Array, boolean> {
  let output: Uint8Array[] = [];
  decoder.ondata = (bytes) => {
    content.add(bytes);
    output.push(bytes);
  };
  // The decoder wants to see as many bytes behind the last block, and does not look at them.
  const trailer = new Uint8Array(header.checksum ? 4 : 0);
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
      decoder.push(last ? Buffer.concat([block, trailer]) : block, last);
    } catch {
      damage.note('corrupt', 'compressed data is not valid zstd');
      return false;
    }
    yield* output;
    output = [];
  }
  return true;
}

function uint32(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(at, true);
}
