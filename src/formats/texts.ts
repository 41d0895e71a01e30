import type { BadReason } from '../model/record.ts';

/** Longest id that is kept, in bytes of UTF-8. */
export const LONGEST_ID_BYTES = 256;
/** Longest other text that is kept, in bytes of UTF-8. */
export const LONGEST_TEXT_BYTES = 4096;

/**
 * A value of the input as text: text as it is, a number as its digits, so that an id equals itself however it
 * was written.
 *
 * @returns the text; '' when absent; null when it cannot be one, see {@link textFault}
 */
export function readText(value: unknown, longestBytes: number): string | null {
  if (typeof value === 'string') return fits(value, longestBytes) ? value : null;
  if (value === undefined || value === null) return '';
  if (typeof value !== 'number' || !Number.isFinite(value)) return null;
  return Math.abs(value) > Number.MAX_SAFE_INTEGER ? null : String(value);
}

/** Why {@link readText} gave null. */
export function textFault(value: unknown): BadReason {
  if (typeof value !== 'number') return 'field-type';
  return Number.isFinite(value) ? 'number-unsafe' : 'number-nonfinite';
}

function fits(text: string, longestBytes: number): boolean {
  // A UTF-16 unit takes at most three bytes: short texts need no count.
  return text.length * 3 <= longestBytes || Buffer.byteLength(text) <= longestBytes;
}
