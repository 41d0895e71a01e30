import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ExportFormat } from '../../src/exports/index.ts';
import { run } from '../../src/pipeline.ts';
import { DEFAULT_OPTIONS, type RunOptions } from '../../src/run-options.ts';
import { differences } from '../reference/differences.ts';
import { generateLog } from '../reference/generate.ts';
import { toNdjson } from '../reference/log-text.ts';
import { randomOf } from '../reference/random.ts';
import { converted, repeated, withFiles } from './converted.ts';
import { mixedLog } from './mixed-log.ts';

const MEDIA = readdirSync('fixtures/media')
  .filter((name) => !name.endsWith('.md'))
  .map((name) => join('fixtures/media', name));
const FORMATS: readonly ExportFormat[] = ['ndjson', 'csv'];
const TIME_LIMIT_MS = 120_000;

/** Converts, reports both and compares; every event that was written must be read back. */
async function expectSameReport(
  paths: readonly string[],
  format: ExportFormat,
  options: Partial<RunOptions> = {},
): Promise<number> {
  const before = await run(paths, { ...DEFAULT_OPTIONS, ...options });
  const { bytes, result } = await converted(paths, format, options);
  if (before.report.streams.length === 0 && before.report.viewers === null) {
    expect(result.events).toBe(0);
    return 0;
  }
  await withFiles({ [`events.${format}`]: bytes }, async (own) => {
    const { report } = await run(own, DEFAULT_OPTIONS);
    expect(report.input).toMatchObject({
      records: result.events,
      used: result.events,
      events: result.events,
    });
    expect(differences(repeated(before.report), repeated(report), 'report')).toEqual([]);
  });
  return result.events;
}

/** A report without what is told from arrivals against media time. */
function withoutArrival(report: object): unknown {
  const { streams, notes, ...rest } = report as Record<string, readonly Record<string, unknown>[]>;
  return {
    ...rest,
    streams: streams?.map((stream) => ({ ...stream, av_skew_ms: null, drift_ms: null, jitter_ms: null })),
    notes: notes?.filter(({ code }) => code !== 'arrival_not_observed'),
  };
}

/** Lines in another order: neighbours by up to `reach` places; the farther, the more of them are beyond any window. */
function shuffled(text: string, seed: number, reach: number): string {
  const random = randomOf(seed);
  const lines = text.split('\n').filter((line) => line !== '');
  return lines
    .map((line, place) => ({ line, place: place + random.int(0, reach) }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ line }) => `${line}\n`)
    .join('');
}

describe.each(FORMATS)('convert to %s, then report, is report', (format) => {
  function law(name: string, holds: (seed: number) => Promise<number>, numRuns = 12): void {
    it(
      name,
      () =>
        fc.assert(
          fc.asyncProperty(fc.nat(1_000_000), async (seed) => void (await holds(seed))),
          { numRuns },
        ),
      TIME_LIMIT_MS,
    );
  }

  law('of viewer logs', (seed) =>
    withFiles({ 'log.ndjson': toNdjson(generateLog(seed)) }, (paths) => expectSameReport(paths, format)),
  );

  law('of everything in one log, also of packets that name no stream', (seed) => {
    const text = mixedLog(seed);
    const log = seed % 2 === 0 ? text.replaceAll('"stream_id":"main",', '') : text;
    return withFiles({ 'log.ndjson': log }, (paths) => expectSameReport(paths, format));
  });

  const outOfOrder = (seed: number) => {
    const viewers = shuffled(toNdjson(generateLog(seed)), seed, 60);
    return withFiles({ 'log.ndjson': viewers }, (paths) => expectSameReport(paths, format));
  };

  law('of a log whose viewers are out of order by more than the window', outOfOrder);

  it('of a log sorted for requests of nobody alone: the clocks of its viewers are doubted all the same', () =>
    outOfOrder(95295));

  law('of several files on one clock', (seed) => {
    const lines = mixedLog(seed).trimEnd().split('\n');
    const part = (own: boolean) => lines.filter((line) => line.includes('"packet"') === own).join('\n');
    return withFiles({ 'packets.ndjson': part(true), 'others.ndjson': part(false) }, (paths) =>
      expectSameReport(paths, format),
    );
  });

  law('of a log whose times count from its start', (seed) => {
    const lines = mixedLog(seed).trimEnd().split('\n');
    const events = lines.map((line) => JSON.parse(line) as { readonly ts: number });
    const [first] = events;
    const relative = events.map((event) => JSON.stringify({ ...event, ts: event.ts - (first?.ts ?? 0) }));
    return withFiles({ 'log.ndjson': `${relative.join('\n')}\n` }, (paths) =>
      expectSameReport(paths, format),
    );
  });

  law('of several files, read from a pipe', (seed) => {
    const lines = mixedLog(seed).trimEnd().split('\n');
    const part = (own: boolean) => lines.filter((line) => line.includes('"request"') === own).join('\n');
    const requests = shuffled(part(true), seed, 40);
    return withFiles({ 'cdn.ndjson': requests, 'others.ndjson': part(false) }, async (paths) => {
      const before = await run(paths, DEFAULT_OPTIONS);
      const { bytes, result } = await converted(paths, format, {}, false);
      async function* pipe() {
        yield bytes;
      }
      const { report } = await run([pipe()], DEFAULT_OPTIONS);
      expect(report.input).toMatchObject({ used: result.events, late: 0, files: [{ out_of_order: 0 }] });
      expect(differences(repeated(before.report), repeated(report), 'report')).toEqual([]);
      return result.events;
    });
  });

  it('of the event of the fixtures', () => expectSameReport(['fixtures/event'], format));

  it(
    'of media that --start puts on the wall clock, but for figures of arrival: their place there is their ts',
    async () => {
      for (const file of MEDIA) {
        const options = { starts: new Map([[file, Date.UTC(2026, 0, 1)]]) };
        const before = await run([file], { ...DEFAULT_OPTIONS, ...options });
        const { bytes } = await converted([file], format, options);
        await withFiles({ [`events.${format}`]: bytes }, async (own) => {
          const { report } = await run(own, DEFAULT_OPTIONS);
          const [expected, found] = [before.report, report].map((each) => withoutArrival(repeated(each)));
          expect(differences(expected, found, file)).toEqual([]);
        });
      }
    },
    TIME_LIMIT_MS,
  );

  it(
    'of media files and dumps, but for what describes their tracks',
    async () => {
      const files = ['fixtures/media', 'fixtures/ffprobe'].flatMap((folder) =>
        readdirSync(folder)
          .filter((name) => !name.endsWith('.md'))
          .map((name) => join(folder, name)),
      );
      let withEvents = 0;
      for (const file of files) if ((await expectSameReport([file], format)) > 0) withEvents += 1;
      expect(withEvents).toBeGreaterThan(50);
    },
    TIME_LIMIT_MS,
  );
});
