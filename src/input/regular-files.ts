import { stat } from 'node:fs/promises';
import type { InputEntry } from './expand.ts';

/** Whether each of these can be read twice: a file on disk, no pipe. One that is not there counts as a file. */
export async function areRegularFiles(entries: readonly InputEntry[]): Promise<boolean> {
  for (const { path } of entries) {
    if (path === null) return false;
    const found = await stat(path).catch(() => null);
    if (found !== null && !found.isFile()) return false;
  }
  return true;
}
