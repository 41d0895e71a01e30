import type { EventBatch } from '../model/event-batch.ts';
import type { ReaderContext, ReaderFacts, RecordReader } from '../model/format.ts';
import type { Fate, InputRecord } from '../model/record.ts';
import { USED } from '../model/record.ts';
import type { DumpFate, DumpPlan } from '../model/scan-plan.ts';
import type { ElementCutter, MediaKind, ProbeElement } from './ffprobe-elements.ts';
import { isElement } from './ffprobe-elements.ts';
import { MediaTypes } from './ffprobe-media-types.ts';
import { PacketRows } from './ffprobe-packets.ts';
import { FRAME_BESIDE_PACKETS, probePlan } from './ffprobe-plan.ts';
import { TrackRows } from './ffprobe-tracks.ts';

/**
 * The reader of every ffprobe writer: what a packet, a frame, a stream and any other section mean.
 * @param cutter - makes the writer's cutter; one looks at the first records, another reads
 */
export function openProbe(
  context: ReaderContext,
  first: readonly InputRecord[],
  cutter: () => ElementCutter,
): RecordReader {
  const types = new MediaTypes();
  const ahead = cutter();
  let mediaKind: MediaKind | null = null;
  const look = (element: ProbeElement | Fate | null): void => {
    if (element === null || !isElement(element)) return;
    types.learn(element);
    if (element.kind === 'packet') mediaKind = 'packet';
    else if (element.kind === 'frame') mediaKind ??= 'frame';
  };
  for (const record of first) if (record.kind !== 'bad') look(ahead.next(record));
  look(ahead.end());
  return new ProbeReader(context, cutter(), types, mediaKind);
}

class ProbeReader implements RecordReader {
  readonly facts: ReaderFacts = { clock: null, timeUnit: null, assumedUtc: 0, truncated: false };
  tailFate: Fate | undefined;
  private readonly context: ReaderContext;
  private readonly cutter: ElementCutter;
  private readonly types: MediaTypes;
  private readonly packets: PacketRows;
  private readonly tracks: TrackRows;
  /** A frame is a packet seen again: only one of the two makes rows, packets where there are any. */
  private mediaKind: MediaKind | null;
  /** Kinds of which there was one: what is to be noted of them is noted. */
  private readonly met = new Set<MediaKind>();

  constructor(context: ReaderContext, cutter: ElementCutter, types: MediaTypes, mediaKind: MediaKind | null) {
    this.context = context;
    this.cutter = cutter;
    this.types = types;
    this.mediaKind = mediaKind;
    this.packets = new PacketRows(context, this.facts, types);
    this.tracks = new TrackRows(context);
  }

  read(record: InputRecord, batch: EventBatch): Fate {
    if (record.kind === 'bad')
      return { fate: 'bad', reason: record.reason, field: '', detail: record.detail };
    const next = this.cutter.next(record);
    return isElement(next) ? this.element(next, batch) : next;
  }

  end(batch: EventBatch): void {
    this.facts.truncated = this.cutter.cutOff();
    const last = this.cutter.end();
    if (last === null) return;
    const fate = this.element(last, batch);
    // The end cut this element: what is missing was never written, so it is no bad record but a cut tail.
    if (fate.fate === 'bad' && fate.reason === 'field-missing') this.facts.truncated = true;
    else this.tailFate = fate;
  }

  dumpPlan(): DumpPlan | undefined {
    const { context, cutter } = this;
    const { mediaArrays = new Map(), cells = null } = cutter;
    if (mediaArrays.size === 0 && cells === null) return undefined;
    return probePlan(context, mediaArrays, cells, (kind) => this.fateOf(kind));
  }

  /** What becomes of elements that hold nothing unusual, as long as no other element was read. */
  private fateOf(kind: MediaKind): DumpFate {
    const flags = kind === 'frame' ? 'optional' : this.packets.flagsSeen ? 'required' : 'refused';
    // Without names, flags show which columns a packet has, and those of a frame are not the scanner's to find.
    if (this.cutter.cells?.isNamed === false && flags !== 'required') return { fate: 'left', flags };
    if (!this.met.has(kind)) return { fate: 'left', flags };
    if (kind !== this.mediaKind) return { fate: kind === 'frame' ? 'skipped' : 'left', flags };
    // The first row with a time says what the clock is.
    return { fate: this.facts.timeUnit === null ? 'left' : 'row', flags };
  }

  private element(element: ProbeElement, batch: EventBatch): Fate {
    switch (element.kind) {
      case 'packet':
      case 'frame':
        return this.media(element, batch);
      case 'stream':
        this.types.learn(element);
        return this.tracks.add(element, batch);
      case 'subtitle':
        return { fate: 'skipped', reason: 'subtitle' };
      default: {
        let used = false;
        for (const stream of element.inner ?? []) {
          if (this.element(stream, batch).fate === 'used') used = true;
        }
        return used ? USED : { fate: 'skipped', reason: 'section' };
      }
    }
  }

  private media(element: ProbeElement, batch: EventBatch): Fate {
    const kind = element.kind === 'packet' ? 'packet' : 'frame';
    this.mediaKind ??= kind;
    this.met.add(kind);
    if (element.kind !== this.mediaKind) {
      if (element.kind === 'packet') return { fate: 'skipped', reason: 'packet_beside_frames' };
      this.context.note(
        FRAME_BESIDE_PACKETS,
        'packets and frames of the same media: figures are of the packets',
      );
      return { fate: 'skipped', reason: FRAME_BESIDE_PACKETS };
    }
    if (element.kind === 'frame') {
      this.context.note(
        'frames_only',
        'frames, not packets: sizes are those of the decoded packets (pkt_size), decode times are not known',
      );
    }
    return this.packets.add(element, batch);
  }
}
