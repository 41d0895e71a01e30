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
  /** The file gave fewer bytes than it has, or none. */
  reading(): void;
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
  /** More packets than this cannot be in the file: the demuxer goes round in a circle. */
  readonly mostPackets: number;
  /** Lets go of what the demuxer remembers of packets that were read. */
  readonly forget: () => void;
  readonly trouble: MediaTrouble;
}

const FORGET_EVERY_PACKETS = 64;
/** A stated end is a whole number of samples; packets add up to it within rounding. */
const END_TOLERANCE_SECONDS = 0.001;

/** A track and the packet it gives next. */
export class TrackCursor {
  readonly track: MediaTrack;
  /** Null before the first call of `advance`, and after the last packet. */
  next: EncodedPacket | null = null;
  private readonly reading: TrackReading;
  /** The packet behind `next`, when it had to be looked at. */
  private ahead: EncodedPacket | null = null;
  private end = 0;
  private taken = 0;

  constructor(reading: TrackReading) {
    this.reading = reading;
    this.track = reading.track;
  }

  /** Goes to the next packet. Never throws; a track that cannot be read further ends. */
  async advance(): Promise<void> {
    const { trouble } = this.reading;
    const before = this.next;
    this.next = null;
    try {
      const packet = this.ahead ?? (await this.packetAfter(before, !this.reading.wholeOnly));
      this.ahead = null;
      if (this.taken > this.reading.mostPackets) trouble.packets(this.track);
      else if (await this.isCut(before, packet)) trouble.cut();
      else this.next = packet;
    } catch {
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

  /** Whether the track stops here, before what its container says of it. */
  private async isCut(before: EncodedPacket | null, packet: EncodedPacket | null): Promise<boolean> {
    const { wholeOnly, statedEnd } = this.reading;
    const end = packet === null ? this.end : packet.timestamp + packet.duration;
    // The last packet of a track that should go on may be a part of one: nothing says where it ends.
    if (end < statedEnd - END_TOLERANCE_SECONDS) {
      this.ahead = packet === null ? null : await this.packetAfter(packet, !wholeOnly);
      return this.ahead === null;
    }
    // Described by the container, but its bytes are not there.
    return packet === null && wholeOnly && (await this.packetAfter(before, true)) !== null;
  }
}
