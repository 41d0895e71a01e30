import { addFrame, addKeyframeGap, addPacketBytes } from '../metrics/series.ts';
import { trackSink } from '../metrics/streams.ts';
import { MediaType } from '../model/event-kind.ts';
import type { TrackFacts, TrackSink } from '../model/track-facts.ts';
import type { ShardState } from './shard-state.ts';

/**
 * Adds the facts of packet tracks to the metric states of one shard. The series take only packets on the clock of
 * the report: media time beside wall-clock logs has no place on their axis.
 */
export class TrackFold implements TrackFacts {
  private readonly state: ShardState;
  private readonly seriesClock: 'utc' | 'media';

  constructor(state: ShardState, seriesClock: 'utc' | 'media') {
    this.state = state;
    this.seriesClock = seriesClock;
  }

  track(streamId: string, index: string, mediaType: MediaType): TrackSink {
    return trackSink(this.state.streams, streamId, index, mediaType);
  }

  packet(track: string, mediaType: MediaType, timeMs: number, bytes: number, mediaClock: boolean): void {
    if (Number.isNaN(timeMs) || mediaClock !== (this.seriesClock === 'media')) return;
    const { series } = this.state;
    addPacketBytes(series, mediaType, timeMs, bytes);
    if (mediaType === MediaType.video) addFrame(series, track, timeMs);
  }

  keyframeInterval(track: string, atUs: number, intervalUs: number, mediaClock: boolean): void {
    if (mediaClock !== (this.seriesClock === 'media')) return;
    addKeyframeGap(this.state.series, track, atUs / 1000, intervalUs);
  }
}
