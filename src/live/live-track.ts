import { SequenceTally } from '../metrics/streams-sequence-tally.ts';
import type { MediaType } from '../model/event-kind.ts';
import type { SequenceRun, TrackSink } from '../model/track-facts.ts';
import { Histogram } from '../stats/histogram.ts';
import { TrailingSums } from './trailing-sums.ts';

/** Where the packet that is being told stands in the log, and what takes the bytes of packets without such a place. */
export interface PacketPlace {
  /** Log time in ms; NaN when it has none on the clock of the run. */
  readonly placeMs: number;
  addBytes(atMs: number, mediaType: MediaType, bytes: number): void;
}

/**
 * What a live view needs of one track: of all time the distances of frames and the packet numbers, from which the
 * report too tells missing frames and loss; of the window its frames.
 */
export class LiveTrack implements TrackSink {
  readonly mediaType: MediaType;
  readonly stepsUs = new Histogram();
  readonly sequences = new SequenceTally();
  readonly frames: TrailingSums;
  private readonly place: PacketPlace;
  /** Place of the last frame; NaN when it had none. */
  private frameMs = Number.NaN;

  constructor(mediaType: MediaType, windowMs: number, place: PacketPlace) {
    this.mediaType = mediaType;
    this.place = place;
    this.frames = new TrailingSums(windowMs);
  }

  frame(): void {
    this.frameMs = this.place.placeMs;
    if (!Number.isNaN(this.frameMs)) this.frames.add(this.frameMs, 1);
  }

  sent(_: number, bytes: number): void {
    // The second field of a picture carries no time: it stands where the first does.
    if (!Number.isNaN(this.place.placeMs) || Number.isNaN(this.frameMs)) return;
    this.place.addBytes(this.frameMs, this.mediaType, bytes);
  }

  step(stepUs: number): void {
    this.stepsUs.add(stepUs);
  }

  sequence(run: SequenceRun): void {
    this.sequences.add(run);
  }

  // What a live view has no figure for.
  describe(): void {}
  packet(): void {}
  begin(): void {}
  anomaly(): void {}
  keyframe(): void {}
  group(): void {}
  reached(): void {}
  pace(): void {}

  /** A track that takes what this one's chain still holds back, beside what was told: for one reading. */
  copy(): LiveTrack {
    const copy = new LiveTrack(this.mediaType, 0, this.place);
    copy.stepsUs.merge(this.stepsUs);
    copy.sequences.merge(this.sequences);
    return copy;
  }
}
