import type { ByteReader } from './byte-reader.ts';
import type { DamageLog } from './damage.ts';

/** The same cap as the zstd command: a frame may ask for gigabytes of window in a few bytes. */
const MAX_WINDOW = 1 << 27;

/** What a frame says of itself before its first block. */
export interface FrameHeader {
  /** The header itself, magic number included. */
  readonly bytes: Uint8Array;
  /** Whether a checksum follows the last block. */
  readonly checksum: boolean;
  /** Decompressed bytes as the header promises them; null when it does not say. */
  readonly contentBytes: number | null;
}

/** Takes a frame header (RFC 8878, 3.1.1.1); null when it cannot be used, with the reason in `damage`. */
export async function readHeader(input: ByteReader, damage: DamageLog): Promise<FrameHeader | null> {
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
  const contentBytes = sizeBytes === 0 ? null : contentSize(bytes, at + dictionaryBytes, sizeBytes);
  const window = single ? (contentBytes ?? 0) : windowSize(bytes[5] as number);
  if (window > MAX_WINDOW) {
    damage.note(
      'expansion',
      `the archive asks for a window of ${window} bytes, at most ${MAX_WINDOW} are given`,
    );
    return null;
  }
  return { bytes: input.take(length), checksum: (descriptor & 4) !== 0, contentBytes };
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
