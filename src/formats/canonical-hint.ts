import { pathText } from '../model/field-path.ts';
import type { InputRecord } from '../model/record.ts';
import { TYPES } from './canonical-kinds.ts';
import { fieldId, nameCode, RANK_BITS } from './canonical-names.ts';
import { shownText } from './shown.ts';

/** Names that a hint lists before it counts the rest. */
const LISTED = 20;
const TYPES_LISTED = 5;
const TYPE = fieldId('type');

/** Objects inside objects are looked into this deep: `user.id` is a field, a document that was sent along is not. */
const DEPTH = 3;

/**
 * Fields in the first records, in the order they appear, each once: paths as a field map has them, columns by name.
 *
 * @param fields - column names given by the caller; null: rows are named by the first of them
 * @returns empty when the records have none (lines of text, JSON that is no object)
 */
export function fieldsFound(records: readonly InputRecord[], fields: readonly string[] | null): string[] {
  const names = new Set<string>(fields ?? []);
  let isHeaderNext = fields === null;
  for (const record of records) {
    if (record.kind === 'json' && isObject(record.value)) {
      addPaths(record.value, [], names);
    } else if (record.kind === 'row' && isHeaderNext) {
      for (const cell of record.cells) names.add(cell.trim());
      isHeaderNext = false;
    }
  }
  names.delete('');
  return [...names];
}

function addPaths(value: object, above: readonly string[], names: Set<string>): void {
  for (const [key, inner] of Object.entries(value)) {
    const path = [...above, key];
    if (isObject(inner) && path.length < DEPTH) addPaths(inner, path, names);
    else names.add(pathText(path));
  }
}

/**
 * One line that helps when few records of an input could be used; the names are made printable.
 *
 * @param names - of the fields, see {@link fieldsFound}
 * @param types - see {@link unknownTypes}
 */
export function fieldHint(names: readonly string[], types: readonly string[]): string {
  const listed = names.slice(0, LISTED).map(shownText).join(', ');
  const rest = names.length > LISTED ? ` and ${names.length - LISTED} more` : '';
  const expected =
    types.length === 0 ? 'expected ts and type' : `unknown types: ${types.map(shownText).join(', ')}`;
  return `fields found: ${listed || 'none'}${rest}; ${expected}`;
}

/** Words that JSON objects have for their type, of which none is a kind of event of ours; the first few. */
export function unknownTypes(records: readonly InputRecord[]): string[] {
  const words = new Set<string>();
  for (const record of records) {
    if (record.kind !== 'json' || !isObject(record.value)) continue;
    for (const [key, value] of Object.entries(record.value)) {
      if (nameCode(key) >> RANK_BITS !== TYPE || typeof value !== 'string') continue;
      if (TYPES.find(value) !== null) return [];
      if (words.size < TYPES_LISTED) words.add(value);
    }
  }
  return [...words];
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
