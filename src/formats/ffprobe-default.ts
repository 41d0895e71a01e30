import type { Format, Recognition, Sample } from '../model/format.ts';
import type { Fate, InputRecord, RecordPlace } from '../model/record.ts';
import { PART } from '../model/record.ts';
import { PROBE_CATALOGUE } from './ffprobe-catalogue.ts';
import type { ElementCutter, ProbeElement } from './ffprobe-elements.ts';
import { CollectedFields, KNOWN_FIELDS } from './ffprobe-elements.ts';
import { OpenSections } from './ffprobe-nesting.ts';
import { openProbe } from './ffprobe-reader.ts';

const MARK = /^\[(\/?)([A-Z_]+)\]$/;
const FIELD = /^((?:TAG:|DISPOSITION:)?[^=]+)=(.*)$/;

/** ffprobe's default writer: `[PACKET]`, one `name=value` a line, `[/PACKET]`; or without the marks (`nw=1`). */
export const ffprobeDefault: Format = {
  ...PROBE_CATALOGUE,
  name: 'ffprobe-default',
  title: 'ffprobe -of default: [PACKET] … [/PACKET]',
  detection: 'lines [PACKET], [FRAME] or [STREAM]; or ffprobe fields as name=value, one a line (nw=1)',
  recognise,
  open: (context, first) =>
    openProbe(context, first, () => (first.some(isMark) ? new MarkedCutter() : new UnmarkedCutter())),
};

function isMark(record: InputRecord): boolean {
  return record.kind === 'line' && MARK.test(record.text);
}

function recognise(sample: Sample): Recognition | null {
  const framing = { kind: 'lines' } as const;
  const mark = sample.lines.find((line) => /^\[(PACKET|FRAME|STREAM|PROGRAM|FORMAT)\]$/.test(line));
  if (mark !== undefined) return { score: 0.98, reason: `ffprobe default: line ${mark}`, framing };
  const names = sample.lines.map((line) => /^(?:TAG:|DISPOSITION:)?([a-z]\w*)=[^|;]*$/.exec(line)?.[1]);
  const known = names.find((name) => name !== undefined && KNOWN_FIELDS.has(name));
  if (known === undefined || names.includes(undefined)) return null;
  return { score: 0.8, reason: `ffprobe default without section marks: field ${known}`, framing };
}

/** The line that closes a section accounts for it. */
class MarkedCutter implements ElementCutter {
  private readonly sections = new OpenSections();

  next(record: InputRecord): ProbeElement | Fate {
    if (record.kind !== 'line') return notALine();
    const mark = MARK.exec(record.text);
    if (mark !== null) {
      const name = (mark[2] ?? '').toLowerCase();
      return mark[1] === '/' ? this.sections.close(name) : this.sections.open(name, record);
    }
    // A line without a mark or a field continues the value before it: this writer escapes nothing.
    if (this.sections.depth === 0) return { fate: 'skipped', reason: 'unknown_line' };
    const field = FIELD.exec(record.text);
    if (field === null) return PART;
    const name = field[1] ?? '';
    if (name.startsWith('TAG:')) this.sections.tag(name.slice(4), field[2] ?? '');
    else this.sections.field(name, field[2] ?? '');
    return PART;
  }

  end(): null {
    return null;
  }

  cutOff(): boolean {
    return this.sections.depth > 0;
  }
}

/** Without marks the first field of the next section closes one, so that line accounts for the section before it. */
class UnmarkedCutter implements ElementCutter {
  private firstName = '';
  private open: CollectedFields | null = null;
  private place: RecordPlace = { line: 0, byte: 0, bytes: 0 };

  next(record: InputRecord): ProbeElement | Fate {
    if (record.kind !== 'line') return notALine();
    const field = FIELD.exec(record.text);
    if (field === null) return { fate: 'skipped', reason: 'unknown_line' };
    const name = field[1] ?? '';
    const closed = this.begins(name) ? this.end() : null;
    if (this.open === null) {
      if (this.firstName === '') this.firstName = name;
      this.open = new CollectedFields();
      this.place = record;
    }
    this.open.add(name.startsWith('TAG:') ? `tag:${name.slice(4)}` : name, field[2] ?? '');
    return closed ?? PART;
  }

  private begins(name: string): boolean {
    if (this.open === null) return true;
    if (name === 'codec_type') return !this.open.has('index') && !this.open.has('codec_name');
    return name === this.firstName || name === 'index' || name === 'media_type' || name === 'filename';
  }

  end(): ProbeElement | null {
    const fields = this.open;
    if (fields === null) return null;
    this.open = null;
    return { kind: fields.guessKind(), fields, place: this.place };
  }

  cutOff(): boolean {
    return false;
  }
}

function notALine(): Fate {
  return { fate: 'bad', reason: 'syntax', field: '', detail: 'expected a line of text' };
}
