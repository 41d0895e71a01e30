import type { FileBytes } from './media-bytes.ts';
import { ascii } from './media-bytes.ts';
import type { ContainerLayout, ContainerStream } from './media-layout.ts';
import { plainLayout } from './media-layout.ts';

const PAGE_HEADER_BYTES = 27;
/** A page has at most 255 segments of 255 bytes. */
const MAX_PAGE_BYTES = PAGE_HEADER_BYTES + 255 + 255 * 255;
const BEGINS_STREAM = 2;
const ENDS_STREAM = 4;

interface Page {
  readonly flags: number;
  readonly serial: number;
  readonly bodyAt: number;
  readonly end: number;
}

/** Ogg (RFC 3533): the first pages open the streams in their order; the last page must be whole and marked as the last. */
export async function oggLayout(bytes: FileBytes): Promise<ContainerLayout> {
  const streams: ContainerStream[] = [];
  for (let at = 0; ; ) {
    const page = await pageAt(bytes, at);
    if (page === null || (page.flags & BEGINS_STREAM) === 0) break;
    const head = await bytes.readUpTo(page.bodyAt, 8);
    const word = ascii(head, 0, 8).replace(/[^A-Za-z]/g, '');
    streams.push({ id: page.serial, word, language: '', frameRate: Number.NaN, delay: 0 });
    at = page.end;
  }
  const last = await lastPage(bytes);
  if (last === null) return { ...plainLayout(bytes.size), streams };
  const isWhole = last.page !== null && last.page.end <= bytes.size;
  const truncated = !isWhole || ((last.page?.flags ?? 0) & ENDS_STREAM) === 0;
  return { ...plainLayout(isWhole ? bytes.size : last.at), streams, truncated };
}

async function pageAt(bytes: FileBytes, at: number): Promise<Page | null> {
  const header = await bytes.read(at, PAGE_HEADER_BYTES);
  if (header === null || ascii(header, 0, 4) !== 'OggS') return null;
  const segments = header.getUint8(26);
  const lengths = await bytes.read(at + PAGE_HEADER_BYTES, segments);
  if (lengths === null) return null;
  const bodyAt = at + PAGE_HEADER_BYTES + segments;
  let end = bodyAt;
  for (let i = 0; i < segments; i++) end += lengths.getUint8(i);
  return { flags: header.getUint8(5), serial: header.getUint32(14, true), bodyAt, end };
}

/** The last place where a page begins, and the page unless its header is cut; null when there is no such place. */
async function lastPage(
  bytes: FileBytes,
): Promise<{ readonly at: number; readonly page: Page | null } | null> {
  const from = Math.max(0, bytes.size - 2 * MAX_PAGE_BYTES);
  const tail = await bytes.readUpTo(from, bytes.size - from);
  for (let at = tail.byteLength - 4; at >= 0; at--) {
    // The word may stand inside a page's body by chance, once in four billion bytes.
    if (tail.getUint32(at) === 0x4f676753) return { at: from + at, page: await pageAt(bytes, from + at) };
  }
  return null;
}
