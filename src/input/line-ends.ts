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
