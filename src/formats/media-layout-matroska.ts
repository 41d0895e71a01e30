import type { FileBytes } from './media-bytes.ts';
import { ascii } from './media-bytes.ts';
import type { Element } from './media-ebml.ts';
import { childrenIn, Ebml, elementAt, LEVEL_1, sizeField, unsigned } from './media-ebml.ts';
import type { ContainerLayout, ContainerStream } from './media-layout.ts';
import { plainLayout } from './media-layout.ts';

const MAX_TRACKS_BYTES = 1 << 24;
/** The demuxer searches this far for an element that it knows. */
const MAX_UNKNOWN_BYTES = 10 << 20;
/** Longest header of an element: less at the end of the file may be a header that was cut. */
const HEADER_BYTES = 12;

/**
 * Tracks of a Matroska or WebM file (RFC 9559), and how far its elements are whole. Every header is looked at: the
 * demuxer searches for the next cluster where one is damaged, and never ends when there is none (mediabunny 1.61).
 */
export async function matroskaLayout(bytes: FileBytes): Promise<ContainerLayout> {
  const { size } = bytes;
  const segment = await segmentOf(bytes);
  if (segment === null) return { ...plainLayout(size), truncated: true };
  let streams: readonly ContainerStream[] = [];
  let at = segment.from;
  while (at < size) {
    const element = await elementAt(bytes, at);
    const reach =
      element === null ? stopped(at, size - at < HEADER_BYTES) : await reachOf(bytes, at, element);
    if (reach.stop !== null) return { ...reach.stop, streams };
    if (element?.id === Ebml.tracks && element.end !== null) streams = await tracksOf(bytes, element);
    at = reach.end;
  }
  return { ...plainLayout(size), streams, truncated: segment.end !== null && segment.end > size };
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

/** Where an element ends; or that the walk stops at it, with what is shown of the file then. */
interface Reach {
  readonly end: number;
  readonly stop: ContainerLayout | null;
}

/** The file is shown up to here, because its end cuts what follows or because that is damaged. */
function stopped(end: number, isCut: boolean, patch: ContainerLayout['patch'] = null): Reach {
  return { end, stop: { ...plainLayout(end), truncated: true, damaged: !isCut, patch } };
}

async function reachOf(bytes: FileBytes, at: number, element: Element): Promise<Reach> {
  const { size } = bytes;
  if (element.id === Ebml.cluster) return await clusterReach(bytes, at, element);
  const { end } = element;
  if (end === null) return stopped(at, false);
  if (end > size) return stopped(at, LEVEL_1.has(element.id));
  if (LEVEL_1.has(element.id) || element.id === Ebml.void) return { end, stop: null };
  // The demuxer finds its way over an element that it does not know, when one that it knows follows.
  const next = await elementAt(bytes, end);
  const isPassed = next !== null && LEVEL_1.has(next.id) && end - at < MAX_UNKNOWN_BYTES;
  return isPassed ? { end, stop: null } : stopped(at, false);
}

/** A cluster that is not whole keeps its whole blocks: it is made to end behind the last of them. */
async function clusterReach(bytes: FileBytes, at: number, cluster: Element): Promise<Reach> {
  const { size } = bytes;
  const limit = cluster.end ?? Number.POSITIVE_INFINITY;
  let end = cluster.from;
  while (end < Math.min(limit, size)) {
    const child = await elementAt(bytes, end);
    // A cluster ends where the next element of its own level begins; live streams have no other sign.
    if (child !== null && LEVEL_1.has(child.id)) return { end, stop: null };
    const isWhole = child?.end != null && child.end <= Math.min(limit, size);
    if (isWhole) {
      end = child.end as number;
      continue;
    }
    const isCut = child === null ? size - end < HEADER_BYTES : child.end !== null && child.end > size;
    return end === cluster.from ? stopped(at, isCut) : stopped(end, isCut, shortened(cluster, end));
  }
  const isCut = cluster.end !== null && cluster.end > size;
  return isCut ? stopped(end, true, shortened(cluster, end)) : { end, stop: null };
}

/** The size of a cluster as it is shown; one without a size reaches to the end of what is shown anyway. */
function shortened({ from, sizeAt, end }: Element, shownEnd: number): ContainerLayout['patch'] {
  return end === null ? null : { at: sizeAt, bytes: sizeField(shownEnd - from, from - sizeAt) };
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
