import type { Command } from 'commander';
import { UsageError } from '../model/errors.ts';
import type { InputReport } from '../model/report.ts';

/** What reports and conversions allow unless something else is asked for. */
const DEFAULT_LIMIT = '1%';

/** Adds the option that says how dirty the input may be. */
export function addTolerance(command: Command): Command {
  return command.option(
    '--max-bad <LIMIT>',
    'exit 4 when more records than this are bad or late, e.g. 10 or 0.5% (default: 1%)',
  );
}

/**
 * A limit for bad and late records: a number of them, or a share of all with `%`.
 *
 * @returns a test that gives one line when the limit is passed, else null
 * @throws UsageError when the text is neither
 */
export function tolerance(text = DEFAULT_LIMIT): (input: InputReport) => string | null {
  const match = /^(\d+(?:\.\d+)?)(%?)$/.exec(text);
  const value = Number(match?.[1]);
  const isShare = match?.[2] === '%';
  if (match === null || (isShare ? value > 100 : !Number.isInteger(value))) {
    throw new UsageError(`--max-bad: expected a number of records or a share like 0.5%, found ${text}`);
  }
  return (input) => {
    const bad = Object.values(input.bad).reduce((sum, count) => sum + count, 0) + input.late;
    const passed = isShare ? bad * 100 > value * input.records : bad > value;
    if (!passed) return null;
    return `${bad} of ${input.records} records are bad or late, more than --max-bad ${text} allows; --rejects FILE keeps them`;
  };
}
