/** What runs in the thread that decompresses a large Zstandard archive: see zstd-beside.ts. */
import { type MessagePort, parentPort } from 'node:worker_threads';
import { ByteReader } from './byte-reader.ts';
import { DamageLog } from './damage.ts';
import { joined } from './joined.ts';
import { unzstd } from './zstd.ts';
import type { FromZstdThread, ToZstdThread } from './zstd-beside.ts';

if (parentPort !== null) serve(parentPort);

function serve(port: MessagePort): void {
  const pieces: (Uint8Array | null)[] = [];
  let arrived: () => void = () => {};
  const send = (message: FromZstdThread, bytes?: Uint8Array): void => {
    // What lies alone in its memory changes its owner instead of being copied.
    const whole = bytes !== undefined && bytes.byteLength === bytes.buffer.byteLength;
    port.postMessage(message, whole ? [bytes.buffer as ArrayBuffer] : []);
  };

  async function* archive(): AsyncGenerator<Uint8Array> {
    for (;;) {
      while (pieces.length === 0) {
        await new Promise<void>((resolve) => {
          arrived = resolve;
        });
      }
      const piece = pieces.shift();
      if (piece === null || piece === undefined) return;
      yield piece;
      send('used');
    }
  }

  const damage = new DamageLog();
  const chunks = joined(unzstd(new ByteReader(archive()), damage));
  port.on('message', async (message: ToZstdThread) => {
    if (message !== 'next') {
      pieces.push(message.piece);
      arrived();
      return;
    }
    const next = await chunks.next();
    if (next.done === true) send({ damage: damage.first });
    else send({ chunk: next.value }, next.value);
  });
  send('ready');
}
