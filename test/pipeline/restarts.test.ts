import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { run } from '../../src/pipeline.ts';
import { DEFAULT_OPTIONS } from '../../src/run-options.ts';

const FILES = 12;
const START_MS = Date.UTC(2026, 4, 30, 20);

/** Heartbeats of one viewer, of which one comes a minute late where the file is disordered. */
function beats(viewer: string, isDisordered: boolean): string[] {
  const at = Array.from({ length: 60 }, (_, i) => START_MS + i * 5000);
  if (isDisordered) at.push(...at.splice(10, 1));
  return at.map((ms) =>
    JSON.stringify({ type: 'heartbeat', ts: new Date(ms).toISOString(), viewer_id: viewer }),
  );
}

async function reportOf(logs: readonly (readonly string[])[]): Promise<{ report: Report; restarts: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'restarts-'));
  try {
    const paths = logs.map((_, i) => join(folder, `${i}.ndjson`));
    for (const [i, path] of paths.entries()) await writeFile(path, `${(logs[i] ?? []).join('\n')}\n`);
    let restarts = 0;
    const rejects = {
      restart: () => {
        restarts += 1;
      },
      add: () => undefined,
    };
    const { report } = await run(paths, { ...DEFAULT_OPTIONS, rejects });
    return { report, restarts };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

it('starts again twice at most, however many inputs need sorting', async () => {
  const disordered = Array.from({ length: FILES }, (_, i) => beats(`v${i}`, i % 4 !== 3));
  const ordered = Array.from({ length: FILES }, (_, i) => beats(`v${i}`, false));
  const { report, restarts } = await reportOf(disordered);
  expect(restarts).toBe(2);
  const sorted = report.input.notes.filter(({ code }) => code === 'file_sorted');
  expect(sorted).toHaveLength((FILES * 3) / 4);
  expect(report.viewers).toEqual((await reportOf(ordered)).report.viewers);
});

it('starts again once for one', async () => {
  const { restarts } = await reportOf([beats('a', false), beats('b', true)]);
  expect(restarts).toBe(1);
});
