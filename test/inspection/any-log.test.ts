/** Whatever a log holds, what is proposed for it is a map that can be read, and it never uses fewer records than it says. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FieldMapText, fieldMap } from '../../src/formats/field-map-text.ts';
import { inspect } from '../../src/inspect.ts';
import type { ProposedMap } from '../../src/model/inspection.ts';
import { run } from '../../src/pipeline.ts';
import { DEFAULT_OPTIONS } from '../../src/run-options.ts';

const key = fc.oneof(
  fc.constantFrom(
    'at',
    'time',
    'event',
    'type',
    'user',
    'id',
    'userId',
    'stall',
    'stall_s',
    'duration',
    'bitrate',
    'kbps',
  ),
  fc.constantFrom(
    'status',
    'cache',
    'state',
    'ua',
    '',
    '__proto__',
    'constructor',
    'a.b',
    'a\\b',
    'a,b',
    'tags',
  ),
  fc.string({ maxLength: 3 }),
);
const value = fc.oneof(
  fc.constantFrom(
    'join',
    'video_start',
    'playing',
    'buffering',
    'buffered',
    'stall',
    '-',
    '-1',
    '',
    'HIT',
    'paused',
  ),
  fc.integer({ min: 1_780_171_200_000, max: 1_780_171_260_000 }),
  fc.integer({ min: -5, max: 5000 }),
  fc.constantFrom(null, true, [], {}, 200, 404),
);
const record = fc.dictionary(key, fc.oneof(value, fc.dictionary(key, value, { maxKeys: 3 })), { maxKeys: 8 });

function textOf({ fields, constants, values }: ProposedMap): FieldMapText {
  const words: Record<string, Record<string, string | null>> = {};
  for (const { name, word, value: meant } of values) words[name] = { ...words[name], [word]: meant };
  return {
    fields: Object.fromEntries(
      fields.map(({ name, from, unit }) => [name, unit === null ? from : { from, unit }]),
    ),
    constants: Object.fromEntries(constants.map(({ name, value: always }) => [name, always])),
    values: words,
  };
}

describe('any log', () => {
  it('gets a proposal that can be read', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'any-log-'));
    const path = join(folder, 'log.ndjson');
    let proposals = 0;
    try {
      await fc.assert(
        fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 6 }), async (records) => {
          await writeFile(path, records.map((one) => `${JSON.stringify(one)}\n`).join(''));
          const { inspection } = await inspect([path], DEFAULT_OPTIONS);
          const proposed = inspection.files[0]?.proposed_map ?? null;
          if (proposed === null) return;
          proposals += 1;
          const { report } = await run([path], { ...DEFAULT_OPTIONS, map: fieldMap(textOf(proposed)) });
          const { used, duplicate, late, bad } = report.input;
          expect(used + duplicate + late + (bad['clock_ahead'] ?? 0)).toBe(proposed.usable);
        }),
        { numRuns: 150 },
      );
    } finally {
      await rm(folder, { recursive: true });
    }
    expect(proposals).toBeGreaterThan(50);
  }, 60_000);
});
