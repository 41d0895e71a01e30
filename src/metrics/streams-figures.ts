import { MediaType } from '../model/event-kind.ts';
import type { MediaFigures, TimestampAnomalies } from '../model/report.ts';
import { TimestampAnomaly } from '../model/track-facts.ts';
import { type ExactSum, ratio } from '../stats/exact-sum.ts';
import { Histogram } from '../stats/histogram.ts';
import { type StepFigures, stepFigures } from './streams-steps.ts';
import type { TrackTally } from './streams-tally.ts';

const BUCKET_US = 1_000_000;
/** First dts, last dts and duration are each rounded to whole µs: a clip of 1 s may add up to 999,998 µs. */
const ROUNDING_US = 2;

/** Stretch of media time [fromUs, toUs) that a track covers, its gaps included. */
export interface Span {
  readonly fromUs: number;
  readonly toUs: number;
}

/** A track with what is worked out of its tally once and read several times. */
export class FinishedTrack {
  readonly tally: TrackTally;
  readonly steps: StepFigures | null;
  /** null: no packet has a time. */
  readonly span: Span | null;

  constructor(tally: TrackTally) {
    this.tally = tally;
    this.steps = stepFigures(tally.stepsUs);
    this.span =
      tally.frames === 0
        ? null
        : { fromUs: tally.pts.firstUs, toUs: tally.pts.end(this.steps?.medianUs ?? null) };
  }

  /** Covered media time; null when it is not known to be longer than an instant. */
  get durationUs(): number | null {
    const us = this.span === null ? 0 : this.span.toUs - this.span.fromUs;
    return us > 0 ? us : null;
  }

  /** Figures of this track. */
  figures(): MediaFigures {
    const { tally } = this;
    const bitrate = this.bitrateBuckets();
    const isVideo = tally.mediaType === MediaType.video;
    return {
      packets: tally.packets,
      bytes: tally.bytes.toNumber(),
      duration_ms: toMs(this.durationUs),
      bitrate_bps: bitrateBps(tally.bytes, this.durationUs),
      bitrate: bitrate.distribution(),
      peak_factor: bitrate.avg === null ? null : ratio(bitrate.max, bitrate.avg),
      fps: tally.frames < 2 ? null : ratio((tally.frames - 1) * 1e6, tally.pts.lastUs - tally.pts.firstUs),
      keyframes: isVideo && tally.keyframesTold > 0 && tally.frames > 0 ? tally.keyframes : null,
      keyframe_interval_ms: tally.intervalsUs.distribution(1000),
      gop_frames: tally.groupFrames.distribution(),
      missing_frames: this.steps?.missing ?? null,
      timestamp_anomalies: this.anomalies(),
    };
  }

  /** Bit/s in every full second from the first dts on; an empty second is 0, a part of one is left out. */
  private bitrateBuckets(): Histogram {
    const { tally } = this;
    const buckets = new Histogram();
    if (tally.frames === 0) return buckets;
    const endUs = tally.dts.end(this.steps?.medianUs ?? null);
    const full = Math.floor((endUs - tally.beginUs + ROUNDING_US) / BUCKET_US);
    let filled = 0;
    for (const [bucket, bytes] of tally.bucketBytes) {
      if (bucket < 0 || bucket >= full) continue;
      buckets.add(8 * bytes);
      filled++;
    }
    if (full > filled) buckets.add(0, full - filled);
    return buckets;
  }

  private anomalies(): TimestampAnomalies | null {
    const { tally, steps } = this;
    if (tally.framesOnMediaTime === 0) return null;
    const hasDts = tally.framesWithDts > 0;
    return {
      non_monotonic_dts: hasDts ? tally.countOf(TimestampAnomaly.nonMonotonicDts) : null,
      pts_before_dts: hasDts ? tally.countOf(TimestampAnomaly.ptsBeforeDts) : null,
      duplicate: tally.countOf(TimestampAnomaly.duplicate),
      // How long the break at a restart was is not known, but that there is one.
      gaps: steps === null ? null : steps.gaps + tally.restarts,
      longest_gap_ms: toMs(steps?.longestGapUs ?? null),
    };
  }
}

/** 8 × bytes over a duration in µs, in bit/s; null without a duration. */
export function bitrateBps(bytes: ExactSum, durationUs: number | null): number | null {
  return durationUs === null ? null : ratio(bytes.toBigInt() * 8_000_000n, durationUs);
}

/** µs as ms with at most three decimals. */
export function toMs(us: number | null): number | null {
  return us === null ? null : us / 1000;
}
