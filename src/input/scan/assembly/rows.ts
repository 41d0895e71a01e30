import {
  BLOCK,
  BLOCK_OFFSET,
  CLOCK_FLAGS,
  COLUMN_BYTE,
  COLUMN_CODE,
  COLUMN_DIMS,
  COLUMN_FLAGS,
  COLUMN_ID_A,
  COLUMN_ID_B,
  COLUMN_KIND,
  COLUMN_LINE,
  COLUMN_NUMBERS,
  COLUMN_SOURCE,
  COLUMN_STREAM,
  COLUMN_STRINGS,
  COLUMN_TIME,
  DEFAULT_TEXTS,
  DIMENSIONS,
  IDENTITY_FIELD,
  LEFT_FIELDS,
  LINE,
  LONGEST_ID,
  LONGEST_TEXT,
  OFFSETLESS,
  REFERENCE_BYTES,
  REFERENCES,
  ROWS,
  RULE_DEFAULT_STREAM,
  RULE_DEFAULT_TEXTS,
  RULE_EITHER,
  RULE_GATED,
  RULE_KIND,
  RULE_NEEDS_VIEWER,
  RULE_TIME_COLUMN,
  SESSION_FIELD,
  SOURCE,
  STREAM_FIELD,
  TIME_FIELD,
  VIEWER_FIELD,
} from '../layout.ts';
import { isOffsetless, readTime, readTimeLong, readTimeNumber, timeMs, timeUs } from './clock.ts';
import {
  fieldLength,
  fieldText,
  internDimensions,
  internText,
  LEFT,
  longOf,
  PRESENT,
  presentFields,
  readNumber,
  readText,
  fieldNumber,
} from './fields.ts';
import { closeGate } from './gates.ts';
import { hashOf } from './id-table.ts';
import { hashIdentity, identityA, identityB } from './identity.ts';
import { context } from './memory.ts';
import { fillCode, fillFlags, fillNumbers, fillTexts, rowCode, rowFlags } from './columns.ts';
import { longFields, numberFields, textFields } from './walk.ts';

// The slots of a record as one row. Everything is written behind the last row and counts only when all of it is good,
// so a record that is left leaves nothing behind.

/**
 * Fills the row behind the last one.
 *
 * @param rule - what records of this kind must and may carry
 * @param code - the code that the type says itself; 0: none
 * @returns false when the record is left
 */
export function fillRow(rule: usize, code: u32, from: usize, to: usize): bool {
  if ((presentFields() & load<u64>(context, LEFT_FIELDS)) != 0 || !fillTime()) return false;
  const row = <usize>load<u32>(context, ROWS);
  if (!fillWho(rule, row, u32(to - from))) return false;
  const either = load<u64>(rule, RULE_EITHER);
  if (either != 0 && (presentFields() & either) == 0) return false;

  const numbers = <usize>load<u32>(context, COLUMN_NUMBERS) + row * 56;
  const strings = <usize>load<u32>(context, COLUMN_STRINGS) + row * 12;
  if (!fillNumbers(rule, numbers)) return false;
  if (!fillTexts(rule, strings)) return false;
  if (!fillCode(rule, code, numbers)) return false;
  if (!fillFlags(rule, load<u32>(context, CLOCK_FLAGS))) return false;
  let stream = load<u32>(<usize>load<u32>(context, COLUMN_STREAM) + (row << 2));
  if (stream == 0) stream = load<u32>(rule, RULE_DEFAULT_STREAM);
  if (load<u32>(strings) == 0 && rowCode < <u32>DEFAULT_TEXTS) {
    store<u32>(strings, load<u32>(rule + (<usize>rowCode << 2), RULE_DEFAULT_TEXTS));
  }
  const timeColumn = load<i32>(rule, RULE_TIME_COLUMN);
  if (timeColumn >= 0) store<f64>(numbers + (<usize>timeColumn << 3), timeUs);
  let flags = rowFlags;
  if (load<u32>(rule, RULE_GATED) != 0) {
    const more = closeGate(stream, load<u32>(strings), numbers, timeUs);
    if (more < 0) return false;
    flags |= u32(more);
  }

  store<u8>(<usize>load<u32>(context, COLUMN_KIND) + row, u8(load<u32>(rule, RULE_KIND)));
  store<u8>(<usize>load<u32>(context, COLUMN_CODE) + row, u8(rowCode));
  store<u8>(<usize>load<u32>(context, COLUMN_FLAGS) + row, u8(flags));
  store<u16>(<usize>load<u32>(context, COLUMN_SOURCE) + (row << 1), u16(load<u32>(context, SOURCE)));
  store<f64>(<usize>load<u32>(context, COLUMN_TIME) + (row << 3), timeMs);
  store<f64>(<usize>load<u32>(context, COLUMN_LINE) + (row << 3), load<f64>(context, LINE));
  const byte = load<f64>(context, BLOCK_OFFSET) + f64(u32(from) - load<u32>(context, BLOCK));
  store<f64>(<usize>load<u32>(context, COLUMN_BYTE) + (row << 3), byte);
  store<u32>(<usize>load<u32>(context, COLUMN_STREAM) + (row << 2), stream);
  store<u32>(context, u32(row) + 1, ROWS);
  if (isOffsetless) store<u32>(context, load<u32>(context, OFFSETLESS) + 1, OFFSETLESS);
  return true;
}

function fillTime(): bool {
  const field = load<u32>(context, TIME_FIELD);
  const bit: u64 = 1 << u64(field);
  if ((textFields & bit) != 0) {
    readText(field, 64);
    return readTime(fieldText, fieldLength);
  }
  if ((longFields & bit) != 0) return readTimeLong(longOf(field));
  if ((numberFields & bit) == 0) return false;
  readNumber(field);
  return readTimeNumber(fieldNumber);
}

/** Viewer and session (as a reference: their ids come later), stream, identity, dimensions. */
function fillWho(rule: usize, row: usize, bytes: u32): bool {
  const longest = load<u32>(context, LONGEST_ID);
  const reference = <usize>load<u32>(context, REFERENCES) + row * REFERENCE_BYTES;
  const viewer = readText(load<u32>(context, VIEWER_FIELD), longest);
  if (viewer == LEFT) return false;
  refer(reference, 0, 4, 16, viewer);
  const session = readText(load<u32>(context, SESSION_FIELD), longest);
  if (session == LEFT) return false;
  refer(reference, 8, 6, 24, session);
  store<u32>(reference, bytes, 12);
  if (load<u32>(rule, RULE_NEEDS_VIEWER) != 0 && (viewer | session) == 0) return false;

  const streamField = load<u32>(context, STREAM_FIELD);
  const stream = readText(streamField, longest);
  if (stream == LEFT) return false;
  const streamId = stream == PRESENT ? internText(streamField, fieldText, fieldLength) : 0;
  store<u32>(<usize>load<u32>(context, COLUMN_STREAM) + (row << 2), streamId);

  const identity = readText(load<u32>(context, IDENTITY_FIELD), longest);
  if (identity == LEFT) return false;
  let a: f64 = 0;
  let b: f64 = 0;
  if (identity == PRESENT) {
    hashIdentity(fieldText, fieldLength);
    a = identityA;
    b = identityB;
  }
  store<f64>(<usize>load<u32>(context, COLUMN_ID_A) + (row << 3), a);
  store<f64>(<usize>load<u32>(context, COLUMN_ID_B) + (row << 3), b);

  const dimensions = presentFields() & load<u64>(context, DIMENSIONS);
  const set = dimensions == 0 ? 0 : internDimensions(dimensions, load<u32>(context, LONGEST_TEXT));
  if (set < 0) return false;
  store<u32>(<usize>load<u32>(context, COLUMN_DIMS) + (row << 2), u32(set));
  return true;
}

function refer(reference: usize, at: usize, lengthAt: usize, hashAt: usize, found: i32): void {
  if (found != PRESENT) {
    store<u16>(reference + lengthAt, 0);
    return;
  }
  store<u32>(reference + at, u32(fieldText));
  store<u16>(reference + lengthAt, u16(fieldLength));
  store<u64>(reference + hashAt, hashOf(fieldText, fieldLength));
}
