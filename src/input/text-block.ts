import { isAscii, isUtf8 } from 'node:buffer';

const HIGH = /[\u0080-\u00ff]/g;
const REPLACEMENT = '\ufffd';

/** Why a stretch of bytes is no text; `at` is the index of the byte at fault. */
export interface TextFault {
  readonly reason: 'utf8' | 'nul';
  readonly at: number;
}

/**
 * Bytes as text, cut by byte index. The whole block is decoded once, one character a byte, and lines are slices of
 * it; only a line that holds other than ASCII is decoded on its own. The places of the next odd bytes are remembered,
 * so that a line costs two comparisons and not a scan. Ask for stretches in rising order.
 */
export class TextBlock {
  /** One character for each byte. */
  text = '';
  private bytes: Buffer = Buffer.alloc(0);
  private nextHigh = 0;
  private nextNul = 0;

  load(bytes: Buffer): void {
    this.bytes = bytes;
    this.text = bytes.toString('latin1');
    this.nextHigh = isAscii(bytes) ? Number.POSITIVE_INFINITY : -1;
    this.nextNul = -1;
  }

  /** Index of a character from an index on; the end of the block when there is none. */
  find(character: string, from: number): number {
    const at = this.text.indexOf(character, from);
    return at < 0 ? this.text.length : at;
  }

  /** The text of `[from, to)`; null when it holds a NUL or is not valid UTF-8 (ask {@link fault}). */
  decode(from: number, to: number): string | null {
    if (this.nextHigh < from) this.nextHigh = this.findHigh(from);
    if (this.nextNul < from) this.nextNul = this.find('\0', from);
    if (this.nextNul < to) return null;
    if (this.nextHigh >= to) return this.text.slice(from, to);
    return isUtf8(this.bytes.subarray(from, to)) ? this.bytes.toString('utf8', from, to) : null;
  }

  /** What is wrong with `[from, to)`, the first fault; null when it is text. */
  fault(from: number, to: number): TextFault | null {
    const nul = this.bytes.subarray(from, to).indexOf(0);
    if (nul >= 0) return { reason: 'nul', at: from + nul };
    const at = firstInvalid(this.bytes.subarray(from, to));
    return at < 0 ? null : { reason: 'utf8', at: from + at };
  }

  private findHigh(from: number): number {
    HIGH.lastIndex = from;
    return HIGH.exec(this.text)?.index ?? Number.POSITIVE_INFINITY;
  }
}

/** Index of the first byte that is no valid UTF-8 (RFC 3629); -1 when all are. */
export function firstInvalid(bytes: Uint8Array): number {
  if (isUtf8(bytes)) return -1;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
  let index = 0;
  let at = 0;
  for (;;) {
    const next = text.indexOf(REPLACEMENT, index);
    if (next < 0) return -1;
    at += Buffer.byteLength(text.slice(index, next));
    // The input may spell the replacement character itself.
    if (bytes[at] !== 0xef || bytes[at + 1] !== 0xbf || bytes[at + 2] !== 0xbd) return at;
    at += 3;
    index = next + 1;
  }
}
