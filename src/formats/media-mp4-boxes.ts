import { ascii } from './media-bytes.ts';

/** A box: where its content begins and ends in the view it was found in. */
export interface Box {
  readonly type: string;
  readonly from: number;
  readonly end: number;
}

/**
 * The box that begins here, however long it says it is.
 *
 * @param left - bytes from here to the end of the file, for a box that reaches it
 * @returns null where no box can begin, as in padding
 */
export function boxHeader(view: DataView, at: number, left: number): Box | null {
  if (at + 8 > view.byteLength) return null;
  const type = ascii(view, at + 4, 4);
  const size = view.getUint32(at);
  if (size === 0 && type === '\0\0\0\0') return null;
  if (size === 0) return { type, from: at + 8, end: at + left };
  if (size !== 1) return size < 8 ? null : { type, from: at + 8, end: at + size };
  if (at + 16 > view.byteLength) return null;
  const long = Number(view.getBigUint64(at + 8));
  return long < 16 ? null : { type, from: at + 16, end: at + long };
}

/** The boxes inside a stretch, up to the first that does not fit. */
export function* boxesIn(view: DataView, from: number, end: number): Generator<Box> {
  for (let at = from; at < end; ) {
    const box = boxHeader(view, at, end - at);
    if (box === null || box.end > end) return;
    yield box;
    at = box.end;
  }
}

/** The first box along a path of types; null when a step is missing. */
export function find(view: DataView, parent: Box, path: readonly string[]): Box | null {
  let inside: Box | null = parent;
  for (const type of path) {
    let next: Box | null = null;
    for (const box of boxesIn(view, inside.from, inside.end)) {
      if (box.type === type) {
        next = box;
        break;
      }
    }
    if (next === null) return null;
    inside = next;
  }
  return inside;
}
