import type { EventBatch } from '../model/event-batch.ts';
import { Flag } from '../model/event-batch.ts';
import { EventKind, MediaType } from '../model/event-kind.ts';
import type { ReaderContext, ReaderFacts } from '../model/format.ts';
import { microseconds } from './ffprobe-values.ts';
import type { MediaPacket } from './media-cursor.ts';
import type { MediaTrack } from './media-tracks.ts';

/** Turns tracks and packets of a media file into rows that mean what those of an ffprobe dump mean. */
export class MediaRows {
  private readonly context: ReaderContext;
  private readonly facts: ReaderFacts;
  private packets = 0;

  constructor(context: ReaderContext, facts: ReaderFacts) {
    this.context = context;
    this.facts = facts;
  }

  addTrack(track: MediaTrack, batch: EventBatch): void {
    const { dictionary } = this.context;
    const row = batch.push(EventKind.track, Number.NaN);
    this.common(batch, row, track);
    batch.setStr(1, row, dictionary.id(track.codec));
    batch.setStr(2, row, dictionary.id(track.language));
    batch.setNum(0, row, positive(track.width));
    batch.setNum(1, row, positive(track.height));
    batch.setNum(2, row, positive(track.frameRate));
    batch.setNum(3, row, positive(track.sampleRate));
    batch.setNum(4, row, positive(track.channels));
    batch.setNum(5, row, positive(track.bitrateBps));
  }

  addPacket(packet: MediaPacket, batch: EventBatch): void {
    const ptsUs = wholeUs(packet.ptsSeconds);
    const row = batch.push(EventKind.packet, this.timeMs(ptsUs));
    this.common(batch, row, packet.track);
    const clock = this.context.startMs === null ? Flag.mediaClock : 0;
    batch.flags[row] = clock | Flag.keyframeKnown | (packet.isKey ? Flag.keyframe : 0);
    this.packets++;
    // There are no lines: the number of the packet stands in their place.
    batch.line[row] = this.packets;
    batch.setNum(0, row, ptsUs);
    batch.setNum(2, row, positive(wholeUs(packet.durationSeconds)));
    batch.setNum(3, row, packet.bytes);
  }

  private common(batch: EventBatch, row: number, track: MediaTrack): void {
    batch.code[row] = track.isVideo ? MediaType.video : MediaType.audio;
    batch.source[row] = this.context.source;
    batch.stream[row] = this.context.defaultStream;
    batch.setStr(0, row, this.context.dictionary.id(String(track.index)));
  }

  /** Whole ms that order rows: media time, from the anchor when there is one. NaN stays NaN. */
  private timeMs(us: number): number {
    if (Number.isNaN(us)) return us;
    this.facts.timeUnit = 's';
    const { startMs, offsetMs } = this.context;
    this.facts.clock = startMs === null ? 'media' : 'utc';
    const ms = Math.floor(us / 1000);
    return startMs === null ? ms : startMs + offsetMs + ms;
  }
}

/**
 * Seconds as whole µs, rounded as ffprobe prints them: by the six decimals of the exact value, which a product
 * with 10^6 would miss by one now and then. NaN when there is no such time.
 */
function wholeUs(seconds: number): number {
  const us = microseconds(seconds.toFixed(6));
  return Number.isSafeInteger(us) ? us : Number.NaN;
}

/** Zero is the demuxer's word for unknown. */
function positive(value: number): number {
  return value > 0 && Number.isFinite(value) ? value : Number.NaN;
}
