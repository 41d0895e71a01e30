import { readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../src/pipeline.ts';
import { DEFAULT_OPTIONS, type RunOptions } from '../../src/run-options.ts';
import { withScratch } from '../replay/scratch.ts';

/** Rows of one input in memory before a run goes to disk: every file below makes dozens of runs. */
const SORT_ROWS = 50;
const START_MS = 1_767_300_000_000;

/** Heartbeats of one viewer, a second apart; the first comes half a minute late when `isDisordered`: that asks for sorting. */
function heartbeats(viewer: string, count: number, isDisordered: boolean): string {
  const lines = Array.from(
    { length: count },
    (_, i) => `{"type":"heartbeat","ts":${START_MS + i * 1000},"viewer_id":"${viewer}"}\n`,
  );
  const late = isDisordered ? lines.splice(0, 1) : [];
  return [...lines.slice(0, 30), ...late, ...lines.slice(30)].join('');
}

/** Runs over these logs with a folder for sorted runs; tells how it went and what that folder holds afterwards. */
async function left(logs: readonly string[], options: Partial<RunOptions> = {}) {
  return await withScratch(
    async (folder) =>
      await withScratch(async (scratch, held) => {
        const paths = logs.map((_, i) => join(folder, `${i}.ndjson`));
        for (const [i, path] of paths.entries()) await writeFile(path, logs[i] ?? '');
        const all = { ...DEFAULT_OPTIONS, scratch, sortRows: SORT_ROWS, ...options };
        let during = 0;
        const watched = setInterval(() => {
          during = Math.max(during, readdirSync(scratch).length);
        }, 5);
        const outcome = await run(paths, all).then(
          ({ report }) => report.input,
          (error: Error) => error.message,
        );
        clearInterval(watched);
        return { outcome, during, held: await held() };
      }),
  );
}

describe('sorted runs on disk are gone', () => {
  it('when all is read', async () => {
    const { outcome, during, held } = await left([heartbeats('a', 3000, true)]);
    expect(outcome).toMatchObject({ used: 3000, notes: [{ code: 'file_sorted' }] });
    // They were there.
    expect(during).toBeGreaterThan(10);
    expect(held).toEqual([]);
  });

  it('when a second input asks for sorting and everything starts again', async () => {
    // The first is sorted, and on disk, when the second shows its disorder.
    const logs = [heartbeats('a', 3000, true), heartbeats('b', 900, true)];
    const { outcome, during, held } = await left(logs);
    expect(outcome).toMatchObject({
      used: 3900,
      notes: [{ code: 'file_sorted' }, { code: 'file_sorted' }],
    });
    expect(during).toBeGreaterThan(10);
    expect(held).toEqual([]);
  });

  it('when a failure ends the run', async () => {
    // A plain file of several blocks beside the sorted one: it is still read when that is sorted and on disk.
    let calls = 0;
    const { outcome, held } = await left([heartbeats('a', 3000, true), heartbeats('b', 60_000, false)], {
      onProgress: () => {
        calls += 1;
        if (calls === 5) throw new Error('the caller gave up');
      },
    });
    expect(outcome).toBe('the caller gave up');
    expect(held).toEqual([]);
  });

  it('when the run is stopped', async () => {
    const stop = new AbortController();
    let calls = 0;
    const { outcome, held } = await left([heartbeats('a', 3000, true), heartbeats('b', 60_000, false)], {
      signal: stop.signal,
      onProgress: () => {
        calls += 1;
        if (calls === 5) stop.abort();
      },
    });
    expect(outcome).toMatchObject({ bad: {} });
    expect(held).toEqual([]);
  });
});
