import type { ByteReader } from './byte-reader.ts';

/** How the bytes of a text are encoded, from its first bytes. */
export interface Encoding {
  readonly name: 'utf-8' | 'utf-16le' | 'utf-16be';
  /** Length of the byte order mark that is dropped. */
  readonly markBytes: number;
}

/** Bytes that {@link detectEncoding} wants to see. */
export const ENCODING_SAMPLE = 4096;

/**
 * Tells the encoding by the byte order mark.
 *
 * @returns null when the text is UTF-16 without a mark: which half is the high one is then a guess, so the
 *   user is asked to convert it
 */
export function detectEncoding(first: Uint8Array): Encoding | null {
  const [a, b, c] = first;
  if (a === 0xef && b === 0xbb && c === 0xbf) return { name: 'utf-8', markBytes: 3 };
  // MPEG audio may start with FF FE too; text shows a zero in most pairs.
  if (a === 0xff && b === 0xfe && latinShare(first, 2, 1) > 0.3) return { name: 'utf-16le', markBytes: 2 };
  if (a === 0xfe && b === 0xff && latinShare(first, 2, 0) > 0.3) return { name: 'utf-16be', markBytes: 2 };
  if (latinShare(first.subarray(0, 16), 0, 0) === 1 && latinShare(first, 0, 0) > 0.9) return null;
  if (latinShare(first.subarray(0, 16), 0, 1) === 1 && latinShare(first, 0, 1) > 0.9) return null;
  return { name: 'utf-8', markBytes: 0 };
}

/** Share of pairs that are a zero (at `high`) and a printable ASCII character, white space or line end; 0 for none. */
function latinShare(bytes: Uint8Array, from: number, high: 0 | 1): number {
  let pairs = 0;
  let latin = 0;
  for (let at = from; at + 1 < Math.min(bytes.length, ENCODING_SAMPLE); at += 2) {
    const low = bytes[at + 1 - high] as number;
    pairs++;
    if (bytes[at + high] === 0 && ((low >= 0x20 && low < 0x7f) || (low >= 9 && low <= 13))) latin++;
  }
  // Behind a mark even an empty text is believed; without one a few pairs prove nothing.
  if (pairs < 4) return from > 0 && latin === pairs ? 1 : 0;
  return latin / pairs;
}

/** The text as UTF-8 without its byte order mark. What is no valid UTF-16 becomes no valid UTF-8: a byte FF. */
export async function* toUtf8(input: ByteReader, encoding: Encoding): AsyncGenerator<Uint8Array> {
  input.skip(encoding.markBytes);
  if (encoding.name === 'utf-8') {
    yield* input.rest();
    return;
  }
  try {
    for (let bytes = await input.next(); bytes !== null; bytes = await input.next()) {
      const text = decodeUtf16(bytes, encoding.name);
      // A character is two or four bytes: what is cut at the end waits for the next chunk.
      const cutPair = /[\ud800-\udbff]$/.test(text) ? 2 : 0;
      const rest = bytes.subarray(bytes.length - (bytes.length % 2) - cutPair);
      if (await putBack(input, rest)) {
        yield encodeStrict(cutPair > 0 ? text.slice(0, -1) : text);
      } else {
        yield encodeStrict(text);
        if (bytes.length % 2 === 1) yield Uint8Array.of(0xff);
      }
    }
  } finally {
    await input.close();
  }
}

/** Puts bytes back before what follows; false when nothing follows. */
async function putBack(input: ByteReader, bytes: Uint8Array): Promise<boolean> {
  if (bytes.length === 0) return true;
  if (!(await input.fill(1))) return false;
  input.buffered = Buffer.concat([bytes, input.buffered]);
  input.consumed -= bytes.length;
  return true;
}

function decodeUtf16(bytes: Uint8Array, name: 'utf-16le' | 'utf-16be'): string {
  const even = Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 2)));
  if (name === 'utf-16be') even.swap16();
  return even.toString('utf16le');
}

/** A half of a surrogate pair alone is no character: strict readers must find it. */
function encodeStrict(text: string): Uint8Array {
  if (!/\p{Surrogate}/u.test(text)) return Buffer.from(text, 'utf8');
  const parts = text.split(/\p{Surrogate}/u).flatMap((part) => [Buffer.from(part, 'utf8'), Buffer.of(0xff)]);
  return Buffer.concat(parts.slice(0, -1));
}
