import { createBrotliDecompress } from 'node:zlib';
import type { ByteReader } from './byte-reader.ts';
import type { DamageLog } from './damage.ts';
import { OUTPUT_BYTES, ZlibStep } from './zlib-step.ts';

const PIECE = 1 << 16;

/**
 * Decompresses a brotli file (RFC 7932), which has neither magic bytes nor a checksum: it is known by its name
 * only, and damage shows only when the data stops making sense.
 */
export async function* unbrotli(input: ByteReader, damage: DamageLog): AsyncGenerator<Uint8Array> {
  const step = new ZlibStep(createBrotliDecompress({ chunkSize: OUTPUT_BYTES }));
  try {
    while (await input.fill(1)) {
      const before = step.used;
      const { status, output } = await step.write(input.buffered.subarray(0, PIECE));
      yield* output;
      if (status === 'error') {
        damage.note('corrupt', 'compressed data is not valid brotli');
        return;
      }
      input.skip(step.used - before);
      if (status === 'end') {
        if (await input.fill(1)) damage.note('junk', 'bytes follow the end of the brotli data');
        return;
      }
    }
    const { status, output } = await step.end();
    yield* output;
    if (status !== 'end') damage.note('truncated', 'the archive ends inside the brotli data');
  } finally {
    step.close();
  }
}
