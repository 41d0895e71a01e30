import type { Dictionary, DimensionSets } from '../model/dictionary.ts';
import { type EventBatch, Flag } from '../model/event-batch.ts';
import { EventKind } from '../model/event-kind.ts';
import { LiveTracks, type PacketFigures } from './live-tracks.ts';
import { type AudienceFigures, LiveViewers, type PresentViewer } from './live-viewers.ts';

export interface LiveOptions {
  readonly dictionary: Dictionary;
  readonly dims: DimensionSets;
  /** Clock of the run. */
  readonly clock: 'utc' | 'media';
  readonly sessionTimeoutMs: number;
  /** Whether a stream (dictionary id) is looked at; null: all, and what is in none. */
  readonly wantsStream: ((stream: number) => boolean) | null;
}

/**
 * The engine behind the live view: sessions and tracks of the report's engine, read at any instant of the log.
 * Takes rows as a replay hands them out. Reading changes nothing, so more rows may follow, of the instant that was
 * read too; an instant is never before the last row.
 */
export class LiveEngine {
  readonly dictionary: Dictionary;
  readonly dims: DimensionSets;
  readonly clock: 'utc' | 'media';
  private readonly wantsStream: ((stream: number) => boolean) | null;
  private readonly tracks: LiveTracks;
  private readonly viewers: LiveViewers;
  private readonly streams = new Set<number>();
  /** Earliest time of the log, that of packets on media time left out, as in the report. */
  private startMs = Number.POSITIVE_INFINITY;
  /** Earliest time on the clock of the run. */
  private firstMs = Number.POSITIVE_INFINITY;

  constructor(options: LiveOptions) {
    const { dictionary, dims, clock, sessionTimeoutMs, wantsStream } = options;
    this.dictionary = dictionary;
    this.dims = dims;
    this.clock = clock;
    this.wantsStream = wantsStream;
    this.tracks = new LiveTracks(dictionary, clock);
    this.viewers = new LiveViewers(sessionTimeoutMs, wantsStream, () => this.startMs);
  }

  /** Folds a row whose order does not matter. */
  foldFree(batch: EventBatch, row: number): void {
    this.saw(batch, row);
    if (this.wantsStream?.(batch.stream[row] as number) === false) return;
    if ((batch.kind[row] as number) <= EventKind.track) this.tracks.fold(batch, row);
    else this.viewers.sample(null, batch, row);
  }

  /** Folds a row that names a viewer; rows come in replay order. */
  foldOrdered(batch: EventBatch, row: number): void {
    this.saw(batch, row);
    this.viewers.fold(batch, row);
  }

  private saw(batch: EventBatch, row: number): void {
    const stream = batch.stream[row] as number;
    if (stream !== 0) this.streams.add(stream);
    const atMs = batch.timeMs[row] as number;
    const isPacket = (batch.kind[row] as number) <= EventKind.track;
    const onMedia = isPacket && ((batch.flags[row] as number) & Flag.mediaClock) !== 0;
    if (onMedia && this.clock === 'utc') return;
    if (atMs < this.firstMs) this.firstMs = atMs;
    if (!onMedia && atMs < this.startMs) this.startMs = atMs;
  }

  /** Every stream that a row named, looked at or not, in the order in which texts came: rows come by kind. */
  streamIds(): string[] {
    return [...this.streams].sort((a, b) => a - b).map((stream) => this.dictionary.text(stream));
  }

  packets(atMs: number): PacketFigures {
    return this.tracks.at(atMs);
  }

  audience(atMs: number): AudienceFigures {
    return this.viewers.audience(atMs, this.firstMs);
  }

  /** Mean latency in the trailing window; null when nothing told it. */
  latencyMs(atMs: number): number | null {
    return this.viewers.latencyMs(atMs);
  }

  /** Everyone present, one entry a session, in the order of opening. */
  present(atMs: number): PresentViewer[] {
    return this.viewers.present(atMs);
  }

  /** A session's value of a dimension: the first it told; null when it told none. */
  dimension(session: PresentViewer['session'], name: string): string | null {
    const nameId = this.dictionary.id(name);
    for (const set of session.dims) {
      const pairs = this.dims.pairs(set);
      for (let at = 0; at + 1 < pairs.length; at += 2) {
        if (pairs[at] === nameId) return this.dictionary.text(pairs[at + 1] as number);
      }
    }
    return null;
  }
}
