import type { TrackDescription } from '../model/track-facts.ts';
import { type Row, RowFault, textKey, unknownKind, type WriteRow, wholeOf } from '../stats/rows.ts';
import type { FieldRows } from './field-rows.ts';

const NOTHING: TrackDescription = {
  codec: null,
  language: null,
  width: null,
  height: null,
  frameRate: null,
  sampleRate: null,
  channels: null,
  declaredBitrateBps: null,
};

/** Fields in their order; a text stands in the key of its row, a number that may have a fraction likewise. */
const FIELDS = Object.keys(NOTHING) as (keyof TrackDescription)[];
const TEXTS: ReadonlySet<string> = new Set(['codec', 'language']);

/** What the container says about a track: each known field is a row. */
export const description: FieldRows<TrackDescription | null> = {
  write(value: TrackDescription | null, write: WriteRow): void {
    for (const field of value === null ? [] : FIELDS) {
      const known = value?.[field] ?? null;
      if (typeof known === 'number' && Number.isSafeInteger(known)) write(null, field, null, 'union', known);
      else if (known !== null) write(null, field, String(known), 'union', 1);
    }
  },
  read(value: TrackDescription | null, row: Row): TrackDescription {
    const field = FIELDS.find((name) => name === row.kind);
    if (field === undefined) throw unknownKind(row);
    return { ...(value ?? NOTHING), [field]: TEXTS.has(field) ? textKey(row) : numberOf(row) };
  },
};

function numberOf(row: Row): number {
  if (row.key === null) return wholeOf(row);
  const number = Number(textKey(row));
  if (Number.isFinite(number)) return number;
  throw new RowFault(`key: expected the digits of a number, found ${JSON.stringify(row.key)}`);
}
