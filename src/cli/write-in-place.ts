import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { OutputError } from '../model/errors.ts';
import { errorCode } from '../model/system-message.ts';
import type { Destination } from './destination.ts';
import { writeErr, writeOut } from './output.ts';

/** How often a pipe is asked whether it has a reader, or room. */
const AGAIN_MS = 20;

/**
 * Writes chunks into something that cannot be replaced by a file. A reader that goes away early wants no more: no
 * fault, as on standard output.
 *
 * @param signal - ends the wait for the reader of a pipe
 * @throws OutputError when the wait is ended; the system's errors as they come
 */
export async function writeIntoPlace(
  path: string,
  destination: Exclude<Destination, 'file'>,
  chunks: Iterable<Buffer>,
  signal: AbortSignal | null,
): Promise<void> {
  if (destination === 'stdout' || destination === 'stderr') {
    for (const chunk of chunks) {
      if (destination === 'stderr') writeErr(chunk);
      else if (!(await writeOut(chunk))) return;
    }
    return;
  }
  const handle = destination === 'pipe' ? await openPipe(path, signal) : await open(path, constants.O_WRONLY);
  try {
    for (const chunk of chunks) await writeWhole(handle, chunk, path, signal);
  } catch (error) {
    if (errorCode(error) !== 'EPIPE') throw error;
  } finally {
    await handle.close();
  }
}

/**
 * Opens a pipe once somebody reads it. An open that waits by itself would hold a thread that no interrupt frees.
 */
async function openPipe(path: string, signal: AbortSignal | null): Promise<FileHandle> {
  for (;;) {
    try {
      return await open(path, constants.O_WRONLY | constants.O_NONBLOCK);
    } catch (error) {
      if (errorCode(error) !== 'ENXIO') throw error;
    }
    await again(path, signal);
  }
}

async function writeWhole(
  handle: FileHandle,
  bytes: Buffer,
  path: string,
  signal: AbortSignal | null,
): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    try {
      done += (await handle.write(bytes, done)).bytesWritten;
    } catch (error) {
      if (errorCode(error) !== 'EAGAIN') throw error;
      await again(path, signal);
    }
  }
}

async function again(path: string, signal: AbortSignal | null): Promise<void> {
  if (signal?.aborted === true) throw new OutputError(`${path}: interrupted while its reader was waited for`);
  await wait(AGAIN_MS);
}
