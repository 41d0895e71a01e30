import { EventKind, MediaType, PlayerState } from '../model/event-kind.ts';
import { type FieldName, fieldId, normalName } from './canonical-names.ts';
import {
  BITRATE_BPS,
  COUNT,
  DURATION_MS,
  DURATION_US,
  MEDIA_TIME_MS,
  MEDIA_TIME_US,
  type NumberRule,
  STATUS,
} from './numbers.ts';

/** A numeric field of a kind and the number column it fills. */
export interface NumberField {
  readonly name: string;
  readonly field: number;
  /** Field that is read when `field` is absent; -1: none. */
  readonly orField: number;
  readonly column: number;
  readonly rule: NumberRule;
  readonly required: boolean;
}

/** A text field of a kind and the string column it fills. */
export interface TextField {
  readonly name: string;
  readonly field: number;
  readonly column: number;
  readonly required: boolean;
}

/** What a record of one kind must and may carry; columns as in the table of `EventBatch`. */
export interface KindRule {
  readonly kind: EventKind;
  /** A viewer or session id must be there. */
  readonly needsViewer: boolean;
  readonly numbers: readonly NumberField[];
  readonly texts: readonly TextField[];
}

interface NumberOptions {
  readonly required?: boolean;
  readonly or?: FieldName;
}

function number(column: number, name: FieldName, rule: NumberRule, options: NumberOptions = {}): NumberField {
  const { required = false, or } = options;
  return { name, field: fieldId(name), orField: or === undefined ? -1 : fieldId(or), column, rule, required };
}

function text(column: number, name: FieldName, required = false): TextField {
  return { name, field: fieldId(name), column, required };
}

const QUALITY = text(0, 'quality');
const BITRATE = number(0, 'bitrate', BITRATE_BPS);

const PACKET: KindRule = {
  kind: EventKind.packet,
  needsViewer: false,
  numbers: [
    number(0, 'pts', MEDIA_TIME_US),
    number(1, 'dts', MEDIA_TIME_US),
    number(2, 'duration', DURATION_US, { or: 'duration_ms' }),
    number(3, 'size', COUNT, { required: true, or: 'bytes' }),
    number(4, 'sequence', COUNT),
  ],
  texts: [text(0, 'track'), text(1, 'variant_id')],
};
const JOIN: KindRule = { kind: EventKind.join, needsViewer: true, numbers: [BITRATE], texts: [QUALITY] };
const LEAVE: KindRule = { kind: EventKind.leave, needsViewer: true, numbers: [], texts: [] };
const STATE: KindRule = { kind: EventKind.state, needsViewer: true, numbers: [BITRATE], texts: [QUALITY] };
const REBUFFER: KindRule = {
  kind: EventKind.rebuffer,
  needsViewer: true,
  numbers: [number(0, 'duration_ms', DURATION_MS, { required: true })],
  texts: [],
};
const QUALITY_CHANGE: KindRule = {
  kind: EventKind.quality,
  needsViewer: true,
  numbers: [BITRATE],
  texts: [text(0, 'quality', true)],
};
const STARTUP: KindRule = {
  kind: EventKind.startup,
  needsViewer: true,
  numbers: [number(0, 'startup_ms', DURATION_MS, { required: true })],
  texts: [],
};
const LATENCY: KindRule = {
  kind: EventKind.latency,
  needsViewer: false,
  numbers: [number(0, 'latency_ms', DURATION_MS, { required: true })],
  texts: [],
};
const HEARTBEAT: KindRule = {
  kind: EventKind.heartbeat,
  needsViewer: true,
  numbers: [
    BITRATE,
    number(1, 'buffer_ms', DURATION_MS),
    number(2, 'latency_ms', DURATION_MS),
    number(3, 'dropped_frames', COUNT),
    number(4, 'position_ms', MEDIA_TIME_MS),
    number(5, 'throughput', BITRATE_BPS),
  ],
  texts: [QUALITY],
};
const ERROR: KindRule = { kind: EventKind.error, needsViewer: false, numbers: [], texts: [text(0, 'code')] };
const REQUEST: KindRule = {
  kind: EventKind.request,
  needsViewer: false,
  numbers: [
    number(0, 'status', STATUS),
    number(1, 'bytes', COUNT),
    number(2, 'ttfb_ms', DURATION_MS),
    number(3, 'duration_ms', DURATION_MS),
  ],
  texts: [],
};
const TOTALS: KindRule = {
  kind: EventKind.totals,
  needsViewer: true,
  numbers: [
    number(0, 'startup_ms', DURATION_MS),
    number(1, 'rebuffer_count', COUNT),
    number(2, 'rebuffer_ms', DURATION_MS),
    number(3, 'play_ms', DURATION_MS),
    number(4, 'watched_ms', DURATION_MS),
    number(5, 'avg_bitrate', BITRATE_BPS),
    number(6, 'dropped_frames', COUNT),
  ],
  texts: [],
};
const TRANSPORT: KindRule = {
  kind: EventKind.transport,
  needsViewer: false,
  numbers: [
    number(0, 'packets_received', COUNT),
    number(1, 'packets_lost', COUNT),
    number(2, 'packets_recovered', COUNT),
    number(3, 'packets_dropped', COUNT),
    number(4, 'packets_retransmitted', COUNT),
    number(5, 'rtt_ms', DURATION_US),
    number(6, 'jitter_ms', DURATION_US),
  ],
  texts: [],
};

/** The rules of all kinds. */
export const RULES: readonly KindRule[] = [
  PACKET,
  JOIN,
  LEAVE,
  STATE,
  REBUFFER,
  QUALITY_CHANGE,
  STARTUP,
  LATENCY,
  HEARTBEAT,
  ERROR,
  REQUEST,
  TOTALS,
  TRANSPORT,
];

/** What a word of `type` means. */
export interface TypeWord {
  readonly rule: KindRule;
  /** The state that the word itself says; 0: the record's own `state`. */
  readonly state: PlayerState | 0;
}

const TYPE_BY_WORD: ReadonlyMap<string, TypeWord> = new Map(
  (
    [
      ['packet', PACKET, 0],
      ['join', JOIN, 0],
      ['viewer_join', JOIN, 0],
      ['leave', LEAVE, 0],
      ['viewer_leave', LEAVE, 0],
      ['state', STATE, 0],
      ['rebuffer_start', STATE, PlayerState.rebuffering],
      ['rebuffer_end', STATE, PlayerState.playing],
      ['rebuffer', REBUFFER, 0],
      ['stall', REBUFFER, 0],
      ['quality', QUALITY_CHANGE, 0],
      ['quality_switch', QUALITY_CHANGE, 0],
      ['startup', STARTUP, 0],
      ['latency', LATENCY, 0],
      ['heartbeat', HEARTBEAT, 0],
      ['error', ERROR, 0],
      ['request', REQUEST, 0],
      ['cdn_request', REQUEST, 0],
      ['totals', TOTALS, 0],
      ['transport', TRANSPORT, 0],
    ] as const
  ).map(([word, rule, state]) => [normalName(word), { rule, state }]),
);

/** A fixed set of words that a field may hold, compared without case and separators. */
class Words<T> {
  private readonly values: ReadonlyMap<string, T>;
  private readonly cache = new Map<string, T | null>();

  constructor(values: ReadonlyMap<string, T>) {
    this.values = values;
  }

  /** The value of a word; null for one that is not in the set. */
  find(word: string): T | null {
    const known = this.cache.get(word);
    if (known !== undefined) return known;
    const found = word.length > 64 ? null : (this.values.get(normalName(word)) ?? null);
    // Bounded, because the words come from the input.
    if (word.length <= 64 && this.cache.size < 1024) this.cache.set(word, found);
    return found;
  }
}

function wordsOf<T>(values: Readonly<Record<string, T>>): Words<T> {
  return new Words(new Map(Object.entries(values)));
}

export const TYPES: Words<TypeWord> = new Words(TYPE_BY_WORD);
export const STATES: Words<PlayerState> = wordsOf(PlayerState);
export const MEDIA_TYPES: Words<MediaType> = wordsOf(MediaType);
/** Reasons of a leave, as the state it ends in. */
export const LEAVE_REASONS: Words<PlayerState> = wordsOf({
  ended: PlayerState.ended,
  failed: PlayerState.failed,
  quit: PlayerState.quit,
});
export const BOOLEANS: Words<boolean> = wordsOf({ true: true, false: false, '1': true, '0': false });
