import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventBatch, NUMBER_COLUMNS, STRING_COLUMNS } from '../model/event-batch.ts';
import type { RowCursor } from './merge.ts';

/**
 * Where the sorted runs of one replay lie on disk. Whoever makes it closes it: a replay that fails, is stopped or
 * starts again drops its sorters where they stand, and they leave nothing behind then.
 */
export class RunFolder {
  /** Rows of one input that are kept in memory before a run is written. */
  readonly rowsInMemory: number;
  private readonly parent: string | null;
  private readonly files = new Set<RunFile>();

  /** @param parent - folder for temporary files; null: the system's */
  constructor(parent: string | null, rowsInMemory: number) {
    this.parent = parent;
    this.rowsInMemory = rowsInMemory;
  }

  /** Writes rows, which are in replay order, as a run to be read back. */
  async write(rows: EventBatch, chunkRows: number): Promise<RunFile> {
    const run = await this.create();
    await run.write(rows, chunkRows);
    return run;
  }

  /** A run without rows. */
  async create(): Promise<RunFile> {
    const run = new RunFile(this, await mkdtemp(join(this.parent ?? tmpdir(), 'stream-analytics-')));
    this.files.add(run);
    return run;
  }

  /** Removes a run that is not read any more. */
  async remove(run: RunFile): Promise<void> {
    if (this.files.delete(run)) await rm(run.folder, { recursive: true, force: true });
  }

  /** Removes every run that is left. */
  async close(): Promise<void> {
    for (const run of this.files) await this.remove(run);
  }
}

/**
 * One sorted run on disk, made by `RunFolder` and removed when it was read: chunks of rows as raw columns. Dictionary
 * ids stay valid, because the file is read back by the run that wrote it and by nothing else. It is open only while a
 * chunk is written or read: there may be more runs than files that a process may have open.
 */
export class RunFile implements RowCursor {
  ready = new EventBatch(1);
  at = 0;
  readonly folder: string;
  private readonly owner: RunFolder;
  private readonly lengths: number[] = [];
  private chunk = 0;
  private position = 0;

  constructor(owner: RunFolder, folder: string) {
    this.owner = owner;
    this.folder = folder;
  }

  private get path(): string {
    return join(this.folder, 'run');
  }

  /** Adds rows, which come after those that were written before, in chunks that are read back one at a time. */
  async write(rows: EventBatch, chunkRows: number): Promise<void> {
    await using(await open(this.path, 'a', 0o600), async (file) => {
      for (let from = 0; from < rows.length; from += chunkRows) {
        const to = Math.min(rows.length, from + chunkRows);
        this.lengths.push(to - from);
        for (const { column, width } of columnsOf(rows)) {
          await writeAll(file, bytesOf(column.subarray(from * width, to * width)));
        }
      }
    });
  }

  get end(): number {
    return this.ready.length;
  }

  async ensure(): Promise<boolean> {
    if (this.at < this.ready.length) return true;
    const length = this.lengths[this.chunk];
    if (length === undefined) {
      await this.owner.remove(this);
      return false;
    }
    this.chunk += 1;
    const batch = new EventBatch(length);
    batch.length = length;
    await using(await open(this.path, 'r'), async (file) => {
      for (const { column } of columnsOf(batch)) {
        const bytes = bytesOf(column);
        const { bytesRead } = await file.read(bytes, 0, bytes.length, this.position);
        if (bytesRead !== bytes.length) throw new Error('a temporary file was cut while it was read');
        this.position += bytes.length;
      }
    });
    this.ready = batch;
    this.at = 0;
    return true;
  }
}

async function using(file: FileHandle, work: (file: FileHandle) => Promise<void>): Promise<void> {
  try {
    await work(file);
  } finally {
    await file.close();
  }
}

type Column = Uint8Array | Uint16Array | Uint32Array | Float64Array;

/** All columns, with how many values of it a row has. */
function columnsOf(batch: EventBatch): { readonly column: Column; readonly width: number }[] {
  const single = [
    batch.kind,
    batch.code,
    batch.flags,
    batch.source,
    batch.timeMs,
    batch.line,
    batch.byte,
    batch.stream,
    batch.session,
    batch.viewer,
    batch.dims,
    batch.idA,
    batch.idB,
  ];
  return [
    ...single.map((column) => ({ column, width: 1 })),
    { column: batch.strings, width: STRING_COLUMNS },
    { column: batch.numbers, width: NUMBER_COLUMNS },
  ];
}

function bytesOf(column: Column): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done);
    done += bytesWritten;
  }
}
