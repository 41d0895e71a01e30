import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import type { CanonicalEvent } from '../reference/canonical-event.ts';
import { differences } from '../reference/differences.ts';
import { generateLog } from '../reference/generate.ts';
import { disguised, shifted, shuffled, shuffledWithin, toCsv, toNdjson } from '../reference/log-text.ts';
import { analyzeText } from './analyze-text.ts';

const DAY_MS = 86_400_000;
const LATENESS_MS = 10_000;
const RUNS = { numRuns: 40 };
const TIME_LIMIT_MS = 120_000;

const seeds = fc.integer({ min: 0, max: 1_000_000 });

/** A report without `input`, the one place that may tell how the events were stored. */
function figures(report: Report): object {
  const { input: _, ...rest } = report;
  return rest;
}

function ndjson(events: readonly CanonicalEvent[]): Promise<Report> {
  return analyzeText('log.ndjson', toNdjson(events));
}

async function expectSame(expected: Promise<Report>, found: Promise<Report>): Promise<void> {
  expect(differences(figures(await expected), figures(await found), 'report')).toEqual([]);
}

/** Checks a law on logs of many seeds; a failure names the seed. */
function law(name: string, holds: (seed: number) => Promise<void>): void {
  it(name, () => fc.assert(fc.asyncProperty(seeds, holds), RUNS), TIME_LIMIT_MS);
}

describe('figures do not depend on how events are stored', () => {
  law('order inside the lateness, for distinct times', async (seed) => {
    const events = generateLog(seed, { distinctTimes: true });
    await expectSame(ndjson(events), ndjson(shuffledWithin(events, LATENESS_MS, seed)));
  });

  law('any order of a whole file, for distinct times', async (seed) => {
    const events = generateLog(seed, { distinctTimes: true });
    const anyOrder = await ndjson(shuffled(events, seed));
    // A time far ahead that its neighbours do not believe is a wrong clock (product section 4), whatever the file.
    if ((anyOrder.input.bad['clock_ahead'] ?? 0) === 0)
      await expectSame(ndjson(events), Promise.resolve(anyOrder));
    else expect(anyOrder.input.used).toBeLessThan(events.length);
  });

  law('seconds, ms, µs, ns and RFC 3339', async (seed) => {
    const events = generateLog(seed);
    for (const unit of ['s', 'us', 'ns', 'rfc3339'] as const) {
      await expectSame(ndjson(events), analyzeText('log.ndjson', toNdjson(events, { unit })));
    }
  });

  law('NDJSON and CSV', async (seed) => {
    const events = generateLog(seed);
    await expectSame(ndjson(events), analyzeText('log.csv', toCsv(events)));
  });

  law('blank lines, unknown fields and the order of keys', async (seed) => {
    const events = generateLog(seed);
    await expectSame(ndjson(events), analyzeText('log.ndjson', disguised(toNdjson(events), seed)));
  });

  law('CRLF', async (seed) => {
    const events = generateLog(seed);
    await expectSame(ndjson(events), analyzeText('log.ndjson', toNdjson(events, { lineEnd: '\r\n' })));
    await expectSame(ndjson(events), analyzeText('log.csv', toCsv(events, { lineEnd: '\r\n' })));
  });

  law('a last line without its line end', async (seed) => {
    const events = generateLog(seed);
    await expectSame(ndjson(events), analyzeText('log.ndjson', toNdjson(events).trimEnd()));
  });
});

describe('figures obey arithmetic', () => {
  law('a day later, labels move and nothing else', async (seed) => {
    const events = generateLog(seed);
    const later = figures(await ndjson(shifted(events, DAY_MS)));
    const moved: unknown = JSON.parse(
      JSON.stringify(figures(await ndjson(events))).replace(
        /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g,
        (label) => new Date(Date.parse(label) + DAY_MS).toISOString(),
      ),
    );
    expect(differences(moved, JSON.parse(JSON.stringify(later)), 'report')).toEqual([]);
  });

  law('session time is the area under concurrency', async (seed) => {
    const { viewers, window } = await ndjson(generateLog(seed));
    if (viewers === null || window === null || window.duration_ms === 0) return;
    expect(viewers.avg_viewers).not.toBeNull();
    expect(((viewers.avg_viewers ?? 0) * window.duration_ms) / 1000).toBeCloseTo(
      viewers.session_time_ms / 1000,
      3,
    );
    expect(viewers.peak_viewers).toBeGreaterThanOrEqual(Math.floor(viewers.avg_viewers ?? 0));
  });
});
