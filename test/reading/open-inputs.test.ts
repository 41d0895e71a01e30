import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { run } from '../../src/pipeline.ts';
import { DEFAULT_OPTIONS, type RunOptions } from '../../src/run-options.ts';

/** Where Linux lists the open files of a process. */
const OPEN_FILES = '/proc/self/fd';

it.skipIf(!existsSync(OPEN_FILES)).each<[string, Partial<RunOptions>, string]>([
  ['their clocks do not go together', {}, 'times count from its start'],
  ['one of them is not of the format asked for', { inputFormat: 'csv' }, 'cannot be read as csv'],
  ['the format asked for does not exist', { inputFormat: 'cvs' }, 'cvs'],
])('leaves no input open when %s', async (_, options, message) => {
  const folder = mkdtempSync(join(tmpdir(), 'open-inputs-'));
  try {
    const paths = ['wall.ndjson', 'relative.ndjson'].map((name) => join(folder, name));
    writeFileSync(paths[0] as string, '{"type":"join","ts":1777000000000,"viewer_id":"a"}\n');
    writeFileSync(paths[1] as string, '{"type":"join","ts":0.5,"viewer_id":"a"}\n');
    const before = readdirSync(OPEN_FILES).length;
    await expect(run(paths, { ...DEFAULT_OPTIONS, ...options })).rejects.toThrow(message);
    expect(readdirSync(OPEN_FILES)).toHaveLength(before);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
