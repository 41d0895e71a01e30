/** One stream as its container lists it, whether or not its packets can be read. */
export interface ContainerStream {
  /** The container's own number: track id (mp4), track number (Matroska), PID (MPEG-TS), serial number (Ogg). */
  readonly id: number;
  /** The container's word for what is in it, for messages: 'text', 'S_TEXT/UTF8', 'type 0x02'. */
  readonly word: string;
  /** Three letters; '' when the container says none. */
  readonly language: string;
  /** Frames a second, NaN when the container does not store it. */
  readonly frameRate: number;
  /** What the container says is to be taken off every timestamp, in seconds. */
  readonly delay: number;
}

/**
 * What the headers of a file say that the demuxer does not tell: the order of all streams, and where the file
 * was cut.
 */
export interface ContainerLayout {
  /** In the order ffprobe numbers them, from 0; empty when the container has one stream or was not understood. */
  readonly streams: readonly ContainerStream[];
  /** The file ends inside something that says how long it is. */
  readonly truncated: boolean;
  /** What follows `end` is no part of the container that can be made out. */
  readonly damaged: boolean;
  /** Bytes from here on are not shown to the demuxer: they begin something that the cut left without its end. */
  readonly end: number;
  /** Bytes to show in place of those in the file: the size of the element that was cut. */
  readonly patch: { readonly at: number; readonly bytes: Uint8Array } | null;
  /** Why the file is not to be read: its counts contradict each other and would fill the memory. Null: all well. */
  readonly refusal: string | null;
}

/** The layout of a file whose headers tell nothing more. */
export function plainLayout(size: number): ContainerLayout {
  return { streams: [], truncated: false, damaged: false, end: size, patch: null, refusal: null };
}
