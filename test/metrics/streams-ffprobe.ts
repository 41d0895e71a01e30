import { readFileSync } from 'node:fs';
import type { Packet } from './streams-feed.ts';

const FOLDER = new URL('../../fixtures/ffprobe/', import.meta.url);
const TYPES = new Map<string, NonNullable<Packet['type']>>([
  ['video', 'video'],
  ['audio', 'audio'],
]);

/** What a dump prints of one packet: text or number by field name. */
type Fields = ReadonlyMap<string, string>;

const CSV_12 =
  'section,codec_type,stream_index,pts,pts_time,dts,dts_time,duration,duration_time,size,pos,flags'.split(
    ',',
  );

/**
 * Packets of a saved ffprobe dump (json, csv of 12 columns, compact). Small on purpose and apart from the program's
 * own readers, so that figures are checked against the dump and not against our reading of it.
 */
export function ffprobePackets(name: string): Packet[] {
  const text = readFileSync(new URL(name, FOLDER), 'utf8');
  const packets = fieldsOf(text).map(toPacket);
  if (packets.length === 0) throw new Error(`no packets in ${name}`);
  return packets;
}

function fieldsOf(text: string): Fields[] {
  if (text.startsWith('{')) {
    const { packets } = JSON.parse(text) as { packets: Record<string, unknown>[] };
    return packets.map(
      (packet) => new Map(Object.entries(packet).map(([key, value]) => [key, String(value)])),
    );
  }
  const lines = text.split('\n');
  const csv = lines.filter((line) => line.startsWith('packet,')).map((line) => line.split(','));
  if (csv.length > 0) return csv.map((cells) => new Map(CSV_12.map((key, i) => [key, cells[i] ?? ''])));
  const compact = lines.filter((line) => line.startsWith('packet|')).map((line) => line.split('|').slice(1));
  return compact.map((cells) => new Map(cells.map((cell) => cell.split('=') as [string, string])));
}

function toPacket(fields: Fields): Packet {
  const time = (name: string): number | undefined => {
    const value = fields.get(name) ?? 'N/A';
    return value === 'N/A' ? undefined : Number(value) * 1000;
  };
  const pts = time('pts_time');
  const dts = time('dts_time');
  const duration = time('duration_time');
  return {
    track: fields.get('stream_index') ?? '',
    type: TYPES.get(fields.get('codec_type') ?? '') ?? 'metadata',
    size: Number(fields.get('size')),
    key: fields.get('flags')?.startsWith('K') ?? false,
    ...(pts === undefined ? {} : { pts }),
    ...(dts === undefined ? {} : { dts }),
    ...(duration === undefined ? {} : { duration }),
  };
}
