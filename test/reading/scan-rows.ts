/** Rows of cells for the comparison of lanes: plain ones that the scanner must take, and everything else. */
import fc from 'fast-check';
import { anyText, names, numberText, PLAIN_LINES, timeText, typeWord } from './scan-lines.ts';

/** Spellings of one time, by what times of a log are. */
export const TIMES = {
  rfc3339: '2026-01-01T00:00:00Z',
  seconds: '1767225600.25',
  milliseconds: '1767225600250',
  microseconds: '1767225600250125',
  nanoseconds: '1767225600250125125',
  'ms since the start': '250',
  's since the start': '0.25',
} as const;

export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

type Record = Readonly<{ [name: string]: unknown }>;

/** Cells of records under a header; what is no text, number, true or false has none. */
export function cellsOf(header: readonly string[], record: Record): string[] {
  return header.map((name) => {
    const value = Object.hasOwn(record, name) ? record[name] : null;
    return value === null || typeof value === 'object' ? '' : String(value);
  });
}

/** The records that a table begins with: they settle the clock and show every track of the plain lines, and more. */
export function headRows(header: readonly string[], ts: string): string[][] {
  const packets = [null, 'main'].flatMap((stream_id) =>
    ['video', 'audio', 'metadata'].flatMap((media_type) =>
      [null, '0'].map((track) => ({ type: 'packet', ts, stream_id, track, media_type, size: 1, pts: 0 })),
    ),
  );
  return [
    ...packets,
    { type: 'join', ts, viewer_id: 'v1', session_id: 's1' },
    { type: 'error', ts, code: 'e' },
  ].map((record) => cellsOf(header, record));
}

/** A cell as RFC 4180 wants it: in quotes where it must be, or always. */
export function written(cell: string, delimiter: string, always = false): string {
  const must = cell.includes(delimiter) || /["\n\r]/.test(cell);
  return must || always ? `"${cell.replaceAll('"', '""')}"` : cell;
}

const plainRecords = PLAIN_LINES.map((line) => JSON.parse(line) as Record).filter((record) =>
  Object.hasOwn(record, 'type'),
);
const plainHeader = [...new Set(plainRecords.flatMap((record) => Object.keys(record)))];

/** The lines of `PLAIN_LINES` that name their fields as they are called, as one table. */
export const PLAIN_TABLE: Table = {
  header: plainHeader,
  rows: plainRecords.map((record) => cellsOf(plainHeader, record)),
};

const columnName = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...names) },
  { weight: 1, arbitrary: fc.constantFrom(...names).map((name) => name.replaceAll('_', ' ').toUpperCase()) },
  fc.constantFrom('message', 'x', '', '__proto__', 'tags.b', 'Tags.B c', 'tags.é', ' ', 'колонка', '7'),
  fc.string({ maxLength: 8 }),
);

const normal = (name: string) =>
  name
    .trim()
    .toLowerCase()
    .replace(/[_\- ]/g, '');

/** Names of columns, no two of them the same to the program; mostly with what an event needs. */
export const anyHeader: fc.Arbitrary<readonly string[]> = fc
  .tuple(
    fc.array(columnName, { maxLength: 14 }),
    fc.constantFrom(['type', 'ts', 'viewer_id'], ['type', 'ts', 'viewer_id'], ['Event', 'time'], ['a', 'b']),
    fc.infiniteStream(fc.nat()),
  )
  .map(([some, needed, random]) => {
    const seen = new Set<string>();
    const header = [...needed, ...some].filter((name) => {
      const own = normal(name);
      if (own === '' || !seen.has(own)) return seen.add(own) !== undefined;
      return false;
    });
    for (let at = header.length - 1; at > 0; at--) {
      const other = (random.next().value as number) % (at + 1);
      [header[at], header[other]] = [header[other] as string, header[at] as string];
    }
    return header;
  });

const blank = fc.constantFrom('', '', '', ' ', '\t');

function cellOf(name: string): fc.Arbitrary<string> {
  const rest = fc.oneof(
    { weight: 2, arbitrary: anyText },
    { weight: 2, arbitrary: numberText },
    fc.constant(''),
    blank,
  );
  const own = normal(name);
  if (own === 'type' || own === 'event') return fc.oneof({ weight: 6, arbitrary: typeWord }, rest);
  if (own === 'ts' || own === 'time') {
    const edges = fc.constantFrom(
      '123e-5',
      '1767225601e0',
      '1767225601250125999.5',
      '1767225601250125999e0',
      '-1',
    );
    return fc.oneof({ weight: 6, arbitrary: timeText }, { weight: 2, arbitrary: numberText }, edges, rest);
  }
  return fc.oneof({ weight: 2, arbitrary: fc.constant('') }, { weight: 3, arbitrary: rest });
}

/** One row under a header, written in any way, right or wrong, without its line end. */
export function anyRow(header: readonly string[], delimiter: string): fc.Arbitrary<string> {
  const cells = fc.tuple(...header.map((name) => fc.tuple(cellOf(name), fc.nat(9))));
  const fault = fc.constantFrom('', '', '', '', '', '', 'fewer', 'more', 'behind', 'before');
  return fc.tuple(cells, fault, fc.constantFrom('"', 'x', ' ', '\r', '\t', '""')).map(([list, how, odd]) => {
    const texts = list.map(([cell, way]) => (way === 0 ? cell : written(cell, delimiter, way < 4)));
    if (how === 'fewer') texts.pop();
    if (how === 'more') texts.push('');
    if (how === 'behind') texts.push(`${texts.pop() ?? ''}${odd}`);
    if (how === 'before') texts.unshift(`${odd}${texts.shift() ?? ''}`);
    return texts.join(delimiter);
  });
}

export const anyDelimiter = fc.constantFrom(',', ',', ';', '\t', '|');
