import { isBinary } from './sample.ts';

const LF = 10;
const CR = 13;

/**
 * Whether lines end in CR alone, as old spreadsheets on a Mac write them: the first bytes of a text hold CR and not a
 * single LF. Anywhere else a lone CR is data.
 */
export function endsInCrAlone(first: Uint8Array): boolean {
  return first.includes(CR) && !first.includes(LF) && !isBinary(first);
}

/** A copy of the bytes with LF for every CR: as many, so every record keeps its place. */
export function crToLf(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte) => (byte === CR ? LF : byte));
}

/** The first lines with their ends, at most so many; all bytes when there is no line end. */
export function firstLines(bytes: Uint8Array, lines: number): Uint8Array {
  let end = 0;
  for (let line = 0; line < lines; line++) {
    const next = bytes.indexOf(LF, end);
    if (next < 0) break;
    end = next + 1;
  }
  return end === 0 ? bytes : bytes.subarray(0, end);
}
