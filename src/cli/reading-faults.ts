import type { InputReport } from '../model/report.ts';
import { ExitCode } from './exit-codes.ts';
import { complain } from './output.ts';

/** Notes that are shown when there is no report to show them in. */
const SHOWN_NOTES = 5;

/** How reading went, as every command that reads input hears it. */
export interface Reading {
  readonly input: InputReport;
  readonly problems: readonly { readonly name: string; readonly message: string }[];
  readonly damaged: boolean;
  readonly hints: readonly string[];
  readonly nothingLeft: string | null;
}

/**
 * Says on standard error what is wrong with the inputs, and which exit codes that means.
 *
 * @param limit - test for bad and late records; null: they do not matter
 * @returns `usable`: whether there is anything to print
 */
export function readingFaults(
  reading: Reading,
  limit: ((input: InputReport) => string | null) | null,
): { readonly codes: ExitCode[]; readonly usable: boolean } {
  const { input, problems, damaged, hints } = reading;
  for (const { name, message } of problems) complain(`${name}: ${message}`);
  for (const hint of hints) complain(hint);
  const codes: ExitCode[] = [];
  if (damaged || problems.length > 0) codes.push(ExitCode.dirtyInput);
  if (!hasUsable(input)) {
    for (const note of whyUnused(input)) complain(note);
    complain(noUsable(input));
    codes.push(ExitCode.noInput);
    return { codes, usable: false };
  }
  // There was input, but none that could be used for what was asked (product section 7: exit 3, nothing printed).
  if (reading.nothingLeft !== null) {
    complain(reading.nothingLeft);
    codes.push(ExitCode.noInput);
    return { codes, usable: false };
  }
  const dirt = limit?.(input) ?? null;
  if (dirt !== null) {
    complain(dirt);
    codes.push(ExitCode.dirtyInput);
  }
  return { codes, usable: true };
}

/** Whether anything could be used; records outside the window or in other streams could. */
function hasUsable(input: InputReport): boolean {
  return input.used + input.context + input.filtered + input.duplicate + input.late > 0;
}

/** What formats said about inputs that nothing came of, such as the way around; bounded. */
function whyUnused(input: InputReport): string[] {
  const said = input.notes.filter(({ code }) => code !== 'input_unusable' && !code.startsWith('bad_'));
  const rest = said.length - SHOWN_NOTES;
  const lines = said.slice(0, SHOWN_NOTES).map(({ text }) => text);
  return rest > 0 ? [...lines, `and ${rest} more notes on the inputs`] : lines;
}

function noUsable(input: InputReport): string {
  const bad = Object.values(input.bad).reduce((sum, count) => sum + count, 0);
  const skipped = Object.values(input.skipped).reduce((sum, count) => sum + count, 0);
  if (input.records === 0) return 'no usable input: no records';
  return `no usable input: none of ${input.records} records could be used (${bad} bad, ${skipped} skipped)`;
}
