import { adtsFrameBytes } from './media-audio-frames.ts';
import type { FileBytes } from './media-bytes.ts';
import type { ContainerLayout } from './media-layout.ts';
import { plainLayout } from './media-layout.ts';

const HEADER_BYTES = 7;

/** ADTS has no table of anything: the file is cut when its last frame is longer than what is left. */
export async function adtsLayout(bytes: FileBytes, start: number): Promise<ContainerLayout> {
  const whole = plainLayout(bytes.size);
  for (let at = start; at < bytes.size; ) {
    const header = await bytes.readUpTo(at, HEADER_BYTES);
    // Less than a header is left, perhaps only its first byte.
    if (header.byteLength < HEADER_BYTES)
      return { ...whole, truncated: header.getUint8(0) === 0xff, end: at };
    const length = adtsFrameBytes(header, 0);
    // A tag behind the frames, or damage: the demuxer stops there too.
    if (length === 0) return whole;
    if (at + length > bytes.size) return { ...whole, truncated: true, end: at };
    at += length;
  }
  return whole;
}
