import type { FileBytes } from './media-bytes.ts';
import { ascii } from './media-bytes.ts';
import type { ContainerLayout, ContainerStream } from './media-layout.ts';
import { plainLayout } from './media-layout.ts';

const PACKET_BYTES = 188;
/** The tables come several times a second; a capture that has none in its first bytes is not looked into further. */
const SEARCH_BYTES = 1 << 22;
const BLOCK_PACKETS = 4096;
const SYNC = 0x47;
const LANGUAGE_DESCRIPTOR = 0x0a;

/** MPEG-TS (ISO/IEC 13818-1): the streams of the first program in the order of its map; the last packet must be whole. */
export async function transportLayout(bytes: FileBytes, start: number): Promise<ContainerLayout> {
  const { stride, lead } = await packetShape(bytes, start);
  const { end, damaged } = await endOfSync(bytes, start, lead, stride);
  const programs = await firstSection(bytes, start + lead, stride, 0);
  const mapPids = programs === null ? [] : mapPidsOf(programs);
  const map = mapPids[0] === undefined ? null : await firstSection(bytes, start + lead, stride, mapPids[0]);
  return {
    ...plainLayout(end),
    streams: map === null ? [] : streamsOf(map),
    truncated: end < bytes.size,
    damaged,
    refusal: mapPids.length > 1 ? `${mapPids.length} programs in one transport stream` : null,
  };
}

async function packetShape(bytes: FileBytes, start: number): Promise<{ stride: number; lead: number }> {
  const head = await bytes.readUpTo(start, 4 + 2 * 204);
  const at = (offset: number): number => (offset < head.byteLength ? head.getUint8(offset) : SYNC);
  if (at(0) === SYNC && at(188) === SYNC) return { stride: 188, lead: 0 };
  if (at(0) === SYNC && at(204) === SYNC) return { stride: 204, lead: 0 };
  return { stride: 192, lead: 4 };
}

/** The end of the last packet before one without its sync byte, or before the end of the file: the demuxer stops at either. */
async function endOfSync(
  bytes: FileBytes,
  start: number,
  lead: number,
  stride: number,
): Promise<{ readonly end: number; readonly damaged: boolean }> {
  const packets = Math.floor((bytes.size - start) / stride);
  for (let first = 0; first < packets; first += BLOCK_PACKETS) {
    const count = Math.min(BLOCK_PACKETS, packets - first);
    const block = await bytes.read(start + first * stride, count * stride);
    for (let i = 0; i < count; i++) {
      if (block === null || block.getUint8(i * stride + lead) !== SYNC)
        return { end: start + (first + i) * stride, damaged: true };
    }
  }
  return { end: start + packets * stride, damaged: false };
}

/** The first section of a PID: table and length, without the pointer before it; null when it is not whole. */
async function firstSection(
  bytes: FileBytes,
  start: number,
  stride: number,
  pid: number,
): Promise<DataView | null> {
  const parts: number[] = [];
  const until = Math.min(bytes.size, start + SEARCH_BYTES);
  for (let at = start; at + PACKET_BYTES <= until; at += stride) {
    const packet = await bytes.read(at, PACKET_BYTES);
    if (packet === null) return null;
    if ((packet.getUint16(1) & 0x1fff) !== pid) continue;
    const begins = (packet.getUint8(1) & 0x40) !== 0;
    if (parts.length === 0 && !begins) continue;
    let from = 4;
    if ((packet.getUint8(3) & 0x20) !== 0) from += 1 + packet.getUint8(4);
    if (begins && parts.length === 0) from += 1 + (from < PACKET_BYTES ? packet.getUint8(from) : 0);
    for (let i = from; i < PACKET_BYTES; i++) parts.push(packet.getUint8(i));
    if (parts.length < 3) continue;
    const length = 3 + ((((parts[1] as number) & 0x0f) << 8) | (parts[2] as number));
    if (parts.length >= length) return new DataView(Uint8Array.from(parts.slice(0, length)).buffer);
  }
  return null;
}

/** PIDs of the program maps that a program association section names. */
function mapPidsOf(section: DataView): number[] {
  const pids: number[] = [];
  for (let at = 8; at + 4 <= section.byteLength - 4; at += 4) {
    // Program 0 is the network table.
    if (section.getUint16(at) !== 0) pids.push(section.getUint16(at + 2) & 0x1fff);
  }
  return pids;
}

function streamsOf(map: DataView): ContainerStream[] {
  const streams: ContainerStream[] = [];
  const last = map.byteLength - 4;
  if (last < 12) return streams;
  for (let at = 12 + (map.getUint16(10) & 0x0fff); at + 5 <= last; ) {
    const type = map.getUint8(at);
    const id = map.getUint16(at + 1) & 0x1fff;
    const end = at + 5 + (map.getUint16(at + 3) & 0x0fff);
    const language = languageOf(map, at + 5, Math.min(end, last));
    const word = `type 0x${type.toString(16).padStart(2, '0')}`;
    streams.push({ id, word, language, frameRate: Number.NaN, delay: 0 });
    at = end;
  }
  return streams;
}

function languageOf(map: DataView, from: number, end: number): string {
  for (let at = from; at + 2 <= end; at += 2 + map.getUint8(at + 1)) {
    if (map.getUint8(at) === LANGUAGE_DESCRIPTOR && map.getUint8(at + 1) >= 4 && at + 5 <= end) {
      return ascii(map, at + 2, 3);
    }
  }
  return '';
}
