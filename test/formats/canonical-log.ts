import { Dictionary, DimensionSets } from '../../src/model/dictionary.ts';
import { EventBatch, NUMBER_COLUMNS } from '../../src/model/event-batch.ts';
import type { Format, ReaderContext, ReaderFacts } from '../../src/model/format.ts';
import type { Fate, InputRecord } from '../../src/model/record.ts';

/** A row with its ids as text again; only what is there. */
export interface ReadRow {
  readonly kind: number;
  readonly code: number;
  readonly flags: number;
  readonly timeMs: number;
  readonly stream: string;
  readonly viewer: string;
  readonly session: string;
  readonly dims: Readonly<Record<string, string>>;
  readonly strings: readonly string[];
  readonly numbers: readonly (number | null)[];
  readonly identity: readonly number[];
}

export interface ReadLog {
  readonly fates: readonly Fate[];
  readonly rows: readonly ReadRow[];
  readonly facts: ReaderFacts;
  readonly notes: ReadonlyMap<string, string>;
}

/** One JSON record a value, on lines 1, 2, … */
export function jsonRecords(values: readonly unknown[]): InputRecord[] {
  return values.map((value, at) => ({
    kind: 'json',
    value,
    section: null,
    line: at + 1,
    byte: at * 100,
    bytes: 99,
  }));
}

/** One row record a list of cells. */
export function rowRecords(rows: readonly (readonly string[])[]): InputRecord[] {
  return rows.map((cells, at) => ({ kind: 'row', cells, line: at + 1, byte: at * 100, bytes: 99 }));
}

/** Reads records as one input named `log`; its packets get the stream `log-stream` unless they name one. */
export function readLog(
  format: Format,
  records: readonly InputRecord[],
  options: Partial<Pick<ReaderContext, 'timezone' | 'startMs' | 'offsetMs' | 'fields' | 'map'>> = {},
): ReadLog {
  const dictionary = new Dictionary();
  const dims = new DimensionSets();
  const notes = new Map<string, string>();
  const context: ReaderContext = {
    source: 3,
    name: 'log',
    dictionary,
    dims,
    defaultStream: dictionary.id('log-stream'),
    timezone: 'UTC',
    startMs: null,
    offsetMs: 0,
    fields: null,
    map: null,
    note: (code, text) => notes.set(code, text),
    ...options,
  };
  const reader = format.open(context, records.slice(0, 1000));
  const batch = new EventBatch(2);
  const fates = records.slice(reader.headerRecords ?? 0).map((record) => reader.read(record, batch));
  reader.end(batch);
  const rows = Array.from({ length: batch.length }, (_, row) => rowOf(batch, row, dictionary, dims));
  return { fates, rows, facts: reader.facts, notes };
}

function rowOf(batch: EventBatch, row: number, dictionary: Dictionary, sets: DimensionSets): ReadRow {
  const pairs = sets.pairs(batch.dims[row] as number).map((id) => dictionary.text(id));
  const dims = new Map<string, string>();
  for (let at = 0; at < pairs.length; at += 2) dims.set(pairs[at] as string, pairs[at + 1] as string);
  return {
    kind: batch.kind[row] as number,
    code: batch.code[row] as number,
    flags: batch.flags[row] as number,
    timeMs: batch.timeMs[row] as number,
    stream: dictionary.text(batch.stream[row] as number),
    viewer: dictionary.text(batch.viewer[row] as number),
    session: dictionary.text(batch.session[row] as number),
    dims: Object.fromEntries(dims),
    strings: [0, 1, 2].map((column) => dictionary.text(batch.str(column, row))),
    numbers: Array.from({ length: NUMBER_COLUMNS }, (_, column) => {
      const value = batch.num(column, row);
      return Number.isNaN(value) ? null : value;
    }),
    identity: [batch.idA[row] as number, batch.idB[row] as number],
  };
}
