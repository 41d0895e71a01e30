import type { Format, Recognition, Sample } from '../model/format.ts';
import type { Fate, InputRecord } from '../model/record.ts';
import { PROBE_CATALOGUE } from './ffprobe-catalogue.ts';
import type { ElementCutter, ProbeElement } from './ffprobe-elements.ts';
import { fieldPath, PathElements } from './ffprobe-paths.ts';
import { openProbe } from './ffprobe-reader.ts';

const LINE = /^([\w.:-]+)=(.*)$/;
const OWN =
  /^(?:(?:packets|frames|packets_and_frames|streams|programs)\.)?(packet|frame|stream|program)\.\d+\.[\w.:]+=("|-?\d)/;

/** `ffprobe -of flat`: one `packets.packet.0.pts_time="0.000000"` a line, as a shell would read it. */
export const ffprobeFlat: Format = {
  ...PROBE_CATALOGUE,
  name: 'ffprobe-flat',
  title: 'ffprobe -of flat: packets.packet.0.pts_time="…"',
  detection:
    'lines that begin packets.packet.0., frames.frame.0., streams.stream.0. (or without the first word)',
  recognise,
  open: (context, first) => openProbe(context, first, () => new FlatCutter()),
};

function recognise(sample: Sample): Recognition | null {
  const line = sample.lines.find((text) => OWN.test(text));
  if (line === undefined) return null;
  const word = OWN.exec(line)?.[1] ?? '';
  return {
    score: 0.98,
    reason: `ffprobe flat: lines like ${word}.0.name="value"`,
    framing: { kind: 'lines' },
  };
}

class FlatCutter implements ElementCutter {
  private readonly elements = new PathElements();

  next(record: InputRecord): ProbeElement | Fate {
    if (record.kind !== 'line')
      return { fate: 'bad', reason: 'syntax', field: '', detail: 'expected a line of text' };
    const line = LINE.exec(record.text);
    const path = fieldPath(line?.[1] ?? record.text);
    if (path === null) return { fate: 'skipped', reason: 'unknown_line' };
    const value = unquoted(line?.[2] ?? '');
    if (line === null || value === null) {
      return { fate: 'bad', reason: 'syntax', field: '', detail: 'expected name="value" or name=number' };
    }
    const dot = path.rest.lastIndexOf('.');
    const closed = this.elements.enter(path, record);
    this.elements.field(dot < 0 ? '' : path.rest.slice(0, dot), path.rest.slice(dot + 1), value);
    return closed;
  }

  end(): ProbeElement | null {
    return this.elements.end();
  }

  cutOff(): boolean {
    return false;
  }
}

/** A value without its quotes and escapes; null when the closing quote is missing. */
function unquoted(text: string): string | null {
  if (!text.startsWith('"')) return text;
  if (text.length < 2 || !text.endsWith('"')) return null;
  const inside = text.slice(1, -1);
  if (!inside.includes('\\')) return inside;
  return inside.replace(/\\(.)/g, (_, c: string) => (c === 'n' ? '\n' : c === 'r' ? '\r' : c));
}
