import type { Dictionary } from '../model/dictionary.ts';
import { UsageError } from '../model/errors.ts';
import { type EventBatch, Flag } from '../model/event-batch.ts';
import { MediaType } from '../model/event-kind.ts';

/** A packet as it comes off the wire or out of a container. */
export interface MediaPacket {
  readonly mediaType: keyof typeof MediaType;
  /** Bytes; an integer. */
  readonly sizeBytes: number;
  /**
   * Media times in ms, fractions allowed; one of them stands for both. Of a track either all packets carry one or
   * none: then they stand at their arrival.
   */
  readonly ptsMs?: number;
  readonly dtsMs?: number;
  readonly durationMs?: number;
  /** Left out: unknown. */
  readonly keyframe?: boolean;
  /** Packet number, an integer that does not wrap. */
  readonly sequence?: number;
  /** Left out: the only track of its media type. */
  readonly track?: string;
}

/** Number columns of a packet, see `EventBatch`. */
const PTS_US = 0;
const DTS_US = 1;
const DURATION_US = 2;
const SIZE_BYTES = 3;
const SEQUENCE = 4;
const ARRIVAL_US = 5;
const US_PER_MS = 1000;

/** Packets as rows. Remembers which tracks have a media clock. */
export class PacketRow {
  private readonly dictionary: Dictionary;
  private readonly onMediaTime = new Map<string, boolean>();

  constructor(dictionary: Dictionary) {
    this.dictionary = dictionary;
  }

  /** @throws UsageError naming the first field that cannot be what it should be */
  check(packet: MediaPacket): void {
    const { mediaType, sizeBytes, sequence, durationMs } = packet;
    if (!Object.hasOwn(MediaType, mediaType)) {
      throw new UsageError(`mediaType: expected video, audio or metadata, found ${mediaType}`);
    }
    if (!isCount(sizeBytes))
      throw new UsageError(`sizeBytes: expected an integer of at least 0, found ${sizeBytes}`);
    if (sequence !== undefined && !isCount(sequence)) {
      throw new UsageError(`sequence: expected an integer of at least 0, found ${sequence}`);
    }
    for (const name of ['ptsMs', 'dtsMs', 'durationMs'] as const) {
      const value = packet[name];
      if (value !== undefined && !Number.isFinite(value))
        throw new UsageError(`${name}: expected a number, found ${value}`);
    }
    if (durationMs !== undefined && durationMs < 0) {
      throw new UsageError(`durationMs: expected a number of at least 0, found ${durationMs}`);
    }
  }

  /** Completes a row whose kind, time and stream are set, of a packet that was checked. */
  fill(packet: MediaPacket, batch: EventBatch, row: number): void {
    const { mediaType, keyframe, ptsMs, dtsMs, track = '' } = packet;
    batch.code[row] = MediaType[mediaType];
    batch.setStr(0, row, this.dictionary.id(track));
    batch.setNum(SIZE_BYTES, row, packet.sizeBytes);
    batch.setNum(SEQUENCE, row, packet.sequence ?? Number.NaN);
    batch.setNum(DURATION_US, row, micros(packet.durationMs));
    const arrivalUs = (batch.timeMs[row] as number) * US_PER_MS;
    batch.setNum(ARRIVAL_US, row, arrivalUs);
    let flags = keyframe === undefined ? 0 : Flag.keyframeKnown | (keyframe ? Flag.keyframe : 0);
    if (this.hasMediaTime(`${mediaType} ${track}`, ptsMs !== undefined || dtsMs !== undefined)) {
      batch.setNum(PTS_US, row, micros(ptsMs));
      batch.setNum(DTS_US, row, micros(dtsMs));
    } else {
      batch.setNum(PTS_US, row, arrivalUs);
      batch.setNum(DTS_US, row, arrivalUs);
      flags |= Flag.arrivalTimed;
    }
    batch.flags[row] = flags;
  }

  /** A track keeps the clock of its first packet: two in one timeline would make no sense. */
  private hasMediaTime(track: string, told: boolean): boolean {
    const known = this.onMediaTime.get(track);
    if (known !== undefined) return known;
    this.onMediaTime.set(track, told);
    return told;
  }
}

function micros(ms: number | undefined): number {
  return ms === undefined ? Number.NaN : Math.round(ms * US_PER_MS);
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
