import type { FileBytes } from './media-bytes.ts';

/** Ids (RFC 9559) that the layout looks at. */
export const Ebml = {
  header: 0x1a45dfa3,
  segment: 0x18538067,
  cluster: 0x1f43b675,
  tracks: 0x1654ae6b,
  trackEntry: 0xae,
  trackNumber: 0xd7,
  codecId: 0x86,
  defaultDuration: 0x23e383,
  codecDelay: 0x56aa,
  language: 0x22b59c,
  void: 0xec,
} as const;

/** Ids of a segment's children: seek head, info, cluster, tracks, cues, attachments, chapters, tags. */
export const LEVEL_1: ReadonlySet<number> = new Set([
  0x114d9b74, 0x1549a966, 0x1f43b675, 0x1654ae6b, 0x1c53bb6b, 0x1941a469, 0x1043a770, 0x1254c367,
]);

/** An element: its id, where its size and its content stand, and where it ends (null: it does not say). */
export interface Element {
  readonly id: number;
  readonly sizeAt: number;
  readonly from: number;
  readonly end: number | null;
}

/** Longest header: four bytes of id, eight of size. */
const HEADER_BYTES = 12;

/** The element that begins at this place of the file; null where none can. */
export async function elementAt(bytes: FileBytes, at: number): Promise<Element | null> {
  return elementIn(await bytes.readUpTo(at, HEADER_BYTES), 0, at);
}

/**
 * The element that begins at this place of a view.
 *
 * @param base - what the places of the view are counted from
 */
export function elementIn(view: DataView, at: number, base = 0): Element | null {
  const idBytes = width(view, at);
  if (idBytes === 0 || idBytes > 4 || at + idBytes > view.byteLength) return null;
  const sizeBytes = width(view, at + idBytes);
  if (sizeBytes === 0 || at + idBytes + sizeBytes > view.byteLength) return null;
  let id = 0;
  for (let i = 0; i < idBytes; i++) id = id * 256 + view.getUint8(at + i);
  const marker = 2 ** (8 - sizeBytes);
  let size = view.getUint8(at + idBytes) % marker;
  let isUnknown = size === marker - 1;
  for (let i = 1; i < sizeBytes; i++) {
    const byte = view.getUint8(at + idBytes + i);
    size = size * 256 + byte;
    isUnknown &&= byte === 0xff;
  }
  const from = base + at + idBytes + sizeBytes;
  return { id, sizeAt: base + at + idBytes, from, end: isUnknown ? null : from + size };
}

/** The children of an element whose content is this view, up to the first that does not fit. */
export function* childrenIn(view: DataView): Generator<{ readonly id: number; readonly content: DataView }> {
  for (let at = 0; at < view.byteLength; ) {
    const element = elementIn(view, at);
    if (element === null || element.end === null || element.end > view.byteLength) return;
    const { id, from, end } = element;
    yield { id, content: new DataView(view.buffer, view.byteOffset + from, end - from) };
    at = end;
  }
}

/** Bytes of the variable-length number that begins here, by its leading zeros; 0 when there is none. */
function width(view: DataView, at: number): number {
  if (at >= view.byteLength) return 0;
  const first = view.getUint8(at);
  return first === 0 ? 0 : Math.clz32(first) - 23;
}

/** An unsigned integer of up to eight bytes. */
export function unsigned(view: DataView): number {
  let value = 0;
  for (let i = 0; i < view.byteLength; i++) value = value * 256 + view.getUint8(i);
  return value;
}

/** A size as an element stores it, in exactly this many bytes. */
export function sizeField(size: number, bytes: number): Uint8Array {
  const field = new Uint8Array(bytes);
  let rest = size;
  for (let i = bytes - 1; i >= 0; i--) {
    field[i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  field[0] = (field[0] as number) | (1 << (8 - bytes));
  return field;
}
