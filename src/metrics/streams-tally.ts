import type { MediaType } from '../model/event-kind.ts';
import {
  type SequenceRun,
  TimeSource,
  TimestampAnomaly,
  type TrackDescription,
  type TrackPace,
  type TrackSink,
} from '../model/track-facts.ts';
import { CountTable } from '../stats/count-table.ts';
import { ExactSum } from '../stats/exact-sum.ts';
import { Histogram } from '../stats/histogram.ts';
import { ArrivalGrid } from './streams-arrival-grid.ts';
import { LongestSteps } from './streams-longest-steps.ts';
import { SequenceTally } from './streams-sequence-tally.ts';

const BUCKET_US = 1_000_000;

/** Span of one clock's times over a track, as extremes; infinite while empty. */
export class Extent {
  firstUs = Number.POSITIVE_INFINITY;
  lastUs = Number.NEGATIVE_INFINITY;
  /** Largest time + duration of packets that have a duration. */
  endUs = Number.NEGATIVE_INFINITY;
  /** Largest time of packets that have none. */
  openUs = Number.NEGATIVE_INFINITY;

  add(atUs: number, durationUs: number): void {
    if (atUs < this.firstUs) this.firstUs = atUs;
    if (atUs > this.lastUs) this.lastUs = atUs;
    if (!(durationUs >= 0)) this.openUs = Math.max(this.openUs, atUs);
    else if (atUs + durationUs > this.endUs) this.endUs = atUs + durationUs;
  }

  merge(other: Extent): void {
    this.firstUs = Math.min(this.firstUs, other.firstUs);
    this.lastUs = Math.max(this.lastUs, other.lastUs);
    this.endUs = Math.max(this.endUs, other.endUs);
    this.openUs = Math.max(this.openUs, other.openUs);
  }

  /** Largest time + duration, a missing duration being `stepUs` (0 when that is null). */
  end(stepUs: number | null): number {
    return Math.max(this.endUs, this.openUs + (stepUs ?? 0));
  }
}

/** Integer state of the figures of one track. Times are µs on its media clock. */
export class TrackTally implements TrackSink {
  readonly index: string;
  readonly mediaType: MediaType;
  description: TrackDescription | null = null;
  packets = 0;
  readonly bytes = new ExactSum();
  /** Packets that said whether they are keyframes. */
  keyframesTold = 0;
  keyframes = 0;
  /** Timed packets by {@link TimeSource}. */
  readonly framesBySource = [0, 0, 0, 0];
  readonly pts = new Extent();
  readonly dts = new Extent();
  /** dts of the first timed packet: where the 1 s buckets begin. Infinity: none yet. */
  beginUs = Number.POSITIVE_INFINITY;
  /** Bytes by 1 s bucket since `beginUs`; may hold negative buckets where dts went back. */
  readonly bucketBytes = new CountTable();
  readonly stepsUs = new Histogram();
  readonly longestSteps = new LongestSteps();
  readonly intervalsUs = new Histogram();
  readonly groupFrames = new Histogram();
  /** Counts by {@link TimestampAnomaly}. */
  readonly anomalies = [0, 0, 0, 0, 0, 0];
  readonly arrivals = new ArrivalGrid();
  driftUs: number | null = null;
  jitterSamples = 0;
  readonly jitterSumNs = new ExactSum();
  jitterMaxNs = 0;
  readonly sequences = new SequenceTally();

  constructor(index: string, mediaType: MediaType) {
    this.index = index;
    this.mediaType = mediaType;
  }

  /** Of several descriptions each field keeps its first known value. */
  describe(next: TrackDescription): void {
    const before = this.description;
    this.description =
      before === null
        ? next
        : {
            codec: before.codec ?? next.codec,
            language: before.language ?? next.language,
            width: before.width ?? next.width,
            height: before.height ?? next.height,
            frameRate: before.frameRate ?? next.frameRate,
            sampleRate: before.sampleRate ?? next.sampleRate,
            channels: before.channels ?? next.channels,
            declaredBitrateBps: before.declaredBitrateBps ?? next.declaredBitrateBps,
          };
  }

  packet(bytes: number, keyframeTold: boolean): void {
    this.packets++;
    this.bytes.add(bytes);
    if (keyframeTold) this.keyframesTold++;
  }

  begin(dtsUs: number): void {
    this.beginUs = Math.min(this.beginUs, dtsUs);
  }

  frame(ptsUs: number, dtsUs: number, durationUs: number, source: TimeSource): void {
    this.framesBySource[source] = (this.framesBySource[source] ?? 0) + 1;
    this.pts.add(ptsUs, durationUs);
    this.dts.add(dtsUs, durationUs);
  }

  sent(dtsUs: number, bytes: number): void {
    const bucket = Math.floor((dtsUs - this.beginUs) / BUCKET_US);
    this.bucketBytes.add(bucket, bytes);
  }

  step(stepUs: number, fromUs: number): void {
    this.stepsUs.add(stepUs);
    this.longestSteps.add(fromUs, stepUs);
  }

  anomaly(kind: TimestampAnomaly): void {
    this.anomalies[kind] = (this.anomalies[kind] ?? 0) + 1;
  }

  keyframe(): void {
    this.keyframes++;
  }

  group(intervalUs: number, frames: number): void {
    this.intervalsUs.add(intervalUs);
    this.groupFrames.add(frames);
  }

  reached(arrivalUs: number, ptsUs: number): void {
    this.arrivals.add(arrivalUs, ptsUs);
  }

  pace(pace: TrackPace): void {
    this.driftUs = pace.driftUs;
    this.jitterSamples += pace.jitterSamples;
    this.jitterSumNs.add(pace.jitterSumNs);
    this.jitterMaxNs = Math.max(this.jitterMaxNs, pace.jitterMaxNs);
  }

  sequence(run: SequenceRun): void {
    this.sequences.add(run);
  }

  /**
   * Adds what another shard knows of this track. A track's packets belong to one shard, so at most one of the two
   * has any; the other may hold its description.
   */
  merge(other: TrackTally): void {
    if (other.description !== null) this.describe(other.description);
    this.packets += other.packets;
    this.bytes.merge(other.bytes);
    this.keyframesTold += other.keyframesTold;
    this.keyframes += other.keyframes;
    addCounts(this.framesBySource, other.framesBySource);
    addCounts(this.anomalies, other.anomalies);
    this.pts.merge(other.pts);
    this.dts.merge(other.dts);
    this.beginUs = Math.min(this.beginUs, other.beginUs);
    this.bucketBytes.merge(other.bucketBytes);
    this.stepsUs.merge(other.stepsUs);
    this.longestSteps.merge(other.longestSteps);
    this.intervalsUs.merge(other.intervalsUs);
    this.groupFrames.merge(other.groupFrames);
    this.arrivals.merge(other.arrivals);
    this.driftUs ??= other.driftUs;
    this.jitterSamples += other.jitterSamples;
    this.jitterSumNs.merge(other.jitterSumNs);
    this.jitterMaxNs = Math.max(this.jitterMaxNs, other.jitterMaxNs);
    this.sequences.merge(other.sequences);
  }

  /** Packets with a time. */
  get frames(): number {
    return this.framesBySource.reduce((sum, count) => sum + count, 0);
  }

  /** Timed packets that carried a dts. */
  get framesWithDts(): number {
    return this.framesBySource[TimeSource.dts] ?? 0;
  }

  /** Timed packets that carried a media time, and do not stand at their arrival time. */
  get framesOnMediaTime(): number {
    return this.framesWithDts + (this.framesBySource[TimeSource.pts] ?? 0);
  }

  countOf(kind: TimestampAnomaly): number {
    return this.anomalies[kind] ?? 0;
  }

  /** Seams in the timeline that no step leads over. */
  get restarts(): number {
    return this.countOf(TimestampAnomaly.restart);
  }
}

function addCounts(into: number[], from: readonly number[]): void {
  for (const [at, count] of from.entries()) into[at] = (into[at] ?? 0) + count;
}
