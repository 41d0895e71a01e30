import { type EventBatch, Flag } from '../model/event-batch.ts';
import { MediaType } from '../model/event-kind.ts';
import { TimeSource, TimestampAnomaly, type TrackFacts, type TrackSink } from '../model/track-facts.ts';
import { ClockStep, TrackClock } from './track-clock.ts';
import { ArrivalPace } from './track-pace.ts';
import { PtsOrder } from './track-reorder.ts';
import { SequenceChain } from './track-sequence.ts';

/** Number columns of a packet, see `EventBatch`. */
const PTS_US = 0;
const DTS_US = 1;
const DURATION_US = 2;
const SIZE_BYTES = 3;
const SEQUENCE = 4;
const ARRIVAL_US = 5;

/** The packets of one track in file order: what can only be told from one packet to the next. */
export class TrackChain {
  private readonly facts: TrackFacts;
  private readonly sink: TrackSink;
  private readonly key: string;
  private readonly mediaType: MediaType;
  private readonly clock = new TrackClock();
  private readonly order: PtsOrder;
  private readonly pace = new ArrivalPace();
  private sequence: SequenceChain | null = null;
  /** Last dts that a packet carried. */
  private carriedDtsUs = Number.NaN;
  private keyframeUs = Number.NaN;
  private groupFrames = 0;
  private wasTimed: boolean = false;

  /** @param key - text key of the track, unique among all streams */
  constructor(facts: TrackFacts, sink: TrackSink, key: string, mediaType: MediaType) {
    this.facts = facts;
    this.sink = sink;
    this.key = key;
    this.mediaType = mediaType;
    this.order = new PtsOrder(sink);
  }

  /** Takes the next packet of the track. */
  add(batch: EventBatch, row: number): void {
    const flags = batch.flags[row] as number;
    const bytes = batch.num(SIZE_BYTES, row);
    this.sink.packet(bytes, (flags & Flag.keyframeKnown) !== 0);
    const timeMs = batch.timeMs[row] as number;
    this.facts.packet(this.key, this.mediaType, timeMs, bytes, (flags & Flag.mediaClock) !== 0);
    const sequence = batch.num(SEQUENCE, row);
    if (!Number.isNaN(sequence)) this.sequenceChain(flags).add(sequence);

    const ptsUs = batch.num(PTS_US, row);
    const dtsUs = batch.num(DTS_US, row);
    if (Number.isNaN(ptsUs) && Number.isNaN(dtsUs)) this.addUntimed(bytes, batch.num(DURATION_US, row));
    else this.addTimed(batch, row);
  }

  /** Tells what was held back for later packets. */
  close(): void {
    this.order.flush();
    this.sequence?.close();
    const pace = this.pace.close();
    if (pace !== null) this.sink.pace(pace);
  }

  /** Tells another sink what `close` would tell; the chain stays as it is and may go on. */
  peek(sink: TrackSink): void {
    this.order.copy(sink).flush();
    this.sequence?.copy((run) => sink.sequence(run)).close();
    const pace = this.pace.close();
    if (pace !== null) sink.pace(pace);
  }

  /**
   * The second field of a picture comes as a packet with a duration and no time, right behind the first: its bytes
   * are due with it. Any other packet without a time stands at no place in time.
   */
  private addUntimed(bytes: number, durationUs: number): void {
    const isField = this.mediaType === MediaType.video && this.wasTimed && durationUs > 0;
    if (isField) this.sink.sent(this.clock.dtsUs, bytes);
    this.wasTimed = false;
  }

  /** Reads the times again: numbers of this size that are handed on become objects on the heap. */
  private addTimed(batch: EventBatch, row: number): void {
    const carriedPtsUs = batch.num(PTS_US, row);
    const carriedDtsUs = batch.num(DTS_US, row);
    const flags = batch.flags[row] as number;
    const hasDts = !Number.isNaN(carriedDtsUs);
    const hasPts = !Number.isNaN(carriedPtsUs);
    const durationUs = batch.num(DURATION_US, row);
    const { clock, sink } = this;
    const isFirst = Number.isNaN(clock.dtsUs);
    const step = clock.place(
      hasPts ? carriedPtsUs : carriedDtsUs,
      hasDts ? carriedDtsUs : carriedPtsUs,
      durationUs,
    );
    const { ptsUs, dtsUs } = clock;
    const arrivalTimed = (flags & Flag.arrivalTimed) !== 0;

    if (isFirst) sink.begin(dtsUs);
    if (step === ClockStep.restarted) this.restart();
    else if (step === ClockStep.wrapped) sink.anomaly(TimestampAnomaly.wrap);
    if (hasDts && !arrivalTimed) this.judgeDts(ptsUs, dtsUs, step === ClockStep.restarted);
    sink.frame(ptsUs, dtsUs, durationUs, sourceOf(hasDts, arrivalTimed));
    sink.sent(dtsUs, batch.num(SIZE_BYTES, row));
    this.order.add(ptsUs);
    if (this.mediaType === MediaType.video) this.addFrame(ptsUs, flags, batch.timeMs[row] as number);
    if (!arrivalTimed) this.addArrival(batch.num(ARRIVAL_US, row), step);
    this.wasTimed = true;
  }

  private restart(): void {
    this.sink.anomaly(TimestampAnomaly.restart);
    this.order.flush();
    this.pace.reconnect();
    // The group that was open when times began again has no known end.
    this.keyframeUs = Number.NaN;
  }

  private judgeDts(ptsUs: number, dtsUs: number, restarted: boolean): void {
    if (restarted || dtsUs <= this.carriedDtsUs) this.sink.anomaly(TimestampAnomaly.nonMonotonicDts);
    if (ptsUs < dtsUs) this.sink.anomaly(TimestampAnomaly.ptsBeforeDts);
    this.carriedDtsUs = dtsUs;
  }

  /** A group of pictures is a run in decoding order, as coded; its length is the distance of its keyframes' pts. */
  private addFrame(ptsUs: number, flags: number, timeMs: number): void {
    if ((flags & Flag.keyframe) === 0) {
      this.groupFrames++;
      return;
    }
    this.sink.keyframe();
    if (ptsUs <= this.keyframeUs) {
      // The same picture again, or one that came too late to close a group.
      this.groupFrames++;
      return;
    }
    // What stands before the first keyframe is part of a group whose beginning is not there.
    if (!Number.isNaN(this.keyframeUs)) {
      const intervalUs = ptsUs - this.keyframeUs;
      this.sink.group(intervalUs, this.groupFrames);
      const mediaClock = (flags & Flag.mediaClock) !== 0;
      if (!Number.isNaN(timeMs)) this.facts.keyframeInterval(this.key, timeMs * 1000, intervalUs, mediaClock);
    }
    this.keyframeUs = ptsUs;
    this.groupFrames = 1;
  }

  private addArrival(arrivalUs: number, step: ClockStep): void {
    if (Number.isNaN(arrivalUs)) return;
    this.pace.add(arrivalUs, this.clock.dtsUs, step !== ClockStep.near);
    this.sink.reached(arrivalUs, this.clock.ptsUs);
  }

  private sequenceChain(flags: number): SequenceChain {
    this.sequence ??= new SequenceChain((flags & Flag.sequence16) !== 0, (run) => this.sink.sequence(run));
    return this.sequence;
  }
}

function sourceOf(hasDts: boolean, arrivalTimed: boolean): TimeSource {
  if (arrivalTimed) return TimeSource.arrival;
  return hasDts ? TimeSource.dts : TimeSource.pts;
}
