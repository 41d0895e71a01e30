import { expect, it } from 'vitest';
import type { ViewersReport } from '../../src/model/report.ts';
import type { CanonicalEvent } from '../reference/canonical-event.ts';
import { generateLog } from '../reference/generate.ts';
import { toNdjson } from '../reference/log-text.ts';
import { naiveBucket } from '../reference/naive.ts';
import { analyzeText } from './analyze-text.ts';

const SEEDS = 60;
/** Buckets of a log, about: the naive figures take their time for each. */
const BUCKETS = [7, 40];

/** Columns of the series, with what the report over that bucket alone says. */
const VIEWERS: readonly (keyof ViewersReport)[] = [
  'sessions',
  'plays',
  'peak_viewers',
  'avg_viewers',
  'start_failure_ratio',
  'exit_before_start_ratio',
  'rebuffer_count',
  'rebuffer_ratio',
  'quality_switches',
];

/** Cells of series that were looked at: a test of none proves nothing. */
let compared = 0;

/** Where a bucket is not what the naive figures of its stretch of time are. */
async function disagreement(events: readonly CanonicalEvent[], buckets: number): Promise<string[]> {
  const times = events.map(({ ts }) => ts);
  const lastMs = Math.max(...times);
  const bucketMs = Math.max(1, Math.ceil((lastMs - Math.min(...times)) / buckets / 1000)) * 1000;
  const { series } = await analyzeText('log.ndjson', toNdjson(events), { bucketMs });
  if (series === undefined) return [];
  return series.rows.flatMap((row) => {
    const fromMs = Date.parse(String(row[0]));
    const naive = naiveBucket(events, fromMs, fromMs + series.bucket_ms);
    const expected: [string, unknown][] = [
      ...VIEWERS.map((name): [string, unknown] => [`viewers.${name}`, naive.viewers[name]]),
      ['performance.errors', naive.errors],
      ['performance.fatal_errors', naive.fatal_errors],
    ];
    return expected.flatMap(([path, value]) => {
      const at = series.columns.indexOf(path);
      compared += at < 0 ? 0 : 1;
      return at < 0 || row[at] === value ? [] : [`${row[0]} ${path}: ${row[at]} instead of ${value}`];
    });
  });
}

it.each(BUCKETS)(
  'each of about %i buckets says what the naive figures of its time are',
  async (buckets) => {
    const failures: string[] = [];
    for (let seed = 1; seed <= SEEDS; seed++) {
      // Totals tell of no moments, so they are in no bucket.
      const log = generateLog(seed, { events: 60 }).filter(({ type }) => type !== 'totals');
      const wrong = await disagreement(log, buckets);
      if (wrong.length > 0) failures.push(`seed ${seed}: ${wrong.slice(0, 4).join('; ')}`);
    }
    expect(failures).toEqual([]);
    expect(compared).toBeGreaterThan(SEEDS * buckets);
  },
  120_000,
);
