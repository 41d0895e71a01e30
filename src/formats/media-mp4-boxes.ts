import { ascii } from './media-bytes.ts';

/** A box: where its content begins and ends in the view it was found in. */
export interface Box {
  readonly type: string;
  readonly from: number;
  readonly end: number;
}

/** Samples of one run, or of one track, that a real file has at most; more would fill the memory before it is read. */
const MAX_RUN_SAMPLES = 1 << 20;

/**
 * The box that begins here, however long it says it is.
 *
 * @param left - bytes from here to the end of the file, for a box that reaches it
 * @returns null where no box can begin
 */
export function boxHeader(view: DataView, at: number, left: number): Box | null {
  if (at + 8 > view.byteLength) return null;
  const type = ascii(view, at + 4, 4);
  if (!/^[\x20-\x7e\xa9]{4}$/.test(type)) return null;
  const size = view.getUint32(at);
  if (size === 0) return { type, from: at + 8, end: at + left };
  if (size !== 1) return size < 8 ? null : { type, from: at + 8, end: at + size };
  if (at + 16 > view.byteLength) return null;
  const long = Number(view.getBigUint64(at + 8));
  return long < 16 ? null : { type, from: at + 16, end: at + long };
}

/** The boxes inside a stretch, up to the first that does not fit. */
export function* boxesIn(view: DataView, from: number, end: number): Generator<Box> {
  for (let at = from; at < end; ) {
    const box = boxHeader(view, at, end - at);
    if (box === null || box.end > end) return;
    yield box;
    at = box.end;
  }
}

/** The first box along a path of types; null when a step is missing. */
export function find(view: DataView, parent: Box, path: readonly string[]): Box | null {
  let inside: Box | null = parent;
  for (const type of path) {
    let next: Box | null = null;
    for (const box of boxesIn(view, inside.from, inside.end)) {
      if (box.type === type) {
        next = box;
        break;
      }
    }
    if (next === null) return null;
    inside = next;
  }
  return inside;
}

/**
 * What the sample tables of a movie contradict each other in; null when they agree. Demuxers make one entry for
 * each sample that a table names, so a count without samples behind it would take all memory.
 */
export function contradiction(moov: DataView, fileBytes: number): string | null {
  for (const trak of boxesIn(moov, 0, moov.byteLength)) {
    if (trak.type !== 'trak') continue;
    const stbl = find(moov, trak, ['mdia', 'minf', 'stbl']);
    if (stbl === null) continue;
    const sizes = find(moov, stbl, ['stsz']);
    if (sizes !== null && sizes.from + 12 <= sizes.end) {
      const uniform = moov.getUint32(sizes.from + 4);
      const samples = moov.getUint32(sizes.from + 8);
      if (uniform * samples > fileBytes) return `${samples} samples of ${uniform} bytes`;
      if (timedSamples(moov, find(moov, stbl, ['stts'])) > samples) return 'more times than samples';
    }
    if (chunksNamed(moov, find(moov, stbl, ['stsc'])) > chunkCount(moov, stbl))
      return 'more chunks than places';
  }
  return null;
}

/** The same of one fragment: runs of samples. */
export function runContradiction(moof: DataView): string | null {
  for (const traf of boxesIn(moof, 0, moof.byteLength)) {
    if (traf.type !== 'traf') continue;
    for (const box of boxesIn(moof, traf.from, traf.end)) {
      if (box.type !== 'trun' || box.from + 8 > box.end) continue;
      const samples = moof.getUint32(box.from + 4);
      if (samples > MAX_RUN_SAMPLES) return `a run of ${samples} samples`;
    }
  }
  return null;
}

function timedSamples(view: DataView, stts: Box | null): number {
  let samples = 0;
  for (const at of entries(view, stts, 8)) samples += view.getUint32(at);
  return samples;
}

/** Highest first chunk that a run of chunks names. */
function chunksNamed(view: DataView, stsc: Box | null): number {
  let highest = 0;
  for (const at of entries(view, stsc, 12)) highest = Math.max(highest, view.getUint32(at));
  return highest;
}

function chunkCount(view: DataView, stbl: Box): number {
  const places = find(view, stbl, ['stco']) ?? find(view, stbl, ['co64']);
  return places === null || places.from + 8 > places.end ? 0 : view.getUint32(places.from + 4);
}

/** Offsets of the entries of a table: version, count, entries. */
function* entries(view: DataView, table: Box | null, bytes: number): Generator<number> {
  if (table === null || table.from + 8 > table.end) return;
  const count = view.getUint32(table.from + 4);
  for (let i = 0; i < count; i++) {
    const at = table.from + 8 + i * bytes;
    if (at + bytes > table.end) return;
    yield at;
  }
}
