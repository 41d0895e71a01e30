import { isUtf8 } from 'node:buffer';
import type { Sample } from '../model/format.ts';

/** Detection looks at this much of an input, decompressed and decoded. */
export const SAMPLE_BYTES = 1 << 20;
const SAMPLE_LINES = 20;
/** Binary data shows itself in its first bytes; looking at all of a sample for it would cost more than reading. */
const BINARY_CHECK_BYTES = 1 << 16;
const MAX_BINARY_SHARE = 0.1;
/** Tab, LF, VT, FF, CR and the ESC of coloured logs. */
const TEXT_CONTROLS: ReadonlySet<number> = new Set([0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x1b]);
/** What decoding puts in place of bytes that are no UTF-8. */
const REPLACEMENT = 0xfffd;

/** The beginning of an input as detection wants to see it. */
export function makeSample(name: string, bytes: Uint8Array, whole: boolean): Sample {
  const text = isBinary(bytes) ? '' : decode(bytes, whole);
  return { name, bytes, text, lines: wholeLines(text, whole), whole };
}

/** A few bad bytes are bad lines of a text; media files are bad bytes throughout. */
export function isBinary(bytes: Uint8Array): boolean {
  const length = Math.min(bytes.length, BINARY_CHECK_BYTES);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, length).toString('utf8');
  let odd = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if ((code < 0x20 && !TEXT_CONTROLS.has(code)) || code === REPLACEMENT) odd++;
  }
  return odd > MAX_BINARY_SHARE * text.length;
}

function decode(bytes: Uint8Array, whole: boolean): string {
  // A character cut by the end of the sample is left out.
  let end = bytes.length;
  if (!whole && !isUtf8(bytes)) {
    while (end > 0 && bytes.length - end < 4 && ((bytes[end - 1] as number) & 0xc0) === 0x80) end--;
    if (end > 0 && (bytes[end - 1] as number) >= 0xc0) end--;
  }
  return Buffer.from(bytes.buffer, bytes.byteOffset, end).toString('utf8');
}

function wholeLines(text: string, whole: boolean): string[] {
  const lines: string[] = [];
  for (let from = 0; from < text.length && lines.length < SAMPLE_LINES; ) {
    const end = text.indexOf('\n', from);
    if (end < 0 && !whole) break;
    const line = text.slice(from, end < 0 ? text.length : end).replace(/\r$/, '');
    if (line.trim() !== '') lines.push(line);
    from = end < 0 ? text.length : end + 1;
  }
  return lines;
}
