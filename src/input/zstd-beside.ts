import { Worker } from 'node:worker_threads';
import type { ByteReader } from './byte-reader.ts';
import type { Damage, DamageLog } from './damage.ts';
import { unzstd } from './zstd.ts';

/** Compressed bytes that are worth a thread: below, its start takes longer than the archive. */
const WORTH_A_THREAD = 1 << 20;
/** Pieces of the archive that lie with the thread before it asks for more. */
const PIECES_AHEAD = 2;

/** What the thread is sent: a piece of the archive, its end, or that the next decompressed chunk is wanted. */
export type ToZstdThread = { readonly piece: Uint8Array | null } | 'next';
/** What the thread sends: that it is there, that it has used a piece, a decompressed chunk, or the end and the damage. */
export type FromZstdThread =
  | 'ready'
  | 'used'
  | { readonly chunk: Uint8Array }
  | { readonly damage: Damage | null };

/**
 * Decompresses Zstandard as {@link unzstd} does, a large archive in a thread of its own: unlike zlib's, its decoder
 * would hold the thread that reads the rows. Where no thread can be started it is decompressed here.
 */
export async function* unzstdBeside(input: ByteReader, damage: DamageLog): AsyncGenerator<Uint8Array> {
  const worker = (await input.fill(WORTH_A_THREAD)) ? await startThread() : null;
  if (worker === null) yield* unzstd(input, damage);
  else yield* new ZstdThread(worker, input, damage).chunks();
}

/** Null when it cannot be started. */
async function startThread(): Promise<Worker | null> {
  // Compiled, the code of the thread lies beside this module.
  const worker = new Worker(new URL('./zstd-thread.js', import.meta.url));
  return await new Promise((resolve) => {
    worker.once('error', () => resolve(null));
    // Its first message says that its code was found and runs.
    worker.once('message', () => resolve(worker));
  });
}

class ZstdThread {
  private readonly worker: Worker;
  private readonly input: ByteReader;
  private readonly damage: DamageLog;
  private settle: (answer: Uint8Array | null) => void = () => {};
  private fail: (error: unknown) => void = () => {};
  private failure: unknown = null;
  private inputEnded = false;
  /** Pieces are read one after another, whatever is asked meanwhile. */
  private feeding: Promise<void> = Promise.resolve();

  constructor(worker: Worker, input: ByteReader, damage: DamageLog) {
    this.worker = worker;
    this.input = input;
    this.damage = damage;
    worker.on('message', (message: FromZstdThread) => this.receive(message));
    worker.on('error', (error) => this.die(error));
    worker.on('exit', () => this.die(new Error('the thread that decompresses ended before its work')));
  }

  async *chunks(): AsyncGenerator<Uint8Array> {
    try {
      for (let ahead = 0; ahead < PIECES_AHEAD; ahead++) this.feed();
      for (let chunk = await this.next(); chunk !== null; chunk = await this.next()) yield chunk;
    } finally {
      this.inputEnded = true;
      await this.worker.terminate();
      await this.feeding;
    }
  }

  private async next(): Promise<Uint8Array | null> {
    return await new Promise((resolve, reject) => {
      this.settle = resolve;
      this.fail = reject;
      if (this.failure !== null) reject(this.failure);
      this.send('next');
    });
  }

  private receive(message: FromZstdThread): void {
    if (message === 'ready') return;
    if (message === 'used') {
      this.feed();
    } else if ('chunk' in message) {
      this.settle(message.chunk);
    } else {
      if (message.damage !== null) this.damage.note(message.damage.kind, message.damage.detail);
      this.settle(null);
    }
  }

  /** Sends the next piece of the archive. */
  private feed(): void {
    this.feeding = this.feeding
      .then(async () => {
        if (this.inputEnded) return;
        const piece = await this.input.next();
        if (piece === null) this.inputEnded = true;
        this.send({ piece });
      })
      .catch((error: unknown) => this.die(error));
  }

  private send(message: ToZstdThread): void {
    this.worker.postMessage(message);
  }

  private die(error: unknown): void {
    this.failure ??= error;
    this.fail(error);
  }
}
