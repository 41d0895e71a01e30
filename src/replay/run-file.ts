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
    const folder = await mkdtemp(join(this.parent ?? tmpdir(), 'stream-analytics-'));
    const handle = await open(join(folder, 'run'), 'wx+', 0o600);
    const run = new RunFile(folder, handle);
    this.files.add(run);
    await run.write(rows, chunkRows);
    return run;
  }

  /** Removes a run that is not read any more. */
  async remove(run: RunFile): Promise<void> {
    if (this.files.delete(run)) await run.remove();
  }

  /** Removes every run that is left. */
  async close(): Promise<void> {
    for (const run of this.files) await this.remove(run);
  }
}

/**
 * One sorted run on disk, made by `RunFolder`: chunks of rows as raw columns. Dictionary ids stay valid, because the file is read back
 * by the run that wrote it and by nothing else.
 */
export class RunFile implements RowCursor {
  ready = new EventBatch(1);
  at = 0;
  private readonly folder: string;
  private readonly file: FileHandle;
  private readonly lengths: number[] = [];
  private chunk = 0;
  private position = 0;

  constructor(folder: string, file: FileHandle) {
    this.folder = folder;
    this.file = file;
  }

  async write(rows: EventBatch, chunkRows: number): Promise<void> {
    for (let from = 0; from < rows.length; from += chunkRows) {
      const to = Math.min(rows.length, from + chunkRows);
      this.lengths.push(to - from);
      for (const { column, width } of columnsOf(rows)) {
        await writeAll(this.file, bytesOf(column.subarray(from * width, to * width)));
      }
    }
  }

  get end(): number {
    return this.ready.length;
  }

  async ensure(): Promise<boolean> {
    if (this.at < this.ready.length) return true;
    const length = this.lengths[this.chunk];
    if (length === undefined) return false;
    this.chunk += 1;
    const batch = new EventBatch(length);
    batch.length = length;
    for (const { column } of columnsOf(batch)) {
      const bytes = bytesOf(column);
      const { bytesRead } = await this.file.read(bytes, 0, bytes.length, this.position);
      if (bytesRead !== bytes.length) throw new Error('a temporary file was cut while it was read');
      this.position += bytes.length;
    }
    this.ready = batch;
    this.at = 0;
    return true;
  }

  async remove(): Promise<void> {
    await this.file.close();
    await rm(this.folder, { recursive: true, force: true });
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
