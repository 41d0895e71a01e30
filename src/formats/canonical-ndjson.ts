import { jsonShape } from '../input/framing.ts';
import type { FieldMap } from '../model/field-map.ts';
import type { Format } from '../model/format.ts';
import type { Fate, InputRecord } from '../model/record.ts';
import { CANNOT_TELL, CANONICAL_FIELDS, OBSERVES } from './canonical-catalogue.ts';
import { FieldMapping } from './canonical-mapping.ts';
import { CanonicalReader, type SlotLoader } from './canonical-reader.ts';
import { scoreRecords } from './canonical-recognition.ts';
import { firstObjects } from './canonical-sample.ts';
import type { Slots } from './canonical-slots.ts';
import { shownValue } from './shown.ts';

/** Canonical events as JSON objects: one a line, one after another, in an array, or in arrays of one object. */
export const ndjson: Format = {
  name: 'ndjson',
  title: 'events as JSON objects, one a line, in an array or one after another',
  detection: 'JSON objects with `type` and `ts`, or names people use for them',
  fields: CANONICAL_FIELDS,
  cannotTell: CANNOT_TELL,
  observes: OBSERVES,
  recognise(sample, map = null) {
    const json = jsonShape(sample);
    if (json === null) return null;
    const { score, found } = scoreRecords(firstObjects(sample, json.shape), map);
    return { score, reason: `${json.reason}, ${found}`, framing: { kind: 'json', shape: json.shape } };
  },
  open: (context, first) => new CanonicalReader(context, objectLoader(context.map), first, 0),
};

function objectLoader(map: FieldMap | null): SlotLoader {
  const mapping = map === null ? null : new FieldMapping(map, null);
  return {
    // `JSON.parse` makes every text anew.
    givesPieces: false,
    columns: null,
    mapping,
    load(record: InputRecord, slots: Slots): Fate | null {
      if (record.kind === 'json') {
        const { value } = record;
        if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
          slots.loadObject(value);
          mapping?.loadObject(value, slots);
          return null;
        }
        return notAnObject(typeof value === 'string' ? 'a text' : shownValue(value));
      }
      if (record.kind === 'bad')
        return { fate: 'bad', reason: record.reason, field: '', detail: record.detail };
      return notAnObject(record.kind === 'row' ? 'a row' : 'a line of text');
    },
  };
}

function notAnObject(found: string): Fate {
  return { fate: 'bad', reason: 'json-not-object', field: '', detail: `expected an object, found ${found}` };
}
