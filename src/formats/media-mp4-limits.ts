import type { Box } from './media-mp4-boxes.ts';
import { boxesIn } from './media-mp4-boxes.ts';

/** Boxes that hold boxes, on the way to the tables below. */
const PARENTS: ReadonlySet<string> = new Set([
  'trak',
  'mdia',
  'minf',
  'stbl',
  'edts',
  'dinf',
  'traf',
  'mvex',
]);
/** Samples of one fragment's run; real ones have some hundred. */
const MAX_RUN_SAMPLES = 1 << 20;
/** To place one sample, the demuxer adds up the sizes of all samples in its chunk: this many additions take some seconds. */
const MAX_ADDITIONS = 1e10;
/** Some writers time a few samples that are not there. */
const SPARE_TIMES = 1024;

/** Counts of one track's tables. Several tables of a kind, which only a hostile file has, add up. */
class TableCounts {
  samples = 0;
  /** Samples with a size of their own. */
  sizes = 0;
  timed = 0;
  offsets = 0;
  chunks = 0;
  chunksNamed = 0;
  samplesOfChunk = 0;
}

/**
 * Why a movie's sample tables are not to be read; null when they can be. A demuxer makes an entry for each sample
 * that a table counts, so a count with no samples behind it would take all memory or time.
 */
export function tablesRefusal(moov: DataView, fileBytes: number): string | null {
  for (const trak of boxesIn(moov, 0, moov.byteLength)) {
    if (trak.type !== 'trak') continue;
    const counts = new TableCounts();
    for (const box of tablesIn(moov, trak)) {
      const refusal = addTable(counts, moov, box, fileBytes);
      if (refusal !== null) return refusal;
    }
    const mostTimes = counts.samples * 2 + SPARE_TIMES;
    if (counts.timed > mostTimes || counts.offsets > mostTimes) return 'more times than samples';
    if (counts.chunksNamed > counts.chunks) return 'more chunks than places for them';
    if (counts.samplesOfChunk > counts.samples) return 'chunks larger than the track';
    if (counts.samplesOfChunk * counts.sizes > MAX_ADDITIONS) return 'too many samples in one chunk';
  }
  return null;
}

/** The same of one fragment. */
export function runsRefusal(moof: DataView): string | null {
  for (const box of tablesIn(moof, { type: 'moof', from: 0, end: moof.byteLength })) {
    if (box.type !== 'trun' || box.from + 8 > box.end) continue;
    const samples = moof.getUint32(box.from + 4);
    if (samples > MAX_RUN_SAMPLES) return `a run of ${samples} samples`;
  }
  return null;
}

function* tablesIn(view: DataView, parent: Box): Generator<Box> {
  for (const box of boxesIn(view, parent.from, parent.end)) {
    if (PARENTS.has(box.type)) yield* tablesIn(view, box);
    else yield box;
  }
}

function addTable(counts: TableCounts, view: DataView, box: Box, fileBytes: number): string | null {
  switch (box.type) {
    case 'stsz':
    case 'stz2':
      return addSizes(counts, view, box, fileBytes);
    case 'stts':
      for (const at of entries(view, box, 8)) counts.timed += view.getUint32(at);
      return null;
    case 'ctts':
      for (const at of entries(view, box, 8)) counts.offsets += view.getUint32(at);
      return null;
    case 'stsc':
      for (const at of entries(view, box, 12)) {
        counts.chunksNamed = Math.max(counts.chunksNamed, view.getUint32(at));
        counts.samplesOfChunk = Math.max(counts.samplesOfChunk, view.getUint32(at + 4));
      }
      return null;
    case 'stco':
    case 'co64':
      if (box.from + 8 <= box.end) counts.chunks += view.getUint32(box.from + 4);
      return null;
    default:
      return null;
  }
}

function addSizes(counts: TableCounts, view: DataView, box: Box, fileBytes: number): string | null {
  if (box.from + 12 > box.end) return null;
  const samples = view.getUint32(box.from + 8);
  counts.samples += samples;
  const bytes = box.type === 'stsz' ? view.getUint32(box.from + 4) : 0;
  if (bytes === 0) counts.sizes += samples;
  if (box.type === 'stsz') {
    if (bytes * samples > fileBytes) return `${samples} samples of ${bytes} bytes`;
    return null;
  }
  const bits = view.getUint8(box.from + 7);
  if (bits !== 4 && bits !== 8 && bits !== 16) return `sizes of ${bits} bits`;
  return (samples * bits) / 8 > box.end - box.from
    ? `${samples} sizes of ${bits} bits in ${box.end - box.from} bytes`
    : null;
}

/** Offsets of the entries of a table: version, count, entries. */
function* entries(view: DataView, table: Box, bytes: number): Generator<number> {
  if (table.from + 8 > table.end) return;
  const count = view.getUint32(table.from + 4);
  for (let i = 0; i < count; i++) {
    const at = table.from + 8 + i * bytes;
    if (at + bytes > table.end) return;
    yield at;
  }
}
