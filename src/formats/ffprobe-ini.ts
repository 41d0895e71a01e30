import type { Format, Recognition, Sample } from '../model/format.ts';
import type { Fate, InputRecord } from '../model/record.ts';
import { PART } from '../model/record.ts';
import { PROBE_CATALOGUE } from './ffprobe-catalogue.ts';
import type { ElementCutter, ProbeElement } from './ffprobe-elements.ts';
import { fieldPath, PathElements } from './ffprobe-paths.ts';
import { openProbe } from './ffprobe-reader.ts';

const HEADER = /^\[([\w.]+)\]$/;
const OWN =
  /^\[(?:packets|frames|packets_and_frames|streams|programs)?\.?(?:packet|frame|stream|program)\.\d+\]$/;

/** `ffprobe -of ini`: `[packets.packet.0]`, then one `name=value` a line. */
export const ffprobeIni: Format = {
  ...PROBE_CATALOGUE,
  name: 'ffprobe-ini',
  title: 'ffprobe -of ini: [packets.packet.0]',
  detection:
    'section lines [packets.packet.0], [frames.frame.0], [streams.stream.0] (or without the first word)',
  recognise,
  open: (context, first) => openProbe(context, first, () => new IniCutter()),
};

function recognise(sample: Sample): Recognition | null {
  const header = sample.lines.find((line) => OWN.test(line));
  if (header === undefined) return null;
  return { score: 0.98, reason: `ffprobe ini: section ${header}`, framing: { kind: 'lines' } };
}

class IniCutter implements ElementCutter {
  private readonly elements = new PathElements();
  /** Path inside the element that the fields below stand in; null outside any section we know. */
  private rest: string | null = null;

  next(record: InputRecord): ProbeElement | Fate {
    if (record.kind !== 'line')
      return { fate: 'bad', reason: 'syntax', field: '', detail: 'expected a line of text' };
    const { text } = record;
    const header = HEADER.exec(text);
    if (header !== null) {
      const path = fieldPath(header[1] ?? '');
      this.rest = path === null ? null : path.rest;
      return path === null ? PART : this.elements.enter(path, record);
    }
    if (text.startsWith('#') || text.startsWith(';')) return PART;
    const equals = text.indexOf('=');
    if (equals < 0 || this.rest === null) return { fate: 'skipped', reason: 'unknown_line' };
    this.elements.field(this.rest, unescaped(text.slice(0, equals)), unescaped(text.slice(equals + 1)));
    return PART;
  }

  end(): ProbeElement | null {
    return this.elements.end();
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
  ['t', '\t'],
]);

/** Undoes `\n`, `\=`, `\#`, `\\` and `\x00XX` (control characters). */
function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(
    /\\(?:x00([0-9a-fA-F]{2})|(.))/g,
    (_, hex: string | undefined, c: string | undefined) =>
      hex === undefined ? (ESCAPES.get(c ?? '') ?? c ?? '') : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
