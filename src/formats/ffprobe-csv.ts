import type { Format, Recognition, Sample } from '../model/format.ts';
import type { Fate, InputRecord } from '../model/record.ts';
import { PROBE_CATALOGUE } from './ffprobe-catalogue.ts';
import type { ColumnNames } from './ffprobe-cells.ts';
import { cellLayout, columnNames, elementOfCells, frameColumns, isFullPacket } from './ffprobe-cells.ts';
import type { CellLayout, ElementCutter, ProbeElement } from './ffprobe-elements.ts';
import { MEDIA_WORDS } from './ffprobe-elements.ts';
import { openProbe } from './ffprobe-reader.ts';

type Delimiter = ',' | ';' | '\t';
const DELIMITERS: readonly Delimiter[] = [',', ';', '\t'];

/** `ffprobe -of csv`, with section words or without (`p=0`), of all columns or of those that `--fields` names. */
export const ffprobeCsv: Format = {
  ...PROBE_CATALOGUE,
  name: 'ffprobe-csv',
  title: 'ffprobe -of csv: packet,video,0,…',
  detection:
    'rows that begin packet, frame or stream; rows that begin video or audio with 11 or 13 columns (p=0); ' +
    'a few numbers with packet flags at the end (then --fields must name the columns)',
  recognise,
  open: (context, first) => {
    const names = columnNames(context.fields);
    const rows = first.flatMap((record) => (record.kind === 'row' ? [record.cells] : []));
    // Which of them it is, the framing knows.
    const layout = cellLayout(rows, '', names);
    return openProbe(context, first, () => new CsvCutter(names, layout));
  },
};

class CsvCutter implements ElementCutter {
  readonly cells: CellLayout | null;
  private readonly names: ColumnNames | null;

  constructor(names: ColumnNames | null, cells: CellLayout | null) {
    this.names = names;
    this.cells = cells;
  }

  next(record: InputRecord): ProbeElement | Fate {
    if (record.kind !== 'row')
      return { fate: 'bad', reason: 'syntax', field: '', detail: 'expected a row of cells' };
    return elementOfCells(record.cells, record, this.names);
  }

  end(): null {
    return null;
  }

  cutOff(): boolean {
    return false;
  }
}

function recognise(sample: Sample): Recognition | null {
  // ffprobe prints no header: a first row of names is another's file.
  if (/^"?[a-z]\w*"?([,;\t]"?[a-z]\w*"?)+$/i.test(sample.lines[0] ?? '')) return null;
  let best: Recognition | null = null;
  for (const delimiter of DELIMITERS) {
    // Split plainly: the cells that decide never hold a quoted delimiter.
    const rows = sample.lines.map((line) => line.split(delimiter));
    const all = recogniseAll(rows, delimiter);
    for (const found of [...rows.map((cells) => recogniseRow(cells, delimiter)), all]) {
      if (found !== null && found.score > (best?.score ?? 0)) best = found;
    }
  }
  return best;
}

/** One row that only ffprobe writes. */
function recogniseRow(cells: readonly string[], delimiter: Delimiter): Recognition | null {
  const framing = { kind: 'csv', delimiter } as const;
  const [word = '', next = ''] = cells;
  if (cells.length < 2) return null;
  if (word === 'packet' || word === 'frame') {
    if (isFullPacket(cells, 1) || frameColumns(cells, 1) !== null || /^\w+=/.test(next)) {
      return {
        score: 0.98,
        reason: `ffprobe csv: rows begin with ${word}${shownDelimiter(delimiter)}`,
        framing,
      };
    }
    const value = MEDIA_WORDS.has(next) || /^(-?[\d.:-]+( \w+)?|N\/A|[K_][D_]?[C_]?)$/.test(next);
    const reason = `ffprobe csv: rows begin with ${word}, not all columns: --fields must name them`;
    return value ? { score: 0.85, reason, framing } : null;
  }
  if (
    word === 'stream' &&
    (/^index=/.test(next) || (/^\d+$/.test(next) && cells.some((c) => MEDIA_WORDS.has(c))))
  ) {
    return { score: 0.85, reason: 'ffprobe csv: rows begin with stream', framing };
  }
  if (isFullPacket(cells, 0) || frameColumns(cells, 0) !== null) {
    return { score: 0.9, reason: `ffprobe csv=p=0: ${word}, then the columns of a packet or frame`, framing };
  }
  return null;
}

/** Columns without names and not all of them: no one row proves it. */
function recogniseAll(rows: readonly (readonly string[])[], delimiter: Delimiter): Recognition | null {
  const framing = { kind: 'csv', delimiter } as const;
  const share = (test: (cells: readonly string[]) => boolean): number =>
    rows.length === 0 ? 0 : rows.filter(test).length / rows.length;
  if (share(endsInFlags) >= 0.5) {
    const reason = 'ffprobe csv=p=0: packet flags end the rows; --fields must name the columns';
    return { score: 0.6, reason, framing };
  }
  if (share(isNumbersWithTime) === 1) {
    const reason =
      'numbers with six decimals, as ffprobe csv=p=0 prints times: --fields must name the columns';
    return { score: 0.2, reason, framing };
  }
  return null;
}

/** Flags last; an empty cell may follow where side data had nothing to print. */
function endsInFlags(cells: readonly string[]): boolean {
  const last = cells.at(-1) === '' ? cells.at(-2) : cells.at(-1);
  const first = cells[0] ?? '';
  if (cells.length < 2 || last === undefined) return false;
  return /^[K_][D_]?[C_]?$/.test(last) && /^(-?\d+(\.\d+)?|N\/A|video|audio)$/.test(first);
}

function isNumbersWithTime(cells: readonly string[]): boolean {
  const rest = MEDIA_WORDS.has(cells[0] ?? '') ? cells.slice(1) : cells;
  if (cells.length < 2 || cells.length > 11) return false;
  return (
    rest.every((cell) => /^(-?\d+(\.\d{6})?|N\/A|)$/.test(cell)) && rest.some((cell) => /\.\d{6}$/.test(cell))
  );
}

function shownDelimiter(delimiter: Delimiter): string {
  return delimiter === '\t' ? ' and a tab' : delimiter;
}
