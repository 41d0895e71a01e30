import { unbrotli } from './brotli.ts';
import type { ByteReader } from './byte-reader.ts';
import type { DamageLog } from './damage.ts';
import { gunzip } from './gzip.ts';
import { joined } from './joined.ts';
import { readAhead } from './read-ahead.ts';
import { unzstdBeside } from './zstd-beside.ts';

export type Compression = 'none' | 'gzip' | 'zstd' | 'brotli';

/** Decompressed bytes up to which any expansion is believed, and the expansion that is not believed beyond. */
const FREE_BYTES = 1 << 28;
const MAX_EXPANSION = 200;

/** Suffixes that name a compression, as stripped from the name of a stream. */
const SUFFIX = /\.(?:gz|gzip|zst|zstd|br)$/i;

/** The compression that the first bytes show; brotli has no magic bytes, so its name must say it. */
export function detectCompression(first: Uint8Array, name: string): Compression {
  const [a, b, c, d] = first;
  if (a === 0x1f && b === 0x8b) return 'gzip';
  if (a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd) return 'zstd';
  if (a !== undefined && (a & 0xf0) === 0x50 && b === 0x2a && c === 0x4d && d === 0x18) return 'zstd';
  return /\.br$/i.test(name) && first.length > 0 ? 'brotli' : 'none';
}

/** The last part of a name without the suffix of its compression. */
export function plainBaseName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1).replace(SUFFIX, '');
}

/**
 * The decompressed content. Stops, with damage `expansion`, when more than 256 MiB came out at more than 200
 * times the size that went in (honest logs reach about 20).
 */
export async function* decompress(
  input: ByteReader,
  compression: Compression,
  damage: DamageLog,
): AsyncGenerator<Uint8Array> {
  if (compression === 'none') {
    yield* input.rest();
    return;
  }
  const decode = { gzip: gunzip, zstd: unzstdBeside, brotli: unbrotli }[compression];
  yield* readAhead(joined(believed(decode(input, damage), input, damage)));
}

/** What was decoded, up to where the archive grows too much; closes the archive at its end. */
async function* believed(
  decoded: AsyncGenerator<Uint8Array>,
  input: ByteReader,
  damage: DamageLog,
): AsyncGenerator<Uint8Array> {
  let total = 0;
  try {
    for await (const bytes of decoded) {
      total += bytes.length;
      if (total > FREE_BYTES && total > MAX_EXPANSION * input.consumed) {
        damage.note(
          'expansion',
          `stopped after ${total} bytes: more than ${MAX_EXPANSION} times the archive's size`,
        );
        return;
      }
      yield bytes;
    }
  } finally {
    await input.close();
  }
}
