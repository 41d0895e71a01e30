/** One field of canonical events. */
export interface FieldDefinition {
  readonly name: string;
  /** Other names people give it, best first. Case and separators do not matter in any of them. */
  readonly also: readonly string[];
  /** What it becomes, for people. */
  readonly becomes: string;
}

const DEFINITIONS = [
  { name: 'type', also: ['event', 'event_type', 'kind'], becomes: 'what happened' },
  {
    name: 'ts',
    also: ['timestamp', 'time', '@timestamp'],
    becomes: 'time: RFC 3339, epoch s, ms, µs or ns, or ms (s with fractions) since the start',
  },
  { name: 'viewer_id', also: ['viewer'], becomes: 'viewer (at most 256 bytes)' },
  { name: 'session_id', also: [], becomes: 'viewing session (at most 256 bytes)' },
  { name: 'stream_id', also: [], becomes: 'stream (at most 256 bytes)' },
  { name: 'event_id', also: [], becomes: 'identity: a second record with it is a duplicate' },
  { name: 'location', also: [], becomes: 'dimension' },
  { name: 'user_agent', also: [], becomes: 'dimension' },
  { name: 'device', also: [], becomes: 'dimension' },
  { name: 'os', also: [], becomes: 'dimension' },
  { name: 'player', also: [], becomes: 'dimension' },
  { name: 'app_version', also: [], becomes: 'dimension' },
  { name: 'isp', also: [], becomes: 'dimension' },
  { name: 'cdn', also: [], becomes: 'dimension; whose words cache_status uses' },
  { name: 'edge', also: [], becomes: 'dimension' },
  { name: 'content_id', also: [], becomes: 'dimension' },
  {
    name: 'tags',
    also: [],
    becomes: 'dimension tags.KEY for every key (tags.KEY is also a column; a cell holds JSON)',
  },
  { name: 'quality', also: [], becomes: 'join, state, quality, heartbeat: name of the rendition played' },
  { name: 'bitrate', also: [], becomes: 'join, state, quality, heartbeat: bit/s of that rendition' },
  { name: 'state', also: [], becomes: 'join, state: player state' },
  { name: 'reason', also: [], becomes: 'leave: ended, quit or failed' },
  { name: 'media_type', also: [], becomes: 'packet: video, audio or metadata' },
  { name: 'size', also: [], becomes: 'packet: bytes' },
  { name: 'bytes', also: [], becomes: 'request: bytes sent; packet: same as size' },
  { name: 'pts', also: [], becomes: 'packet: presentation time in ms' },
  { name: 'dts', also: [], becomes: 'packet: decoding time in ms' },
  { name: 'duration', also: [], becomes: 'packet: duration in ms' },
  { name: 'keyframe', also: ['key', 'is_keyframe'], becomes: 'packet: true or false' },
  { name: 'sequence', also: [], becomes: 'packet: sequence number' },
  { name: 'track', also: [], becomes: 'packet: track of the stream (default: the media type)' },
  { name: 'variant_id', also: [], becomes: 'packet: rendition' },
  {
    name: 'duration_ms',
    also: [],
    becomes: 'rebuffer: length of the stall that ended at ts; request: length in ms',
  },
  { name: 'startup_ms', also: [], becomes: 'startup, totals: ms until playback began' },
  { name: 'latency_ms', also: [], becomes: 'latency, heartbeat: ms behind the live edge' },
  { name: 'buffer_ms', also: [], becomes: 'heartbeat: ms of media buffered' },
  { name: 'dropped_frames', also: [], becomes: 'heartbeat, totals: frames dropped since the session began' },
  { name: 'position_ms', also: [], becomes: 'heartbeat: playback position in ms' },
  { name: 'throughput', also: [], becomes: 'heartbeat: measured bit/s' },
  { name: 'code', also: [], becomes: 'error: code' },
  { name: 'fatal', also: [], becomes: 'error: true when playback ended by it' },
  { name: 'status', also: [], becomes: 'request: HTTP status' },
  { name: 'cache_status', also: [], becomes: 'request: cache word of any vendor' },
  { name: 'ttfb_ms', also: [], becomes: 'request: ms to the first byte' },
  { name: 'url', also: [], becomes: 'request: URL, kept without its query' },
  { name: 'aborted', also: [], becomes: 'request: true when the client left before the end' },
  { name: 'rebuffer_count', also: [], becomes: 'totals: stalls of the session' },
  { name: 'rebuffer_ms', also: [], becomes: 'totals: stalled ms' },
  { name: 'play_ms', also: [], becomes: 'totals: ms played' },
  { name: 'watched_ms', also: [], becomes: 'totals: ms watched' },
  { name: 'avg_bitrate', also: [], becomes: 'totals: mean bit/s' },
  { name: 'packets_received', also: [], becomes: 'transport: packets received in the interval' },
  { name: 'packets_lost', also: [], becomes: 'transport: packets lost in the interval' },
  { name: 'packets_recovered', also: [], becomes: 'transport: lost packets that were recovered' },
  { name: 'packets_dropped', also: [], becomes: 'transport: packets given up' },
  { name: 'packets_retransmitted', also: [], becomes: 'transport: packets sent again' },
  { name: 'rtt_ms', also: [], becomes: 'transport: round trip time in ms' },
  { name: 'jitter_ms', also: [], becomes: 'transport: jitter in ms' },
] as const satisfies readonly FieldDefinition[];

export type FieldName = (typeof DEFINITIONS)[number]['name'];

/** Fields of canonical events; the position in this list is the field's id. */
export const FIELDS: readonly FieldDefinition[] = DEFINITIONS;

/** Id of a field: its position in {@link FIELDS}. */
export function fieldId(name: FieldName): number {
  return FIELDS.findIndex((field) => field.name === name);
}

/** Text that names of fields, event types and states are compared in: small letters, no `_`, `-` or blank. */
export function normalName(text: string): string {
  return text.toLowerCase().replace(/[_\- ]/g, '');
}

/** A name that is no field. */
export const UNKNOWN_NAME = -1;
/** Bits of a {@link nameCode} that hold the rank; the field id stands above them. */
export const RANK_BITS = 4;
/** Ranks per field: the lower one wins when a record gives a field under two names. */
export const RANKS = 1 << RANK_BITS;
/** A column or key `tags.KEY`: the dimension is what follows. */
export const TAG_PREFIX = 'tags.';

const TAG_CODE = fieldId('tags') * RANKS + 1;
/** Longest name that is looked up; the longest field name is far below. */
const LONGEST_NAME = 64;
/** Distinct names remembered, so that input with ever new keys does not grow memory. */
const REMEMBERED = 4096;

const CODE_BY_NORMAL_NAME = new Map<string, number>();
for (const [id, { name, also }] of FIELDS.entries()) {
  CODE_BY_NORMAL_NAME.set(normalName(name), id * RANKS + 1);
  for (const [at, alias] of also.entries()) CODE_BY_NORMAL_NAME.set(normalName(alias), id * RANKS + 2 + at);
}

const CODE_BY_NAME = new Map<string, number>(FIELDS.map(({ name }, id) => [name, id * RANKS]));

/**
 * Which field a key or column name means: field id × {@link RANKS} + rank, where rank 0 is the exact name, 1 the
 * same name in another spelling, 2 and up an everyday name; {@link UNKNOWN_NAME} for anything else.
 * `tags.KEY` is the field `tags` at rank 1.
 */
export function nameCode(name: string): number {
  const known = CODE_BY_NAME.get(name);
  if (known !== undefined) return known;
  const code = findCode(name);
  if (CODE_BY_NAME.size < REMEMBERED && name.length <= LONGEST_NAME) CODE_BY_NAME.set(name, code);
  return code;
}

function findCode(name: string): number {
  if (isTagName(name)) return TAG_CODE;
  if (name.length > LONGEST_NAME) return UNKNOWN_NAME;
  const code = CODE_BY_NORMAL_NAME.get(normalName(name)) ?? UNKNOWN_NAME;
  return code;
}

/** True for `tags.KEY` with a key; the first part in any case. */
export function isTagName(name: string): boolean {
  return name.length > TAG_PREFIX.length && name.slice(0, TAG_PREFIX.length).toLowerCase() === TAG_PREFIX;
}
