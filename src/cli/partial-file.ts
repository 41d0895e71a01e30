import type { PartialSink } from '../run-options.ts';
import { PlacedFile } from './placed-file.ts';

/** A saved state on its way into its file, which is compressed where its name ends in `.gz`. */
export class PartialFile implements PartialSink {
  private readonly file: PlacedFile;
  private readonly compress: ((text: string) => Uint8Array) | null;

  private constructor(file: PlacedFile, compress: ((text: string) => Uint8Array) | null) {
    this.file = file;
    this.compress = compress;
  }

  /** @throws OutputError when the file cannot be written */
  static async create(path: string, signal: AbortSignal): Promise<PartialFile> {
    const file = await PlacedFile.create(path, { mode: 0o666, signal });
    if (!/\.gz$/i.test(path)) return new PartialFile(file, null);
    const { gzipSync } = await import('node:zlib');
    // Piece by piece: members of one archive, so that no whole state is held.
    return new PartialFile(file, (text) => gzipSync(text));
  }

  add(text: string): void {
    this.file.write(this.compress === null ? text : this.compress(text));
  }

  /** Puts the file in its place. */
  async commit(): Promise<void> {
    await this.file.commit();
  }

  /** Leaves an old file as it is. */
  discard(): void {
    this.file.discard();
  }
}
