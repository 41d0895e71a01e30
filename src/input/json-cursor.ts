import { LF } from './json-bytes.ts';
import { PendingBytes } from './pending-bytes.ts';

/** Bytes kept before the place that is read, to see how a line is indented. */
export const HISTORY = 512;

/** A place in the input at which something starts. */
export interface JsonPlace {
  /** Offset in the input. */
  readonly byte: number;
  /** 1-based. */
  readonly line: number;
  /** Offset of the line end before it; -1 on the first line. */
  readonly lineEnd: number;
}

/** A reading position in pending bytes that knows its line. Indexes are into `bytes`. */
export class JsonCursor {
  readonly pending = new PendingBytes();
  /** Index of what is read next. */
  at = 0;
  private line = 1;
  private lineEnd = -1;

  get bytes(): Buffer {
    return this.pending.bytes;
  }

  get length(): number {
    return this.pending.length;
  }

  /** The place that is read next. */
  here(): JsonPlace {
    return { byte: this.pending.offset + this.at, line: this.line, lineEnd: this.lineEnd };
  }

  /** Goes to a place in the input. `history`: the bytes before it, as many as there are, at most {@link HISTORY}. */
  moveTo(place: JsonPlace, history: Uint8Array): void {
    this.pending.moveTo(place.byte - history.length);
    this.pending.append(history);
    this.at = history.length;
    this.line = place.line;
    this.lineEnd = place.lineEnd;
  }

  /** Index of a place; negative when its bytes are gone. */
  indexOf(place: JsonPlace): number {
    return place.byte - this.pending.offset;
  }

  /** Index of the next such byte from here on; -1 when there is none yet. */
  find(byte: number): number {
    return this.bytes.subarray(0, this.length).indexOf(byte, this.at);
  }

  /** The place of an index at or behind the next one. */
  placeOf(index: number): JsonPlace {
    let { line, lineEnd } = this;
    for (let at = this.at; at < index; at++) {
      if (this.bytes[at] !== LF) continue;
      line++;
      lineEnd = this.pending.offset + at;
    }
    return { byte: this.pending.offset + index, line, lineEnd };
  }

  /** Goes on to an index and counts the lines on the way. */
  advance(to: number): void {
    for (let at = this.at; at < to; at++) {
      if (this.bytes[at] === LF) this.passLineEnd(at, 1);
    }
    this.at = to;
  }

  /** Goes on to an index; `lines` line ends lie on the way, the last at index `last`. */
  advanceCounted(to: number, lines: number, last: number): void {
    if (lines > 0) this.passLineEnd(last, lines);
    this.at = to;
  }

  /** Goes on over the bytes of a set. Returns the byte after them; -1 when there is none yet. */
  skip(set: ReadonlySet<number>): number {
    for (; this.at < this.length; this.at++) {
      const byte = this.bytes[this.at] as number;
      if (!set.has(byte)) return byte;
      if (byte === LF) this.passLineEnd(this.at, 1);
    }
    return -1;
  }

  /**
   * Lets go of the bytes before this index, but for a little history.
   *
   * @returns how far indexes move with the next chunk
   */
  release(index: number): number {
    const done = Math.max(0, index - HISTORY);
    this.pending.finish(done);
    this.at -= done;
    return done;
  }

  private passLineEnd(index: number, lines: number): void {
    this.line += lines;
    this.lineEnd = this.pending.offset + index;
  }
}
