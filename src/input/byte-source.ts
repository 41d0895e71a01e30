import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { RandomAccess } from '../model/format.ts';
import { systemMessage } from '../model/system-message.ts';
import type { DamageLog } from './damage.ts';

/** Big reads: at 64 KiB the asynchronous file API costs several times as much per byte. */
const READ_BYTES = 1 << 20;

/** Which file it is, and what changes when it is written to. */
export type FileState = Pick<BigIntStats, 'dev' | 'ino' | 'size' | 'mtimeNs'>;

/** The raw bytes of one input, as they lie on disk or come through a pipe. */
export interface ByteSource {
  /** Size when opened; null for pipes and devices. */
  readonly size: number | null;
  /** Raw bytes delivered so far. */
  readonly bytesRead: number;
  /** The file when it was opened first; null for pipes and devices. */
  readonly file: FileState | null;
  /** Null for pipes and devices. */
  readonly random: RandomAccess | null;
  /** Everything from the start; may be called once. A chunk stays valid for as long as it is referred to. */
  chunks(): AsyncGenerator<Uint8Array>;
  /** Nobody needs this memory of a chunk any more: later chunks may lie there. Memory of somebody else is ignored. */
  giveBack(memory: ArrayBufferLike): void;
  close(): Promise<void>;
}

/**
 * Opens a path for reading. A regular file is read up to the size it has now, so that a log which is still
 * being written ends; anything else (FIFO, device) is read as a stream until its end.
 *
 * @param known - the file when it was opened before: it is read up to the size it had then. Another file in its place
 *   is not read: where logs are rotated it may hold what another input holds
 * @throws the system's error when it cannot be opened, is a directory (code `EISDIR`) or another file (`ESTALE`)
 */
export async function openPath(
  path: string,
  damage: DamageLog,
  known: FileState | null = null,
): Promise<ByteSource> {
  const handle = await open(path, constants.O_RDONLY);
  const stat = await handle.stat({ bigint: true });
  if (stat.isDirectory()) {
    await handle.close();
    throw Object.assign(new Error('is a directory'), { code: 'EISDIR' });
  }
  if (known !== null && !isSameFile(stat, known)) {
    await handle.close();
    throw Object.assign(new Error('is another file'), { code: 'ESTALE' });
  }
  if (!stat.isFile()) return streamSource(handleChunks(handle), damage);
  const source = new FileSource(handle, known ?? stat, damage);
  if (known !== null) source.compareWith(stat);
  return source;
}

function isSameFile(a: FileState, b: FileState): boolean {
  return a.dev === b.dev && a.ino === b.ino;
}

/** A source over chunks that can be read once: standard input, a pipe, a library user's stream. */
export function streamSource(stream: AsyncIterable<Uint8Array>, damage: DamageLog): ByteSource {
  const chunks = stream[Symbol.asyncIterator]();
  const source = {
    size: null,
    bytesRead: 0,
    file: null,
    random: null,
    giveBack: () => undefined,
    async *chunks(): AsyncGenerator<Uint8Array> {
      try {
        for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) {
          source.bytesRead += next.value.length;
          yield next.value;
        }
      } catch (error) {
        damage.note('unreadable', `reading stopped: ${systemMessage(error)}`);
      }
    },
    async close(): Promise<void> {
      await chunks.return?.();
    },
  };
  return source;
}

async function* handleChunks(handle: FileHandle): AsyncGenerator<Uint8Array> {
  try {
    for (;;) {
      const { bytesRead, buffer } = await handle.read(
        Buffer.allocUnsafeSlow(READ_BYTES),
        0,
        READ_BYTES,
        null,
      );
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

class FileSource implements ByteSource {
  readonly size: number;
  readonly file: FileState;
  readonly random: RandomAccess;
  bytesRead = 0;
  private readonly handle: FileHandle;
  private readonly damage: DamageLog;
  /** Memory that chunks lie in, and what of it can be used again: new memory is first touched at the price of a copy. */
  private readonly own = new WeakSet<ArrayBufferLike>();
  private spare: ArrayBufferLike | null = null;

  constructor(handle: FileHandle, file: FileState, damage: DamageLog) {
    this.handle = handle;
    this.file = file;
    this.damage = damage;
    this.size = Number(file.size);
    const size = this.size;
    this.random = { size, read: (from, to) => this.readRange(from, Math.min(to, size)) };
  }

  async *chunks(): AsyncGenerator<Uint8Array> {
    try {
      let next = this.readChunk(0);
      while (this.bytesRead < this.size) {
        const { bytesRead, buffer } = await next;
        if (bytesRead === 0) {
          this.damage.note('changed', `the file shrank to ${this.bytesRead} bytes while it was read`);
          return;
        }
        this.bytesRead += bytesRead;
        // Read while this one is worked on; that it failed is said when its turn comes, if it does.
        next = this.readChunk(this.bytesRead);
        next.catch(() => undefined);
        yield buffer.subarray(0, bytesRead);
      }
      await this.compare();
    } catch (error) {
      this.damage.note('unreadable', `reading stopped at byte ${this.bytesRead}: ${systemMessage(error)}`);
    }
  }

  private readChunk(from: number): Promise<{ readonly bytesRead: number; readonly buffer: Buffer }> {
    const wanted = Math.min(READ_BYTES, this.size - from);
    const memory = this.spare ?? Buffer.allocUnsafeSlow(wanted).buffer;
    this.spare = null;
    this.own.add(memory);
    return this.handle.read(Buffer.from(memory), 0, wanted, from);
  }

  giveBack(memory: ArrayBufferLike): void {
    // What is left to be read is never more than before.
    if (this.own.has(memory)) this.spare = memory;
  }

  /** The open handle keeps reading a renamed file whole; only a file that was written to is another file now. */
  private async compare(): Promise<void> {
    this.compareWith(await this.handle.stat({ bigint: true }));
  }

  /** Notes what is not as it was when the file was opened first. */
  compareWith(now: FileState): void {
    if (now.size !== this.file.size) {
      this.damage.note('changed', `the file had ${this.file.size} bytes when opened and ${now.size} later`);
    } else if (now.mtimeNs !== this.file.mtimeNs) {
      this.damage.note('changed', 'the file was written to while it was read');
    }
  }

  private async readRange(from: number, to: number): Promise<Uint8Array> {
    const wanted = Math.max(0, to - from);
    const buffer = Buffer.allocUnsafeSlow(wanted);
    let got = 0;
    while (got < wanted) {
      const { bytesRead } = await this.handle.read(buffer, got, wanted - got, from + got);
      if (bytesRead === 0) break;
      got += bytesRead;
    }
    return buffer.subarray(0, got);
  }

  async close(): Promise<void> {
    await this.handle.close();
  }
}
