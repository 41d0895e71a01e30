import { type EventBatch, Flag } from '../model/event-batch.ts';
import { MediaType } from '../model/event-kind.ts';
import type { ReaderContext, ReaderFacts } from '../model/format.ts';
import type { ScanNeeds } from '../model/scan-plan.ts';
import { MEDIA_TYPES } from './canonical-kinds.ts';
import { fieldId } from './canonical-names.ts';
import type { RecordValues } from './canonical-values.ts';
import { mismatch, missing } from './faults.ts';
import type { LogClock } from './log-clock.ts';

const MEDIA_TYPE = fieldId('media_type');
const TRACK = fieldId('track');
const PTS = fieldId('pts');
const DTS = fieldId('dts');
const KEYFRAME = fieldId('keyframe');

/** Number columns of a packet, see `EventBatch`. */
const PTS_US = 0;
const DTS_US = 1;
export const ARRIVAL_US = 5;

/** What packets need beyond their columns: media type, track, keyframe, and which of three clocks is theirs. */
export class PacketRows {
  private readonly context: ReaderContext;
  private readonly values: RecordValues;
  private readonly clock: LogClock;
  private readonly facts: ReaderFacts;
  /** Dictionary id of the track of a packet that names none, by media type. */
  private readonly defaultTracks: readonly number[];
  /**
   * By stream and track: whether its packets carry media times. A track has one clock: once it is on arrival times, a
   * stray pts would put a wall clock and a media clock into one sum.
   */
  private readonly hasMediaTime = new Map<number, Map<number, boolean>>();

  constructor(context: ReaderContext, values: RecordValues, clock: LogClock, facts: ReaderFacts) {
    this.context = context;
    this.values = values;
    this.clock = clock;
    this.facts = facts;
    const tracks: number[] = [];
    for (const [word, type] of Object.entries(MediaType)) tracks[type] = context.dictionary.id(word);
    this.defaultTracks = tracks;
  }

  /** Looks at one of the first records: a track that has a media time in any of them is on media time. */
  preview(): void {
    if (!this.values.has(PTS) && !this.values.has(DTS)) return;
    const type = this.mediaType();
    if (type !== 0) this.tracksOf(this.stream()).set(this.track(type), true);
  }

  /** Completes a packet's row; its columns are filled and `timeMs` is its `ts`, NaN when it has none. */
  fill(row: number, batch: EventBatch): void {
    const type = this.mediaType();
    if (type === 0) return;
    const track = this.track(type);
    const stream = this.stream();
    batch.code[row] = type;
    batch.stream[row] = stream;
    batch.setStr(0, row, track);

    const keyframe = this.values.boolean(KEYFRAME);
    if (keyframe !== null) {
      batch.flags[row] = (batch.flags[row] as number) | Flag.keyframeKnown | (keyframe ? Flag.keyframe : 0);
    }
    this.fillTimes(stream, track, row, batch);
  }

  /** What a packet with a `ts` on this stream and track needs besides its columns; null while that is open. */
  needsOf(stream: number, track: number): ScanNeeds | null {
    const onMedia = this.tracksOf(stream).get(track);
    if (onMedia === undefined) return null;
    return onMedia
      ? { flags: 0, timeColumns: 0 }
      : { flags: Flag.arrivalTimed, timeColumns: (1 << PTS_US) | (1 << DTS_US) };
  }

  private fillTimes(stream: number, track: number, row: number, batch: EventBatch): void {
    const arrivalUs = Number.isNaN(batch.timeMs[row]) ? Number.NaN : this.clock.us;
    batch.setNum(ARRIVAL_US, row, arrivalUs);
    const dtsUs = batch.num(DTS_US, row);
    const mediaUs = Number.isNaN(dtsUs) ? batch.num(PTS_US, row) : dtsUs;
    const timed = !Number.isNaN(mediaUs);
    if (this.isOnMediaTime(stream, track, timed, arrivalUs)) {
      if (timed && Number.isNaN(arrivalUs)) this.useMediaTime(mediaUs, row, batch);
    } else {
      batch.setNum(PTS_US, row, arrivalUs);
      batch.setNum(DTS_US, row, arrivalUs);
      batch.flags[row] = (batch.flags[row] as number) | Flag.arrivalTimed;
    }
  }

  private isOnMediaTime(stream: number, track: number, timed: boolean, arrivalUs: number): boolean {
    const tracks = this.tracksOf(stream);
    const known = tracks.get(track);
    if (known !== undefined) return known;
    // A packet without any time tells nothing about its track.
    if (!timed && Number.isNaN(arrivalUs)) return true;
    tracks.set(track, timed);
    if (!timed)
      this.context.note('arrival_time_used', 'packets of a track have no pts and no dts: their ts is used');
    return timed;
  }

  /** A packet without `ts` stands at its media time, on the wall clock only when that is anchored. */
  private useMediaTime(mediaUs: number, row: number, batch: EventBatch): void {
    const mediaMs = Math.round(mediaUs / 1000);
    if (this.clock.anchorMs === null) {
      batch.timeMs[row] = mediaMs;
      batch.flags[row] = (batch.flags[row] as number) | Flag.mediaClock;
      this.facts.clock ??= 'media';
    } else {
      batch.timeMs[row] = mediaMs + this.clock.anchorMs;
      this.facts.clock = 'utc';
    }
  }

  private tracksOf(stream: number): Map<number, boolean> {
    let tracks = this.hasMediaTime.get(stream);
    if (tracks === undefined) {
      tracks = new Map();
      this.hasMediaTime.set(stream, tracks);
    }
    return tracks;
  }

  private mediaType(): MediaType | 0 {
    const value = this.values.slots.values[MEDIA_TYPE];
    const found = typeof value === 'string' ? MEDIA_TYPES.find(value) : null;
    if (found !== null) return found;
    const expected = 'video, audio or metadata';
    this.values.fault ??=
      value === undefined
        ? missing('media_type', expected)
        : mismatch('field-type', 'media_type', expected, value);
    return 0;
  }

  private track(type: MediaType): number {
    return this.values.id(TRACK) || (this.defaultTracks[type] as number);
  }

  private stream(): number {
    return this.values.streamId() || this.context.defaultStream;
  }
}
