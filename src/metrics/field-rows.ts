import {
  countOf,
  type Row,
  RowFault,
  type RowState,
  textKey,
  type WriteRow,
  wholeOf,
} from '../stats/rows.ts';

/** How one field of a state becomes rows, and what rows make of it: one description for both ways. */
export interface FieldRows<Value> {
  write(value: Value, write: WriteRow): void;
  /** The field after one more row; the same object where it holds one. */
  read(value: Value, row: Row): Value;
}

/** A field that follows from the others, so that no row holds it. */
export const DERIVED = Symbol('derived');

/** Fields of a state that hold something: all but methods. */
type DataKey<State> = {
  [Key in keyof State]-?: State[Key] extends (...args: never) => unknown ? never : Key;
}[keyof State];

/** The rows of every field of a state. A field that is not here does not compile. */
export type StateRows<State> = {
  readonly [Key in DataKey<State>]: FieldRows<State[Key]> | Nested<State[Key]> | typeof DERIVED;
};

/** A field that holds a state of its own. */
export interface Nested<State> {
  readonly fields: StateRows<State>;
}

/** Of a number that adds up. */
export const sum: FieldRows<number> = {
  write: (value, write) => write(null, 'sum', null, 'sum', value),
  read: (value, row) => value + wholeOf(row),
};

/** Of the smallest number; Infinity: none yet. */
export const least: FieldRows<number> = {
  write: (value, write) => finite(value, () => write(null, 'least', null, 'min', value)),
  read: (value, row) => Math.min(value, wholeOf(row)),
};

/** Of the largest number; −Infinity: none yet. */
export const most: FieldRows<number> = {
  write: (value, write) => finite(value, () => write(null, 'most', null, 'max', value)),
  read: (value, row) => Math.max(value, wholeOf(row)),
};

/** Of something that is so as soon as one part says it. */
export const flag: FieldRows<boolean> = {
  write: (value, write) => write(null, 'flag', null, 'max', value ? 1 : 0),
  read: (value, row) => value || countOf(row) > 0,
};

/** Of a number that at most one part has. */
export const known: FieldRows<number | null> = {
  write: (value, write) => {
    if (value !== null) write(null, 'known', null, 'union', value);
  },
  read: (value, row) => value ?? wholeOf(row),
};

/** Of an object that writes and reads its own. */
export const own = {
  write: (value: RowState, write: WriteRow) => value.writeRows(write),
  read: <Value extends RowState>(value: Value, row: Row): Value => {
    value.readRow(row);
    return value;
  },
};

/** Of counts by place in a list. */
export const counts: FieldRows<number[]> = {
  write: (value, write) => {
    for (const [at, count] of value.entries()) write(null, 'count', at, 'sum', count);
  },
  read: (value, row) => {
    const at = row.key;
    if (typeof at !== 'number' || !(at in value)) throw new RowFault(`key: expected a place, found ${at}`);
    value[at] = (value[at] as number) + countOf(row);
    return value;
  },
};

/** Of counts by name. */
export const named: FieldRows<Map<string, number>> = {
  write: (value, write) => {
    for (const name of [...value.keys()].sort(byUnits))
      write(null, 'name', name, 'sum', value.get(name) as number);
  },
  read: (value, row) => value.set(textKey(row), (value.get(textKey(row)) ?? 0) + countOf(row)),
};

/** Of a set of names. */
export const names: FieldRows<Set<string>> = {
  write: (value, write) => {
    for (const name of [...value].sort(byUnits)) write(null, 'name', name, 'union', 1);
  },
  read: (value, row) => value.add(textKey(row)),
};

/** The same on every machine, whatever its language. */
const byUnits = (a: string, b: string): number => (a < b ? -1 : 1);

function finite(value: number, write: () => void): void {
  if (Number.isFinite(value)) write();
}

/** One field that has rows, under the name that they carry. */
export interface NamedField {
  /** Keys from the state down to the field. */
  readonly path: readonly string[];
  readonly rows: FieldRows<unknown>;
}

/** All fields of a state that have rows, by name: the keys on the way to them, joined by points. */
export function fieldsOf(rows: object, path: readonly string[]): [string, NamedField][] {
  return Object.entries(rows).flatMap(
    ([key, field]: [string, FieldRows<unknown> | Nested<object> | symbol]) => {
      if (typeof field === 'symbol') return [];
      const own = [...path, key];
      if ('fields' in field) return fieldsOf(field.fields, own);
      return [[own.join('.'), { path: own, rows: field }]] satisfies [string, NamedField][];
    },
  );
}

/** A state whose fields are found by the names of {@link fieldsOf}. */
export class FieldHolders {
  private readonly holders = new Map<
    string,
    { holder: Record<string, unknown>; key: string; rows: FieldRows<unknown> }
  >();

  /** @param skip - keys at the front of every path that do not lead into the state */
  constructor(state: object, fields: readonly (readonly [string, NamedField])[], skip = 0) {
    for (const [name, { path, rows }] of fields) {
      let holder = state as Record<string, unknown>;
      for (const key of path.slice(skip, -1)) holder = holder[key] as Record<string, unknown>;
      this.holders.set(name, { holder, key: path.at(-1) as string, rows });
    }
  }

  /** Writes the rows of every field in the order of the table. */
  write(write: (metric: string, ...row: Parameters<WriteRow>) => void): void {
    for (const [metric, { holder, key, rows }] of this.holders) {
      rows.write(holder[key], (...row) => write(metric, ...row));
    }
  }

  /** What takes the rows of a field; null: there is no such field. */
  readerOf(metric: string): ((row: Row) => void) | null {
    const found = this.holders.get(metric);
    if (found === undefined) return null;
    const { holder, key, rows } = found;
    return (row) => {
      const before = holder[key];
      const after = rows.read(before, row);
      if (after !== before) holder[key] = after;
    };
  }
}
