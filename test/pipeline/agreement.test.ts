import { expect, it } from 'vitest';
import type { CanonicalEvent } from '../reference/canonical-event.ts';
import { differences, smallest } from '../reference/differences.ts';
import { generateLog } from '../reference/generate.ts';
import { toNdjson } from '../reference/log-text.ts';
import { naiveViewers } from '../reference/naive.ts';
import { analyzeText } from './analyze-text.ts';

const SEEDS = 500;

/** Where the engine differs from the oracle on these events; empty when it does not. */
async function disagreement(events: readonly CanonicalEvent[]): Promise<string[]> {
  const expected = naiveViewers(events);
  const report = await analyzeText('log.ndjson', toNdjson(events));
  return [
    ...differences(expected.viewers, report.viewers, 'viewers'),
    ...differences(expected.performance, report.performance, 'performance'),
  ];
}

/** One text for all that went wrong: how often each figure differs, and the smallest log of the first seed. */
async function explain(failures: ReadonlyMap<number, readonly string[]>): Promise<string> {
  const paths = new Map<string, number>();
  for (const line of [...failures.values()].flat()) {
    const path = line.slice(0, line.indexOf(':'));
    paths.set(path, (paths.get(path) ?? 0) + 1);
  }
  const [seed = 0] = failures.keys();
  const events = await smallest(generateLog(seed), async (some) => (await disagreement(some)).length > 0);
  return [
    `${failures.size} of ${SEEDS} seeds disagree: ${[...failures.keys()].slice(0, 20).join(', ')}`,
    ...[...paths].sort(([, a], [, b]) => b - a).map(([path, count]) => `  ${count} × ${path}`),
    `seed ${seed}:`,
    ...(failures.get(seed) ?? []).map((line) => `  ${line}`),
    `the smallest log of seed ${seed} that disagrees:`,
    toNdjson(events),
    ...(await disagreement(events)).map((line) => `  ${line}`),
  ].join('\n');
}

it(`the engine agrees with the naive implementation on ${SEEDS} random logs`, async () => {
  const failures = new Map<number, string[]>();
  for (let seed = 0; seed < SEEDS; seed++) {
    const found = await disagreement(generateLog(seed));
    if (found.length > 0) failures.set(seed, found);
  }
  if (failures.size > 0) expect.fail(await explain(failures));
}, 120_000);
