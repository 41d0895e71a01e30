import type { FieldMap, MappedField } from '../model/field-map.ts';
import { pathText, valueAt } from '../model/field-path.ts';
import type { Fate } from '../model/record.ts';
import { stoodInBy } from './canonical-kind-fields.ts';
import { FIELDS, fieldId, isTagName, nameCode, TAG_PREFIX, UNKNOWN_NAME } from './canonical-names.ts';
import type { Slots } from './canonical-slots.ts';
import { inOwnUnit } from './canonical-units.ts';
import { shownText } from './shown.ts';

const TAGS = fieldId('tags');

/** A mapped field with its id, and the column of a row it is in. */
interface Source {
  readonly mapped: MappedField;
  /** Field id; that of `tags` for one of its keys. */
  readonly field: number;
  /** Key of a tag; null for a field. */
  readonly tag: string | null;
  /** -1: no column has this name. */
  readonly column: number;
}

/**
 * A field map at work on the slots of a record. What it names is read as it says and in no other way; everything
 * else keeps its own name. A field whose source a record lacks is read under its own name, too.
 */
export class FieldMapping {
  private readonly map: FieldMap;
  private readonly sources: readonly Source[];
  /** Keys, or columns, that the map gives a meaning. */
  private readonly taken: ReadonlySet<string>;
  /** Values of fields that keep their own names, by field id. */
  private readonly ownValues: readonly (readonly [number, ReadonlyMap<string, unknown>])[];

  /** @param columns - names of the cells of rows; null: records are objects */
  constructor(map: FieldMap, columns: readonly string[] | null) {
    this.map = map;
    this.sources = map.fields.map((mapped) => {
      const tag = isTagName(mapped.name) ? mapped.name.slice(TAG_PREFIX.length) : null;
      const column = columns?.indexOf(columnOf(mapped)) ?? -1;
      return { mapped, tag, field: tag === null ? idOf(mapped.name) : TAGS, column };
    });
    this.taken = new Set(
      map.fields
        .filter(({ path }) => columns !== null || path.length === 1)
        .map((mapped) => columnOf(mapped)),
    );
    const isMapped = (name: string) => map.fields.some((field) => field.name === name);
    this.ownValues = [...map.values]
      .filter(([name]) => !isMapped(name) && !isTagName(name))
      .map(([name, words]) => [idOf(name), words]);
  }

  /** See {@link nameCode}; keys that the map gives a meaning have no other. */
  readonly codeOf = (name: string): number => (this.taken.has(name) ? UNKNOWN_NAME : nameCode(name));

  /** To be called when the slots hold what keeps its own name. */
  loadObject(object: object, slots: Slots): void {
    for (const source of this.sources) load(source, this.map, valueAt(object, source.mapped.path), slots);
    this.loadRest(slots);
  }

  /** The same for a row. */
  loadRow(cells: readonly string[], slots: Slots): void {
    for (const source of this.sources) {
      if (source.column >= 0) load(source, this.map, cells[source.column], slots);
    }
    this.loadRest(slots);
  }

  private loadRest(slots: Slots): void {
    for (const [field, words] of this.ownValues) {
      const value = slots.values[field];
      const meant = value === undefined ? undefined : words.get(String(value));
      if (meant !== undefined) slots.put(field, meant ?? undefined);
    }
    for (const [name, value] of this.map.constants) {
      if (isTagName(name)) slots.addTag(name.slice(TAG_PREFIX.length), value);
      else slots.put(idOf(name), value);
    }
  }

  /** The fate of a record in the names of its log: the field at fault is called what it is called there. */
  named(fate: Fate): Fate {
    if (fate.fate !== 'bad') return fate;
    const { fields } = this.map;
    const mapped =
      fields.find(({ name }) => name === fate.field) ??
      fields.find(({ name }) => name === stoodInBy(fate.field));
    if (mapped === undefined) return fate;
    const { unit } = mapped;
    const detail = unit === null ? fate.detail : `${fate.detail}; the map reads it in ${unit}`;
    return { ...fate, field: shownText(pathText(mapped.path)), detail };
  }
}

/** Name of the column of a row that a mapped field is read from. */
export function columnOf({ path }: MappedField): string {
  return path.join('.');
}

function load({ mapped, field, tag }: Source, map: FieldMap, found: unknown, slots: Slots): void {
  if (found === undefined || found === null || found === '') return;
  const { name, unit } = mapped;
  // What a value stands for is told in our own unit.
  const meant = map.values.get(name)?.get(String(found));
  let value: unknown = meant;
  if (meant === undefined) value = unit === null ? found : inOwnUnit(name, unit, found);
  if (tag !== null) slots.addTag(tag, value);
  else if (field === TAGS) slots.addTags(value);
  else slots.put(field, value ?? undefined);
}

function idOf(name: string): number {
  return FIELDS.findIndex((field) => field.name === name);
}
