import type { EventBatch } from '../model/event-batch.ts';
import { Flag } from '../model/event-batch.ts';
import { EventKind, MediaType } from '../model/event-kind.ts';
import type { ReaderContext, ReaderFacts } from '../model/format.ts';
import type { Fate } from '../model/record.ts';
import { USED } from '../model/record.ts';
import { mismatch, missing } from './faults.ts';
import type { ProbeElement, ProbeFields } from './ffprobe-elements.ts';
import { PACKET_FLAGS } from './ffprobe-elements.ts';
import type { MediaTypes } from './ffprobe-media-types.ts';
import { mediaTypeOf } from './ffprobe-media-types.ts';
import { count, lostDigits, microseconds } from './ffprobe-values.ts';
import { shownValue } from './shown.ts';

/** Which printed fields hold what; of several the first that has a value counts (names changed over the years). */
export interface FieldNames {
  readonly type: string;
  readonly pts: readonly string[];
  readonly dts: readonly string[];
  readonly duration: readonly string[];
  readonly size: string;
  readonly flags: string;
  /** Bits of a row for what `flags` says; null: it is none of ffprobe's. */
  flagsOf(text: string): number | null;
}

export const PACKET: FieldNames = {
  type: 'codec_type',
  pts: ['pts_time'],
  dts: ['dts_time'],
  duration: ['duration_time'],
  size: 'size',
  flags: 'flags',
  flagsOf: packetFlags,
};
/** `pkt_dts_time` of a frame is that of the packet which pushed it out, so it is only the last resort for a time. */
export const FRAME: FieldNames = {
  type: 'media_type',
  pts: ['pts_time', 'pkt_pts_time', 'best_effort_timestamp_time', 'pkt_dts_time'],
  dts: [],
  duration: ['duration_time', 'pkt_duration_time'],
  size: 'pkt_size',
  flags: 'key_frame',
  flagsOf: frameFlags,
};

/** Turns packet and frame elements into packet rows. */
export class PacketRows {
  private readonly context: ReaderContext;
  private readonly facts: ReaderFacts;
  private readonly types: MediaTypes;
  private fault: Fate | null = null;
  /** A packet had flags. */
  flagsSeen: boolean = false;

  constructor(context: ReaderContext, facts: ReaderFacts, types: MediaTypes) {
    this.context = context;
    this.facts = facts;
    this.types = types;
  }

  /** Appends one row for a packet or a frame, or says why it cannot be used. */
  add(element: ProbeElement, batch: EventBatch): Fate {
    const { fields } = element;
    const names = element.kind === 'frame' ? FRAME : PACKET;
    const index = fields.text('stream_index');
    const type = this.mediaType(fields, names.type, index);
    const size = this.size(fields, names.size);
    const pts = this.time(fields, names.pts);
    const dts = this.time(fields, names.dts);
    const duration = this.time(fields, names.duration);
    const flags = element.kind === 'frame' ? this.frameFlags(fields) : this.packetFlags(fields);
    const fault = this.takeFault();
    if (fault !== null) return fault;
    if (Number.isNaN(pts) && Number.isNaN(dts)) this.noteTicks(fields);

    const row = batch.push(EventKind.packet, this.timeMs(Number.isNaN(dts) ? pts : dts));
    batch.code[row] = type;
    batch.flags[row] = flags | (this.context.startMs === null ? Flag.mediaClock : 0);
    batch.source[row] = this.context.source;
    batch.line[row] = element.place.line;
    batch.byte[row] = element.place.byte;
    batch.stream[row] = this.context.defaultStream;
    batch.setStr(0, row, this.context.dictionary.id(index !== '' ? index : trackWord(type)));
    batch.setNum(0, row, pts);
    batch.setNum(1, row, dts);
    batch.setNum(2, row, duration);
    batch.setNum(3, row, size);
    return USED;
  }

  /** Whole ms that order rows: media time, from the anchor when there is one. NaN stays NaN. */
  private timeMs(us: number): number {
    if (Number.isNaN(us)) return us;
    this.facts.timeUnit = 's';
    const { startMs, offsetMs } = this.context;
    this.facts.clock = startMs === null ? 'media' : 'utc';
    const ms = Math.floor(us / 1000);
    return startMs === null ? ms : startMs + offsetMs + ms;
  }

  private mediaType(fields: ProbeFields, name: string, index: string): MediaType {
    const word = fields.text(name);
    const type = word === '' ? this.types.of(index) : mediaTypeOf(word);
    if (type !== undefined) {
      if (word === '') this.noteInferred(name, index, type);
      return type;
    }
    if (word !== '')
      this.bad(mismatch('field-type', name, 'video, audio, subtitle, data or attachment', word));
    else
      this.bad(
        missing(name, `the media type (add ${name} to -show_entries, or name its column in --fields)`),
      );
    return MediaType.metadata;
  }

  private size(fields: ProbeFields, name: string): number {
    const text = fields.text(name);
    if (text === '') {
      this.bad(
        missing(name, `a size in bytes (add ${name} to -show_entries, or name its column in --fields)`),
      );
      return Number.NaN;
    }
    const size = count(text);
    if (Number.isNaN(size)) this.bad(mismatch('field-type', name, 'a size in bytes', text));
    this.noteUnits(text);
    return size;
  }

  private time(fields: ProbeFields, names: readonly string[]): number {
    for (const name of names) {
      const text = fields.text(name);
      if (text === '') continue;
      const us = microseconds(text);
      if (Number.isNaN(us)) this.bad(mismatch('field-type', name, 'seconds like 1.423222', text));
      else if (!Number.isSafeInteger(us))
        this.bad(mismatch('time-range', name, 'seconds below 9 billion', text));
      this.noteUnits(text);
      return us;
    }
    return Number.NaN;
  }

  private packetFlags(fields: ProbeFields): number {
    const text = fields.text('flags');
    if (text === '') {
      // ffprobe prints flags for every packet or for none, and last: a packet without them was cut, perhaps in its size.
      if (this.flagsSeen) this.bad(missing('flags', 'flags like K__, as the packets before have them'));
      return 0;
    }
    this.flagsSeen = true;
    const flags = packetFlags(text);
    if (flags === null) this.bad(mismatch('field-type', 'flags', 'flags like K__', text));
    return flags ?? 0;
  }

  private frameFlags(fields: ProbeFields): number {
    const text = fields.text('key_frame');
    if (text === '') return 0;
    const flags = frameFlags(text);
    if (flags === null) this.bad(mismatch('field-type', 'key_frame', '0 or 1', text));
    return flags ?? 0;
  }

  /** Keeps the first fault of a record: one record, one reason. */
  private bad(fault: Fate): void {
    this.fault ??= fault;
  }

  private takeFault(): Fate | null {
    const fault = this.fault;
    this.fault = null;
    return fault;
  }

  private noteTicks(fields: ProbeFields): void {
    if (
      ['pts', 'dts', 'pkt_pts', 'pkt_dts', 'best_effort_timestamp'].every((name) => fields.text(name) === '')
    )
      return;
    this.context.note(
      'ticks_only',
      'times are ticks without their time base, so packets count without a time: add pts_time,dts_time to -show_entries',
    );
  }

  private noteInferred(name: string, index: string, type: MediaType): void {
    this.context.note(
      `media_type_inferred${index === '' ? '' : `_${index}`}`,
      `no ${name}: ${index === '' ? 'packets' : `stream ${index}`} taken as ${trackWord(type)}`,
    );
  }

  private noteUnits(text: string): void {
    // Plain values end in a digit: most never reach the expression.
    if (text.charCodeAt(text.length - 1) <= 57 || !lostDigits(text)) return;
    this.context.note(
      'rounded_units',
      `values printed with a prefix are rounded (${shownValue(text)}): run ffprobe without -pretty or -prefix for exact figures`,
    );
  }
}

function packetFlags(text: string): number | null {
  if (!PACKET_FLAGS.test(text)) return null;
  const key = text.startsWith('K') ? Flag.keyframe : 0;
  return Flag.keyframeKnown | key | (text.charAt(2) === 'C' ? Flag.corrupt : 0);
}

function frameFlags(text: string): number | null {
  if (text !== '0' && text !== '1') return null;
  return Flag.keyframeKnown | (text === '1' ? Flag.keyframe : 0);
}

/** Name of a track that has no index. */
export function trackWord(type: MediaType): string {
  if (type === MediaType.video) return 'video';
  return type === MediaType.audio ? 'audio' : 'metadata';
}
