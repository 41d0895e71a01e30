import type { BadReason } from '../model/record.ts';

/** What a numeric field may hold, and the integer it becomes. */
export interface NumberRule {
  /** For messages: `expected …`. */
  readonly expected: string;
  /** Field value × scale is the stored integer. */
  readonly scale: number;
  /** True: a fraction is a fault. False: it is rounded to the nearest integer. */
  readonly whole: boolean;
  /** Bounds of the field value, both inclusive. */
  readonly min: number;
  readonly max: number;
}

const ANY = Number.MAX_VALUE;

/** Packets, frames, bytes: whole, not negative. */
export const COUNT: NumberRule = rule('a whole number, 0 or more', 1, true, 0, ANY);
/** A length of time in ms, stored as integer ms. */
export const DURATION_MS: NumberRule = rule('a number of ms, 0 or more', 1, false, 0, ANY);
/** A length of media time, or one that is often below 1 ms, in ms; stored as integer µs. */
export const DURATION_US: NumberRule = rule('a number of ms, 0 or more', 1000, false, 0, ANY);
/** A point of media time in ms, stored as integer µs; a first dts is often below 0. */
export const MEDIA_TIME_US: NumberRule = rule('a number of ms', 1000, false, -ANY, ANY);
/** A point of media time in ms, stored as integer ms. */
export const MEDIA_TIME_MS: NumberRule = rule('a number of ms', 1, false, -ANY, ANY);
/** Bit/s, stored as integer bit/s. */
export const BITRATE_BPS: NumberRule = rule('a number of bit/s, 0 or more', 1, false, 0, ANY);
/** HTTP status; 0 is written by servers whose client left before there was one. */
export const STATUS: NumberRule = rule('an HTTP status', 1, true, 0, 999);

function rule(expected: string, scale: number, whole: boolean, min: number, max: number): NumberRule {
  return { expected, scale, whole, min, max };
}

/**
 * The number that a value of the input spells: a JSON number, or text that follows the JSON number grammar to
 * the letter (no blanks, no `+`, no hex, no empty text).
 *
 * @returns the finite number; Infinity for one that is not finite (`NaN`, `1e400`); NaN for anything else
 */
export function readNumber(value: unknown): number {
  if (typeof value === 'number') return Number.isFinite(value) ? value : Number.POSITIVE_INFINITY;
  return typeof value === 'string' ? parseNumber(value) : Number.NaN;
}

/** {@link readNumber} of text. */
export function parseNumber(text: string): number {
  if (!isNumberText(text)) return isNonFiniteWord(text) ? Number.POSITIVE_INFINITY : Number.NaN;
  const number = Number(text);
  return Number.isFinite(number) ? number : Number.POSITIVE_INFINITY;
}

/**
 * A field's value as the integer its rule stores.
 *
 * @returns the integer (never -0); NaN when the value breaks the rule, see {@link numberFault} for why
 */
export function applyRule(value: unknown, by: NumberRule): number {
  const number = readNumber(value);
  const stored = by.whole ? number * by.scale : Math.round(number * by.scale);
  if (number < by.min || number > by.max || !Number.isSafeInteger(stored)) return Number.NaN;
  return stored + 0;
}

/** Why {@link applyRule} gave NaN. */
export function numberFault(value: unknown, by: NumberRule): BadReason {
  const number = readNumber(value);
  if (Number.isNaN(number)) return 'field-type';
  if (!Number.isFinite(number)) return 'number-nonfinite';
  if (number < by.min || number > by.max) return 'field-type';
  return Math.abs(number * by.scale) > Number.MAX_SAFE_INTEGER ? 'number-unsafe' : 'field-type';
}

/** `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`, as in RFC 8259 section 6. */
export function isNumberText(text: string): boolean {
  let at = text.charCodeAt(0) === MINUS ? 1 : 0;
  const firstDigit = at;
  at = afterDigits(text, at);
  if (at === firstDigit || (at > firstDigit + 1 && text.charCodeAt(firstDigit) === ZERO)) return false;
  if (text.charCodeAt(at) === POINT) {
    const from = at + 1;
    at = afterDigits(text, from);
    if (at === from) return false;
  }
  if ((text.charCodeAt(at) | 0x20) === LETTER_E) {
    at++;
    const sign = text.charCodeAt(at);
    const from = sign === MINUS || sign === PLUS ? at + 1 : at;
    at = afterDigits(text, from);
    if (at === from) return false;
  }
  return at === text.length;
}

const MINUS = 0x2d;
const PLUS = 0x2b;
const POINT = 0x2e;
const ZERO = 0x30;
const LETTER_E = 0x65;

function afterDigits(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const digit = text.charCodeAt(at) - ZERO;
    if (digit < 0 || digit > 9) break;
    at++;
  }
  return at;
}

function isNonFiniteWord(text: string): boolean {
  // The longest such word is "-infinity"; the bound keeps long texts from being lowered for nothing.
  return text.length <= 9 && /^[+-]?(?:nan|inf|infinity)$/i.test(text);
}
