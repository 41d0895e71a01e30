import type { Fate, RecordPlace } from '../model/record.ts';
import { PART } from '../model/record.ts';
import type { CellLayout, ProbeElement, ProbeFields } from './ffprobe-elements.ts';
import { CollectedFields, FRAME_ONLY, MEDIA_WORDS, PACKET_FLAGS, SECTIONS } from './ffprobe-elements.ts';
import { streamFields } from './ffprobe-stream-cells.ts';

/**
 * Rows of the csv and compact writers: an optional section word (`p=1`), then cells with names (`nk=0`) or without.
 * Without names the place of a cell tells its field only where ffprobe prints all of them.
 */

export const PACKET_11 =
  'codec_type stream_index pts pts_time dts dts_time duration duration_time size pos flags'.split(' ');
/** Up to FFmpeg 4.4. */
const PACKET_13 = [
  ...PACKET_11.slice(0, 8),
  'convergence_duration',
  'convergence_duration_time',
  ...PACKET_11.slice(8),
];
const FRAME_HEAD =
  'media_type stream_index key_frame pts pts_time pkt_dts pkt_dts_time best_effort_timestamp best_effort_timestamp_time'.split(
    ' ',
  );
const NAMED = /^([a-zA-Z_][\w:.-]*)=([\s\S]*)$/;
const NUMBER = /^(?:N\/A|-?\d+(?:\.\d+)?|-?\d+:-?\d+:-?[\d.]+)(?: \w+)?$/;

/** Names of the columns in the order they were asked for (`--fields`), with the word of the section they are of. */
export interface ColumnNames {
  readonly kind: 'packet' | 'frame';
  readonly columns: ReadonlyMap<string, number>;
  readonly count: number;
}

/** Columns of `--fields`; a leading section word may be given as ffprobe prints it. Null for none. */
export function columnNames(fields: readonly string[] | null): ColumnNames | null {
  if (fields === null) return null;
  const names = fields.map((name) => name.trim().toLowerCase());
  const word = names[0] ?? '';
  if (word === 'packet' || word === 'frame') names.shift();
  const isFrame = word === 'frame' || (word !== 'packet' && FRAME_ONLY.some((name) => names.includes(name)));
  return { kind: isFrame ? 'frame' : 'packet', columns: columnsOf(names), count: names.length };
}

/**
 * How cells stand in the first rows of packets or frames with their word, as `elementOfCells` reads them.
 *
 * @returns null when there are none, or when `--fields` says what they are
 */
export function cellLayout(
  rows: readonly (readonly string[])[],
  delimiter: string,
  names: ColumnNames | null,
): CellLayout | null {
  const row = rows.find(([word]) => word === 'packet' || word === 'frame');
  // A delimiter of several bytes, or one that stands in values.
  if (row === undefined || !/^[!-~]?$/.test(delimiter) || '"\\='.includes(delimiter || ' ')) return null;
  const isNamed = NAMED.test(row[1] ?? '');
  return isNamed || names === null ? { delimiter, isNamed } : null;
}

/** Element of one row, or what else the row is. */
export function elementOfCells(
  cells: readonly string[],
  place: RecordPlace,
  names: ColumnNames | null,
): ProbeElement | Fate {
  const word = cells[0] ?? '';
  if (word === 'side_data') return PART;
  const kind = SECTIONS.has(word) ? word : '';
  const from = kind === '' ? 0 : 1;
  const head = cells[from] ?? '';
  if (NAMED.test(head) || (kind === 'program' && head === 'stream'))
    return namedElement(cells, from, kind, place);
  if (kind === 'stream' || (kind === '' && isStreamRow(cells))) {
    const fields = streamFields(cells, from);
    return fields === null
      ? { fate: 'skipped', reason: 'stream_without_index' }
      : { kind: 'stream', fields, place };
  }
  if (kind !== '' && kind !== 'packet' && kind !== 'frame') return programOrOther(cells, kind, place);
  if (kind === '' && !MEDIA_WORDS.has(head) && !NUMBER.test(head))
    return { fate: 'skipped', reason: 'unknown_row' };
  return positionedElement(cells, from, kind, place, names);
}

/** Fields with their names; a cell without one begins nested side data or, in a program, its first stream. */
function namedElement(
  cells: readonly string[],
  from: number,
  kind: string,
  place: RecordPlace,
): ProbeElement {
  const fields = new CollectedFields();
  for (let i = from; i < cells.length; i++) {
    const cell = cells[i] ?? '';
    const named = NAMED.exec(cell);
    if (named !== null) fields.add(named[1] ?? '', named[2] ?? '');
    else if (cell === 'stream')
      return { kind, fields, place, inner: [namedElement(cells, i + 1, 'stream', place)] };
    else if (cell === 'side_data') break;
  }
  return { kind: kind === '' ? fields.guessKind() : kind, fields, place };
}

/** `program,1,stream,0,h264,…`: ffprobe prints the first stream of a program on the program's own row. */
function programOrOther(cells: readonly string[], kind: string, place: RecordPlace): ProbeElement {
  const at = kind === 'program' ? cells.indexOf('stream') : -1;
  const stream = at < 0 ? null : streamFields(cells, at + 1);
  const inner = stream === null ? [] : [{ kind: 'stream', fields: stream, place }];
  return { kind, fields: NO_FIELDS, place, inner };
}

function positionedElement(
  cells: readonly string[],
  from: number,
  kind: string,
  place: RecordPlace,
  names: ColumnNames | null,
): ProbeElement | Fate {
  if (names !== null && (kind === '' || kind === names.kind)) {
    if (cells.length - from < names.count)
      return ragged(`${names.count} cells, as --fields names them`, cells.length - from);
    return { kind: names.kind, fields: new PositionedFields(cells, from, names.columns), place };
  }
  // The names are those of the other kind, which makes the rows; this one is only counted.
  if (names !== null) return { kind, fields: NO_FIELDS, place };
  if (kind !== 'frame') {
    const columns = packetColumns(cells, from);
    if (columns !== null)
      return { kind: 'packet', fields: new PositionedFields(cells, from, columns), place };
  }
  const columns = kind === 'packet' ? null : frameColumns(cells, from);
  if (columns !== null) return { kind: 'frame', fields: new PositionedFields(cells, from, columns), place };
  return ragged(
    'all columns of a packet or frame, or --fields with their names in the order ffprobe printed them',
    cells.length - from,
  );
}

/** True when flags, which end the columns of a packet, stand where a full row of some version has them. */
export function isFullPacket(cells: readonly string[], from: number): boolean {
  return packetColumns(cells, from) !== null;
}

function packetColumns(cells: readonly string[], from: number): ReadonlyMap<string, number> | null {
  if (!MEDIA_WORDS.has(cells[from] ?? '')) return null;
  if (PACKET_FLAGS.test(cells[from + 10] ?? '')) return PACKET_11_COLUMNS;
  return PACKET_FLAGS.test(cells[from + 12] ?? '') ? PACKET_13_COLUMNS : null;
}

/**
 * Frames: FFmpeg 6 prints two columns more than the versions before and after it. The first word in small letters
 * after the times is the pixel format (two cells after the size) or the sample format (none between).
 */
export function frameColumns(cells: readonly string[], from: number): ReadonlyMap<string, number> | null {
  const type = cells[from];
  if ((type !== 'video' && type !== 'audio') || !/^[01]$/.test(cells[from + 2] ?? '')) return null;
  const format = cells.findIndex((cell, i) => i >= from + 13 && /^[a-z]/.test(cell)) - from;
  const size = format - (type === 'video' ? 3 : 1);
  if (size === 12) return FRAME_13_COLUMNS;
  return size === 14 ? FRAME_15_COLUMNS : null;
}

/** An index first and the media type later; packets and frames have the media type first. */
function isStreamRow(cells: readonly string[]): boolean {
  return /^\d+$/.test(cells[0] ?? '') && cells.slice(1, 6).some((cell) => MEDIA_WORDS.has(cell));
}

function columnsOf(names: readonly string[]): ReadonlyMap<string, number> {
  return new Map(names.map((name, i) => [name, i]));
}

const PACKET_11_COLUMNS = columnsOf(PACKET_11);
const PACKET_13_COLUMNS = columnsOf(PACKET_13);
const FRAME_13_COLUMNS = columnsOf([...FRAME_HEAD, 'duration', 'duration_time', 'pkt_pos', 'pkt_size']);
const FRAME_15_COLUMNS = columnsOf([
  ...FRAME_HEAD,
  'pkt_duration',
  'pkt_duration_time',
  'duration',
  'duration_time',
  'pkt_pos',
  'pkt_size',
]);
const NO_FIELDS: ProbeFields = { text: () => '' };

class PositionedFields implements ProbeFields {
  private readonly cells: readonly string[];
  private readonly from: number;
  private readonly columns: ReadonlyMap<string, number>;

  constructor(cells: readonly string[], from: number, columns: ReadonlyMap<string, number>) {
    this.cells = cells;
    this.from = from;
    this.columns = columns;
  }

  text(name: string): string {
    const column = this.columns.get(name);
    const value = column === undefined ? '' : (this.cells[this.from + column] ?? '');
    return value === 'N/A' ? '' : value;
  }
}

function ragged(expected: string, found: number): Fate {
  return {
    fate: 'bad',
    reason: 'csv-columns',
    field: '',
    detail: `expected ${expected}; found ${found} cells`,
  };
}
