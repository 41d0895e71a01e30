import { csvDelimiter } from '../input/framing.ts';
import { UsageError } from '../model/errors.ts';
import type { FieldMap } from '../model/field-map.ts';
import type { Format, ReaderContext } from '../model/format.ts';
import type { Fate, InputRecord } from '../model/record.ts';
import { CANNOT_TELL, CANONICAL_FIELDS, OBSERVES } from './canonical-catalogue.ts';
import { FieldMapping } from './canonical-mapping.ts';
import { nameCode, normalName } from './canonical-names.ts';
import { CanonicalReader, type SlotLoader } from './canonical-reader.ts';
import { scoreRecords } from './canonical-recognition.ts';
import type { Slots } from './canonical-slots.ts';
import { shownText } from './shown.ts';

/** Canonical events as rows of a separated file whose first row names the columns. */
export const csv: Format = {
  name: 'csv',
  title: 'events as rows with a header, separated by comma, semicolon, tab or bar',
  detection: 'a header row with `type` and `ts`, or names people use for them',
  fields: CANONICAL_FIELDS,
  cannotTell: CANNOT_TELL,
  observes: OBSERVES,
  recognise(sample, map = null) {
    const shape = csvDelimiter(sample);
    if (shape === null) return null;
    const { score, found } = scoreRecords(sampleRows(sample.lines, shape.header, shape.delimiter), map);
    return {
      score,
      reason: `${shape.reason}, ${found}`,
      framing: { kind: 'csv', delimiter: shape.delimiter },
    };
  },
  open(context, first) {
    const { names, headerRecords } = columnNames(context, first);
    rejectRepeatedNames(names, context.name);
    return new CanonicalReader(
      context,
      rowLoader(names, context.map),
      first.slice(headerRecords),
      headerRecords,
    );
  },
};

/**
 * The first rows as name → cell, split at every delimiter: good enough to see whether a cell is an event type.
 * A row that this splits wrongly, or a file without rows, has names only.
 */
function sampleRows(
  lines: readonly string[],
  header: readonly string[],
  delimiter: string,
): ReadonlyMap<string, unknown>[] {
  const rows = lines.slice(1).map((line) => line.split(delimiter).map((cell) => cell.replaceAll('"', '')));
  if (rows.length === 0) rows.push([]);
  return rows.map((cells) => {
    const whole = cells.length === header.length;
    return new Map(header.map((name, at) => [name, whole ? cells[at]?.trim() : undefined]));
  });
}

function columnNames(
  context: ReaderContext,
  first: readonly InputRecord[],
): { readonly names: readonly string[]; readonly headerRecords: number } {
  if (context.fields !== null) return { names: context.fields, headerRecords: 0 };
  const header = first[0];
  return header?.kind === 'row'
    ? { names: header.cells.map((cell) => cell.trim()), headerRecords: 1 }
    : { names: [], headerRecords: 0 };
}

/** Two columns of one name: nobody can say which one is meant, so the call is wrong rather than the data. */
function rejectRepeatedNames(names: readonly string[], input: string): void {
  const seen = new Set<string>();
  for (const name of names) {
    const normal = normalName(name);
    if (normal !== '' && seen.has(normal)) {
      throw new UsageError(`${shownText(input)}: the header names column "${shownText(name)}" twice`);
    }
    seen.add(normal);
  }
}

function rowLoader(names: readonly string[], map: FieldMap | null): SlotLoader {
  const mapping = map === null ? null : new FieldMapping(map, names);
  const codes = names.map(mapping?.codeOf ?? nameCode);
  return {
    givesPieces: true,
    columns: names,
    mapping,
    load(record: InputRecord, slots: Slots): Fate | null {
      if (record.kind === 'row') {
        const { cells } = record;
        if (cells.length !== codes.length) return wrongColumns(`${codes.length} columns`, `${cells.length}`);
        slots.loadRow(codes, names, cells);
        mapping?.loadRow(cells, slots);
        return null;
      }
      if (record.kind === 'bad')
        return { fate: 'bad', reason: record.reason, field: '', detail: record.detail };
      return wrongColumns('a row', record.kind === 'json' ? 'a JSON value' : 'a line of text');
    },
  };
}

function wrongColumns(expected: string, found: string): Fate {
  return { fate: 'bad', reason: 'csv-columns', field: '', detail: `expected ${expected}, found ${found}` };
}
