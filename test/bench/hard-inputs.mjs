// Inputs that try a limit of the program instead of its pace: an audience of millions, a line without an end, ids that
// were made to collide.
import { closeSync, openSync, writeSync } from 'node:fs';

const START_MS = Date.UTC(2026, 2, 1, 20);
const BLOCK_CHARS = 1 << 20;
/** A viewer comes every ms, and is heard of again after so many ms each time. */
const STEP_MS = 20_000;
const STALL_MS = 420;
const HEADER = 'type,ts,viewer_id,latency_ms,duration_ms';

/**
 * Writes a log of so many viewers as CSV, each with a join, a heartbeat, a stall and a leave, and 60,000 of them
 * present at once.
 *
 * @returns the sums that a report of it must have
 */
export function generateViewers(path, viewers, write = true) {
  const sums = {
    records: 4 * viewers,
    viewers,
    sessions: viewers,
    session_ms: viewers * 3 * STEP_MS,
    stalls: viewers,
    stall_ms: viewers * STALL_MS,
    latencies: viewers,
  };
  if (!write) return sums;
  const file = openSync(path, 'w');
  let block = `${HEADER}\n`;
  for (let ms = 0; ms < viewers + 3 * STEP_MS; ms++) {
    const ts = START_MS + ms;
    const viewer = (step) => ms - step * STEP_MS;
    const isThere = (step) => viewer(step) >= 0 && viewer(step) < viewers;
    if (isThere(3)) block += `leave,${ts},viewer-${viewer(3)},,\n`;
    if (isThere(2)) block += `rebuffer,${ts},viewer-${viewer(2)},,${STALL_MS}\n`;
    if (isThere(1)) block += `heartbeat,${ts},viewer-${viewer(1)},${2500 + (ms % 4000)},\n`;
    if (isThere(0)) block += `join,${ts},viewer-${viewer(0)},,\n`;
    if (block.length < BLOCK_CHARS) continue;
    writeSync(file, block);
    block = '';
  }
  writeSync(file, block);
  closeSync(file);
  return sums;
}

/** Writes the lines with one more in the middle, of so many bytes: a hole in the file, which takes no room on a disk. */
export function writeWithLongLine(path, lines, bytes) {
  const middle = lines.indexOf('\n', lines.length / 2) + 1;
  const before = `${lines.slice(0, middle)}{"type":"error","ts":"2026-03-01T20:00:00Z","code":"`;
  const file = openSync(path, 'w');
  writeSync(file, before);
  writeSync(file, `"}\n${lines.slice(middle)}`, Buffer.byteLength(before) + bytes);
  closeSync(file);
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const letter = (number, digit) => LETTERS[(number >> (6 * digit)) & 63];

/**
 * The n-th of 131,072 ids against two hashes that many tables use. Odd ones have one value under `31 × hash + character`
 * ("Aa" and "BB" have it, and so has every row of them). Even ones differ in the highest bytes of their words of eight,
 * which a product modulo 2^64 moves nowhere: the lower seven bytes of every multiplicative hash are one value.
 */
export function craftedId(number) {
  const half = number >> 1;
  if (number % 2 === 0) return [0, 1, 2].map((digit) => `viewer-${letter(half, digit)}`).join('');
  return Array.from({ length: 16 }, (_, bit) => ((half >> bit) & 1 ? 'BB' : 'Aa')).join('');
}

/** An id of the same length that nobody crafted. */
export function plainId(number) {
  let state = number;
  return craftedId(number).replace(/./g, () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x297a2d39) | 0;
    return LETTERS[(state >>> 12) & 63];
  });
}
