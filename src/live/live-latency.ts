import type { SessionIdentity } from '../model/viewer-facts.ts';
import { WINDOW_MS } from './live-tracks.ts';
import { TrailingSums } from './trailing-sums.ts';

/** A sample of a session whose stream is not known yet. */
interface Undecided {
  readonly atMs: number;
  readonly latencyMs: number;
  readonly session: SessionIdentity;
}

/** The latency samples of one stream in the trailing window. */
export class LiveLatency {
  private readonly samplesMs = new TrailingSums(WINDOW_MS);
  private readonly wantsStream: ((stream: number) => boolean) | null;
  private undecided: Undecided[] = [];
  /** Length at which samples that left the window are looked for. */
  private limit = 1024;

  /** @param wantsStream - whether a stream (dictionary id) is looked at; null: all, and what is in none */
  constructor(wantsStream: ((stream: number) => boolean) | null) {
    this.wantsStream = wantsStream;
  }

  /**
   * Adds a sample.
   *
   * @param session - whose stream is the sample's; null: it names none, and `stream` is its own
   */
  add(atMs: number, latencyMs: number, session: SessionIdentity | null, stream: number): void {
    const own = session === null ? stream : session.stream;
    if (this.wantsStream === null || this.wantsStream(own)) this.samplesMs.add(atMs, latencyMs);
    else if (session !== null && own === 0) this.wait({ atMs, latencyMs, session });
  }

  private wait(sample: Undecided): void {
    if (this.undecided.length >= this.limit) {
      this.undecided = this.undecided.filter(({ atMs }) => atMs > sample.atMs - WINDOW_MS);
      this.limit = Math.max(1024, this.undecided.length * 2);
    }
    this.undecided.push(sample);
  }

  /** The session is over: its stream can no longer become known, and another session may take its place. */
  closed(session: SessionIdentity): void {
    if (this.undecided.length === 0) return;
    const { slot, viewer, session: id, stream } = session;
    const kept = { slot, viewer, session: id, stream };
    this.undecided = this.undecided.map((each) =>
      each.session === session ? { ...each, session: kept } : each,
    );
  }

  /** Mean of the samples in the window that ends here; null when there is none. */
  at(atMs: number): number | null {
    let { sum, count } = this.samplesMs.at(atMs);
    for (const sample of this.undecided) {
      const isInside = sample.atMs > atMs - WINDOW_MS && sample.atMs <= atMs;
      if (!isInside || this.wantsStream?.(sample.session.stream) !== true) continue;
      sum += sample.latencyMs;
      count += 1;
    }
    return count === 0 ? null : sum / count;
  }
}
