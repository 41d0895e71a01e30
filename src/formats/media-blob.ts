import { EventBatch } from '../model/event-batch.ts';
import type { RandomAccess, ReaderContext, ReaderFacts } from '../model/format.ts';
import { FileBytes } from './media-bytes.ts';
import type { Container } from './media-containers.ts';
import { containerOf } from './media-containers.ts';
import type { MediaTrouble } from './media-cursor.ts';
import { MediaDemuxer } from './media-demuxer.ts';
import { layoutOf } from './media-headers.ts';
import { MediaRows } from './media-rows.ts';
import type { MediaTrack } from './media-tracks.ts';

/** Packets of one batch. */
const BATCH_PACKETS = 4096;
const SAMPLE_BYTES = 1 << 16;
/** Streams that are named one by one; a hostile file may list thousands. */
const MAX_STREAM_NOTES = 8;

/** Rows of a batch, and how many packets they stand for. */
export interface MediaBatch {
  readonly batch: EventBatch;
  readonly records: number;
}

/**
 * All rows of a media file: its tracks, then its packets in batches. Nothing but headers is read where the
 * container has tables of its packets (mp4, mov). What cannot be read is a note that names the way around.
 */
export async function* readMedia(
  file: RandomAccess,
  context: ReaderContext,
  facts: ReaderFacts,
): AsyncGenerator<MediaBatch> {
  const bytes = new FileBytes(file);
  const sample = await bytes.readUpTo(0, SAMPLE_BYTES);
  const container = containerOf(new Uint8Array(sample.buffer, sample.byteOffset, sample.byteLength), false);
  const notes = new MediaNotes(context, facts);
  if (container === null) return notes.unknown();
  if (container.kind === 'unread') return notes.unread(container);
  const layout = await layoutOf(bytes, container).catch(() => null);
  if (layout === null) return notes.refused(container, 'its headers cannot be read');
  if (layout.damaged) notes.damage(layout.end);
  else if (layout.truncated) notes.cut();
  if (layout.refusal !== null) return notes.refused(container, layout.refusal);
  notes.about(container);
  const demuxer = await MediaDemuxer.open(file, container, layout, notes);
  try {
    yield* batchesOf(demuxer, new MediaRows(context, facts));
  } finally {
    demuxer.close();
  }
}

async function* batchesOf(demuxer: MediaDemuxer, rows: MediaRows): AsyncGenerator<MediaBatch> {
  let batch = new EventBatch(BATCH_PACKETS);
  for (const track of demuxer.tracks) rows.addTrack(track, batch);
  let records = 0;
  for await (const packet of demuxer.packets()) {
    rows.addPacket(packet, batch);
    records++;
    if (records < BATCH_PACKETS) continue;
    yield { batch, records };
    batch = new EventBatch(BATCH_PACKETS);
    records = 0;
  }
  if (batch.length > 0) yield { batch, records };
}

/** Says what was not read, and how to read it all the same. */
class MediaNotes implements MediaTrouble {
  private readonly context: ReaderContext;
  private readonly facts: ReaderFacts;
  private readonly way: string;
  private name = 'media';
  private unreadStreams = 0;

  constructor(context: ReaderContext, facts: ReaderFacts) {
    this.context = context;
    this.facts = facts;
    // A name that a shell would take apart is left for the reader to type.
    const file = /^[\w./][\w./+=,@-]*$/.test(context.name) ? context.name : 'FILE';
    this.way = `ffprobe -v error -show_streams -show_packets -of json ${file} | stream-analytics report -`;
  }

  about(container: Container): void {
    this.name = container.name;
    this.context.note(
      'dts_not_read',
      'decode times are not read from media files: figures that need them are null',
    );
  }

  unknown(): void {
    this.context.note('container_unknown', `no media container is known by these bytes; try: ${this.way}`);
  }

  unread({ name }: Container): void {
    this.context.note('container_unread', `${name} is not read directly; use: ${this.way}`);
  }

  refused({ name }: Container, why: string): void {
    this.context.note('container_refused', `${name}: ${why}; use: ${this.way}`);
  }

  damage(at: number): void {
    this.facts.truncated = true;
    this.context.note(
      'media_damaged',
      `damage at byte ${at}: what stands before it was used; try: ${this.way}`,
    );
  }

  cut(): void {
    this.facts.truncated = true;
    this.context.note('media_cut', 'the file ends inside its media: what is whole was used');
  }

  reading(): void {
    this.facts.truncated = true;
    this.context.note(
      'media_read_failed',
      'bytes of the file could not be read: figures lack what they hold',
    );
  }

  container(): void {
    const cut = this.facts.truncated ? ' (the file is cut)' : '';
    this.context.note(
      'container_unreadable',
      `no track of this ${this.name} file can be read${cut}; use: ${this.way}`,
    );
  }

  stream(index: number, word: string): void {
    this.unreadStreams++;
    if (this.unreadStreams > MAX_STREAM_NOTES) {
      this.context.note('tracks_unread', `more streams are not read directly; use: ${this.way}`);
      return;
    }
    const what = word === '' ? '' : ` (${word.replace(/[^\x20-\x7e]/g, '').slice(0, 40)})`;
    this.context.note(
      `track_unread_${index}`,
      `stream ${index}${what} is not read directly; use: ${this.way}`,
    );
  }

  packets({ index }: MediaTrack): void {
    this.facts.truncated = true;
    this.context.note(
      `track_unreadable_${index}`,
      `stream ${index} cannot be read to its end: packets up to there were used; use: ${this.way}`,
    );
  }
}
