import type { EncodedPacket, EncodedPacketSink } from 'mediabunny';
import type { MediaTrack } from './media-tracks.ts';

/** One packet; times in seconds as the demuxer gives them, duration 0 when it is not known. */
export interface MediaPacket {
  readonly track: MediaTrack;
  readonly ptsSeconds: number;
  readonly durationSeconds: number;
  readonly bytes: number;
  readonly isKey: boolean;
}

/** What could not be read; each is told once. */
export interface MediaTrouble {
  /** The container's tracks could not be listed: damage, or a kind of file that is not read. */
  container(): void;
  /** A stream that the container lists and the demuxer does not read. */
  stream(index: number, word: string): void;
  /** A track whose packets stopped before their end. */
  packets(track: MediaTrack): void;
  /** A packet whose bytes the end of the file cut. */
  cut(): void;
}

/** How the packets of one track are read. */
export interface TrackReading {
  readonly track: MediaTrack;
  readonly sink: EncodedPacketSink;
  /** Seconds that the container wants taken off every timestamp. */
  readonly delay: number;
  /** Packets count only when all their bytes are in the file; costs reading them. */
  readonly wholeOnly: boolean;
  /** Where the track ends by its own header, in seconds; NaN when it does not say. */
  readonly statedEnd: number;
  /** Lets go of what the demuxer remembers of packets that were read. */
  readonly forget: () => void;
  readonly trouble: MediaTrouble;
}

const FORGET_EVERY_PACKETS = 256;
/** A stated end is a whole number of samples; packets add up to it within rounding. */
const END_TOLERANCE_SECONDS = 0.001;

/** A track and the packet it gives next. */
export class TrackCursor {
  readonly track: MediaTrack;
  /** Null before the first call of `advance`, and after the last packet. */
  next: EncodedPacket | null = null;
  private readonly reading: TrackReading;
  private end = 0;
  private taken = 0;

  constructor(reading: TrackReading) {
    this.reading = reading;
    this.track = reading.track;
  }

  /** Goes to the next packet. Never throws; a track that cannot be read further ends. */
  async advance(): Promise<void> {
    const { trouble, wholeOnly } = this.reading;
    const before = this.next;
    try {
      this.next = await this.packetAfter(before, !wholeOnly);
      if (this.next === null && (await this.isCutBehind(before))) trouble.cut();
    } catch {
      this.next = null;
      trouble.packets(this.track);
    }
  }

  /** The packet that is next. */
  take(): MediaPacket {
    const { timestamp, duration, byteLength, type } = this.next as EncodedPacket;
    this.end = timestamp + duration;
    this.taken++;
    if (this.taken % FORGET_EVERY_PACKETS === 0) this.reading.forget();
    return {
      track: this.track,
      ptsSeconds: timestamp - this.reading.delay,
      durationSeconds: duration,
      bytes: byteLength,
      isKey: type === 'key',
    };
  }

  private async packetAfter(
    before: EncodedPacket | null,
    metadataOnly: boolean,
  ): Promise<EncodedPacket | null> {
    const { sink } = this.reading;
    if (before === null) return await sink.getFirstPacket({ metadataOnly });
    return await sink.getNextPacket(before, { metadataOnly });
  }

  /** Whether the track goes on behind its last whole packet: it is described there without its bytes, or its length says so. */
  private async isCutBehind(last: EncodedPacket | null): Promise<boolean> {
    const { wholeOnly, statedEnd } = this.reading;
    if (this.end < statedEnd - END_TOLERANCE_SECONDS) return true;
    return wholeOnly && (await this.packetAfter(last, true)) !== null;
  }
}
