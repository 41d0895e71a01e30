import { TimestampAnomaly, type TrackSink } from '../model/track-facts.ts';

/** Packets held back to be sorted: decoders reorder by at most 16 frames, networks by some hundred packets. */
const CAPACITY = 512;

/**
 * Puts the pts of one track in order within a bounded heap and tells the distance between neighbours. File order
 * would not do: with B-frames it is decoding order, and every step would be wrong.
 */
export class PtsOrder {
  private readonly sink: TrackSink;
  private readonly heap = new Float64Array(CAPACITY);
  private size = 0;
  private lastUs = Number.NaN;

  constructor(sink: TrackSink) {
    this.sink = sink;
  }

  /** The same held packets and the same last one, telling another sink. */
  copy(sink: TrackSink): PtsOrder {
    const copy = new PtsOrder(sink);
    copy.heap.set(this.heap);
    copy.size = this.size;
    copy.lastUs = this.lastUs;
    return copy;
  }

  add(ptsUs: number): void {
    if (this.size < CAPACITY) {
      this.siftUp(this.size++, ptsUs);
    } else if (ptsUs <= (this.heap[0] as number)) {
      this.leave(ptsUs);
    } else {
      this.leave(this.heap[0] as number);
      this.siftDown(ptsUs);
    }
  }

  /** Tells what is held. The next packet begins a new run: no step leads to it. */
  flush(): void {
    while (this.size > 0) {
      this.leave(this.heap[0] as number);
      this.siftDown(this.heap[--this.size] as number);
    }
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

  private siftUp(from: number, ptsUs: number): void {
    const { heap } = this;
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent] as number;
      if (above <= ptsUs) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = ptsUs;
  }

  /** Puts a value in the place of the smallest. */
  private siftDown(ptsUs: number): void {
    const { heap, size } = this;
    let at = 0;
    for (let child = 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && (heap[child + 1] as number) < (heap[child] as number)) child++;
      if ((heap[child] as number) >= ptsUs) break;
      heap[at] = heap[child] as number;
      at = child;
    }
    heap[at] = ptsUs;
  }
}
