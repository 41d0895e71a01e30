import type { FileBytes } from './media-bytes.ts';
import { ascii } from './media-bytes.ts';
import type { ContainerLayout } from './media-layout.ts';
import { plainLayout } from './media-layout.ts';

const HEADER_BYTES = 7;

/**
 * Files of audio frames and nothing else (ADTS, MP3) have no table of them: such a file is cut when its last frame is
 * longer than what is left.
 *
 * @param frameBytes - length of the frame that begins at a place, 0 when none does
 * @param stopAtJunk - what is no frame ends the file; otherwise the demuxer looks for the next frame behind it
 */
export async function framesLayout(
  bytes: FileBytes,
  start: number,
  frameBytes: (view: DataView, at: number) => number,
  stopAtJunk: boolean,
): Promise<ContainerLayout> {
  const whole = plainLayout(bytes.size);
  for (let at = start; at < bytes.size; ) {
    const header = await bytes.readUpTo(at, HEADER_BYTES);
    const length = frameBytes(header, 0);
    // Less than a header is left, perhaps only its first byte.
    if (length === 0 && header.byteLength < HEADER_BYTES)
      return { ...whole, truncated: header.getUint8(0) === 0xff, end: at };
    if (length === 0) return stopAtJunk ? { ...whole, ...(await junk(bytes, at)), end: at } : whole;
    if (at + length > bytes.size) return { ...whole, truncated: true, end: at };
    at += length;
  }
  return whole;
}

/** A tag behind the last frame is no damage. */
async function junk(
  bytes: FileBytes,
  at: number,
): Promise<{ readonly truncated: boolean; readonly damaged: boolean }> {
  const isTag = /^(TAG|APE|ID3|LYR)/.test(ascii(await bytes.readUpTo(at, 3), 0, 3));
  return { truncated: !isTag, damaged: !isTag };
}
