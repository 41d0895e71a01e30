import { columnOf } from '../formats/canonical-mapping.ts';
import { FIELDS, nameCode, RANKS, UNKNOWN_NAME } from '../formats/canonical-names.ts';
import { parseInstant } from '../formats/time.ts';
import type { FieldMap } from '../model/field-map.ts';
import { pathText } from '../model/field-path.ts';
import type { Format } from '../model/format.ts';
import type { InspectedField } from '../model/inspection.ts';
import { type LogFacts, shareOf } from './log-facts.ts';

/** Distinct fields shown of one input. */
const MAX_FIELDS = 200;

/**
 * The fields of the first records of an input: how often each occurs, what its values look like, and what it is
 * read as.
 *
 * @param map - what the caller said of it; null: nothing
 */
export function inspectFields(log: LogFacts, format: Format, map: FieldMap | null): InspectedField[] {
  const becomes = new Map(format.fields.map((field) => [field.name, field.becomes]));
  const canonical = format.name === 'ndjson' || format.name === 'csv';
  return log.fields.slice(0, MAX_FIELDS).map((field) => {
    const { name, byRecord } = field;
    const types = new Set([...byRecord.values()].map(typeOf));
    const [type] = types;
    const { mappedTo, why } = canonical
      ? (mappedField(name, format.name === 'csv', map) ?? canonicalField(name))
      : foreignField(name, becomes);
    return {
      name,
      type: types.size > 1 ? 'mixed' : (type ?? 'null'),
      share: shareOf(field, log),
      mapped_to: mappedTo,
      why,
    };
  });
}

function mappedField(name: string, isColumn: boolean, map: FieldMap | null) {
  const found =
    map?.fields.filter((field) => (isColumn ? columnOf(field) : pathText(field.path)) === name) ?? [];
  const [first] = found;
  if (first === undefined) return null;
  return { mappedTo: found.map((field) => field.name).join(', '), why: `the map: ${first.place}` };
}

/** What a name means among those of our events. */
export function canonicalField(name: string): { mappedTo: string | null; why: string | null } {
  const code = nameCode(name);
  if (code === UNKNOWN_NAME) return { mappedTo: null, why: null };
  const field = FIELDS[Math.floor(code / RANKS)];
  const rank = code % RANKS;
  const why = rank === 0 ? 'its own name' : rank === 1 ? 'another spelling' : 'an everyday name for it';
  return { mappedTo: field?.name ?? null, why };
}

function foreignField(
  name: string,
  becomes: ReadonlyMap<string, string>,
): { mappedTo: string | null; why: string | null } {
  const mappedTo = becomes.get(name) ?? null;
  return { mappedTo, why: mappedTo === null ? null : 'a field of this format' };
}

function typeOf(value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  if (typeof value === 'boolean') return 'boolean';
  if (Array.isArray(value)) return 'array';
  if (typeof value !== 'string') return 'object';
  if (/^-?\d+$/.test(value)) return 'integer';
  if (/^-?\d+\.\d+$/.test(value)) return 'number';
  return /^\d{4}-\d\d-\d\d[T ]/.test(value) && parseInstant(value, 'UTC') !== null ? 'time' : 'string';
}
