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
  const rules = <usize>load<u32>(context, RULES);
  let kind = load<u32>(rules, DUMP_KIND);
  if (kind == 0) kind = kindByField();
  const rule = rules + <usize>kind * RULE_BYTES;
  const fate = load<u32>(rule, DUMP_FATE);
  if (kind == 0 || fate == DUMP_LEFT) return 0;
  if (fate == DUMP_SKIPPED) {
    store<u32>(context, load<u32>(context, UNKNOWN_TYPES) + 1, UNKNOWN_TYPES);
    return to;
  }
  return fillPacket(rule, elementFields, from, to) ? to : 0;
}

/** The number of the rule that the type of the element says; 0: none does. */
function kindByField(): u32 {
  const field = load<u32>(context, TYPE_FIELD);
  if ((elementFields & ((<u64>1) << u64(field))) == 0) return 0;
  const slot = <usize>load<u32>(context, SLOTS) + <usize>field * SLOT_BYTES;
  return u32(max(0, meaningOf(SPACE_TYPES, <usize>load<u32>(slot, 8), load<u32>(slot, 12))));
}
