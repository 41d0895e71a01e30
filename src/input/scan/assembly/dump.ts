import { DUMP_FATE, DUMP_KIND, DUMP_LEFT, DUMP_SKIPPED, STOP_END, STOP_FULL, STOP_LEFT } from '../dump-layout.ts';
import {
  CAPACITY,
  CURSOR,
  END,
  LINE,
  ROWS,
  RULE_BYTES,
  RULES,
  SLOT_BYTES,
  SLOTS,
  SPACE_TYPES,
  TYPE_FIELD,
  UNKNOWN_TYPES,
} from '../layout.ts';
import { lineFields, lineKind, walkLine } from './dump-lines.ts';
import { elementFields, walkElement } from './elements.ts';
import { context, useContext } from './memory.ts';
import { fillPacket } from './packets.ts';
import { behindSpace, lineEnds, setLineEnds, spanLines } from './values.ts';
import { meaningOf } from './words.ts';

// The elements of an array in a JSON document, one after another. Everything around them is the program's: the scan
// stops at whatever is no plain element, also at one whose end is not there yet (what lies behind the end of the text
// is zero, which stands in no JSON).

/**
 * Scans whole elements from the cursor on into rows.
 *
 * @returns what it stopped at; the cursor stands at the element that is left, or behind all white space
 */
export function scanElements(at: usize): i32 {
  useContext(at);
  spanLines(true);
  setLineEnds(0);
  const end = <usize>load<u32>(context, END);
  const capacity = load<u32>(context, CAPACITY);
  const first = load<f64>(context, LINE);
  let cursor = <usize>load<u32>(context, CURSOR);
  let reason = STOP_LEFT;
  while (true) {
    cursor = behindSeparators(cursor);
    const passed = lineEnds;
    store<f64>(context, first + f64(passed), LINE);
    if (cursor >= end) reason = STOP_END;
    else if (load<u32>(context, ROWS) >= capacity) reason = STOP_FULL;
    else if (load<u8>(cursor) == 0x7b) {
      const next = scanElement(cursor);
      if (next != 0 && next <= end) {
        cursor = next;
        continue;
      }
    }
    break;
  }
  store<u32>(context, u32(cursor), CURSOR);
  spanLines(false);
  return reason;
}

/** White space and commas, which are not judged. */
// @ts-ignore: decorator
@inline
function behindSeparators(from: usize): usize {
  let at = from;
  while (true) {
    while (load<u8>(at) == 0x2c) at += 1;
    at = behindSpace(at);
    if (load<u8>(at) != 0x2c) return at;
  }
}

/** Scans one element. Returns the address behind its end; 0 when it is left. */
function scanElement(from: usize): usize {
  const to = walkElement(from);
  if (to == 0) return 0;
  let kind = load<u32>(<usize>load<u32>(context, RULES), DUMP_KIND);
  if (kind == 0) kind = kindByField();
  return keep(kind, elementFields, from, to) ? to : 0;
}

/** Makes of an element what its rule says. False when it is left. */
// @ts-ignore: decorator
@inline
function keep(kind: u32, fields: u64, from: usize, to: usize): bool {
  const rule = <usize>load<u32>(context, RULES) + <usize>kind * RULE_BYTES;
  const fate = load<u32>(rule, DUMP_FATE);
  if (kind == 0 || fate == DUMP_LEFT) return false;
  if (fate != DUMP_SKIPPED) return fillPacket(rule, fields, from, to);
  store<u32>(context, load<u32>(context, UNKNOWN_TYPES) + 1, UNKNOWN_TYPES);
  return true;
}

/**
 * The same for a dump of lines, one an element.
 *
 * @returns what it stopped at; the cursor stands at the line that is left
 */
export function scanLines(at: usize): i32 {
  useContext(at);
  const end = <usize>load<u32>(context, END);
  const capacity = load<u32>(context, CAPACITY);
  let line = load<f64>(context, LINE);
  let cursor = <usize>load<u32>(context, CURSOR);
  let reason = STOP_LEFT;
  while (true) {
    store<f64>(context, line, LINE);
    if (cursor >= end) reason = STOP_END;
    else if (load<u32>(context, ROWS) >= capacity) reason = STOP_FULL;
    else {
      let to = cursor;
      if (load<u8>(cursor) != 0x0a) {
        to = walkLine(cursor);
        if (to == 0 || !keep(lineKind, lineFields, cursor, to)) break;
      }
      cursor = load<u8>(to) == 0x0a ? to + 1 : to + 2;
      line += 1;
      continue;
    }
    break;
  }
  store<u32>(context, u32(cursor), CURSOR);
  return reason;
}

/** The number of the rule that the type of the element says; 0: none does. */
function kindByField(): u32 {
  const field = load<u32>(context, TYPE_FIELD);
  if ((elementFields & ((<u64>1) << u64(field))) == 0) return 0;
  const slot = <usize>load<u32>(context, SLOTS) + <usize>field * SLOT_BYTES;
  return u32(max(0, meaningOf(SPACE_TYPES, <usize>load<u32>(slot, 8), load<u32>(slot, 12))));
}
