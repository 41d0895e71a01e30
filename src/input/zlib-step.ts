import type { BrotliDecompress, InflateRaw } from 'node:zlib';

/**
 * Memory that a stream fills before it asks for more. A piece of input that does not fit into what is left is worked
 * on in two goes, and the main thread has to notice the end of the first: so it is many times what a piece becomes.
 */
export const OUTPUT_BYTES = 1 << 22;

/** What one piece of compressed input became. */
export interface Step {
  /** `more`: wants more input; `end`: the compressed data is complete, unread bytes follow it; `error`: it is wrong. */
  readonly status: 'more' | 'end' | 'error';
  /** Decompressed bytes, also those before an error. */
  readonly output: readonly Uint8Array[];
}

/**
 * Feeds a zlib stream piece by piece and waits for each, so that the exact end of the compressed data is known
 * and everything before an error is kept (the stream interface alone throws both away).
 */
export class ZlibStep {
  private readonly stream: InflateRaw | BrotliDecompress;
  private output: Uint8Array[] = [];
  private settle: (status: Step['status']) => void = () => {};
  private final: Step['status'] | null = null;

  constructor(stream: InflateRaw | BrotliDecompress) {
    this.stream = stream;
    stream.on('data', (chunk: Uint8Array) => this.output.push(chunk));
    stream.on('end', () => this.finish('end'));
    stream.on('error', () => this.finish('error'));
  }

  /** Compressed bytes used so far; behind `end` the rest of the last piece is the caller's. */
  get used(): number {
    return this.stream.bytesWritten;
  }

  async write(piece: Uint8Array): Promise<Step> {
    return this.step(() => this.stream.write(piece, () => this.settle('more')));
  }

  /** Says that no input follows: `end` when the data is complete, else `error`. */
  async end(): Promise<Step> {
    return this.step(() => this.stream.end());
  }

  close(): void {
    this.stream.close();
  }

  private async step(act: () => void): Promise<Step> {
    const status = await new Promise<Step['status']>((resolve) => {
      this.settle = resolve;
      if (this.final === null) act();
      else resolve(this.final);
    });
    const output = this.output;
    this.output = [];
    return { status: this.final ?? status, output };
  }

  private finish(status: 'end' | 'error'): void {
    this.final = status;
    this.settle(status);
  }
}
