import type { InputRecord } from '../model/record.ts';
import { shownText } from './shown.ts';

/** Names that a hint lists before it counts the rest. */
const LISTED = 20;

/**
 * Names of the fields in the first records, in the order they appear, each once.
 *
 * @param fields - column names given by the caller; null: rows are named by the first of them
 * @returns names as written; empty when the records have none (lines of text, JSON that is no object)
 */
export function fieldsFound(records: readonly InputRecord[], fields: readonly string[] | null): string[] {
  const names = new Set<string>(fields ?? []);
  let isHeaderNext = fields === null;
  for (const record of records) {
    if (record.kind === 'json' && isObject(record.value)) {
      for (const key of Object.keys(record.value)) names.add(key);
    } else if (record.kind === 'row' && isHeaderNext) {
      for (const cell of record.cells) names.add(cell.trim());
      isHeaderNext = false;
    }
  }
  names.delete('');
  return [...names];
}

/**
 * One line that helps when few records of an input could be used; the names are made printable.
 *
 * @param names - of the fields, see {@link fieldsFound}
 */
export function fieldHint(names: readonly string[]): string {
  const listed = names.slice(0, LISTED).map(shownText).join(', ');
  const rest = names.length > LISTED ? ` and ${names.length - LISTED} more` : '';
  return `fields found: ${listed || 'none'}${rest}; expected ts and type`;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
