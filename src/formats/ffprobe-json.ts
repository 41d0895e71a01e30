import type { Format, Recognition, Sample } from '../model/format.ts';
import type { Fate, InputRecord, RecordPlace } from '../model/record.ts';
import { PROBE_CATALOGUE } from './ffprobe-catalogue.ts';
import type { ElementCutter, MediaKind, ProbeElement, ProbeFields } from './ffprobe-elements.ts';
import { openProbe } from './ffprobe-reader.ts';

/** Arrays of the document and the kind of their elements; `packets_and_frames` says it in `type`. */
const KINDS = new Map<string, string>([
  ['packets', 'packet'],
  ['frames', 'frame'],
  ['packets_and_frames', 'packet'],
  ['streams', 'stream'],
  ['programs', 'program'],
  ['stream_groups', 'stream_group'],
]);
const MEDIA_ARRAYS = new Map<string, MediaKind | null>([
  ['packets', 'packet'],
  ['frames', 'frame'],
  ['packets_and_frames', null],
]);
const TOP_KEY =
  /^\s*\{\s*"(packets|frames|packets_and_frames|streams|programs|stream_groups|format)"\s*:\s*([[{])/;

/** `ffprobe -of json`: one object whose arrays hold the packets, frames and streams. */
export const ffprobeJson: Format = {
  ...PROBE_CATALOGUE,
  name: 'ffprobe-json',
  title: 'ffprobe -of json: packets, frames, streams',
  detection: 'an object whose first key is packets, frames, packets_and_frames, streams, programs or format',
  recognise,
  open: (context, first) => openProbe(context, first, () => new JsonCutter()),
};

function recognise(sample: Sample): Recognition | null {
  const key = TOP_KEY.exec(sample.text)?.[1];
  if (key === undefined) return null;
  const own = key.startsWith('packets') || key === 'frames';
  // "streams" and the like are words of other documents too: ask for a field that only ffprobe writes.
  if (
    !/"(codec_type|media_type|codec_name|stream_index|pts_time|pkt_size|nb_streams|program_id)"/.test(
      sample.text,
    )
  ) {
    const empty = /^\s*\{\s*"\w+"\s*:\s*\[\s*(\]|$)/.test(sample.text);
    return own ? verdict(key, empty ? 0.6 : 0.4) : null;
  }
  return verdict(key, own ? 0.98 : 0.9);
}

function verdict(key: string, score: number): Recognition {
  return { score, reason: `ffprobe json: top key "${key}"`, framing: { kind: 'json', shape: 'object' } };
}

class JsonCutter implements ElementCutter {
  readonly mediaArrays = MEDIA_ARRAYS;

  next(record: InputRecord): ProbeElement | Fate {
    if (record.kind !== 'json' || !isObject(record.value)) {
      return { fate: 'bad', reason: 'json-not-object', field: '', detail: 'expected an object' };
    }
    const fields = new JsonFields(record.value);
    const kind = KINDS.get(record.section ?? '') ?? 'section';
    const typed = record.section === 'packets_and_frames' ? fields.text('type') || kind : kind;
    const inner = kind === 'program' || kind === 'stream_group' ? streamsOf(record.value, record) : [];
    return { kind: typed, fields, place: record, inner };
  }

  end(): null {
    return null;
  }

  /** The record reader sees the missing brackets, this reader sees whole elements only. */
  cutOff(): boolean {
    return false;
  }
}

function streamsOf(container: ProbeJson, place: RecordPlace): ProbeElement[] {
  if (!Array.isArray(container.streams)) return [];
  return container.streams
    .filter(isObject)
    .map((value) => ({ kind: 'stream', fields: new JsonFields(value), place }));
}

/** Fields are looked up by names of ours, never by names of the input, so a plain object is safe here. */
interface ProbeJson {
  readonly streams?: unknown;
  readonly tags?: unknown;
  readonly [name: string]: unknown;
}

function isObject(value: unknown): value is ProbeJson {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

class JsonFields implements ProbeFields {
  private readonly value: ProbeJson;

  constructor(value: ProbeJson) {
    this.value = value;
  }

  text(name: string): string {
    if (name.startsWith('tag:')) {
      const { tags } = this.value;
      return isObject(tags) ? new JsonFields(tags).text(name.slice(4)) : '';
    }
    const value = this.value[name];
    if (typeof value === 'string') return value === 'N/A' ? '' : value;
    return typeof value === 'number' ? String(value) : '';
  }
}
