import type { FileBytes } from './media-bytes.ts';
import { ascii } from './media-bytes.ts';
import type { ContainerLayout } from './media-layout.ts';
import { plainLayout } from './media-layout.ts';

/**
 * Sizes from here on are what recorders write that cannot go back to fill them in: sox 0x7ffff000, others all ones.
 * A file that big and cut there is the rarer case.
 */
const UNKNOWN_SIZES = 0x7fff_f000;
const MAX_CHUNKS = 10_000;

/** A WAV file is cut when its `data` chunk is longer than what is left of the file. */
export async function waveLayout(bytes: FileBytes): Promise<ContainerLayout> {
  const whole = plainLayout(bytes.size);
  const riff = await bytes.read(0, 12);
  // RF64 keeps its sizes in a chunk of its own, RIFX has them the other way round.
  if (riff === null || ascii(riff, 0, 4) !== 'RIFF') return whole;
  for (let at = 12, chunks = 0; chunks < MAX_CHUNKS; chunks++) {
    const chunk = await bytes.read(at, 8);
    if (chunk === null) return { ...whole, truncated: true };
    const length = chunk.getUint32(4, true);
    if (ascii(chunk, 0, 4) === 'data') {
      const truncated = length < UNKNOWN_SIZES && at + 8 + length > bytes.size;
      return { ...whole, truncated };
    }
    at += 8 + length + (length & 1);
  }
  return whole;
}
