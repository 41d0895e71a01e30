import { randomBytes } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { access, type FileHandle, open, realpath, rename, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { OutputError, UsageError } from '../model/errors.ts';
import { printable } from '../model/printable.ts';
import { errorCode, systemMessage } from '../model/system-message.ts';

/**
 * Writes text to standard output and waits until it is out. Never `process.exit` after it: that cuts a pipe at
 * 64 KiB.
 *
 * @returns false when the reader has gone away (EPIPE): no fault, nobody wants more
 * @throws OutputError when the system refuses (disk full behind a redirection)
 */
export async function writeOut(text: string): Promise<boolean> {
  return await new Promise((resolve, reject) => {
    const failed = (error: Error): void => {
      if (errorCode(error) === 'EPIPE') resolve(false);
      else reject(new OutputError(`standard output: ${systemMessage(error)}`));
    };
    process.stdout.once('error', failed);
    process.stdout.write(text, (error) => {
      if (error) failed(error);
      else {
        process.stdout.removeListener('error', failed);
        resolve(true);
      }
    });
  });
}

/** A line for people on standard error; a closed standard error is nobody's fault. */
export function writeErr(text: string): void {
  process.stderr.write(text);
}

/** One line about a fault on standard error, with the program's name. */
export function complain(text: string): void {
  // File names and option values may hold control bytes; they must not move anybody's cursor.
  writeErr(`stream-analytics: ${printable(text, true)}\n`);
}

/**
 * Finds out before anything is read whether a file can be written where it is wanted.
 *
 * @param inputs - names of what is read: an output in the place of one would destroy it
 * @throws OutputError naming the file and the reason
 * @throws UsageError when it is an input
 */
export async function checkWritable(path: string, inputs: readonly string[]): Promise<void> {
  if (path === '' || path === '-') throw new UsageError('an output needs the name of a file');
  try {
    const found = await statOrNull(path);
    if (found?.isDirectory() === true) throw new OutputError(`${path}: is a directory`);
    for (const name of inputs) {
      const input = name === '-' ? null : await statOrNull(name);
      if (found !== null && input?.isFile() === true && input.ino === found.ino && input.dev === found.dev) {
        throw new UsageError(`${path}: is an input; writing there would destroy it`);
      }
    }
    // Devices and pipes cannot be replaced by a file that was written beside them.
    if (found !== null && !found.isFile()) throw new OutputError(`${path}: is not a regular file`);
    await access(dirname(path), constants.W_OK);
    if (found !== null) await access(path, constants.W_OK);
  } catch (error) {
    if (error instanceof OutputError || error instanceof UsageError) throw error;
    throw new OutputError(`${path}: ${systemMessage(error)}`);
  }
}

/** Where a file really is, so that a symbolic link stays one when its target is replaced. */
export async function realPlace(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    return path;
  }
}

async function statOrNull(path: string): Promise<Stats | null> {
  try {
    return await stat(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

/**
 * A file that is written beside its place and renamed into it when it is whole: the old file stays until then, and
 * for ever when writing fails.
 */
export class AtomicFile {
  private readonly path: string;
  private readonly temporary: string;
  private readonly handle: FileHandle;

  private constructor(path: string, temporary: string, handle: FileHandle) {
    this.path = path;
    this.temporary = temporary;
    this.handle = handle;
  }

  /** @param mode - permissions of a new file; an existing one keeps its own */
  static async create(path: string, mode: number): Promise<AtomicFile> {
    try {
      const found = await statOrNull(path);
      const place = await realPlace(path);
      const temporary = join(dirname(place), `.stream-analytics-${randomBytes(6).toString('hex')}`);
      const handle = await open(temporary, 'wx', found === null ? mode : found.mode & 0o777);
      return new AtomicFile(place, temporary, handle);
    } catch (error) {
      throw new OutputError(`${path}: ${systemMessage(error)}`);
    }
  }

  async write(text: string): Promise<void> {
    try {
      await this.handle.writeFile(text);
    } catch (error) {
      await this.discard();
      throw new OutputError(`${this.path}: ${systemMessage(error)}`);
    }
  }

  async commit(): Promise<void> {
    try {
      await this.handle.sync();
      await this.handle.close();
      await rename(this.temporary, this.path);
    } catch (error) {
      await this.discard();
      throw new OutputError(`${this.path}: ${systemMessage(error)}`);
    }
  }

  /** Leaves the old file as it is. */
  async discard(): Promise<void> {
    await this.handle.close().catch(() => undefined);
    await unlink(this.temporary).catch(() => undefined);
  }
}
