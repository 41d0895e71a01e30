import { constants, fstatSync, type Stats } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { OutputError, UsageError } from '../model/errors.ts';
import { errorCode, systemMessage } from '../model/system-message.ts';

/**
 * What an output's name leads to: a file that can be replaced, a pipe that waits for its reader, a device, or what
 * this program's standard output or error already is.
 */
export type Destination = 'file' | 'pipe' | 'device' | 'stdout' | 'stderr';

/** @returns `found` null: nothing is there yet */
export async function destinationOf(
  path: string,
): Promise<{ readonly destination: Destination; readonly found: Stats | null }> {
  const found = await statOrNull(path);
  if (found === null) return { destination: 'file', found };
  // Opened again, a file behind standard output would be overwritten from its start, and a socket cannot be.
  if (isOpenAs(1, found)) return { destination: 'stdout', found };
  if (isOpenAs(2, found)) return { destination: 'stderr', found };
  const destination = found.isFile() ? 'file' : found.isFIFO() ? 'pipe' : 'device';
  return { destination, found };
}

/**
 * Finds out before anything is read whether a result can be written where it is wanted.
 *
 * @param inputs - names of what is read: an output in the place of one would destroy it
 * @throws OutputError naming the file and the reason
 * @throws UsageError when it is an input
 */
export async function checkWritable(path: string, inputs: readonly string[]): Promise<void> {
  if (path === '' || path === '-') throw new UsageError('an output needs the name of a file');
  try {
    const { destination, found } = await destinationOf(path);
    if (found?.isDirectory() === true) throw new OutputError(`${path}: is a directory`);
    for (const name of inputs) {
      const input = name === '-' ? null : await statOrNull(name);
      const isRead = input?.isFile() === true || input?.isFIFO() === true;
      if (found !== null && isRead && isSame(input, found)) {
        throw new UsageError(`${path}: is an input; writing there would destroy it`);
      }
    }
    if (destination === 'stdout' || destination === 'stderr') return;
    if (found?.isSocket() === true) throw new OutputError(`${path}: is a socket`);
    // Only a file is written beside its place.
    if (destination === 'file') await access(dirname(path), constants.W_OK);
    if (found !== null) await access(path, constants.W_OK);
  } catch (error) {
    if (error instanceof OutputError || error instanceof UsageError) throw error;
    throw new OutputError(`${path}: ${systemMessage(error)}`);
  }
}

function isOpenAs(fd: number, found: Stats): boolean {
  try {
    return isSame(fstatSync(fd), found);
  } catch {
    // It is closed.
    return false;
  }
}

function isSame(a: Stats, b: Stats): boolean {
  return a.ino === b.ino && a.dev === b.dev;
}

async function statOrNull(path: string): Promise<Stats | null> {
  try {
    return await stat(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}
