import { readdirSync, readFileSync } from 'node:fs';
import { media } from '../../src/formats/media.ts';
import { Dictionary, DimensionSets } from '../../src/model/dictionary.ts';
import { type EventBatch, Flag } from '../../src/model/event-batch.ts';
import { EventKind } from '../../src/model/event-kind.ts';
import type { RandomAccess, ReaderContext, ReaderFacts, Sample } from '../../src/model/format.ts';

const FOLDER = new URL('../../fixtures/media/', import.meta.url);

/** Names of the media files in fixtures/media. */
export function mediaFiles(): string[] {
  return readdirSync(FOLDER).filter((name) => !name.endsWith('.json') && !name.endsWith('.md'));
}

/** Bytes of one of them. */
export function mediaBytes(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(name, FOLDER)));
}

/** What ffprobe says of one of them. */
export interface Answer {
  readonly packets: readonly {
    readonly stream_index: number;
    readonly pts_time?: string;
    readonly duration_time?: string;
    readonly size: string;
    readonly flags: string;
  }[];
  readonly streams: readonly {
    readonly index: number;
    readonly codec_name: string;
    readonly codec_type: string;
    readonly width?: number;
    readonly height?: number;
    readonly avg_frame_rate?: string;
    readonly sample_rate?: string;
    readonly channels?: number;
    readonly tags?: { readonly language?: string };
  }[];
}

export function savedAnswer(name: string): Answer {
  return JSON.parse(readFileSync(new URL(`${name}.packets.json`, FOLDER), 'utf8')) as Answer;
}

export function binarySample(bytes: Uint8Array): Sample {
  return { name: 'file', bytes: bytes.subarray(0, 1 << 20), text: '', lines: [], whole: true };
}

/** One packet row in words; absent numbers are null. */
export interface MediaPacketRow {
  readonly track: string;
  readonly type: number;
  readonly timeMs: number;
  readonly ptsUs: number | null;
  readonly dtsUs: number | null;
  readonly durationUs: number | null;
  readonly size: number;
  readonly key: boolean;
  readonly flags: number;
  readonly line: number;
}

export interface MediaTrackRow {
  readonly track: string;
  readonly type: number;
  readonly codec: string;
  readonly language: string;
  /** Width, height, frame rate, sample rate, channels, bit/s. */
  readonly numbers: readonly (number | null)[];
}

export interface ReadFile {
  readonly tracks: readonly MediaTrackRow[];
  readonly packets: readonly MediaPacketRow[];
  /** Records of each batch. */
  readonly records: readonly number[];
  readonly facts: ReaderFacts;
  readonly notes: ReadonlyMap<string, string>;
  /** Bytes that were asked for. */
  readonly bytesRead: number;
}

/** Reads a media file as the pipeline does. */
export async function readMediaFile(
  bytes: Uint8Array,
  options: Partial<ReaderContext> & { readonly file?: RandomAccess } = {},
): Promise<ReadFile> {
  const dictionary = new Dictionary();
  const notes = new Map<string, string>();
  const facts: ReaderFacts = { clock: null, timeUnit: null, assumedUtc: 0, truncated: false };
  const context: ReaderContext = {
    source: 7,
    name: 'clip.mp4',
    dictionary,
    dims: new DimensionSets(),
    defaultStream: dictionary.id('stream'),
    timezone: 'UTC',
    startMs: null,
    offsetMs: 0,
    fields: null,
    map: null,
    note: (code, text) => notes.set(code, text),
    ...options,
  };
  let bytesRead = 0;
  const inMemory: RandomAccess = {
    size: bytes.length,
    read: (from, to) => {
      bytesRead += to - from;
      return Promise.resolve(bytes.slice(from, to));
    },
  };
  const tracks: MediaTrackRow[] = [];
  const packets: MediaPacketRow[] = [];
  const records: number[] = [];
  if (media.readBlob === undefined) throw new Error('the media format reads bytes');
  for await (const part of media.readBlob(options.file ?? inMemory, context, facts)) {
    records.push(part.records);
    addRows(part.batch, dictionary, tracks, packets);
  }
  return { tracks, packets, records, facts, notes, bytesRead };
}

function addRows(
  batch: EventBatch,
  dictionary: Dictionary,
  tracks: MediaTrackRow[],
  packets: MediaPacketRow[],
): void {
  for (let row = 0; row < batch.length; row++) {
    const text = (c: number): string => dictionary.text(batch.str(c, row));
    const number = (c: number): number | null => (Number.isNaN(batch.num(c, row)) ? null : batch.num(c, row));
    const type = batch.code[row] as number;
    if (
      batch.source[row] !== 7 ||
      text(0) === '' ||
      dictionary.text(batch.stream[row] as number) !== 'stream'
    )
      throw new Error(`row ${row} does not say where it comes from`);
    if (batch.kind[row] === EventKind.track) {
      const numbers = [0, 1, 2, 3, 4, 5].map(number);
      tracks.push({ track: text(0), type, codec: text(1), language: text(2), numbers });
      continue;
    }
    const flags = batch.flags[row] as number;
    packets.push({
      track: text(0),
      type,
      timeMs: batch.timeMs[row] as number,
      ptsUs: number(0),
      dtsUs: number(1),
      durationUs: number(2),
      size: batch.num(3, row),
      key: (flags & Flag.keyframe) !== 0,
      flags,
      line: batch.line[row] as number,
    });
  }
}

/** The packets of each track in their order. */
export function byTrack(packets: readonly MediaPacketRow[]): Map<string, MediaPacketRow[]> {
  const tracks = new Map<string, MediaPacketRow[]>();
  for (const packet of packets) {
    const track = tracks.get(packet.track);
    if (track === undefined) tracks.set(packet.track, [packet]);
    else track.push(packet);
  }
  return tracks;
}
