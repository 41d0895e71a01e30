import { type EventBatch, Flag } from '../model/event-batch.ts';
import { EventKind, MediaType, PlayerState } from '../model/event-kind.ts';
import type { ReaderContext, ReaderFacts } from '../model/format.ts';
import {
  type ScanCode,
  type ScanFlag,
  type ScanPlan,
  type ScanRule,
  type ScanText,
  type ScanWords,
  Vocabulary,
} from '../model/scan-plan.ts';
import { CacheStatusReader } from './cache-status.ts';
import {
  BOOLEANS,
  type KindRule,
  LEAVE_REASONS,
  MEDIA_TYPES,
  RULES,
  STATES,
  TYPES,
} from './canonical-kinds.ts';
import { FIELDS, fieldId, nameCode } from './canonical-names.ts';
import { ARRIVAL_US, type PacketRows } from './canonical-packet.ts';
import { columnCode, tagFields } from './canonical-scan-columns.ts';
import { DIMENSION_FIELDS, type DimensionReader } from './dimensions.ts';
import type { LogClock } from './log-clock.ts';
import { LONGEST_ID_BYTES, LONGEST_TEXT_BYTES } from './texts.ts';
import { Zone } from './time-zone.ts';

/** Spaces of words that the scanner asks about, in the order of their numbers. */
const WORDS: readonly { find(word: string): number | boolean | null }[] = [
  STATES,
  MEDIA_TYPES,
  LEAVE_REASONS,
  BOOLEANS,
];
const [STATE_WORDS, MEDIA_TYPE_WORDS, REASON_WORDS, BOOLEAN_WORDS] = [0, 1, 2, 3];
/** Number column of a request's status, see `EventBatch`. */
const STATUS_COLUMN = 0;

/** What the parts of a reader say to a scanner; the reader stays the judge of everything they do not cover. */
export interface ScanParts {
  readonly context: ReaderContext;
  /** Names of columns; null when records name their fields themselves. */
  readonly columns: readonly string[] | null;
  readonly facts: ReaderFacts;
  readonly clock: LogClock;
  readonly packets: PacketRows;
  readonly dimensions: DimensionReader;
}

/** The scan plan of canonical events, made of the tables that `CanonicalReader` reads by. */
export function canonicalScanPlan(parts: ScanParts): ScanPlan {
  const { context, columns, facts, clock, packets, dimensions } = parts;
  const tags = tagFields(columns ?? []);
  return {
    source: context.source,
    vocabulary: Vocabulary.canonical,
    words: canonicalWords(context.timezone),
    fields: {
      type: fieldId('type'),
      time: fieldId('ts'),
      viewer: fieldId('viewer_id'),
      session: fieldId('session_id'),
      stream: fieldId('stream_id'),
      identity: fieldId('event_id'),
      dimensions: [...DIMENSION_FIELDS, ...Array.from(tags.keys(), (_, at) => FIELDS.length + at)],
      dimensionNames: [...dimensions.nameIds, ...dimensions.tagNameIds(tags)],
      left: [fieldId('tags')],
    },
    longestIdBytes: LONGEST_ID_BYTES,
    longestTextBytes: LONGEST_TEXT_BYTES,
    columns: columns?.map((name) => columnCode(name, tags)) ?? null,
    rules: RULES.map((rule) => scanRule(rule, context)),
    clock: () => clock.scanClock(),
    needsOf: (batch: EventBatch, row: number) =>
      batch.kind[row] === EventKind.packet
        ? packets.needsOf(batch.stream[row] as number, batch.str(0, row))
        : null,
    countAssumedUtc(count) {
      facts.assumedUtc += count;
    },
  };
}

/** What words of canonical events mean. */
export function canonicalWords(timezone: string): ScanWords {
  const caches = new CacheStatusReader();
  const zone = new Zone(timezone);
  const indexes = new Map(RULES.map(({ kind }, index) => [kind, index]));
  return {
    nameCode,
    typeCode(word) {
      const found = TYPES.find(word);
      return found === null ? -1 : (indexes.get(found.rule.kind) as number) + 256 * found.state;
    },
    wordCode(space, word) {
      const found = WORDS[space]?.find(word) ?? null;
      return found === null ? -1 : Number(found);
    },
    besideCode: (word, beside, number) => caches.classOf(word, beside, number),
    zoneOffsetMs: (localMs) => zone.offsetOfLocal(localMs),
  };
}

function scanRule({ kind, needsViewer, numbers, texts }: KindRule, context: ReaderContext): ScanRule {
  const isPacket = kind === EventKind.packet;
  const isRequest = kind === EventKind.request;
  return {
    kind,
    needsViewer,
    numbers: numbers.map(({ field, orField, column, required, rule }) => {
      const { whole, scale, min, max } = rule;
      return { field, orField, column, required, whole, scale, min, max };
    }),
    texts: [
      ...texts.map(({ field, column, required }): ScanText => {
        const isId = field === fieldId('track');
        return {
          field,
          column,
          longestBytes: isId ? LONGEST_ID_BYTES : LONGEST_TEXT_BYTES,
          required,
          isUrl: false,
        };
      }),
      ...(isRequest ? [URL_TEXT] : []),
    ],
    code: codeOf(kind),
    flags: flagsOf(kind),
    defaultStream: isPacket ? context.defaultStream : 0,
    defaultTexts: isPacket ? defaultTracks(context) : [],
    timeColumn: isPacket ? ARRIVAL_US : -1,
    either: isRequest ? [fieldId('status'), fieldId('cache_status')] : [],
    gated: isPacket,
  };
}

const URL_TEXT: ScanText = {
  field: fieldId('url'),
  column: 0,
  longestBytes: LONGEST_TEXT_BYTES,
  required: false,
  isUrl: true,
};

function codeOf(kind: EventKind): ScanCode | null {
  switch (kind) {
    case EventKind.packet:
      return { field: fieldId('media_type'), space: MEDIA_TYPE_WORDS, absent: -1, beside: null };
    case EventKind.join:
      return { field: fieldId('state'), space: STATE_WORDS, absent: PlayerState.playing, beside: null };
    case EventKind.state:
      return { field: fieldId('state'), space: STATE_WORDS, absent: -1, beside: null };
    case EventKind.leave:
      return { field: fieldId('reason'), space: REASON_WORDS, absent: 0, beside: null };
    case EventKind.request:
      return {
        field: fieldId('cache_status'),
        space: 0,
        absent: 0,
        beside: { field: fieldId('cdn'), column: STATUS_COLUMN },
      };
    default:
      return null;
  }
}

function flagsOf(kind: EventKind): ScanFlag[] {
  const flag = (field: number, whenKnown: number, whenTrue: number): ScanFlag[] => [
    { field, space: BOOLEAN_WORDS, whenKnown, whenTrue },
  ];
  switch (kind) {
    case EventKind.packet:
      return flag(fieldId('keyframe'), Flag.keyframeKnown, Flag.keyframe);
    case EventKind.error:
      return flag(fieldId('fatal'), 0, Flag.fatal);
    case EventKind.request:
      return flag(fieldId('aborted'), 0, Flag.aborted);
    default:
      return [];
  }
}

/** Ids of the words of media types: the track of a packet that names none. */
function defaultTracks({ dictionary }: ReaderContext): number[] {
  const tracks = [0, 0, 0, 0];
  for (const [word, type] of Object.entries(MediaType)) tracks[type] = dictionary.id(word);
  return tracks;
}
