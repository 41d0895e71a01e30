import type { Fate, RecordPlace } from '../model/record.ts';
import { PART } from '../model/record.ts';
import type { ProbeElement } from './ffprobe-elements.ts';
import { CollectedFields, SECTIONS } from './ffprobe-elements.ts';

interface OpenSection {
  readonly name: string;
  /** Fields of an element; null for a container or for detail nested in an element (side data). */
  readonly fields: CollectedFields | null;
  readonly place: RecordPlace;
}

/** Sections that no other section may stand in: an opening mark inside one means its closing mark is lost. */
const FLAT = new Set(['packet', 'frame', 'subtitle']);

/** Sections that open and close around their fields over several lines (default, xml). */
export class OpenSections {
  private readonly stack: OpenSection[] = [];

  get depth(): number {
    return this.stack.length;
  }

  /** Opens a section. A packet or frame that was still open is lost; its fate is returned then. */
  open(name: string, place: RecordPlace): Fate {
    const lost = this.stack.findIndex((section) => FLAT.has(section.name));
    const fields = SECTIONS.has(name) ? new CollectedFields() : null;
    const section: OpenSection = { name, fields, place };
    if (lost >= 0 && fields !== null) {
      const found = this.stack[lost]?.name ?? '';
      this.stack.length = lost;
      this.stack.push(section);
      return broken(`expected the end of ${found}, found the beginning of ${name}`);
    }
    this.stack.push(section);
    return PART;
  }

  /** A field of the innermost section; dropped when that is detail or container. */
  field(name: string, value: string): void {
    this.stack.at(-1)?.fields?.add(name, value);
  }

  /** A tag, which some versions wrap in a section of its own. */
  tag(name: string, value: string): void {
    this.stack.findLast((section) => section.fields !== null)?.fields?.add(`tag:${name}`, value);
  }

  /** Closes a section: the element it was, or what else the mark means. */
  close(name: string): ProbeElement | Fate {
    const last = this.stack.at(-1);
    if (last === undefined || last.name !== name) {
      const at = this.stack.findLastIndex((section) => section.name === name);
      if (at < 0)
        return SECTIONS.has(name) ? broken(`expected the beginning of ${name} before its end`) : PART;
      this.stack.length = at;
      return broken(`expected the end of ${last?.name ?? ''}, found the end of ${name}`);
    }
    this.stack.pop();
    return last.fields === null ? PART : { kind: name, fields: last.fields, place: last.place };
  }
}

function broken(detail: string): Fate {
  return { fate: 'bad', reason: 'syntax', field: '', detail };
}
