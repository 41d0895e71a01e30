import {
  closeSync,
  fchmodSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  renameSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { OutputError } from '../model/errors.ts';
import { systemMessage } from '../model/system-message.ts';
import { type Destination, destinationOf } from './destination.ts';
import { writeIntoPlace } from './write-in-place.ts';

/** What is copied at once into a device or a pipe. */
const CHUNK_BYTES = 65_536;

/** How a file comes to its place. */
export interface PlacedFileOptions {
  /** Permissions of a new file. */
  readonly mode: number;
  /** An old file gets `mode` too, instead of keeping its own. */
  readonly isModeForced?: boolean;
  /** Ends the wait for the reader of a pipe. */
  readonly signal?: AbortSignal;
}

/**
 * A file that is written beside its place and renamed into it when it is whole: the old file stays until then, and
 * for ever when writing fails. What cannot be replaced (a device, a pipe, our own standard output) gets the whole
 * content written into it instead.
 */
export class PlacedFile {
  private readonly path: string;
  private readonly destination: Destination;
  private readonly temporary: string;
  private readonly fd: number;
  private readonly signal: AbortSignal | null;
  private position = 0;
  private isDone = false;

  private constructor(
    path: string,
    destination: Destination,
    temporary: string,
    fd: number,
    signal: AbortSignal | null,
  ) {
    this.path = path;
    this.destination = destination;
    this.temporary = temporary;
    this.fd = fd;
    this.signal = signal;
  }

  /** @throws OutputError when nothing can be written there */
  static async create(path: string, options: PlacedFileOptions): Promise<PlacedFile> {
    try {
      const { destination, found } = await destinationOf(path);
      // A symbolic link stays one when its target is replaced.
      const place = destination === 'file' && found !== null ? await realpath(path) : path;
      const folder = destination === 'file' ? dirname(place) : tmpdir();
      // Loaded here: most runs write no file, and it takes as long as to read a small log.
      const { randomBytes } = await import('node:crypto');
      const temporary = join(folder, `.stream-analytics-${randomBytes(6).toString('hex')}`);
      const isOld = destination === 'file' && found !== null && options.isModeForced !== true;
      // Results on their way to a device lie where others can look.
      const mode = destination === 'file' ? options.mode : 0o600;
      const fd = openSync(temporary, 'wx+', isOld ? found.mode & 0o777 : mode);
      // The mask of the process does not apply to what is asked for exactly.
      if (isOld) fchmodSync(fd, found.mode & 0o777);
      else if (options.isModeForced === true) fchmodSync(fd, options.mode);
      return new PlacedFile(place, destination, temporary, fd, options.signal ?? null);
    } catch (error) {
      throw new OutputError(`${path}: ${systemMessage(error)}`);
    }
  }

  private attempt<T>(call: () => T): T {
    try {
      return call();
    } catch (error) {
      this.discard();
      throw new OutputError(`${this.path}: ${systemMessage(error)}`);
    }
  }

  /** Begins again: what was written is gone. */
  restart(): void {
    this.position = 0;
    this.attempt(() => ftruncateSync(this.fd, 0));
  }

  write(content: string | Uint8Array): void {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    for (let done = 0; done < bytes.length; ) {
      const written = this.attempt(() => writeSync(this.fd, bytes, done, bytes.length - done, this.position));
      done += written;
      this.position += written;
    }
  }

  /** Puts the file in its place. */
  async commit(): Promise<void> {
    if (this.destination === 'file') {
      this.attempt(() => {
        fsyncSync(this.fd);
        renameSync(this.temporary, this.path);
        this.isDone = true;
        closeSync(this.fd);
      });
      return;
    }
    try {
      await writeIntoPlace(this.path, this.destination, this.chunks(), this.signal);
    } catch (error) {
      if (error instanceof OutputError) throw error;
      throw new OutputError(`${this.path}: ${systemMessage(error)}`);
    } finally {
      this.discard();
    }
  }

  private *chunks(): Generator<Buffer> {
    for (let at = 0; at < this.position; at += CHUNK_BYTES) {
      const chunk = Buffer.alloc(Math.min(CHUNK_BYTES, this.position - at));
      yield chunk.subarray(0, readSync(this.fd, chunk, 0, chunk.length, at));
    }
  }

  /** Leaves what is in the place as it is. */
  discard(): void {
    // A descriptor that is closed may by now be another file's.
    if (this.isDone) return;
    this.isDone = true;
    for (const step of [() => closeSync(this.fd), () => unlinkSync(this.temporary)]) {
      try {
        step();
      } catch {
        // Nobody can do more about it.
      }
    }
  }
}
