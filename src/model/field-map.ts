/** A value as a map can state one. */
export type MapScalar = string | number | boolean;

/** One field of our events and where a record of somebody else's has it. */
export interface MappedField {
  /** Name of the field, or `tags.KEY`. */
  readonly name: string;
  /** Keys on the way to the value, outermost first; never empty. In a row they are one column, joined by dots. */
  readonly path: readonly string[];
  /** Unit of the numbers there; null: the field's own. */
  readonly unit: string | null;
  /** Where the map says so, for messages: `--map` or `map.yaml:3`. */
  readonly place: string;
}

/** How a log that nobody foresaw is read. It adds to the names of our events: what it does not mention stays. */
export interface FieldMap {
  /** At most one for each field. */
  readonly fields: readonly MappedField[];
  /** Values that every record has, by field; none of {@link fields}. */
  readonly constants: ReadonlyMap<string, MapScalar>;
  /** By field, what a value of the log stands for; null: for nothing, as if the field were not there. */
  readonly values: ReadonlyMap<string, ReadonlyMap<string, MapScalar | null>>;
}
