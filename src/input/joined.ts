/** Small outputs of the decoders are joined to this before they go on: every stage has a cost per chunk. */
const JOINED_BYTES = 1 << 19;

/** The same bytes in chunks of at least 512 KiB, but for the last. */
export async function* joined(chunks: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  let parts: Uint8Array[] = [];
  let length = 0;
  for await (const bytes of chunks) {
    parts.push(bytes);
    length += bytes.length;
    if (length < JOINED_BYTES) continue;
    yield parts.length === 1 ? bytes : Buffer.concat(parts, length);
    parts = [];
    length = 0;
  }
  if (length > 0) yield Buffer.concat(parts, length);
}
