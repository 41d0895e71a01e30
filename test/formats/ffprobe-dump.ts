import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { Dictionary, DimensionSets } from '../../src/model/dictionary.ts';
import { EventBatch, Flag } from '../../src/model/event-batch.ts';
import { EventKind } from '../../src/model/event-kind.ts';
import type { Format, Framing, ReaderContext, ReaderFacts, Sample } from '../../src/model/format.ts';
import type { Fate, InputRecord } from '../../src/model/record.ts';

/** Text of a file in fixtures/ffprobe. */
export function fixture(name: string): string {
  return readFileSync(new URL(`../../fixtures/ffprobe/${name}`, import.meta.url), 'utf8');
}

export function sampleOf(text: string): Sample {
  const lines = text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .slice(0, 20);
  return { name: 'dump', bytes: Buffer.from(text), text, lines, whole: true };
}

/** Records as the framing cuts them, written as simply as possible: whole text in memory. */
export function recordsOf(framing: Framing, text: string): InputRecord[] {
  const place = (line: number) => ({ line, byte: line * 10, bytes: 0 });
  if (framing.kind === 'lines') {
    return text
      .split(/\r?\n/)
      .flatMap((line, i) => (line.trim() === '' ? [] : [{ kind: 'line', text: line, ...place(i + 1) }]));
  }
  if (framing.kind === 'csv') {
    const rows: string[][] = parse(text, {
      delimiter: framing.delimiter,
      relax_column_count: true,
      skip_empty_lines: true,
    });
    return rows.map((cells, i) => ({ kind: 'row', cells, ...place(i + 1) }));
  }
  const records: InputRecord[] = [];
  for (const [section, list] of Object.entries(JSON.parse(text) as Record<string, unknown>)) {
    if (!Array.isArray(list)) records.push({ kind: 'json', value: list, section, ...place(1) });
    else
      for (const value of list) records.push({ kind: 'json', value, section, ...place(records.length + 1) });
  }
  return records;
}

/** One packet row in words; absent numbers are null. */
export interface PacketRow {
  readonly type: number;
  readonly track: string;
  readonly pts: number | null;
  readonly dts: number | null;
  readonly duration: number | null;
  readonly size: number;
  readonly key: boolean | null;
}

export interface ReadDump {
  readonly packets: readonly PacketRow[];
  readonly tracks: readonly (readonly (string | number | null)[])[];
  /** Count of each fate; skipped and bad with their reason. */
  readonly fates: Readonly<Record<string, number>>;
  readonly bad: readonly string[];
  readonly notes: ReadonlyMap<string, string>;
  readonly facts: ReaderFacts;
  readonly batch: EventBatch;
}

/** Reads a whole dump as the pipeline does: recognise, frame, open with the first 1,000 records, read, end. */
export function readDump(format: Format, text: string, options: Partial<ReaderContext> = {}): ReadDump {
  const framing = format.recognise(sampleOf(text))?.framing;
  if (framing === undefined) throw new Error(`${format.name} does not recognise this text`);
  return readRecords(format, recordsOf(framing, text), options);
}

export function readRecords(
  format: Format,
  records: readonly InputRecord[],
  options: Partial<ReaderContext> = {},
): ReadDump {
  const dictionary = new Dictionary();
  const notes = new Map<string, string>();
  const context: ReaderContext = {
    source: 0,
    name: 'dump',
    dictionary,
    dims: new DimensionSets(),
    defaultStream: dictionary.id('stream'),
    timezone: 'UTC',
    startMs: null,
    offsetMs: 0,
    fields: null,
    map: null,
    note: (code, note) => notes.set(code, note),
    ...options,
  };
  const batch = new EventBatch(16);
  const reader = format.open(context, records.slice(0, 1000));
  const fates: Record<string, number> = {};
  const bad: string[] = [];
  const countFate = (fate: Fate): void => {
    const name = 'reason' in fate ? `${fate.fate}.${fate.reason}` : fate.fate;
    fates[name] = (fates[name] ?? 0) + 1;
    if (fate.fate === 'bad') bad.push(`${fate.field}: ${fate.detail}`);
  };
  for (const record of records) countFate(reader.read(record, batch));
  reader.end(batch);
  if (reader.tailFate !== undefined) countFate(reader.tailFate);
  return { ...rowsOf(batch, dictionary), fates, bad, notes, facts: reader.facts, batch };
}

function rowsOf(batch: EventBatch, dictionary: Dictionary): Pick<ReadDump, 'packets' | 'tracks'> {
  const packets: PacketRow[] = [];
  const tracks: (string | number | null)[][] = [];
  const number = (c: number, row: number): number | null => {
    const value = batch.num(c, row);
    return Number.isNaN(value) ? null : value;
  };
  for (let row = 0; row < batch.length; row++) {
    const text = (c: number): string => dictionary.text(batch.str(c, row));
    const type = batch.code[row] as number;
    const flags = batch.flags[row] as number;
    if (batch.kind[row] === EventKind.track) {
      tracks.push([type, text(0), text(1), text(2), ...[0, 1, 2, 3, 4, 5].map((c) => number(c, row))]);
      continue;
    }
    packets.push({
      type,
      track: text(0),
      pts: number(0, row),
      dts: number(1, row),
      duration: number(2, row),
      size: batch.num(3, row),
      key: (flags & Flag.keyframeKnown) === 0 ? null : (flags & Flag.keyframe) !== 0,
    });
  }
  return { packets, tracks };
}

export function sum(packets: readonly PacketRow[]): number {
  return packets.reduce((total, packet) => total + packet.size, 0);
}
