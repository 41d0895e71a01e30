import type { EventBatch } from '../model/event-batch.ts';
import { EventKind, MediaType } from '../model/event-kind.ts';
import type { ReaderContext } from '../model/format.ts';
import type { Fate } from '../model/record.ts';
import { USED } from '../model/record.ts';
import { mismatch } from './faults.ts';
import type { ProbeElement } from './ffprobe-elements.ts';
import { mediaTypeOf } from './ffprobe-media-types.ts';
import { count, quantity, ratio } from './ffprobe-values.ts';

/** Turns stream elements into track rows, one for each index: transport streams print every stream twice. */
export class TrackRows {
  private readonly context: ReaderContext;
  private readonly seen = new Set<string>();

  constructor(context: ReaderContext) {
    this.context = context;
  }

  add(element: ProbeElement, batch: EventBatch): Fate {
    const { fields } = element;
    const index = fields.text('index');
    if (index === '') return { fate: 'skipped', reason: 'stream_without_index' };
    if (!/^\d+$/.test(index)) return mismatch('field-type', 'index', 'a number', index);
    if (this.seen.has(index)) return { fate: 'skipped', reason: 'repeated_stream' };
    this.seen.add(index);

    const { dictionary } = this.context;
    const row = batch.push(EventKind.track, Number.NaN);
    batch.code[row] = mediaTypeOf(fields.text('codec_type')) ?? MediaType.metadata;
    batch.source[row] = this.context.source;
    batch.line[row] = element.place.line;
    batch.byte[row] = element.place.byte;
    batch.stream[row] = this.context.defaultStream;
    batch.setStr(0, row, dictionary.id(index));
    batch.setStr(1, row, dictionary.id(known(fields.text('codec_name'))));
    batch.setStr(2, row, dictionary.id(known(fields.text('tag:language'))));
    batch.setNum(0, row, positive(count(fields.text('width'))));
    batch.setNum(1, row, positive(count(fields.text('height'))));
    batch.setNum(2, row, ratio(fields.text('avg_frame_rate')));
    batch.setNum(3, row, positive(quantity(fields.text('sample_rate'))));
    batch.setNum(4, row, positive(count(fields.text('channels'))));
    batch.setNum(5, row, positive(count(fields.text('bit_rate'))));
    return USED;
  }
}

/** `und` (ISO 639-2: undetermined) and `unknown` are ffprobe's words for absent. */
function known(word: string): string {
  return word === 'und' || word === 'unknown' ? '' : word;
}

/** ffprobe prints 0 for a width, rate or channel count that it could not find. */
function positive(value: number): number {
  return value > 0 ? value : Number.NaN;
}
