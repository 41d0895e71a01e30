import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Snapshot } from '../../src/live/snapshot.ts';
import type { TimePoint } from '../../src/reading/window.ts';
import { DEFAULT_OPTIONS, type RunOptions } from '../../src/run-options.ts';
import { snapshot } from '../../src/snapshot.ts';

/** The snapshot of one input with this base name and content, read from a file like any other. */
export async function snapshotText(
  name: string,
  content: string,
  at: TimePoint,
  options: Partial<RunOptions> = {},
): Promise<Snapshot> {
  const folder = await mkdtemp(join(tmpdir(), 'snapshot-text-'));
  try {
    const path = join(folder, name);
    await writeFile(path, content);
    const result = await snapshot([path], { ...DEFAULT_OPTIONS, ...options }, at);
    return result.snapshot;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A point of time so many ms after the log's start. */
export function sinceStart(offsetMs: number): TimePoint {
  return { kind: 'after-start', offsetMs, typed: `--at +${offsetMs}ms` };
}

export function instant(atMs: number): TimePoint {
  return { kind: 'instant', atMs, typed: `--at ${atMs}` };
}

/** One JSON object a line; `at` is seconds after 2026-05-30T20:00:00Z. */
export function log(events: readonly (readonly [at: number, event: Record<string, unknown>])[]): string {
  const startMs = Date.UTC(2026, 4, 30, 20);
  return events
    .map(([at, event]) => JSON.stringify({ ts: new Date(startMs + at * 1000).toISOString(), ...event }))
    .map((line) => `${line}\n`)
    .join('');
}
