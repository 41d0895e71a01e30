import { lossReport } from '../metrics/streams-loss.ts';
import { StreamNotes } from '../metrics/streams-notes.ts';
import { stepFigures } from '../metrics/streams-steps.ts';
import type { Dictionary } from '../model/dictionary.ts';
import type { EventBatch } from '../model/event-batch.ts';
import { MediaType } from '../model/event-kind.ts';
import type { TrackFacts, TrackSink } from '../model/track-facts.ts';
import { Tracks } from '../sessions/tracks.ts';
import { LiveTrack, type PacketPlace } from './live-track.ts';
import { TrailingSums } from './trailing-sums.ts';

/** Bitrates, frame rate and latency are of the last five minutes. */
export const WINDOW_MS = 300_000;
const MS_PER_S = 1000;
const US_PER_MS = 1000;

/** What the packets say at one instant; null: no data. Rates are per second of the window that has begun. */
export interface PacketFigures {
  /** Of all time. */
  readonly packets: number;
  readonly bytes: number;
  readonly missingFrames: number | null;
  /** 0..1. */
  readonly lossRatio: number | null;
  /** Of the window. */
  readonly videoBps: number | null;
  readonly audioBps: number | null;
  /** Of all media. */
  readonly bps: number | null;
  /** Mean of the video tracks that have frames in the window. */
  readonly fps: number | null;
  readonly keyframeIntervalMs: number | null;
}

/** The packets of one stream, for a live view: the tracks of the report's engine, with trailing windows. */
export class LiveTracks implements TrackFacts, PacketPlace {
  placeMs = Number.NaN;
  private readonly chains: Tracks;
  private readonly clock: 'utc' | 'media';
  /** By the sink that was given out for it. */
  private readonly tracks = new Map<TrackSink, LiveTrack>();
  private readonly videoBytes = new TrailingSums(WINDOW_MS);
  private readonly audioBytes = new TrailingSums(WINDOW_MS);
  private readonly allBytes = new TrailingSums(WINDOW_MS);
  private readonly intervalsUs = new TrailingSums(WINDOW_MS);
  private packets = 0;
  private bytes = 0;
  private firstMs = Number.POSITIVE_INFINITY;

  /** @param clock - clock of the run: packets on another count in what is of all time, and in no window */
  constructor(dictionary: Dictionary, clock: 'utc' | 'media') {
    this.chains = new Tracks(this, dictionary);
    this.clock = clock;
  }

  /** Takes a row of kind packet or track. */
  fold(batch: EventBatch, row: number): void {
    this.chains.fold(batch, row);
  }

  track(_streamId: string, _index: string, mediaType: MediaType): TrackSink {
    const track = new LiveTrack(mediaType, WINDOW_MS, this);
    this.tracks.set(track, track);
    return track;
  }

  packet(_: string, mediaType: MediaType, timeMs: number, bytes: number, mediaClock: boolean): void {
    this.packets++;
    this.bytes += bytes;
    this.placeMs = this.isOnClock(mediaClock) ? timeMs : Number.NaN;
    if (Number.isNaN(this.placeMs)) return;
    if (timeMs < this.firstMs) this.firstMs = timeMs;
    this.addBytes(timeMs, mediaType, bytes);
  }

  addBytes(atMs: number, mediaType: MediaType, bytes: number): void {
    this.allBytes.add(atMs, bytes);
    if (mediaType === MediaType.video) this.videoBytes.add(atMs, bytes);
    if (mediaType === MediaType.audio) this.audioBytes.add(atMs, bytes);
  }

  keyframeInterval(_: string, atUs: number, intervalUs: number, mediaClock: boolean): void {
    if (this.isOnClock(mediaClock)) this.intervalsUs.add(Math.round(atUs / US_PER_MS), intervalUs);
  }

  private isOnClock(mediaClock: boolean): boolean {
    return mediaClock === (this.clock === 'media');
  }

  /**
   * The figures at an instant; nothing changes by reading them.
   *
   * @param atMs - not before the last packet's place
   */
  at(atMs: number): PacketFigures {
    const read = new Map([...this.tracks].map(([sink, track]) => [sink, track.copy()]));
    this.chains.peek((sink) => read.get(sink) ?? sink);
    const tracks = [...read.values()];
    const intervals = this.intervalsUs.at(atMs);
    return {
      packets: this.packets,
      bytes: this.bytes,
      missingFrames: missingFrames(tracks),
      lossRatio: lossRatio(tracks),
      videoBps: this.rate(8 * this.videoBytes.at(atMs).sum, atMs),
      audioBps: this.rate(8 * this.audioBytes.at(atMs).sum, atMs),
      bps: this.rate(8 * this.allBytes.at(atMs).sum, atMs),
      fps: this.fps(atMs),
      keyframeIntervalMs: intervals.count === 0 ? null : intervals.sum / intervals.count / US_PER_MS,
    };
  }

  private fps(atMs: number): number | null {
    const frames = [...this.tracks.values()]
      .filter(({ mediaType }) => mediaType === MediaType.video)
      .map((track) => track.frames.at(atMs).count)
      .filter((count) => count > 0);
    if (frames.length === 0) return null;
    const sum = frames.reduce((all, count) => all + count, 0);
    return this.rate(sum / frames.length, atMs);
  }

  /** Per second of the window, or of the time since the first packet where that is shorter. */
  private rate(sum: number, atMs: number): number | null {
    const ms = Math.min(WINDOW_MS, atMs - this.firstMs);
    return ms > 0 ? (sum * MS_PER_S) / ms : null;
  }
}

/** Frames absent from the video timelines, of the tracks that tell (product section 6); null when none does. */
function missingFrames(tracks: readonly LiveTrack[]): number | null {
  const known = tracks
    .filter(({ mediaType }) => mediaType === MediaType.video)
    .map(({ stepsUs }) => stepFigures(stepsUs)?.missing ?? null)
    .filter((missing) => missing !== null);
  return known.length === 0 ? null : known.reduce((sum, missing) => sum + missing, 0);
}

/** Share of the packet numbers that never came; null when no packet carried one. */
function lossRatio(tracks: readonly LiveTrack[]): number | null {
  const sequences = tracks.map((track) => track.sequences);
  return lossReport(sequences, new StreamNotes())?.loss_ratio ?? null;
}
