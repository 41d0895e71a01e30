import { classifyCacheStatus } from '../formats/cache-status.ts';
import { numberRuleOf } from '../formats/canonical-kind-fields.ts';
import { BOOLEANS } from '../formats/canonical-kinds.ts';
import type { FieldName } from '../formats/canonical-names.ts';
import { applyRule, readNumber } from '../formats/numbers.ts';
import { parseInstant } from '../formats/time.ts';
import { CacheClass } from '../model/event-kind.ts';
import { meaningsOf, stateOf } from './known-words.ts';
import type { FieldFacts } from './log-facts.ts';

/** Share of the values that must be what a field holds: a real log has some dirt. */
const MOST = 0.9;
/** Numbers of seconds to ns since 1970 that lie between 2001 and 2100. */
const EPOCHS = [1e9, 4.1e9] as const;
const PER_SECOND = [1, 1e3, 1e6, 1e9];
/** Times that go back seldom enough to be those of a log. */
const IN_ORDER = 0.9;

const COMMON_STATUSES: ReadonlySet<number> = new Set([
  200, 204, 206, 301, 302, 304, 400, 401, 403, 404, 410, 416, 429, 499, 500, 502, 503, 504,
]);

/** Share of the values that pass a test; 0 when there are none. */
export function shareThat(field: FieldFacts, test: (value: unknown) => boolean): number {
  let passed = 0;
  for (const value of field.byRecord.values()) if (test(value)) passed += 1;
  return field.byRecord.size === 0 ? 0 : passed / field.byRecord.size;
}

/** Whether the values of a field may be those of one of ours, but for those that say that there is none. */
export function mayHold(name: FieldName, field: FieldFacts): boolean {
  const test = TESTS.get(name) ?? (numberRuleOf(name) === null ? isText : isNumberFor(name));
  const missing = new Set(missingWords(name));
  const told = [...field.byRecord].filter(([, value]) => !missing.has(String(value)));
  return shareThat({ ...field, byRecord: new Map(told) }, test) >= MOST;
}

/** What logs write for a value that there is not, in a field of ours. */
export function missingWords(name: string): readonly string[] {
  const rule = numberRuleOf(name);
  // A point of time may be below zero, a size or a length cannot.
  return rule !== null && rule.min >= 0 ? ['-', '-1', 'N/A'] : ['-', 'N/A'];
}

const TESTS: ReadonlyMap<string, (value: unknown) => boolean> = new Map<string, (value: unknown) => boolean>([
  ['ts', isTime],
  ['type', (value) => typeof value === 'string'],
  ['state', (value) => typeof value === 'string' && stateOf(value) !== null],
  ['fatal', isBoolean],
  ['aborted', isBoolean],
  ['status', isHttpStatus],
  ['cache_status', isCacheWord],
  ['url', (value) => typeof value === 'string' && /^(?:\/|https?:)/.test(value)],
]);

/** A date, an epoch in any unit, or a count from a start. */
function isTime(value: unknown): boolean {
  return isInstant(value) || readNumber(value) >= 0;
}

/** A date or an epoch in any unit: what is nothing else but a time. */
export function isInstant(value: unknown): boolean {
  const number = readNumber(value);
  if (Number.isFinite(number))
    return PER_SECOND.some((per) => number >= EPOCHS[0] * per && number < EPOCHS[1] * per);
  return typeof value === 'string' && parseInstant(value, 'UTC') !== null;
}

/** Whether times are those of the records themselves: they go on from one to the next. */
export function goesOn(field: FieldFacts): boolean {
  let before = Number.NEGATIVE_INFINITY;
  let ordered = 0;
  for (const value of field.byRecord.values()) {
    const at = Number.isFinite(readNumber(value))
      ? readNumber(value)
      : (parseInstant(String(value), 'UTC') ?? 0);
    if (at >= before) ordered += 1;
    before = at;
  }
  return field.byRecord.size > 0 && ordered / field.byRecord.size >= IN_ORDER;
}

/** A number from 100 to 599. */
function isHttpStatus(value: unknown): boolean {
  const number = readNumber(value);
  return Number.isInteger(number) && number >= 100 && number <= 599;
}

/** A status that servers really send: what is hardly anything else. */
export function isCommonStatus(value: unknown): boolean {
  return COMMON_STATUSES.has(readNumber(value));
}

/** A word that some CDN writes for what its cache did; the dash is nothing. */
export function isCacheWord(value: unknown): boolean {
  if (value === '-') return true;
  return typeof value === 'string' && classifyCacheStatus(value, '') !== CacheClass.unknown;
}

export function isUserAgent(value: unknown): boolean {
  return (
    typeof value === 'string' &&
    /^Mozilla\/|AppleCoreMedia|ExoPlayer|okhttp|VLC\/|Lavf\/|Roku|stagefright/.test(value)
  );
}

/** Whether a word of an event field is one whose meaning is known. */
export function isEventWord(value: unknown): boolean {
  return typeof value === 'string' && meaningsOf(value).length > 0;
}

function isBoolean(value: unknown): boolean {
  return BOOLEANS.find(String(value)) !== null;
}

function isText(value: unknown): boolean {
  return (typeof value === 'string' || typeof value === 'number') && String(value).length <= 256;
}

function isNumberFor(name: FieldName): (value: unknown) => boolean {
  const rule = numberRuleOf(name);
  return (value) => rule !== null && !Number.isNaN(applyRule(value, { ...rule, whole: false }));
}
