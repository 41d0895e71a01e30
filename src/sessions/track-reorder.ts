import { TimestampAnomaly, type TrackSink } from '../model/track-facts.ts';

/** Packets held back to be sorted: decoders reorder by at most 16 frames, networks by some hundred packets. */
const CAPACITY = 512;

/**
 * Puts the pts of one track in order within a bounded window and tells the distance between neighbours. File order
 * would not do: with B-frames it is decoding order, and every step would be wrong.
 */
export class PtsOrder {
  private readonly sink: TrackSink;
  /** Ascending from `first` up to `end`. A value moves by the few places that it is off, so no heap is needed. */
  private readonly held = new Float64Array(4 * CAPACITY);
  private first = 0;
  private end = 0;
  private lastUs = Number.NaN;

  constructor(sink: TrackSink) {
    this.sink = sink;
  }

  /** The same held packets and the same last one, telling another sink. */
  copy(sink: TrackSink): PtsOrder {
    const copy = new PtsOrder(sink);
    copy.held.set(this.held);
    copy.first = this.first;
    copy.end = this.end;
    copy.lastUs = this.lastUs;
    return copy;
  }

  add(ptsUs: number): void {
    this.insert(ptsUs);
    if (this.end - this.first > CAPACITY) this.leave(this.held[this.first++] as number);
  }

  /** Tells what is held. The next packet begins a new run: no step leads to it. */
  flush(): void {
    while (this.first < this.end) this.leave(this.held[this.first++] as number);
    this.lastUs = Number.NaN;
  }

  private leave(ptsUs: number): void {
    if (ptsUs < this.lastUs) {
      this.sink.anomaly(TimestampAnomaly.late);
      return;
    }
    if (ptsUs > this.lastUs) this.sink.step(ptsUs - this.lastUs, this.lastUs);
    else if (ptsUs === this.lastUs) this.sink.anomaly(TimestampAnomaly.duplicate);
    this.lastUs = ptsUs;
  }

  private insert(ptsUs: number): void {
    const { held } = this;
    if (this.end === held.length) {
      held.copyWithin(0, this.first, this.end);
      this.end -= this.first;
      this.first = 0;
    }
    let at = this.end++;
    for (; at > this.first && (held[at - 1] as number) > ptsUs; at--) held[at] = held[at - 1] as number;
    held[at] = ptsUs;
  }
}
