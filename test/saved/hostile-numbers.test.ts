/** Numbers that a log never comes to: a saved state that holds them gives some report, or a message with a place. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { merge } from '../../src/merge.ts';
import { InputError, UsageError } from '../../src/model/errors.ts';
import { RENDERERS } from '../../src/renderers/index.ts';
import { mixedLog } from '../pipeline/mixed-log.ts';
import { randomOf } from '../reference/random.ts';
import { renderOptions } from '../renderers/render-options.ts';
import { partialOf } from './merge-runs.ts';

const RUNS = 50;
const SEEDS = [1, 2, 3, 4, 5, 6];
const NUMBERS = [
  '0',
  '-1',
  '1',
  '4294967296',
  '9007199254740991',
  '-9007199254740991',
  '"99999999999999999999999"',
] as const;
const TIMES = ['0', '-1', '280000000000000', '-280000000000000', '1772395200000'] as const;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hostile-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

it.each(SEEDS)('never ends in an error of another kind, seed %i', async (seed) => {
  const log = join(folder, 'log.ndjson');
  await writeFile(log, mixedLog(5));
  const lines = (await partialOf([log])).split('\n');
  const random = randomOf(seed);
  let reports = 0;
  for (let run = 0; run < RUNS; run++) {
    const [, ...rows] = lines;
    let header = lines[0] as string;
    for (let change = random.int(1, 4); change > 0; change--) {
      const at = random.int(0, rows.length - 3);
      rows[at] = (rows[at] as string).replace(/[^,]+\]$/, `${random.pick(NUMBERS)}]`);
    }
    if (random.chance(0.5)) {
      const which = random.pick(['first_ms', 'last_ms', 'from_ms', 'to_ms'] as const);
      header = header.replace(new RegExp(`"${which}":[^,}]*`), `"${which}":${random.pick(TIMES)}`);
    }
    const path = join(folder, 'part');
    await writeFile(path, [header, ...rows].join('\n'));
    try {
      const { report } = await merge([path], { bucketMs: null, partial: null, signal: null });
      for (const [format, load] of Object.entries(RENDERERS)) {
        const renderer = await load();
        // The others are whole whatever is asked.
        const lengths = format === 'table' ? [false, true] : [true];
        for (const full of lengths) renderer.render(report, renderOptions({ full, series: true }));
      }
      reports += 1;
    } catch (error) {
      if (!(error instanceof InputError || error instanceof UsageError)) throw error;
      expect(error.message).toMatch(/part:\d+: /);
    }
  }
  expect(reports).toBeGreaterThan(RUNS / 10);
});
