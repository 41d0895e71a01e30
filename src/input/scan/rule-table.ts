import type { ScanRule } from '../../model/scan-plan.ts';
import * as L from './layout.ts';

/** Writes a rule as the scanner reads it. `either`: its fields of which one must be there, as a mask. */
export function writeRule(to: DataView<ArrayBufferLike>, rule: ScanRule, either: bigint): void {
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
  to.setBigUint64(L.RULE_EITHER, either, true);
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
