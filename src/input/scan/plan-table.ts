import type { ScanClock, ScanPlan, ScanRule } from '../../model/scan-plan.ts';
import * as L from './layout.ts';

const NUMBERS_BY_NAME = {
  s: L.EPOCH_S,
  ms: L.EPOCH_MS,
  us: L.EPOCH_US,
  ns: L.EPOCH_NS,
  'ms-since-start': L.SINCE_START_MS,
  's-since-start': L.SINCE_START_S,
} as const;

/** Writes what a plan says for good, but for its rules, into the region of a block. */
export function writePlan(to: DataView<ArrayBufferLike>, plan: ScanPlan): void {
  const { fields } = plan;
  const set = (at: number, value: number) => to.setUint32(at, value, true);
  set(L.TYPE_FIELD, fields.type);
  set(L.TIME_FIELD, fields.time);
  set(L.VIEWER_FIELD, fields.viewer);
  set(L.SESSION_FIELD, fields.session);
  set(L.STREAM_FIELD, fields.stream);
  set(L.IDENTITY_FIELD, fields.identity);
  to.setBigUint64(L.DIMENSIONS, mask(fields.dimensions), true);
  for (const [at, field] of fields.dimensions.entries()) {
    set(L.DIMENSION_NAMES + 4 * field, fields.dimensionNames[at] as number);
  }
  to.setBigUint64(L.LEFT_FIELDS, mask(fields.left), true);
  set(L.LONGEST_ID, plan.longestIdBytes);
  set(L.LONGEST_TEXT, plan.longestTextBytes);
  set(L.SOURCE, plan.source);
  to.setFloat64(L.ZONE_QUARTER, Number.NaN, true);
}

/**
 * Writes the codes of the columns. Returns how many there are: none when they are more than there is room for, so that
 * all rows are left, as none has as many cells as none.
 */
export function writeColumns(to: Int32Array, { columns }: ScanPlan): number {
  if (columns === null || columns.length > to.length) return 0;
  to.set(columns);
  return columns.length;
}

/** Writes how times are read. */
export function writeClock(to: DataView<ArrayBufferLike>, clock: ScanClock): void {
  const set = (at: number, value: number) => to.setUint32(at, value, true);
  const setDouble = (at: number, value: number) => to.setFloat64(at, value, true);
  set(L.CLOCK_TEXTS, Number(clock.texts));
  set(L.CLOCK_NUMBERS, clock.numbers === null ? L.NO_NUMBERS : NUMBERS_BY_NAME[clock.numbers]);
  set(L.CLOCK_FLAGS, clock.flags);
  setDouble(L.CLOCK_OFFSET, clock.offsetMs);
  setDouble(L.CLOCK_ANCHOR, clock.anchorMs);
  setDouble(L.CLOCK_EARLIEST, clock.earliestMs);
  setDouble(L.CLOCK_BEYOND, clock.beyondMs);
  setDouble(L.CLOCK_RELATIVE_BELOW, clock.relativeBelow);
}

/** Writes a rule as the scanner reads it. */
export function writeRule(to: DataView<ArrayBufferLike>, rule: ScanRule): void {
  const set = (at: number, value: number) => to.setInt32(at, value, true);
  const setDouble = (at: number, value: number) => to.setFloat64(at, value, true);
  set(L.RULE_KIND, rule.kind);
  set(L.RULE_NEEDS_VIEWER, Number(rule.needsViewer));
  set(L.RULE_NUMBERS, rule.numbers.length);
  set(L.RULE_TEXTS, rule.texts.length);
  set(L.RULE_FLAGS, rule.flags.length);
  const { code } = rule;
  set(L.RULE_CODE, code?.field ?? -1);
  set(L.RULE_CODE_SPACE, L.SPACE_WORDS + (code?.space ?? 0));
  set(L.RULE_CODE_ABSENT, code?.absent ?? 0);
  set(L.RULE_CODE_BESIDE, code?.beside?.field ?? -1);
  set(L.RULE_CODE_NUMBER, code?.beside?.column ?? 0);
  set(L.RULE_DEFAULT_STREAM, rule.defaultStream);
  set(L.RULE_GATED, Number(rule.gated));
  set(L.RULE_TIME_COLUMN, rule.timeColumn);
  for (const [at, id] of rule.defaultTexts.entries()) set(L.RULE_DEFAULT_TEXTS + 4 * at, id);
  to.setBigUint64(L.RULE_EITHER, mask(rule.either), true);
  for (const [index, number] of rule.numbers.entries()) {
    const at = L.RULE_NUMBER + index * L.NUMBER_BYTES;
    set(at, number.field);
    set(at + 4, number.orField);
    set(at + 8, number.column);
    set(at + 12, (number.whole ? L.NUMBER_WHOLE : 0) | (number.required ? L.NUMBER_REQUIRED : 0));
    setDouble(at + 16, number.scale);
    setDouble(at + 24, number.min);
    setDouble(at + 32, number.max);
  }
  for (const [index, text] of rule.texts.entries()) {
    const at = L.RULE_TEXT + index * L.TEXT_BYTES;
    set(at, text.field);
    set(at + 4, text.column);
    set(at + 8, text.longestBytes);
    set(at + 12, (text.required ? L.TEXT_REQUIRED : 0) | (text.isUrl ? L.TEXT_IS_URL : 0));
  }
  for (const [index, flag] of rule.flags.entries()) {
    const at = L.RULE_FLAG + index * L.FLAG_BYTES;
    set(at, flag.field);
    set(at + 4, L.SPACE_WORDS + flag.space);
    set(at + 8, flag.whenKnown);
    set(at + 12, flag.whenTrue);
  }
}

function mask(fields: readonly number[]): bigint {
  return fields.reduce((bits, field) => bits | (1n << BigInt(field)), 0n);
}
