import { expect, it } from 'vitest';
import { differences } from '../reference/differences.ts';
import { generateCdnLog } from '../reference/generate-cdn.ts';
import { toNdjson } from '../reference/log-text.ts';
import { naiveCdn, naiveTransport } from '../reference/naive-cdn.ts';
import { analyzeText } from './analyze-text.ts';

const SEEDS = 300;

it(`cdn and transport figures agree with the naive implementation on ${SEEDS} random logs`, async () => {
  const seen = { peaks: 0, billed: 0, errors: 0, silentTransports: 0 };
  for (let seed = 0; seed < SEEDS; seed++) {
    const events = generateCdnLog(seed);
    const { cdn, transport } = await analyzeText('log.ndjson', toNdjson(events));
    const expected = { cdn: naiveCdn(events), transport: naiveTransport(events) };
    expect([`seed ${seed}`, ...differences(expected, { cdn, transport }, 'report')]).toEqual([
      `seed ${seed}`,
    ]);
    if (typeof expected.cdn?.bandwidth_bps?.peak === 'number') seen.peaks++;
    if (typeof expected.cdn?.bandwidth_bps?.p95 === 'number') seen.billed++;
    if ((expected.cdn?.top_errors?.length ?? 0) > 5) seen.errors++;
    if (transport !== null && transport.dropped === null) seen.silentTransports++;
  }
  // The logs must reach what is hard, or agreement says little.
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(SEEDS / 60);
}, 120_000);
