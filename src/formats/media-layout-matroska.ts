import type { FileBytes } from './media-bytes.ts';
import { ascii } from './media-bytes.ts';
import type { Element } from './media-ebml.ts';
import { childrenIn, Ebml, elementAt, sizeField, unsigned } from './media-ebml.ts';
import type { ContainerLayout, ContainerStream } from './media-layout.ts';
import { plainLayout } from './media-layout.ts';

const MAX_TRACKS_BYTES = 1 << 24;
/** Ids of four bytes stand at the level of the segment's own children; a cluster's children have shorter ones. */
const LEVEL_1_IDS = 0x1000_0000;

/** Tracks of a Matroska or WebM file (RFC 9559), and the cluster that the file's end cuts. */
export async function matroskaLayout(bytes: FileBytes): Promise<ContainerLayout> {
  const { size } = bytes;
  const segment = await segmentOf(bytes);
  if (segment === null) return { ...plainLayout(size), truncated: true };
  let streams: readonly ContainerStream[] = [];
  const segmentEnd = segment.end ?? size;
  let at = segment.from;
  while (at < Math.min(segmentEnd, size)) {
    const element = await elementAt(bytes, at);
    if (element === null) break;
    if (element.id === Ebml.tracks && element.end !== null) streams = await tracksOf(bytes, element);
    const end = element.end ?? (await endOfUnsized(bytes, element));
    if (end > size) return await cutAt(bytes, streams, at, element);
    at = end;
  }
  return { ...plainLayout(size), streams, truncated: segmentEnd > size };
}

async function segmentOf(bytes: FileBytes): Promise<Element | null> {
  for (let at = 0; at < bytes.size; ) {
    const element = await elementAt(bytes, at);
    if (element === null || element.id === Ebml.segment) return element;
    if (element.end === null) return null;
    at = element.end;
  }
  return null;
}

/** Live streams are written without sizes: such an element ends where the next one of its level begins. */
async function endOfUnsized(bytes: FileBytes, element: Element): Promise<number> {
  let at = element.from;
  while (at < bytes.size) {
    const child = await elementAt(bytes, at);
    if (child === null || child.end === null || child.id >= LEVEL_1_IDS) return at;
    if (child.end > bytes.size) return child.end;
    at = child.end;
  }
  return at;
}

/** Keeps the blocks of a cut cluster that are whole: the cluster is made to end behind the last of them. */
async function cutAt(
  bytes: FileBytes,
  streams: readonly ContainerStream[],
  at: number,
  element: Element,
): Promise<ContainerLayout> {
  const cut: ContainerLayout = { streams, truncated: true, end: at, patch: null, refusal: null };
  if (element.id !== Ebml.cluster) return cut;
  let end = element.from;
  for (;;) {
    const child = await elementAt(bytes, end);
    if (child === null || child.end === null || child.end > bytes.size) break;
    end = child.end;
  }
  if (end === element.from) return cut;
  // Without a size the demuxer reads to the end, which is here now.
  if (element.end === null) return { ...cut, end };
  const field = sizeField(end - element.from, element.from - element.sizeAt);
  return { ...cut, end, patch: { at: element.sizeAt, bytes: field } };
}

async function tracksOf(bytes: FileBytes, { from, end }: Element): Promise<ContainerStream[]> {
  const length = (end ?? from) - from;
  const content = length > MAX_TRACKS_BYTES ? null : await bytes.read(from, length);
  if (content === null) return [];
  return [...childrenIn(content)]
    .filter(({ id }) => id === Ebml.trackEntry)
    .map((entry) => streamOf(entry.content));
}

function streamOf(entry: DataView): ContainerStream {
  let id = 0;
  let word = '';
  // What a file does not say is English (RFC 9559, Language).
  let language = 'eng';
  let frameRate = Number.NaN;
  let delay = 0;
  for (const child of childrenIn(entry)) {
    const { content } = child;
    if (child.id === Ebml.trackNumber) id = unsigned(content);
    else if (child.id === Ebml.codecId) word = ascii(content, 0, content.byteLength);
    else if (child.id === Ebml.language) language = ascii(content, 0, content.byteLength);
    else if (child.id === Ebml.codecDelay) delay = unsigned(content) / 1e9;
    else if (child.id === Ebml.defaultDuration) frameRate = rateOf(unsigned(content));
  }
  return { id, word, language, frameRate, delay };
}

/** Frames a second of a duration in whole ns: 33,366,667 ns is 30,000/1,001, not 29.97002967. */
function rateOf(durationNs: number): number {
  if (durationNs <= 0) return Number.NaN;
  const whole = Math.round(1e9 / durationNs);
  if (Math.round(1e9 / whole) === durationNs) return whole;
  const ntsc = Math.round(1.001e9 / durationNs);
  return Math.round(1.001e9 / ntsc) === durationNs ? (ntsc * 1000) / 1001 : 1e9 / durationNs;
}
