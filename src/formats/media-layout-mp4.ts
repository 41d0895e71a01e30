import type { FileBytes } from './media-bytes.ts';
import { ascii } from './media-bytes.ts';
import type { ContainerLayout, ContainerStream } from './media-layout.ts';
import type { Box } from './media-mp4-boxes.ts';
import { boxesIn, boxHeader, contradiction, find, runContradiction } from './media-mp4-boxes.ts';

/** Movie headers beyond this are not looked into: an hour of pictures and sound needs about 4 MB. */
const MAX_MOOV_BYTES = 1 << 28;
const MAX_MOOF_BYTES = 1 << 24;

/** Boxes of an ISO base media file (ISO/IEC 14496-12): the tracks in their order, and a box that the file's end cuts. */
export async function mp4Layout(bytes: FileBytes): Promise<ContainerLayout> {
  const { size } = bytes;
  let streams: readonly ContainerStream[] = [];
  let refusal: string | null = null;
  for (let at = 0; at < size && refusal === null; ) {
    const head = await bytes.readUpTo(at, 16);
    const box = boxHeader(head, 0, size - at);
    // Padding, or a box whose header is cut: what came before is whole either way.
    if (box === null) return { streams, truncated: head.byteLength < 8, end: at, patch: null, refusal };
    const boxEnd = at + box.end;
    if (boxEnd > size) {
      // Of media data what is there can be used; half a table cannot.
      const end = box.type === 'mdat' ? size : at;
      return { streams, truncated: true, end, patch: null, refusal };
    }
    const length = box.end - box.from;
    if (box.type === 'moov' && length <= MAX_MOOV_BYTES) {
      const moov = await bytes.read(at + box.from, length);
      if (moov !== null) {
        streams = streamsOf(moov);
        refusal = contradiction(moov, size);
      }
    } else if (box.type === 'moof' && length <= MAX_MOOF_BYTES) {
      const moof = await bytes.read(at + box.from, length);
      if (moof !== null) refusal = runContradiction(moof);
    }
    at = boxEnd;
  }
  return { streams, truncated: false, end: size, patch: null, refusal };
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
