import type { Fate, RecordPlace } from '../model/record.ts';
import { PART } from '../model/record.ts';
import type { ProbeElement } from './ffprobe-elements.ts';
import { CollectedFields, SECTIONS } from './ffprobe-elements.ts';

/** Where a field stands: `packets.packet.12.pts_time` is field `pts_time` of element `packets.packet.12`. */
export interface FieldPath {
  readonly kind: string;
  readonly element: string;
  /** What follows the element's number: '' for the element itself, `tags`, `side_data_list.side_data.0` … */
  readonly rest: string;
}

const NUMBERED =
  /^(.*\b|)(packet|frame|subtitle|stream|program|stream_group|chapter|library_version|pixel_format)\.(\d+)(?:\.|$)/;

/** Reads a path of the flat and ini writers, with or without the arrays' names (`h=0`); null when it is none. */
export function fieldPath(path: string): FieldPath | null {
  const numbered = NUMBERED.exec(path);
  if (numbered !== null) {
    const [whole, , kind = ''] = numbered;
    return {
      kind,
      element: whole.endsWith('.') ? whole.slice(0, -1) : whole,
      rest: path.slice(whole.length),
    };
  }
  const dot = path.indexOf('.');
  const word = dot < 0 ? path : path.slice(0, dot);
  return SECTIONS.has(word) ? { kind: word, element: word, rest: dot < 0 ? '' : path.slice(dot + 1) } : null;
}

/**
 * Elements told by the path of their fields (flat, ini): nothing closes one but the first line of the next, which
 * therefore accounts for it; the last one is closed by the end of the input.
 */
export class PathElements {
  private path = '';
  private kind = '';
  private fields: CollectedFields | null = null;
  private place: RecordPlace = { line: 0, byte: 0, bytes: 0 };

  /** Goes to the element of this path. Returns the element that this closes, or that the line is a part. */
  enter(path: FieldPath, place: RecordPlace): ProbeElement | Fate {
    if (path.element === this.path) return PART;
    const closed = this.end();
    this.path = path.element;
    this.kind = path.kind;
    this.fields = new CollectedFields();
    this.place = place;
    return closed ?? PART;
  }

  /** A field of the current element; `rest` as in {@link FieldPath}, of which only tags are kept. */
  field(rest: string, name: string, value: string): void {
    if (rest === '') this.fields?.add(name, value);
    else if (rest === 'tags') this.fields?.add(`tag:${name}`, value);
  }

  end(): ProbeElement | null {
    const fields = this.fields;
    this.fields = null;
    this.path = '';
    return fields === null ? null : { kind: this.kind, fields, place: this.place };
  }
}
