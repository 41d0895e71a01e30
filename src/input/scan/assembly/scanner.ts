import {
  CAPACITY,
  COLUMN_LINE,
  COLUMN_SESSION,
  COLUMN_VIEWER,
  CURSOR,
  DELIMITER,
  END,
  IDS,
  LEFT_BYTES,
  LEFT_COUNT,
  LEFT_FROM,
  LEFT_LINE,
  LEFT_ROW,
  LEFT_TO,
  LEFTS,
  LINE,
  MAX_LEFTS,
  OFFSETLESS,
  RECORD_ID,
  REFERENCE_BYTES,
  REFERENCES,
  RESOLVED,
  ROWS,
  RULE_BYTES,
  RULES,
  SCRATCH,
  SCRATCH_END,
  SCRATCH_NEXT,
  UNKNOWN,
  UNKNOWN_TYPES,
} from '../layout.ts';
import { behindBlankLine, behindRow, innerLines, walkCells } from './cells.ts';
import { scanElements, scanLines } from './dump.ts';
import { openGate } from './gates.ts';
import { hashOf, initTable, recordById, recordOf } from './id-table.ts';
import { allocate, clear, context, useContext } from './memory.ts';
import { fillRow } from './rows.ts';
import { NO_TYPE, recordType, walk } from './walk.ts';

export { allocate, clear, hashOf, initTable, openGate, recordById, recordOf, scanElements, scanLines, useContext };

/** Room for the texts of one record that are written anew. */
const SCRATCH_OF_RECORD: u32 = 20_480;

/**
 * Scans whole lines from the cursor to the end into rows, which it numbers by lines from 0. Lines that are left are
 * told as stretches: they are not counted as lines, so that whoever reads them can say how many they are.
 */
export function scanBlock(at: usize): void {
  useContext(at);
  const end = <usize>load<u32>(context, END);
  const capacity = load<u32>(context, CAPACITY);
  const delimiter = load<u8>(context, DELIMITER);
  let cursor = <usize>load<u32>(context, CURSOR);
  let line: f64 = 0;
  store<u32>(context, 0, ROWS);
  store<u32>(context, 0, RESOLVED);
  store<u32>(context, 0, LEFT_COUNT);
  store<u32>(context, 0, UNKNOWN_TYPES);
  store<u32>(context, 0, OFFSETLESS);
  store<u32>(context, load<u32>(context, SCRATCH), SCRATCH_NEXT);
  while (cursor < end) {
    const isTight = load<u32>(context, SCRATCH_NEXT) + SCRATCH_OF_RECORD > load<u32>(context, SCRATCH_END);
    if (isTight) resolve();
    store<f64>(context, line, LINE);
    const isFull = load<u32>(context, ROWS) >= capacity;
    let next: usize = 0;
    if (!isFull) next = delimiter == 0 ? scanObject(cursor) : scanRow(cursor, delimiter);
    if (next != 0) {
      cursor = next;
      line += 1;
      if (delimiter != 0) line += f64(innerLines);
    } else {
      let to = end;
      if (!isFull) to = delimiter == 0 ? behindLine(cursor) : behindRow(cursor, delimiter, end);
      cursor = leave(cursor, to, end, line);
    }
  }
  store<f64>(context, line, LINE);
  resolve();
}

/** Adds lines to the stretch before them, or begins one. Returns its end. */
function leave(from: usize, to: usize, end: usize, line: f64): usize {
  const count = load<u32>(context, LEFT_COUNT);
  const next = <usize>load<u32>(context, LEFTS) + count * LEFT_BYTES;
  if (count > 0 && load<u32>(next - LEFT_BYTES, LEFT_TO) == u32(from)) {
    store<u32>(next - LEFT_BYTES, u32(to), LEFT_TO);
    return to;
  }
  const until = count == MAX_LEFTS - 1 ? end : to;
  store<u32>(next, u32(from), LEFT_FROM);
  store<u32>(next, u32(until), LEFT_TO);
  store<u32>(next, load<u32>(context, ROWS), LEFT_ROW);
  store<f64>(next, line, LEFT_LINE);
  store<u32>(context, count + 1, LEFT_COUNT);
  return until;
}

/** Adds to the line numbers of rows. */
export function moveLines(at: usize, from: u32, to: u32, by: f64): void {
  const lines = <usize>load<u32>(at, COLUMN_LINE);
  for (let row = from; row < to; row++) {
    const line = lines + (<usize>row << 3);
    store<f64>(line, load<f64>(line) + by);
  }
}

/** Scans one line of JSON. Returns the address behind its end; 0 when it is left. */
function scanObject(from: usize): usize {
  if (load<u8>(from) != 0x7b) return behindEnd(from);
  const to = walk(from);
  return to == 0 ? 0 : keep(from, to);
}

/** Scans one line of cells. Returns the address behind its end; 0 when it is left. */
function scanRow(from: usize, delimiter: u8): usize {
  if (load<u8>(from) <= 0x20) {
    const next = behindBlankLine(from);
    if (next != 0) return next;
  }
  const to = walkCells(from, delimiter);
  return to == 0 ? 0 : keep(from, to);
}

/** Makes the row of the record that was walked. Returns the address behind its line end; 0 when it is left. */
// @ts-ignore: decorator
@inline
function keep(from: usize, to: usize): usize {
  const next = behindEnd(to);
  if (next == 0 || recordType == NO_TYPE) return 0;
  if (recordType == UNKNOWN) {
    store<u32>(context, load<u32>(context, UNKNOWN_TYPES) + 1, UNKNOWN_TYPES);
    return next;
  }
  const rule = <usize>load<u32>(context, RULES) + <usize>(recordType & 15) * RULE_BYTES;
  return fillRow(rule, u32(recordType) >> 8, from, to) ? next : 0;
}

/** Address behind LF or CR LF; 0 when neither stands here. */
// @ts-ignore: decorator
@inline
function behindEnd(at: usize): usize {
  const byte = load<u8>(at);
  if (byte == 0x0a) return at + 1;
  return byte == 0x0d && load<u8>(at, 1) == 0x0a ? at + 2 : 0;
}

/** Address behind the next line end. There is one: a block ends with it. */
function behindLine(from: usize): usize {
  let at = from - 16;
  while (true) {
    at += 16;
    const ends = i8x16.bitmask(i8x16.eq(v128.load(at), i8x16.splat(0x0a)));
    if (ends != 0) return at + ctz(ends) + 1;
  }
}

/**
 * Gives the rows that have none yet the ids of their viewer and session. A pass of its own: look-ups in a big table
 * miss the cache, and misses that follow each other closely overlap.
 */
function resolve(): void {
  const table = <usize>load<u32>(context, IDS);
  const viewers = <usize>load<u32>(context, COLUMN_VIEWER);
  const sessions = <usize>load<u32>(context, COLUMN_SESSION);
  const references = <usize>load<u32>(context, REFERENCES);
  const rows = <usize>load<u32>(context, ROWS);
  for (let row = <usize>load<u32>(context, RESOLVED); row < rows; row++) {
    const reference = references + row * REFERENCE_BYTES;
    const viewer = <u32>load<u16>(reference, 4);
    const session = <u32>load<u16>(reference, 6);
    let id: u32 = 0;
    if (viewer != 0) {
      id = load<u32>(recordOf(table, load<u32>(reference), viewer, load<u64>(reference, 16)), RECORD_ID);
    }
    store<u32>(viewers + (row << 2), id);
    id = 0;
    if (session != 0) {
      id = load<u32>(recordOf(table, load<u32>(reference, 8), session, load<u64>(reference, 24)), RECORD_ID);
    }
    store<u32>(sessions + (row << 2), id);
  }
  store<u32>(context, u32(rows), RESOLVED);
  // Texts that were written anew are in the table now.
  store<u32>(context, load<u32>(context, SCRATCH), SCRATCH_NEXT);
}
