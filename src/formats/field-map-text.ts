import type { FieldMap, MapScalar } from '../model/field-map.ts';
import { FieldMapBuilder } from './canonical-map.ts';

/** A field map as its YAML says it: what is read from where, what is always so, what words stand for. */
export interface FieldMapText {
  /** By field of ours: a path (`user.id`), or a path and the unit of the numbers there. */
  readonly fields?: Readonly<Record<string, string | { readonly from: string; readonly unit: string }>>;
  readonly constants?: Readonly<Record<string, MapScalar>>;
  /** By field, then by word of the log; null: it stands for nothing. */
  readonly values?: Readonly<Record<string, Readonly<Record<string, MapScalar | null>>>>;
}

/**
 * The field map for the option `map` of `analyze`.
 *
 * @throws UsageError for an unknown field or unit, a value that a field cannot have, a field with two sources
 */
export function fieldMap({ fields = {}, constants = {}, values = {} }: FieldMapText): FieldMap {
  const builder = new FieldMapBuilder();
  for (const [name, source] of Object.entries(fields)) {
    if (typeof source === 'string') builder.addField('map', name, source, null);
    else builder.addField('map', name, source.from, source.unit);
  }
  for (const [name, value] of Object.entries(constants)) builder.addConstant('map', name, value);
  for (const [name, words] of Object.entries(values)) {
    for (const [word, value] of Object.entries(words)) builder.addValue('map', name, word, value);
  }
  return builder.build();
}
