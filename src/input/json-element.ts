import { isAscii } from 'node:buffer';
import type { BadReason } from '../model/record.ts';
import { describeByte, describeValue } from './describe.ts';
import { hasLongDigits, quoteLongIntegers } from './json-integers.ts';
import { scanJson } from './json-syntax.ts';
import { MAX_JSON_DEPTH, MAX_RECORD_BYTES } from './limits.ts';
import { firstInvalid } from './text-block.ts';

/** Why an element cannot be used; `at` is the index of the byte at fault. */
export interface ElementFault {
  readonly reason: BadReason;
  readonly at: number;
  readonly detail: string;
}

export type ElementVerdict =
  | { readonly ok: true; readonly value: object }
  | { readonly ok: false; readonly fault: ElementFault };

/**
 * Reads the element in bytes `[from, to)`, whose brackets were matched before.
 *
 * @param depth - its deepest nesting, as matched
 */
export function judgeElement(bytes: Buffer, from: number, to: number, depth: number): ElementVerdict {
  const element = bytes.subarray(from, to);
  const bad = (reason: BadReason, at: number, detail: string): ElementVerdict => {
    return { ok: false, fault: { reason, at: from + at, detail } };
  };
  const invalid = isAscii(element) ? -1 : firstInvalid(element);
  if (invalid >= 0) return bad('utf8', invalid, 'expected UTF-8, found other bytes');
  if (depth <= MAX_JSON_DEPTH) {
    try {
      const text = element.toString('utf8');
      const value: unknown = JSON.parse(hasLongDigits(bytes, from, to) ? quoteLongIntegers(text) : text);
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ok: true, value };
      return bad('json-not-object', 0, `expected an object, found ${describeValue(value)}`);
    } catch {
      // What is wrong is found below: the engine's message quotes the input.
    }
  }
  const nul = element.indexOf(0);
  if (nul >= 0) return bad('nul', nul, 'expected text, found a NUL byte');
  const scan = scanJson(element, 0, element.length);
  if (!scan.ok) return bad(scan.fault.reason, scan.fault.at, scan.fault.detail);
  return bad('json-syntax', scan.end, 'expected one value, found more');
}

/**
 * What to say of a value that starts at index `from` (negative: its start is gone) and stops making sense at `at`: the
 * first fault of its syntax, which may lie before the place where the brackets showed it.
 */
export function explainBreak(bytes: Buffer, from: number, at: number, expected: string): ElementFault {
  const scan = from < 0 ? null : scanJson(bytes, from, at + 1);
  if (scan !== null && !scan.ok && scan.fault.at <= at) return scan.fault;
  return {
    reason: 'json-syntax',
    at,
    detail: `expected ${expected}, found ${describeByte(bytes[at] as number)}`,
  };
}

/** What to say of an element that is longer than a record may be. */
export function tooLong(bytes: number): Omit<ElementFault, 'at'> {
  return { reason: 'line-too-long', detail: `expected at most ${MAX_RECORD_BYTES} bytes, found ${bytes}` };
}
