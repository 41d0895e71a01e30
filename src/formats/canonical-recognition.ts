import type { FieldMap, MappedField } from '../model/field-map.ts';
import { pathText, valueAt } from '../model/field-path.ts';
import { TYPES } from './canonical-kinds.ts';
import { columnOf } from './canonical-mapping.ts';
import { FIELDS, fieldId, nameCode, RANK_BITS, RANKS, UNKNOWN_NAME } from './canonical-names.ts';
import { shownText } from './shown.ts';

const TYPE = fieldId('type');
const TS = fieldId('ts');
const MEDIA_TYPE = fieldId('media_type');

/** Certain enough that no other format is loaded: a record has a type and its time. */
const CERTAIN = 0.95;
/** Records with some of our names, but not the two that every event has. */
const SOME_NAMES = 0.3;
/** The layout fits, nothing else does: what is left when no other format knows the input. */
const LAYOUT_ONLY = 0.1;

/**
 * How much the first records look like canonical events.
 *
 * @param records - name → value of each; values are undefined where only the names are known (a header)
 * @param map - whoever gave one means the records in which a field of it is found
 * @returns a score, and for people what was found
 */
export function scoreRecords(
  records: readonly ReadonlyMap<string, unknown>[],
  map: FieldMap | null,
): {
  readonly score: number;
  readonly found: string;
} {
  const mapped = (map?.fields ?? []).filter((field) => records.some((record) => carries(record, field)));
  if (mapped.length > 0) {
    const names = mapped.slice(0, 5).map(({ path }) => shownText(pathText(path)));
    return { score: CERTAIN, found: `with ${names.join(', ')} of the map` };
  }
  let mostNames: string[] = [];
  for (const record of records) {
    const names = new Map<number, string>();
    let type: unknown;
    let typeRank = RANKS;
    for (const [name, value] of record) {
      const code = nameCode(name);
      if (code === UNKNOWN_NAME) continue;
      const field = code >> RANK_BITS;
      const rank = code & (RANKS - 1);
      if (field === TYPE && rank < typeRank) {
        type = value;
        typeRank = rank;
        names.set(TYPE, name);
      } else if (!names.has(field)) {
        names.set(field, name);
      }
    }
    const timed = names.has(TS) || names.has(MEDIA_TYPE);
    if (names.has(TYPE) && timed && isEventType(type)) {
      const time = names.get(TS) ?? names.get(MEDIA_TYPE) ?? '';
      const word = typeof type === 'string' ? ` ("${shownText(type)}")` : '';
      return { score: CERTAIN, found: `with ${names.get(TYPE) ?? ''}${word} and ${time}` };
    }
    if (names.size > mostNames.length) mostNames = [...names.keys()].sort((a, b) => a - b).map(fieldName);
  }
  if (mostNames.length === 0) return { score: LAYOUT_ONLY, found: 'with none of the names of our events' };
  const score = mostNames.length > 1 ? SOME_NAMES : LAYOUT_ONLY;
  const isComplete = mostNames.includes('type') && mostNames.includes('ts');
  const lack = isComplete ? 'of no type that is known' : 'not type and ts';
  return { score, found: `with ${mostNames.slice(0, 5).join(', ')} but ${lack}` };
}

function carries(record: ReadonlyMap<string, unknown>, mapped: MappedField): boolean {
  const [first = '', ...inner] = mapped.path;
  return record.has(columnOf(mapped)) || valueAt(record.get(first), inner) !== undefined;
}

/** A known event word; undefined when only names are known, which cannot speak against it. */
function isEventType(type: unknown): boolean {
  return type === undefined || (typeof type === 'string' && TYPES.find(type) !== null);
}

function fieldName(field: number): string {
  return FIELDS[field]?.name ?? '';
}
