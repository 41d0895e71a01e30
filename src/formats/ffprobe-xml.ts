import type { Format, Recognition, Sample } from '../model/format.ts';
import type { Fate, InputRecord, RecordPlace } from '../model/record.ts';
import { PART } from '../model/record.ts';
import { PROBE_CATALOGUE } from './ffprobe-catalogue.ts';
import type { ElementCutter, ProbeElement } from './ffprobe-elements.ts';
import { isElement } from './ffprobe-elements.ts';
import { OpenSections } from './ffprobe-nesting.ts';
import { openProbe } from './ffprobe-reader.ts';

const TAG = /^<(\/?)(?:ffprobe:)?([\w-]+)((?:\s+[\w:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>$/;
const ATTRIBUTE = /([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
/** A value with line breaks is printed over several lines; beyond this length the rest is not a value any more. */
const LONGEST_TAG = 65_536;

/** `ffprobe -of xml`: one element a line, fields as attributes. */
export const ffprobeXml: Format = {
  ...PROBE_CATALOGUE,
  name: 'ffprobe-xml',
  title: 'ffprobe -of xml: <packet … />',
  detection: 'an XML document with the root ffprobe',
  recognise,
  open: (context, first) => openProbe(context, first, () => new XmlCutter()),
};

function recognise(sample: Sample): Recognition | null {
  if (!/^\s*(?:<\?xml[^>]*\?>\s*)?<(?:ffprobe:)?ffprobe[\s>]/.test(sample.text)) return null;
  return { score: 1, reason: 'ffprobe xml: root element ffprobe', framing: { kind: 'lines' } };
}

class XmlCutter implements ElementCutter {
  private readonly sections = new OpenSections();
  /** Beginning of a tag whose end is on a later line. */
  private pending = '';
  private pendingPlace: RecordPlace | null = null;

  next(record: InputRecord): ProbeElement | Fate {
    if (record.kind !== 'line')
      return { fate: 'bad', reason: 'syntax', field: '', detail: 'expected a line of text' };
    const place = this.pendingPlace ?? record;
    const text =
      this.pendingPlace === null ? record.text.trim() : `${this.pending}\n${record.text.trimEnd()}`;
    if (text === '' || text.startsWith('<?') || text.startsWith('<!')) return PART;
    const tag = TAG.exec(text);
    if (tag === null && text.startsWith('<') && !text.endsWith('>') && text.length < LONGEST_TAG) {
      this.pending = text;
      this.pendingPlace = place;
      return PART;
    }
    this.pending = '';
    this.pendingPlace = null;
    if (tag === null) {
      return {
        fate: 'bad',
        reason: 'syntax',
        field: '',
        detail: 'expected one tag with its attributes a line',
      };
    }
    return this.tag(tag, place);
  }

  private tag(tag: RegExpExecArray, place: RecordPlace): ProbeElement | Fate {
    const name = tag[2] ?? '';
    if (tag[1] === '/') return this.sections.close(name);
    const attributes = attributesOf(tag[3] ?? '');
    const isTag = name === 'tag';
    if (isTag) this.sections.tag(attributes.get('key') ?? '', attributes.get('value') ?? '');
    const opened = this.sections.open(name, place);
    for (const [key, value] of attributes) this.sections.field(key, value);
    if (tag[4] !== '/') return opened;
    const closed = this.sections.close(name);
    // One line, one fate: when an unclosed element shows here, the damage is told rather than this element used.
    return isElement(closed) && opened.fate === 'part' ? closed : opened;
  }

  end(): null {
    return null;
  }

  cutOff(): boolean {
    return this.sections.depth > 0 || this.pendingPlace !== null;
  }
}

function attributesOf(text: string): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const [, name = '', double, single] of text.matchAll(ATTRIBUTE)) {
    attributes.set(name, decoded(double ?? single ?? ''));
  }
  return attributes;
}

const ENTITIES = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** The five entities of XML and numeric references; anything else stays as written. */
function decoded(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(\w+));/g, (whole, hex, decimal, name) => {
    if (name !== undefined) return ENTITIES.get(name as string) ?? whole;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex as string, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
