import type { Dictionary } from '../model/dictionary.ts';
import type { EventBatch } from '../model/event-batch.ts';
import { EventKind, MediaType } from '../model/event-kind.ts';
import type { TrackDescription, TrackFacts, TrackSink } from '../model/track-facts.ts';
import { TrackChain } from './track-chain.ts';

/** One id may name a video and an audio track, so the media type is part of what makes a track. */
const TYPES = 4;

/** Tracks found again without a look-up. */
const RECENT = 8;

interface RecentTrack {
  stream: number;
  key: number;
  track: Track | null;
}

interface Track {
  readonly sink: TrackSink;
  readonly chain: TrackChain;
}

/**
 * The packet tracks of one shard: each (stream, track, media type) is a chain of its own, in file order. All rows
 * of a track must come to one instance.
 */
export class Tracks {
  private readonly facts: TrackFacts;
  private readonly dictionary: Dictionary;
  /** By stream, then by track id and media type. */
  private readonly streams = new Map<number, Map<number, Track>>();
  private readonly recent = Array.from(
    { length: RECENT },
    (): RecentTrack => ({ stream: 0, key: 0, track: null }),
  );

  constructor(facts: TrackFacts, dictionary: Dictionary) {
    this.facts = facts;
    this.dictionary = dictionary;
  }

  /** Takes a row of kind packet or track; descriptions may come before or after the packets. */
  fold(batch: EventBatch, row: number): void {
    const track = this.trackOf(batch, row);
    if (batch.kind[row] === EventKind.packet) track.chain.add(batch, row);
    else track.sink.describe(this.description(batch, row));
  }

  /** Tells what was held back; no row may follow. */
  end(): void {
    for (const tracks of this.streams.values()) {
      for (const { chain } of tracks.values()) chain.close();
    }
  }

  /**
   * Tells what is held back, as `end` would, and keeps it: rows may follow.
   *
   * @param toSink - where the facts of a track go, given the sink its facts went to so far
   */
  peek(toSink: (sink: TrackSink) => TrackSink): void {
    for (const tracks of this.streams.values()) {
      for (const { chain, sink } of tracks.values()) chain.peek(toSink(sink));
    }
  }

  private trackOf(batch: EventBatch, row: number): Track {
    const stream = batch.stream[row] as number;
    const mediaType = batch.code[row] as MediaType;
    const id = batch.str(0, row);
    const key = id * TYPES + mediaType;
    // Packets of a stream take turns between two or three tracks.
    const recent = this.recent[key % RECENT] as RecentTrack;
    if (recent.stream === stream && recent.key === key && recent.track !== null) return recent.track;
    const track = this.lookUp(stream, id, mediaType, key);
    recent.stream = stream;
    recent.key = key;
    recent.track = track;
    return track;
  }

  private lookUp(stream: number, id: number, mediaType: MediaType, key: number): Track {
    let tracks = this.streams.get(stream);
    if (tracks === undefined) {
      tracks = new Map();
      this.streams.set(stream, tracks);
    }
    let track = tracks.get(key);
    if (track === undefined) {
      const index = id === 0 ? wordOf(mediaType) : this.dictionary.text(id);
      const streamId = this.dictionary.text(stream);
      const sink = this.facts.track(streamId, index, mediaType);
      const name = JSON.stringify([streamId, index, mediaType]);
      track = { sink, chain: new TrackChain(this.facts, sink, name, mediaType) };
      tracks.set(key, track);
    }
    return track;
  }

  private description(batch: EventBatch, row: number): TrackDescription {
    return {
      codec: this.text(batch.str(1, row)),
      language: this.text(batch.str(2, row)),
      width: known(batch.num(0, row)),
      height: known(batch.num(1, row)),
      frameRate: known(batch.num(2, row)),
      sampleRate: known(batch.num(3, row)),
      channels: known(batch.num(4, row)),
      declaredBitrateBps: known(batch.num(5, row)),
    };
  }

  private text(id: number): string | null {
    return id === 0 ? null : this.dictionary.text(id);
  }
}

function known(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

/** Name of a track that has none. */
function wordOf(mediaType: MediaType): string {
  if (mediaType === MediaType.video) return 'video';
  return mediaType === MediaType.audio ? 'audio' : 'metadata';
}
