import type { Sample } from '../model/format.ts';
import { CsvFramer } from './csv.ts';
import { BETWEEN, OPEN_ARRAY, OPEN_OBJECT, WHITE_SPACE } from './json-bytes.ts';
import { JsonObjectFramer } from './json-object.ts';
import { scanJson } from './json-syntax.ts';

const MAX_SHOWN_KEY = 40;
/** Bytes that are looked at together for a first array. */
const FRAMED_BYTES = 1 << 14;

/** How JSON values follow each other in an input. */
export interface JsonShape {
  readonly shape: 'lines' | 'stream' | 'array' | 'object';
  /** One line for people: what in the content decided. */
  readonly reason: string;
}

/** How the cells of an input are separated. */
export interface CsvDialect {
  readonly delimiter: ',' | ';' | '\t' | '|';
  /** Cells of the first row, which names the columns or is data already. */
  readonly header: readonly string[];
  /** Share of the sample's rows, 0 to 1, with as many cells as the first. */
  readonly agreement: number;
  /** One line for people: what in the content decided. */
  readonly reason: string;
}

/**
 * The framing of JSON content, from its beginning.
 *
 * @returns null when it does not start like a JSON object or array of objects
 */
export function jsonShape(sample: Sample): JsonShape | null {
  const first = sample.bytes.find((byte) => !BETWEEN.has(byte));
  if (first !== OPEN_ARRAY && first !== OPEN_OBJECT) return null;
  const { lines } = sample;
  const whole = lines.filter((line) => isObjects(line)).length;
  // A dump without line breaks is one line, but no event.
  const dump = lines.length === 1 && first === OPEN_OBJECT ? objectOrStream(sample) : null;
  if (dump?.shape === 'object') return dump;
  if (whole > 0 && 2 * whole >= lines.length) {
    return { shape: 'lines', reason: `${whole} of the first ${lines.length} lines are JSON objects` };
  }
  if (first === OPEN_ARRAY) {
    // An array a line is no container: its lines are whole.
    const arrays = lines.filter((line) => isWhole(line)).length;
    if (arrays > 1 && 2 * arrays >= lines.length) {
      return { shape: 'lines', reason: `${arrays} of the first ${lines.length} lines are JSON arrays` };
    }
    return { shape: 'array', reason: 'one JSON array' };
  }
  return objectOrStream(sample);
}

/** One object around arrays, or objects one after another: what the first object holds tells. */
function objectOrStream(sample: Sample): JsonShape {
  const { bytes } = sample;
  const scan = scanJson(bytes, 0, bytes.length);
  const isAlone = !scan.ok || bytes.subarray(scan.end).every((byte) => WHITE_SPACE.has(byte));
  const key = isAlone ? firstArray(bytes) : null;
  if (key !== null) {
    return { shape: 'object', reason: `one JSON object around arrays, the first is ${quoted(key)}` };
  }
  return { shape: 'stream', reason: 'JSON objects one after another, over several lines' };
}

/** Key of the first array in a JSON object that holds an object; null when no array does. */
function firstArray(bytes: Uint8Array): string | null {
  const framer = new JsonObjectFramer();
  // Most often the first piece shows it.
  for (let at = 0; at < bytes.length; at += FRAMED_BYTES) {
    for (const record of framer.push(bytes.subarray(at, at + FRAMED_BYTES)).records) {
      if (record.kind === 'json' && record.section !== null) return record.section;
    }
  }
  return null;
}

/** A key as text that is safe to show. */
function quoted(key: string): string {
  return JSON.stringify(key.slice(0, MAX_SHOWN_KEY).replace(/[^ -~]/g, '?'));
}

/** Whether a line is one JSON object or several. */
function isObjects(line: string): boolean {
  if (!line.trimStart().startsWith('{')) return false;
  if (isWhole(line)) return true;
  const bytes = Buffer.from(line);
  const scan = scanJson(bytes, 0, bytes.length);
  if (!scan.ok) return false;
  const rest = bytes
    .subarray(scan.end)
    .toString()
    .replace(/^\s*,?\s*/, '');
  return rest !== '' && isObjects(rest);
}

function isWhole(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

/** Enough of a sample to see twenty rows. */
const CSV_SAMPLE_BYTES = 1 << 16;
const CSV_SAMPLE_ROWS = 20;
const DELIMITERS = [',', ';', '\t', '|'] as const;
const DELIMITER_NAMES: ReadonlyMap<string, string> = new Map([
  [',', 'comma'],
  [';', 'semicolon'],
  ['\t', 'tab'],
  ['|', 'bar'],
]);

/**
 * The delimiter of separated text: the one that cuts most of the first rows into the same number of cells, at least
 * two; of equals the one with more cells. A first line `sep=;` settles it.
 *
 * @returns null when no delimiter gives at least half of the rows the first row's number of cells
 */
export function csvDelimiter(sample: Sample): CsvDialect | null {
  let best: CsvDialect | null = null;
  for (const delimiter of DELIMITERS) {
    const dialect = tryDelimiter(sample, delimiter);
    if (dialect === null) continue;
    const better =
      best === null ||
      dialect.agreement > best.agreement ||
      (dialect.agreement === best.agreement && dialect.header.length > best.header.length);
    if (better) best = dialect;
  }
  return best;
}

function tryDelimiter(sample: Sample, delimiter: CsvDialect['delimiter']): CsvDialect | null {
  const said = sample.lines[0]?.match(/^sep=(.)$/)?.[1];
  if (said !== undefined && said !== delimiter) return null;
  const framer = new CsvFramer(delimiter);
  const bytes = sample.bytes.subarray(0, CSV_SAMPLE_BYTES);
  const rows = framer.push(bytes).records.slice(0, CSV_SAMPLE_ROWS);
  // Without its line end the last row is whole only when the input is.
  if (rows.length < CSV_SAMPLE_ROWS && sample.whole && bytes.length === sample.bytes.length) {
    rows.push(...framer.end().records);
  }
  const [header] = rows;
  if (header?.kind !== 'row' || header.cells.length < 2) return null;
  const { cells } = header;
  const agreeing = rows.filter((row) => row.kind === 'row' && row.cells.length === cells.length).length;
  const agreement = agreeing / rows.length;
  if (agreement < 0.5) return null;
  const name = DELIMITER_NAMES.get(delimiter) ?? '';
  const reason = `${agreeing} of the first ${rows.length} rows have ${cells.length} cells by ${name}`;
  return { delimiter, header: cells, agreement, reason };
}
