/**
 * Golden cases of the built program. A case is a folder `test/cases/<name>/`:
 *
 *   cmd      one shell line that starts with `stream-analytics`; it runs at the root of the repository, with the
 *            environment of `program/built-program.ts`; input of the case's own lies beside it
 *   stdout   every byte expected on standard output
 *   stderr   every byte expected on standard error
 *   exit     the exit code and a line end
 *
 * `npm run build && UPDATE_CASES=1 npx vitest run --dir test test/cases` writes the last three as the program is now.
 * Read the difference before it is committed. Without it, and always under CI=1, a file that is missing is a failure.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Outcome, ROOT, runLine } from './program/built-program.ts';

const FOLDER = join(ROOT, 'test', 'cases');
/** How many there are at least: a runner that finds none proves nothing. */
const AT_LEAST = 10;
/** Cases that run at once: the program itself takes a core. */
const LANES = 2;
const TIME_LIMIT_MS = 60_000;
const update = process.env['UPDATE_CASES'] === '1';

const names = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .toSorted((a, b) => (a < b ? -1 : 1));

function commandOf(name: string): string {
  return readFileSync(join(FOLDER, name, 'cmd'), 'utf8').trimEnd();
}

/**
 * Cases that hold NDJSON or CSV, or may: their inputs are too small to be worth a scanner, so they run through it as well. All
 * of them under CI=1, else every fourth.
 */
const scanned = names
  .filter(
    (name) =>
      !/media|ffprobe/.test(name) && /^stream-analytics (?:report|snap|conv|insp)/.test(commandOf(name)),
  )
  .filter((_, place) => process.env['CI'] === '1' || place % 4 === 0);
const runs: readonly { readonly name: string; readonly lane: 'auto' | 'fast' }[] = [
  ...names.map((name) => ({ name, lane: 'auto' }) as const),
  ...(update ? [] : scanned.map((name) => ({ name, lane: 'fast' }) as const)),
];

/** Every case as a run that is started in its turn, a few at a time; a test waits for its own. */
const outcomes: ReadonlyMap<string, Promise<Outcome>> = (() => {
  const lanes: Promise<unknown>[] = Array.from({ length: LANES }, () => Promise.resolve());
  return new Map(
    runs.map(({ name, lane }, place) => {
      const outcome = (lanes[place % LANES] as Promise<unknown>).then(() =>
        runLine(commandOf(name), { STREAM_ANALYTICS_LANE: lane }),
      );
      // A run that fails to start fails its own test and does not stop the ones behind it.
      lanes[place % LANES] = outcome.catch(() => undefined);
      return [`${name} ${lane}`, outcome];
    }),
  );
})();

function compare(name: string, file: string, found: Buffer): void {
  const path = join(FOLDER, name, file);
  if (update) writeFileSync(path, found);
  expect(existsSync(path), `${path} is missing: see the head of this file`).toBe(true);
  const expected = readFileSync(path);
  if (expected.equals(found)) return;
  expect(found.toString('utf8'), `${name}: ${file}`).toBe(expected.toString('utf8'));
  expect(found.toString('hex'), `${name}: bytes of ${file}`).toBe(expected.toString('hex'));
}

describe('golden cases', () => {
  it(`are ${AT_LEAST} or more, and each is one line that runs the program`, () => {
    expect(names.length).toBeGreaterThanOrEqual(AT_LEAST);
    for (const name of names) expect(commandOf(name), name).toMatch(/^stream-analytics [^\n]*$/);
  });

  it('are never written where they are judged', () => {
    expect(update && process.env['CI'] === '1').toBe(false);
  });

  it.each(runs)(
    '$name ($lane)',
    async ({ name, lane }) => {
      const { stdout, stderr, exit } = (await outcomes.get(`${name} ${lane}`)) as Outcome;
      compare(name, 'stdout', stdout);
      compare(name, 'stderr', stderr);
      compare(name, 'exit', Buffer.from(`${exit}\n`));
    },
    TIME_LIMIT_MS,
  );
});
