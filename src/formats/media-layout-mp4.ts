import type { FileBytes } from './media-bytes.ts';
import { ascii } from './media-bytes.ts';
import type { ContainerLayout, ContainerStream } from './media-layout.ts';
import { plainLayout } from './media-layout.ts';
import type { Box } from './media-mp4-boxes.ts';
import { boxesIn, boxHeader, find } from './media-mp4-boxes.ts';
import { runsRefusal, tablesRefusal } from './media-mp4-limits.ts';

/** Headers beyond this are not looked into, and so not trusted: an hour of pictures and sound needs about 4 MB. */
const MAX_MOOV_BYTES = 1 << 28;
const MAX_MOOF_BYTES = 1 << 24;
const PRINTABLE = /^[\x20-\x7e\xa9]{4}$/;

/** Boxes of an ISO base media file (ISO/IEC 14496-12): the tracks in their order, and a box that the file's end cuts. */
export async function mp4Layout(bytes: FileBytes): Promise<ContainerLayout> {
  const { size } = bytes;
  let movie: DataView | null = null;
  let layout = plainLayout(size);
  /** Length of the file before it was cut. */
  let stated = size;
  for (let at = 0; at < size; ) {
    const head = await bytes.readUpTo(at, 16);
    const box = boxHeader(head, 0, size - at);
    if (box === null) {
      // Padding, or a box whose header is cut: what came before is whole either way.
      layout = { ...layout, truncated: head.byteLength < 8, end: at };
      break;
    }
    const next = at + box.end;
    if (next > size) {
      stated = next;
      // Of media data what is there can be used; half a table cannot. Junk behind the last box is no box.
      const isBox = PRINTABLE.test(box.type);
      layout = { ...layout, truncated: isBox, end: box.type === 'mdat' ? size : at };
      break;
    }
    if (box.type === 'moov' || box.type === 'moof') {
      const length = box.end - box.from;
      const limit = box.type === 'moov' ? MAX_MOOV_BYTES : MAX_MOOF_BYTES;
      const content = length > limit ? null : await bytes.read(at + box.from, length);
      const refusal = content === null ? `a header of ${length} bytes` : null;
      if (box.type === 'moov') movie = content;
      const runs = box.type === 'moof' && content !== null ? runsRefusal(content) : null;
      layout = { ...layout, refusal: layout.refusal ?? refusal ?? runs };
    }
    at = next;
  }
  if (movie === null) return layout;
  return { ...layout, streams: streamsOf(movie), refusal: layout.refusal ?? tablesRefusal(movie, stated) };
}

function streamsOf(moov: DataView): ContainerStream[] {
  const streams: ContainerStream[] = [];
  for (const trak of boxesIn(moov, 0, moov.byteLength)) {
    if (trak.type === 'trak') streams.push(streamOf(moov, trak));
  }
  return streams;
}

function streamOf(moov: DataView, trak: Box): ContainerStream {
  const tkhd = find(moov, trak, ['tkhd']);
  // Version 1 has 64-bit times before the id.
  const idAt = tkhd === null ? -1 : tkhd.from + (moov.getUint8(tkhd.from) === 1 ? 20 : 12);
  const id = tkhd !== null && idAt + 4 <= tkhd.end ? moov.getUint32(idAt) : 0;
  const handler = find(moov, trak, ['mdia', 'hdlr']);
  const word = handler === null ? '' : ascii(moov, handler.from + 8, 4);
  const entry = find(moov, trak, ['mdia', 'minf', 'stbl', 'stsd']);
  const codec = entry === null ? '' : ascii(moov, entry.from + 12, 4);
  return { id, word: `${word} ${codec}`.trim(), language: '', frameRate: Number.NaN, delay: 0 };
}
