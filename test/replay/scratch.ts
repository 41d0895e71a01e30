import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs with a folder for temporary files; `held()` lists what lies in it, folders and files. */
export async function withScratch<T>(
  work: (folder: string, held: () => Promise<string[]>) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'replay-test-'));
  try {
    return await work(folder, () => readdir(folder, { recursive: true }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
