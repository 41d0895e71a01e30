import type { InputTrack } from 'mediabunny';
import type { RandomAccess } from '../model/format.ts';
import type { Container } from './media-containers.ts';
import type { MediaPacket, MediaTrouble } from './media-cursor.ts';
import { TrackCursor } from './media-cursor.ts';
import type { ContainerLayout, ContainerStream } from './media-layout.ts';
import { forgetSeekPoints } from './media-seek-points.ts';
import type { MediaTrack } from './media-tracks.ts';
import { describe } from './media-tracks.ts';

/**
 * Largest part of a container that is held at once. The demuxer reads a movie header or a cluster whole: half a
 * minute of 50 Mbit/s is below it.
 */
const MAX_PART_BYTES = 1 << 28;

/** The tracks of an open media file and their packets. */
export class MediaDemuxer {
  readonly tracks: readonly MediaTrack[];
  private readonly cursors: readonly TrackCursor[];
  private readonly release: () => void;

  private constructor(cursors: readonly TrackCursor[], release: () => void) {
    this.cursors = cursors;
    this.tracks = cursors.map(({ track }) => track);
    this.release = release;
  }

  /** Opens a file and lists its tracks. Never throws for what the bytes hold; trouble is told. */
  static async open(
    file: RandomAccess,
    container: Container,
    layout: ContainerLayout,
    trouble: MediaTrouble,
  ): Promise<MediaDemuxer> {
    const bunny = await import('mediabunny');
    // It prints warnings about unusual files; what matters of them is in our notes.
    bunny.Logging.level = bunny.LogLevel.Silent;
    const input = new bunny.Input({
      formats: bunny.ALL_FORMATS.filter((format) => format !== bunny.HLS),
      source: new bunny.CustomSource({
        getSize: () => layout.end - container.start,
        read: async (start, end) => {
          try {
            return await shownBytes(file, container, layout, start, end);
          } catch (error) {
            trouble.reading();
            throw error;
          }
        },
        prefetchProfile: 'fileSystem',
        // A read ahead that fails is asked for again when it is needed.
        handleUnhandledError: () => undefined,
      }),
    });
    const found: InputTrack[] = [];
    try {
      found.push(...(await input.getTracks()));
    } catch {
      // The list of tracks stays empty: told below.
    }
    if (found.length === 0) trouble.container();
    const cursors: TrackCursor[] = [];
    for (const [at, track] of found.entries()) {
      const listed = layout.streams.findIndex(({ id }) => id === track.id);
      const index = listed < 0 ? at : listed;
      const stream = layout.streams[index];
      try {
        cursors.push(
          new TrackCursor({
            track: await describe(track, index, stream),
            sink: new bunny.EncodedPacketSink(track),
            delay: await delayOf(track, stream),
            // Tables are believed, but where the end of the file is missing.
            wholeOnly: layout.truncated,
            statedEnd: container.kind === 'flac' ? await statedEnd(track) : Number.NaN,
            mostPackets: file.size,
            forget: () => {
              forgetSeekPoints(track);
            },
            trouble,
          }),
        );
      } catch {
        trouble.stream(index, stream?.word ?? '');
      }
    }
    for (const [index, stream] of layout.streams.entries()) {
      if (!found.some(({ id }) => id === stream.id)) trouble.stream(index, stream.word);
    }
    return new MediaDemuxer(cursors, () => {
      input.dispose();
    });
  }

  /** All packets: each track in decoding order, tracks merged by presentation time, the lower index first. */
  async *packets(): AsyncGenerator<MediaPacket> {
    for (const cursor of this.cursors) await cursor.advance();
    for (;;) {
      let first: TrackCursor | null = null;
      for (const cursor of this.cursors) {
        if (cursor.next === null) continue;
        if (first?.next == null || cursor.next.timestamp < first.next.timestamp) first = cursor;
      }
      if (first === null) return;
      yield first.take();
      await first.advance();
    }
  }

  close(): void {
    this.release();
  }
}

/**
 * Bytes of the file from where its container begins, with the size of a cut element put right.
 *
 * @throws when there are not as many, or they cannot be read: the demuxer gives up then
 */
async function shownBytes(
  file: RandomAccess,
  container: Container,
  { patch }: ContainerLayout,
  start: number,
  end: number,
): Promise<Uint8Array> {
  if (end - start > MAX_PART_BYTES) throw new RangeError('part of a container too large to hold');
  const from = container.start + start;
  const bytes = await file.read(from, container.start + end);
  if (bytes.length < end - start) throw new RangeError('the file shrank');
  if (patch === null || patch.at + patch.bytes.length <= from || patch.at >= from + bytes.length)
    return bytes;
  const patched = Uint8Array.from(bytes);
  for (const [i, byte] of patch.bytes.entries()) {
    const at = patch.at + i - from;
    if (at >= 0 && at < patched.length) patched[at] = byte;
  }
  return patched;
}

/** Rounded to the unit of the track's timestamps, as ffprobe does: those were rounded to it before. */
async function delayOf(track: InputTrack, stream: ContainerStream | undefined): Promise<number> {
  if (stream === undefined || stream.delay === 0) return 0;
  const unitsPerSecond = await track.getTimeResolution();
  return Math.round(stream.delay * unitsPerSecond) / unitsPerSecond;
}

async function statedEnd(track: InputTrack): Promise<number> {
  return (await track.getDurationFromMetadata()) ?? Number.NaN;
}
