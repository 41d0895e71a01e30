import { MediaType } from '../model/event-kind.ts';
import type { ProbeElement } from './ffprobe-elements.ts';
import { microseconds } from './ffprobe-values.ts';

const WORDS = new Map<string, MediaType>([
  ['video', MediaType.video],
  ['audio', MediaType.audio],
  ['subtitle', MediaType.metadata],
  ['data', MediaType.metadata],
  ['attachment', MediaType.metadata],
  ['unknown', MediaType.metadata],
]);

/** The media type of a `codec_type` or `media_type`; undefined for a word ffprobe does not print. */
export function mediaTypeOf(word: string): MediaType | undefined {
  return WORDS.get(word);
}

/**
 * What is known of tracks whose packets do not say their `codec_type` (`-show_entries` without it): the streams
 * section, when it was seen before; else signs that only video shows.
 */
export class MediaTypes {
  private readonly declared = new Map<string, MediaType>();
  private readonly signs = new Map<string, MediaType>();
  private readonly lastPts = new Map<string, number>();

  learn(element: ProbeElement): void {
    const { kind, fields } = element;
    if (kind === 'stream') {
      const type = mediaTypeOf(fields.text('codec_type'));
      const index = fields.text('index');
      if (type !== undefined && index !== '') this.declared.set(index, type);
    } else if (kind === 'packet' || kind === 'frame') this.learnSigns(element);
    for (const stream of element.inner ?? []) this.learn(stream);
  }

  private learnSigns({ kind, fields }: ProbeElement): void {
    const index = fields.text('stream_index');
    if (kind === 'frame' && (fields.text('nb_samples') !== '' || fields.text('sample_fmt') !== '')) {
      this.signs.set(index, MediaType.audio);
      return;
    }
    // Every audio packet is a keyframe.
    const dependent = fields.text('key_frame') === '0' || fields.text('flags').startsWith('_');
    const picture = fields.text('pict_type') !== '' || fields.text('width') !== '';
    // Audio is stored in the order of its presentation. Without an index several tracks may be mixed.
    const pts = index === '' ? Number.NaN : microseconds(fields.text('pts_time'));
    const reordered = pts < (this.lastPts.get(index) ?? Number.NEGATIVE_INFINITY);
    if (!Number.isNaN(pts)) this.lastPts.set(index, pts);
    if (dependent || picture || reordered) this.signs.set(index, MediaType.video);
  }

  /** The media type of a track by its index ('' when packets carry none); undefined when nothing tells it. */
  of(index: string): MediaType | undefined {
    return this.declared.get(index) ?? this.signs.get(index);
  }
}
