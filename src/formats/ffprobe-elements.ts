import type { Fate, InputRecord, RecordPlace } from '../model/record.ts';

/**
 * The seven writers of ffprobe print the same sections. A writer's file cuts records into these elements;
 * what an element means is told once, in `ffprobe-reader.ts`.
 */
export interface ProbeElement {
  /** 'packet', 'frame', 'stream', or another section's word as ffprobe spells it. */
  readonly kind: string;
  readonly fields: ProbeFields;
  /** Where the element begins. */
  readonly place: RecordPlace;
  /** Streams that stand inside (of a program). */
  readonly inner?: readonly ProbeElement[];
}

export interface ProbeFields {
  /** The printed value of a field; '' when it is absent or `N/A`. Tags are named `tag:language`. */
  text(name: string): string;
}

/** Cells of a line: what stands between them, and whether each has its name or its place says it. */
export interface CellLayout {
  readonly delimiter: string;
  readonly isNamed: boolean;
}

export type MediaKind = 'packet' | 'frame';

/** Cuts the records of one writer into elements. */
export interface ElementCutter {
  /**
   * Arrays of packets and frames by key, with the kind of their elements; null: the `type` of each says it. Left out
   * where elements are no objects in arrays.
   */
  readonly mediaArrays?: ReadonlyMap<string, MediaKind | null>;
  /** How the cells of lines stand that begin with the word of their section; null or left out: there are none such. */
  readonly cells?: CellLayout | null;
  /** The element that this record completes, or what else became of the record. Never throws. */
  next(record: InputRecord): ProbeElement | Fate;
  /** The element that only the end of the input completes (flat, ini); null when there is none. */
  end(): ProbeElement | null;
  /** True when the input ended inside an element or container. */
  cutOff(): boolean;
}

export function isElement(value: ProbeElement | Fate): value is ProbeElement {
  return 'kind' in value;
}

/** Names of the sections of ffprobe that are elements of their own; anything nested under another name is detail. */
export const SECTIONS: ReadonlySet<string> = new Set([
  'packet',
  'frame',
  'subtitle',
  'stream',
  'program',
  'stream_group',
  'chapter',
  'format',
  'error',
  'program_version',
  'library_version',
  'pixel_format',
]);

/** Fields collected one by one; of a repeated name the first counts, so side data cannot overwrite the packet. */
export class CollectedFields implements ProbeFields {
  private readonly values = new Map<string, string>();

  add(name: string, value: string): void {
    if (!this.values.has(name)) this.values.set(name, value);
  }

  has(name: string): boolean {
    return this.values.has(name);
  }

  get size(): number {
    return this.values.size;
  }

  text(name: string): string {
    const value = this.values.get(name);
    return value === undefined || value === 'N/A' ? '' : value;
  }

  /** The section these fields belong to, for writers told to leave section names out (`p=0`, `nw=1`). */
  guessKind(): string {
    if (this.has('filename') || this.has('format_name') || this.has('nb_streams')) return 'format';
    if (FRAME_ONLY.some((name) => this.has(name))) return 'frame';
    if (this.has('index') || this.has('codec_name') || this.has('codec_long_name')) return 'stream';
    return 'packet';
  }
}

/** Fields that a frame has and a packet has not. */
export const FRAME_ONLY = [
  'media_type',
  'key_frame',
  'pkt_size',
  'pict_type',
  'pkt_pts_time',
  'pkt_dts_time',
] as const;

/** Fields by which a line is known as one of ffprobe's when the section name is missing. */
export const KNOWN_FIELDS: ReadonlySet<string> = new Set([
  ...FRAME_ONLY,
  'codec_type',
  'stream_index',
  'pts',
  'pts_time',
  'dts',
  'dts_time',
  'duration_time',
  'best_effort_timestamp_time',
  'pkt_duration_time',
]);

export const MEDIA_WORDS: ReadonlySet<string> = new Set(['video', 'audio', 'subtitle', 'data', 'attachment']);
/** Packet flags: key, discard, corrupt by position; builds differ in how many of them they print. */
export const PACKET_FLAGS = /^[K_][A-Z_]{0,5}$/;
