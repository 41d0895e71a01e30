import { Flag } from '../model/event-batch.ts';
import { EventKind, MediaType } from '../model/event-kind.ts';
import type { ReaderContext } from '../model/format.ts';
import {
  type DumpFate,
  type DumpPlan,
  type DumpRule,
  type ScanWords,
  Vocabulary,
} from '../model/scan-plan.ts';
import { PACKET_11 } from './ffprobe-cells.ts';
import { type CellLayout, MEDIA_WORDS, type MediaKind } from './ffprobe-elements.ts';
import { mediaTypeOf } from './ffprobe-media-types.ts';
import { type FieldNames, FRAME, PACKET, trackWord } from './ffprobe-packets.ts';

/** Why a frame makes no row where there are packets. */
export const FRAME_BESIDE_PACKETS = 'frame_beside_packets';

const KINDS: readonly { readonly kind: MediaKind; readonly names: FieldNames }[] = [
  { kind: 'packet', names: PACKET },
  { kind: 'frame', names: FRAME },
];
const TYPE = 'type';
const TRACK = 'stream_index';
/** Fields of a plan by number. */
const FIELDS = [
  ...new Set(
    KINDS.flatMap(({ names: { type, pts, dts, duration, size, flags } }) => [
      ...[TYPE, TRACK, type, size, flags],
      ...[...pts, ...dts, ...duration],
    ]),
  ),
];
const FIELD_IDS = new Map(FIELDS.map((name, id) => [name, id]));
/** Spaces of words: media types, then flags by kind. */
const MEDIA_TYPE_WORDS = 0;
const FLAG_WORDS = 1;

const WORDS: ScanWords = {
  nameCode: (name) => (FIELD_IDS.get(name) ?? -1) * 16,
  typeCode: (word) => KINDS.findIndex(({ kind }) => kind === word),
  wordCode: (space, word) =>
    (space === MEDIA_TYPE_WORDS ? mediaOf(word) : KINDS[space - FLAG_WORDS]?.names.flagsOf(word)) ?? -1,
  besideCode: () => -1,
  zoneOffsetMs: () => 0,
};

/**
 * How packets and frames of ffprobe are scanned, from the names that `PacketRows` reads them by.
 *
 * @param arrays - keys of their arrays; null: the `type` of an element says its kind
 * @param cells - how lines are cut, where elements are lines
 * @param fateOf - what becomes of plain elements of a kind
 */
export function probePlan(
  context: ReaderContext,
  arrays: ReadonlyMap<string, MediaKind | null>,
  cells: CellLayout | null,
  fateOf: (kind: MediaKind) => DumpFate,
): DumpPlan {
  return {
    source: context.source,
    vocabulary: Vocabulary.ffprobe,
    words: WORDS,
    typeField: fieldId(TYPE),
    dumpRules: KINDS.map(({ names }, at) => ruleOf(names, at, context)),
    cells: cells && {
      delimiterByte: cells.delimiter === '' ? 0 : cells.delimiter.charCodeAt(0),
      columns: cells.isNamed ? [] : PACKET_11.map(WORDS.nameCode),
    },
    skipReason: FRAME_BESIDE_PACKETS,
    ruleOf(section) {
      const kind = arrays.get(section);
      return kind === undefined ? null : KINDS.findIndex((own) => own.kind === kind);
    },
    fates: () => KINDS.map(({ kind }) => fateOf(kind)),
  };
}

/** Lines are known as packets by these words alone. */
function mediaOf(word: string): MediaType | undefined {
  return MEDIA_WORDS.has(word) ? mediaTypeOf(word) : undefined;
}

function ruleOf(names: FieldNames, at: number, context: ReaderContext): DumpRule {
  const { defaultStream, dictionary, startMs, offsetMs } = context;
  const defaultTracks = [0, 0, 0, 0];
  for (const type of Object.values(MediaType)) defaultTracks[type] = dictionary.id(trackWord(type));
  return {
    kind: EventKind.packet,
    mediaType: { field: fieldId(names.type), space: MEDIA_TYPE_WORDS },
    track: fieldId(TRACK),
    size: fieldId(names.size),
    flags: { field: fieldId(names.flags), space: FLAG_WORDS + at },
    pts: names.pts.map(fieldId),
    dts: names.dts.map(fieldId),
    duration: names.duration.map(fieldId),
    stream: defaultStream,
    defaultTracks,
    rowFlags: startMs === null ? Flag.mediaClock : 0,
    anchorMs: startMs === null ? 0 : startMs + offsetMs,
  };
}

function fieldId(name: string): number {
  return FIELD_IDS.get(name) as number;
}
