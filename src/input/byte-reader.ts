/**
 * Looks ahead in a sequence of chunks: headers and trailers of archives can lie across any chunk border.
 * `buffered` is what was read and not yet taken.
 */
export class ByteReader {
  /** Bytes taken so far. */
  consumed = 0;
  buffered: Uint8Array = new Uint8Array(0);
  private readonly chunks: AsyncIterator<Uint8Array>;
  private ended = false;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.chunks = chunks[Symbol.asyncIterator]();
  }

  /** Reads until at least `wanted` bytes are buffered. False when the input ends before. */
  async fill(wanted: number): Promise<boolean> {
    if (this.buffered.length >= wanted) return true;
    const parts = this.buffered.length > 0 ? [this.buffered] : [];
    let length = this.buffered.length;
    while (length < wanted && !this.ended) {
      const next = await this.chunks.next();
      if (next.done === true) {
        this.ended = true;
      } else if (next.value.length > 0) {
        parts.push(next.value);
        length += next.value.length;
      }
    }
    this.buffered = parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts, length);
    return length >= wanted;
  }

  /** Marks buffered bytes as taken. */
  skip(count: number): void {
    this.buffered = this.buffered.subarray(count);
    this.consumed += count;
  }

  /** Takes that many bytes, which must be buffered. */
  take(count: number): Uint8Array {
    const bytes = this.buffered.subarray(0, count);
    this.skip(count);
    return bytes;
  }

  /** The next chunk as it comes (what is buffered first); null at the end. */
  async next(): Promise<Uint8Array | null> {
    if (!(await this.fill(1))) return null;
    return this.take(this.buffered.length);
  }

  /** All that is left. */
  async *rest(): AsyncGenerator<Uint8Array> {
    try {
      for (let chunk = await this.next(); chunk !== null; chunk = await this.next()) yield chunk;
    } finally {
      await this.close();
    }
  }

  /** Tells the source that no more is wanted. */
  async close(): Promise<void> {
    this.ended = true;
    await this.chunks.return?.();
  }
}
