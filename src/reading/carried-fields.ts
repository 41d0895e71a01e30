import { fieldsFound } from '../formats/canonical-hint.ts';
import { columnOf } from '../formats/canonical-mapping.ts';
import type { FieldMap, MappedField } from '../model/field-map.ts';
import { valueAt } from '../model/field-path.ts';
import type { InputRecord } from '../model/record.ts';

/**
 * Which fields of a map the first records of an input have.
 *
 * @param columns - names of the cells of rows; null: the first row names them
 */
export function carriedFields(
  map: FieldMap | null,
  format: string,
  first: readonly InputRecord[],
  columns: readonly string[] | null,
): ReadonlySet<MappedField> {
  if (map === null) return new Set();
  const found = format === 'csv' ? new Set(fieldsFound(first, columns)) : null;
  const carries = (field: MappedField): boolean =>
    found === null
      ? first.some((record) => record.kind === 'json' && valueAt(record.value, field.path) !== undefined)
      : found.has(columnOf(field));
  return new Set(map.fields.filter(carries));
}
