import { FieldMapBuilder } from '../formats/canonical-map.ts';
import { EventBatch } from '../model/event-batch.ts';
import type { EventKind } from '../model/event-kind.ts';
import type { FieldMap } from '../model/field-map.ts';
import type { InputRecord } from '../model/record.ts';
import type { OpenSource } from '../reading/source-reader.ts';
import type { Proposal } from './propose-map.ts';

/** What came of reading the first records with a map. */
export interface Trial {
  readonly records: number;
  readonly usable: number;
  readonly kinds: ReadonlySet<EventKind>;
}

/** The map that a proposal describes. */
export function mapOf({ fields, constants, values }: Proposal): FieldMap {
  const builder = new FieldMapBuilder();
  for (const { name, from, unit } of fields) builder.addField('proposal', name, from, unit);
  for (const { name, value } of constants) builder.addConstant('proposal', name, value);
  for (const { name, word, value } of values) builder.addValue('proposal', name, word, value);
  return builder.build();
}

/** Reads the first records of an input with a map, into rows that nobody keeps. */
export function tryMap(source: OpenSource, first: readonly InputRecord[], map: FieldMap): Trial {
  const { format } = source;
  const context = { ...source.context, map, note: () => undefined };
  const reader = format.open(context, first);
  const records = first.slice(reader.headerRecords ?? 0);
  const batch = new EventBatch(first.length + 16);
  const usable = records.filter((record) => reader.read(record, batch).fate === 'used').length;
  const kinds = new Set(Array.from({ length: batch.length }, (_, row) => batch.kind[row] as EventKind));
  return { records: records.length, usable, kinds };
}
