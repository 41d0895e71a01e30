import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { run } from '../../src/pipeline.ts';
import { DEFAULT_OPTIONS } from '../../src/run-options.ts';
import { differences } from '../reference/differences.ts';
import { generateLog } from '../reference/generate.ts';
import { toNdjson } from '../reference/log-text.ts';
import { randomOf } from '../reference/random.ts';
import { mixedLog } from './mixed-log.ts';

const RUNS = { numRuns: 25 };
const TIME_LIMIT_MS = 120_000;

/** The report of these files without `input`, the one place that may tell how the events were stored. */
async function figures(
  files: readonly { readonly name: string; readonly content: string | Uint8Array }[],
): Promise<object> {
  const folder = await mkdtemp(join(tmpdir(), 'storage-laws-'));
  try {
    for (const { name, content } of files) await writeFile(join(folder, name), content);
    const { report, damaged } = await run(
      files.map(({ name }) => join(folder, name)),
      DEFAULT_OPTIONS,
    );
    expect(damaged).toBe(false);
    const { input: _, ...rest }: Report = report;
    return rest;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Texts to store: mostly viewer logs, some with packets, whose stream is named after the file. */
function logOf(seed: number): string {
  return seed % 5 === 0 ? mixedLog(seed).replaceAll('"stream_id":"main",', '') : toNdjson(generateLog(seed));
}

/** The content in a few pieces, cut anywhere. */
function pieces(content: Buffer, seed: number): Buffer[] {
  const random = randomOf(seed);
  const cuts = [0, random.int(0, content.length), random.int(0, content.length), content.length].toSorted(
    (a, b) => a - b,
  );
  return cuts.slice(1).map((cut, place) => content.subarray(cuts[place], cut));
}

function law(name: string, holds: (seed: number) => Promise<void>): void {
  it(name, () => fc.assert(fc.asyncProperty(fc.nat(1_000_000), holds), RUNS), TIME_LIMIT_MS);
}

describe('figures do not depend on how the file is stored', () => {
  law('gzip of one member and of several', async (seed) => {
    const content = Buffer.from(logOf(seed));
    const plain = await figures([{ name: 'log.ndjson', content }]);
    const several = Buffer.concat(pieces(content, seed).map((piece) => gzipSync(piece)));
    for (const zipped of [gzipSync(content), several]) {
      const found = await figures([{ name: 'log.ndjson.gz', content: zipped }]);
      expect(differences(plain, found, 'report')).toEqual([]);
    }
  });

  law('gzip under a name that does not say so', async (seed) => {
    const content = Buffer.from(logOf(seed));
    const plain = await figures([{ name: 'log.ndjson', content }]);
    const found = await figures([{ name: 'log.ndjson', content: gzipSync(content) }]);
    expect(differences(plain, found, 'report')).toEqual([]);
  });

  law('brotli', async (seed) => {
    const content = Buffer.from(logOf(seed));
    const plain = await figures([{ name: 'log.ndjson', content }]);
    const found = await figures([
      {
        name: 'log.ndjson.br',
        content: brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 3 } }),
      },
    ]);
    expect(differences(plain, found, 'report')).toEqual([]);
  });

  law('one file or several, in any order of the names, for distinct times', async (seed) => {
    const events = generateLog(seed, { distinctTimes: true });
    const random = randomOf(seed);
    const parts = [events, [], []].map((_, place) => events.filter((event) => event.ts % 3 === place));
    const files = parts
      .filter((part) => part.length > 0)
      .map((part, place) => ({ name: `part-${place}.ndjson`, content: toNdjson(part), key: random.next() }))
      .toSorted((a, b) => a.key - b.key);
    const whole = await figures([{ name: 'log.ndjson', content: toNdjson(events) }]);
    expect(differences(whole, await figures(files), 'report')).toEqual([]);
  });
});
