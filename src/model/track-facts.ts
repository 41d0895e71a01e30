import type { MediaType } from './event-kind.ts';

/** Where the dts of a timed packet came from; says which timestamp anomalies can be told at all. */
export const TimeSource = {
  /** The packet carried a dts. */
  dts: 1,
  /** It carried a pts only, which stands for both. */
  pts: 2,
  /** Its track carries neither: the arrival time stands for both. */
  arrival: 3,
} as const;
export type TimeSource = (typeof TimeSource)[keyof typeof TimeSource];

/** What can be odd about one timestamp. Numbers from 0, because counters are indexed by them. */
export const TimestampAnomaly = {
  /** dts at or before the dts of the packet before. */
  nonMonotonicDts: 0,
  ptsBeforeDts: 1,
  /** Same pts as another packet of the track. */
  duplicate: 2,
  /** Times began again far behind: the run is laid right behind the one before, its steps are not joined. */
  restart: 3,
  /** So late in pts order that its neighbours were already told: it makes no step. */
  late: 4,
  /** The 33-bit clock of MPEG-TS came round; the times told are unwrapped. */
  wrap: 5,
} as const;
export type TimestampAnomaly = (typeof TimestampAnomaly)[keyof typeof TimestampAnomaly];

/** What the container says about a track; null where it says nothing. */
export interface TrackDescription {
  readonly codec: string | null;
  /** Language tag as written. */
  readonly language: string | null;
  /** Pixels. */
  readonly width: number | null;
  readonly height: number | null;
  /** Declared frames per second. */
  readonly frameRate: number | null;
  /** Samples per second. */
  readonly sampleRate: number | null;
  readonly channels: number | null;
  readonly declaredBitrateBps: number | null;
}

/** Arrival against media time over one whole track. */
export interface TrackPace {
  /** Elapsed arrival − elapsed media since the last (re)connect, µs; positive: media comes slower than real time. */
  readonly driftUs: number;
  /** Number of interarrival jitter values (RFC 3550 section 6.4.1), one a packet from the second on. */
  readonly jitterSamples: number;
  /** Their sum and maximum, in ns. */
  readonly jitterSumNs: number;
  readonly jitterMaxNs: number;
}

/** One run of packet numbers without a restart, extended beyond 16 bits where they wrap. */
export interface SequenceRun {
  readonly min: number;
  readonly max: number;
  /** Packets with a number, repeated ones included. */
  readonly received: number;
  /** Different numbers among them. */
  readonly distinct: number;
  readonly duplicates: number;
  /** Packets that came after one with a higher number. */
  readonly reordered: number;
  /** Packets whose number fits no run; in no other count. */
  readonly strays: number;
  /** Packets so late that it is forgotten whether their number was seen; received, but in `distinct` never. */
  readonly forgotten: number;
  /** Numbers wrap at 16 bits, so those of two tracks cannot be compared. */
  readonly sequence16: boolean;
  readonly sample: SequenceSample;
}

/** Those numbers of a run whose hash begins with `bits` zero bits: enough to see whether two tracks share numbers. */
export interface SequenceSample {
  readonly bits: number;
  readonly numbers: readonly number[];
}

/**
 * Facts about one track. All are final and order-free: counts, sums, extremes and samples. Times are integer µs
 * of the track's media clock, unwrapped; sizes are bytes.
 */
export interface TrackSink {
  describe(description: TrackDescription): void;
  /** Every packet. `keyframeTold`: it said whether it is a keyframe. */
  packet(bytes: number, keyframeTold: boolean): void;
  /** Before the first timed packet: its dts, from which 1 s buckets are counted. */
  begin(dtsUs: number): void;
  /** Every packet with a time; `durationUs` is NaN when it is unknown. */
  frame(ptsUs: number, dtsUs: number, durationUs: number, source: TimeSource): void;
  /** Bytes due at a dts: those of a timed packet, or of the second field of one. */
  sent(dtsUs: number, bytes: number): void;
  /** Distance (> 0) between two neighbours in pts order, and the pts of the first. */
  step(stepUs: number, fromUs: number): void;
  anomaly(kind: TimestampAnomaly): void;
  /** A timed keyframe of a video track. */
  keyframe(): void;
  /** A closed group of pictures: from one keyframe to the next, and the frames in it. */
  group(intervalUs: number, frames: number): void;
  /** The media time of a packet that has an arrival time (µs, epoch or media). */
  reached(arrivalUs: number, ptsUs: number): void;
  /** Once, at the end of the track, if two packets had an arrival and a media time. */
  pace(pace: TrackPace): void;
  /** At the end of every run of packet numbers. */
  sequence(run: SequenceRun): void;
}

/** What `sessions/` tells about packet tracks; implemented by whoever counts. */
export interface TrackFacts {
  /** Where the facts of one track go. Asked for once a track, before its first fact; the index is never ''. */
  track(streamId: string, index: string, mediaType: MediaType): TrackSink;
  /**
   * Every packet, for series.
   *
   * @param track - text key of the track, unique among all streams
   * @param timeMs - log time; NaN when the packet has none
   * @param mediaClock - `timeMs` is media time, not wall clock
   */
  packet(track: string, mediaType: MediaType, timeMs: number, bytes: number, mediaClock: boolean): void;
  /** A keyframe interval, at the log time (µs) of the keyframe that ends it; none where that has no log time. */
  keyframeInterval(track: string, atUs: number, intervalUs: number, mediaClock: boolean): void;
}
