import type { Format, Recognition, Sample } from '../model/format.ts';
import type { Fate, InputRecord } from '../model/record.ts';
import { PROBE_CATALOGUE } from './ffprobe-catalogue.ts';
import type { ColumnNames } from './ffprobe-cells.ts';
import { cellLayout, columnNames, elementOfCells } from './ffprobe-cells.ts';
import type { CellLayout, ElementCutter, ProbeElement } from './ffprobe-elements.ts';
import { KNOWN_FIELDS } from './ffprobe-elements.ts';
import { openProbe } from './ffprobe-reader.ts';

const SECTION_WORD = /^(?:packet|frame|stream|program|format|subtitle)([^\w=,])/;
/** Without section words the separator is what stands before the next `name=`. */
const FIRST_FIELDS = /^([a-z]\w*)=[\w.:/-]*([^\w.:/-])[a-z]\w*=/;

/** `ffprobe -of compact`: `packet|codec_type=video|…`, any separator, with section words and names or without. */
export const ffprobeCompact: Format = {
  ...PROBE_CATALOGUE,
  name: 'ffprobe-compact',
  title: 'ffprobe -of compact: packet|codec_type=video|…',
  detection:
    'lines that begin packet|, frame| or stream|, or with ffprobe fields as name=value between separators (p=0)',
  recognise,
  open: (context, first) => {
    const names = columnNames(context.fields);
    const lines = first.map((record) => (record.kind === 'line' ? record.text : ''));
    const separator = separatorOf(lines) ?? '|';
    const rows = lines.map((line) => cellsOf(line, separator));
    const layout = cellLayout(rows, separator, names);
    return openProbe(context, first, () => new CompactCutter(separator, names, layout));
  },
};

function recognise(sample: Sample): Recognition | null {
  const framing = { kind: 'lines' } as const;
  for (const line of sample.lines) {
    const word = /^(packet|frame|stream|program)([^\w=,])(?:[a-z]\w*=|(?:video|audio|N\/A|-?[\d.]+)\2)/.exec(
      line,
    );
    if (word !== null) {
      return { score: 0.97, reason: `ffprobe compact: lines begin with ${word[1]} and a separator`, framing };
    }
    const field = FIRST_FIELDS.exec(line)?.[1];
    if (field !== undefined && KNOWN_FIELDS.has(field)) {
      return { score: 0.85, reason: `ffprobe compact without section words: first field ${field}`, framing };
    }
  }
  return null;
}

function separatorOf(lines: readonly string[]): string | undefined {
  for (const line of lines) {
    const separator = SECTION_WORD.exec(line)?.[1] ?? FIRST_FIELDS.exec(line)?.[2];
    if (separator !== undefined) return separator;
  }
  return undefined;
}

class CompactCutter implements ElementCutter {
  readonly cells: CellLayout | null;
  private readonly separator: string;
  private readonly names: ColumnNames | null;

  constructor(separator: string, names: ColumnNames | null, cells: CellLayout | null) {
    this.cells = cells;
    this.separator = separator;
    this.names = names;
  }

  next(record: InputRecord): ProbeElement | Fate {
    if (record.kind !== 'line')
      return { fate: 'bad', reason: 'syntax', field: '', detail: 'expected a line of text' };
    return elementOfCells(cellsOf(record.text, this.separator), record, this.names);
  }

  end(): null {
    return null;
  }

  cutOff(): boolean {
    return false;
  }
}

const ESCAPES = new Map([
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
]);

/** Splits at separators without a backslash before them and undoes the escapes. */
export function cellsOf(text: string, separator: string): string[] {
  if (!text.includes('\\')) return text.split(separator);
  const cells: string[] = [];
  let cell = '';
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i);
    if (c === '\\' && i + 1 < text.length) {
      const escaped = text.charAt(++i);
      cell += ESCAPES.get(escaped) ?? escaped;
    } else if (c === separator) {
      cells.push(cell);
      cell = '';
    } else cell += c;
  }
  cells.push(cell);
  return cells;
}
