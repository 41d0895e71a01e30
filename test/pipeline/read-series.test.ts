import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { run } from '../../src/pipeline.ts';
import { DEFAULT_OPTIONS, type RunOptions } from '../../src/run-options.ts';
import { generateLog } from '../reference/generate.ts';
import { toNdjson } from '../reference/log-text.ts';
import { randomOf } from '../reference/random.ts';
import { withFiles } from './converted.ts';

const START_MS = Date.UTC(2026, 4, 30, 20);

const BAD = '"no record"';

const beat = (second: number): string =>
  JSON.stringify({ type: 'heartbeat', ts: START_MS + second * 1000, viewer_id: 'a' });

async function reportOf(lines: readonly string[], options: Partial<RunOptions> = {}): Promise<Report> {
  const text = `${lines.join('\n')}\n`;
  return await withFiles({ 'log.ndjson': text }, async (paths) => {
    const { report } = await run(paths, { ...DEFAULT_OPTIONS, ...options });
    return report;
  });
}

/** Columns of what was read, bucket by bucket. */
function read({ series }: Report): (readonly [events: unknown, badRatio: unknown])[] {
  const { columns = [], rows = [] } = series ?? {};
  const [events, bad] = ['input.events', 'input.bad_ratio'].map((path) => columns.indexOf(path));
  return rows.map((row) => [row[events as number], row[bad as number]]);
}

describe('what was read over time', () => {
  it('a bad record stands where the one before it does, and one before the first at the beginning', async () => {
    const report = await reportOf(['{', beat(0), beat(1), '{', '[]', beat(1), beat(3), beat(4)]);
    expect(read(report)).toEqual([
      [1, 1 / 2],
      [2, 2 / 4],
      [0, null],
      // The last instant of the window is no bucket of its own.
      [2, 0],
    ]);
  });

  it('a time far ahead stands where the log was, not where it says', async () => {
    const beats = Array.from({ length: 300 }, (_, second) => beat(second));
    const report = await reportOf(beats.toSpliced(150, 0, beat(10_000_000)));
    expect(report.input.bad).toEqual({ clock_ahead: 1 });
    expect(report.series?.rows).toHaveLength(299);
    expect(read(report)[149]).toEqual([1, 1 / 2]);
    expect(read(report)[150]).toEqual([1, 0]);
  });

  it('a late record stands at its own time', async () => {
    const report = await reportOf([beat(0), beat(5), beat(1), beat(8)], { latenessMs: 2000 });
    expect(report.input.late).toBe(1);
    expect(read(report)).toEqual([
      [1, 0],
      [0, 1],
      [0, null],
      [0, null],
      [0, null],
      [1, 0],
      [0, null],
      [1, 0],
    ]);
  });

  it('there is no ratio where nothing is bad', async () => {
    const clean = await reportOf([beat(0), beat(2)]);
    expect(clean.series?.columns).toContain('input.events');
    expect(clean.series?.columns).not.toContain('input.bad_ratio');
  });

  it('equals what is counted from the lines themselves', async () => {
    const widthMs = 5000;
    let compared = 0;
    const law = async (seed: number): Promise<void> => {
      const random = randomOf(seed);
      const lines = toNdjson(generateLog(seed)).trimEnd().split('\n');
      const used = lines.length;
      for (let bad = random.int(1, 30); bad > 0; bad--) lines.splice(random.int(1, lines.length), 0, BAD);
      const report = await reportOf(lines, { bucketMs: widthMs });
      if (report.series === undefined || report.input.used !== used) return;
      const fromMs = Date.parse(report.series.from);
      const buckets = report.series.rows.map((): [number, number] => [0, 0]);
      let beforeMs = Number.NaN;
      for (const line of lines) {
        const isBad = line === BAD;
        if (!isBad) beforeMs = (JSON.parse(line) as { ts: number }).ts;
        const at = Math.floor((Math.floor(beforeMs) - fromMs) / widthMs);
        const bucket = buckets[Math.min(at, buckets.length - 1)] as [number, number];
        bucket[isBad ? 1 : 0] += 1;
      }
      const expected = buckets.map(([events, bad]) => [
        events,
        bad + events === 0 ? null : bad / (bad + events),
      ]);
      expect(read(report)).toEqual(expected);
      compared += 1;
    };
    await fc.assert(fc.asyncProperty(fc.nat(1_000_000), law), { numRuns: 60 });
    expect(compared).toBeGreaterThan(30);
  });
});
