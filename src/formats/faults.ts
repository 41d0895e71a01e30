import type { BadReason, Fate } from '../model/record.ts';
import { shownValue } from './shown.ts';
import { textFault } from './texts.ts';

/** Fate of a record whose field holds something else than it must. The value is shown cut and printable. */
export function mismatch(reason: BadReason, field: string, expected: string, value: unknown): Fate {
  return { fate: 'bad', reason, field, detail: `expected ${expected}, found ${shownValue(value)}` };
}

/** Fate of a record without a field it must have. */
export function missing(field: string, expected: string, found: 'nothing' | 'neither' = 'nothing'): Fate {
  return { fate: 'bad', reason: 'field-missing', field, detail: `expected ${expected}, found ${found}` };
}

/** Fate of a record whose field cannot be kept as text: too long, or no text. */
export function textMismatch(field: string, value: unknown, longestBytes: number): Fate {
  if (typeof value !== 'string') return mismatch(textFault(value), field, 'a text', value);
  const bytes = Buffer.byteLength(value);
  const detail = `expected at most ${longestBytes} bytes, found ${bytes} bytes`;
  return { fate: 'bad', reason: 'field-type', field, detail };
}
