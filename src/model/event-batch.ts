/** Numbers a row carries. What each means depends on the row's kind: see {@link EventBatch}. */
export const NUMBER_COLUMNS = 7;
/** Strings a row carries besides stream, session and viewer. */
export const STRING_COLUMNS = 3;

/** Bits of the `flags` column. Which of them a kind uses stands in the table of {@link EventBatch}. */
export const Flag = {
  keyframe: 1,
  /** The record said whether the packet is a keyframe; without it "no keyframes" cannot be told. */
  keyframeKnown: 2,
  fatal: 4,
  aborted: 8,
  /** A packet or track of a transport where `sequence` wraps at 16 bits (RTP readers). */
  sequence16: 16,
  /** A packet that the container marks as damaged. */
  corrupt: 32,
  /** The time is media time (since the start of a capture), not wall clock. */
  mediaClock: 64,
  /** A packet of a track without any pts and dts: its pts and dts columns hold the arrival time. */
  arrivalTimed: 128,
} as const;

/**
 * Events as columns: row `i` of every column is one event. Strings are ids of a {@link Dictionary}
 * (0: absent), numbers are NaN when absent, `dims` is the id of an interned set of dimensions (0: none).
 *
 * Meaning of `code`, the strings `s0..s2` and the numbers `n0..n6` by kind. Units: ms, bytes, bit/s;
 * packet and media times are integer µs.
 *
 * | kind      | code        | s0      | s1      | s2       | n0..n6 |
 * |---|---|---|---|---|---|
 * | packet    | MediaType   | track   | variant |          | pts µs, dts µs, duration µs, size, sequence, arrival µs |
 * | track     | MediaType   | track   | codec   | language | width, height, frame rate (1/s), sample rate, channels, declared bit/s, RTP clock rate (Hz) |
 * | join      | PlayerState | quality |         |          | bitrate |
 * | leave     | PlayerState (ended, failed or quit; 0 unsaid) | | | | |
 * | state     | PlayerState | quality |         |          | bitrate |
 * | rebuffer  |             |         |         |          | duration |
 * | quality   |             | quality |         |          | bitrate |
 * | startup   |             |         |         |          | startup |
 * | latency   |             |         |         |          | latency |
 * | heartbeat |             | quality |         |          | bitrate, buffer, latency, dropped frames (cumulative), position, throughput |
 * | error     |             | code    |         |          | |
 * | request   | CacheClass  | url     |         |          | status, bytes, ttfb, duration |
 * | totals    |             |         |         |          | startup, rebuffers, rebuffer, play, watched, average bit/s, dropped frames |
 * | transport |             |         |         |          | received, lost, recovered, dropped, retransmitted, rtt µs, jitter µs |
 *
 * Integer ms in `timeMs` orders rows; NaN where the event has no time of its own (a packet without `ts` on
 * media time uses its dts, else pts, in ms). `line` is 1-based, `byte` the offset of the record in its
 * decompressed input. `idA`/`idB` are the two halves of a 106-bit hash of the identity that the record
 * carries (`event_id`), both 0 when it carries none.
 */
export class EventBatch {
  length = 0;
  capacity: number;
  kind: Uint8Array;
  code: Uint8Array;
  flags: Uint8Array;
  source: Uint16Array;
  timeMs: Float64Array;
  line: Float64Array;
  byte: Float64Array;
  stream: Uint32Array;
  session: Uint32Array;
  viewer: Uint32Array;
  dims: Uint32Array;
  idA: Float64Array;
  idB: Float64Array;
  /** `s0..s2` of row after row: a row's own columns lie together, so that copying one touches few lines of cache. */
  strings: Uint32Array;
  /** `n0..n6` of row after row. */
  numbers: Float64Array;

  constructor(capacity = 4096) {
    this.capacity = capacity;
    this.kind = new Uint8Array(capacity);
    this.code = new Uint8Array(capacity);
    this.flags = new Uint8Array(capacity);
    this.source = new Uint16Array(capacity);
    this.timeMs = new Float64Array(capacity);
    this.line = new Float64Array(capacity);
    this.byte = new Float64Array(capacity);
    this.stream = new Uint32Array(capacity);
    this.session = new Uint32Array(capacity);
    this.viewer = new Uint32Array(capacity);
    this.dims = new Uint32Array(capacity);
    this.idA = new Float64Array(capacity);
    this.idB = new Float64Array(capacity);
    this.strings = new Uint32Array(capacity * STRING_COLUMNS);
    this.numbers = new Float64Array(capacity * NUMBER_COLUMNS);
  }

  /**
   * A batch over memory that somebody else writes rows into; all columns have room for `capacity` rows. A batch that
   * grows leaves that memory.
   */
  static over(capacity: number, columns: Columns): EventBatch {
    const batch = new EventBatch(0);
    Object.assign(batch, columns);
    batch.capacity = capacity;
    return batch;
  }

  /** Appends an empty row (strings 0, numbers NaN) of this kind, growing when full. Returns its index. */
  push(kind: number, timeMs: number): number {
    if (this.length === this.capacity) this.grow();
    const row = this.length++;
    this.kind[row] = kind;
    this.code[row] = 0;
    this.flags[row] = 0;
    this.source[row] = 0;
    this.timeMs[row] = timeMs;
    this.line[row] = 0;
    this.byte[row] = 0;
    this.stream[row] = 0;
    this.session[row] = 0;
    this.viewer[row] = 0;
    this.dims[row] = 0;
    this.idA[row] = 0;
    this.idB[row] = 0;
    const { strings, numbers } = this;
    let at = row * STRING_COLUMNS;
    for (const end = at + STRING_COLUMNS; at < end; at++) strings[at] = 0;
    at = row * NUMBER_COLUMNS;
    for (const end = at + NUMBER_COLUMNS; at < end; at++) numbers[at] = Number.NaN;
    return row;
  }

  /** Appends a copy of one row of another batch. Returns its index here. */
  pushFrom(from: EventBatch, at: number): number {
    if (this.length === this.capacity) this.grow();
    const row = this.length++;
    this.copyRow(row, from, at);
    return row;
  }

  /** Makes a row that is there a copy of one row of another batch. */
  copyRow(row: number, from: EventBatch, at: number): void {
    this.kind[row] = from.kind[at] as number;
    this.code[row] = from.code[at] as number;
    this.flags[row] = from.flags[at] as number;
    this.source[row] = from.source[at] as number;
    this.timeMs[row] = from.timeMs[at] as number;
    this.line[row] = from.line[at] as number;
    this.byte[row] = from.byte[at] as number;
    this.stream[row] = from.stream[at] as number;
    this.session[row] = from.session[at] as number;
    this.viewer[row] = from.viewer[at] as number;
    this.dims[row] = from.dims[at] as number;
    this.idA[row] = from.idA[at] as number;
    this.idB[row] = from.idB[at] as number;
    let to = row * STRING_COLUMNS;
    let own = at * STRING_COLUMNS;
    for (const end = to + STRING_COLUMNS; to < end; ) this.strings[to++] = from.strings[own++] as number;
    to = row * NUMBER_COLUMNS;
    own = at * NUMBER_COLUMNS;
    for (const end = to + NUMBER_COLUMNS; to < end; ) this.numbers[to++] = from.numbers[own++] as number;
  }

  /** Number column `c` of a row; NaN when absent. */
  num(c: number, row: number): number {
    return this.numbers[row * NUMBER_COLUMNS + c] as number;
  }

  setNum(c: number, row: number, value: number): void {
    this.numbers[row * NUMBER_COLUMNS + c] = value;
  }

  /** String column `c` of a row; 0 when absent. */
  str(c: number, row: number): number {
    return this.strings[row * STRING_COLUMNS + c] as number;
  }

  setStr(c: number, row: number, id: number): void {
    this.strings[row * STRING_COLUMNS + c] = id;
  }

  /** Forgets all rows; the memory stays. */
  clear(): void {
    this.length = 0;
  }

  private grow(): void {
    const capacity = Math.max(16, this.capacity * 2);
    this.kind = grown(this.kind, new Uint8Array(capacity));
    this.code = grown(this.code, new Uint8Array(capacity));
    this.flags = grown(this.flags, new Uint8Array(capacity));
    this.source = grown(this.source, new Uint16Array(capacity));
    this.timeMs = grown(this.timeMs, new Float64Array(capacity));
    this.line = grown(this.line, new Float64Array(capacity));
    this.byte = grown(this.byte, new Float64Array(capacity));
    this.stream = grown(this.stream, new Uint32Array(capacity));
    this.session = grown(this.session, new Uint32Array(capacity));
    this.viewer = grown(this.viewer, new Uint32Array(capacity));
    this.dims = grown(this.dims, new Uint32Array(capacity));
    this.idA = grown(this.idA, new Float64Array(capacity));
    this.idB = grown(this.idB, new Float64Array(capacity));
    this.strings = grown(this.strings, new Uint32Array(capacity * STRING_COLUMNS));
    this.numbers = grown(this.numbers, new Float64Array(capacity * NUMBER_COLUMNS));
    this.capacity = capacity;
  }
}

/** The columns of a batch. */
export type Columns = Pick<
  EventBatch,
  | 'kind'
  | 'code'
  | 'flags'
  | 'source'
  | 'timeMs'
  | 'line'
  | 'byte'
  | 'stream'
  | 'session'
  | 'viewer'
  | 'dims'
  | 'idA'
  | 'idB'
  | 'strings'
  | 'numbers'
>;

function grown<T extends Uint8Array | Uint16Array | Uint32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
