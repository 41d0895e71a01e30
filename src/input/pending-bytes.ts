import { MAX_RAW_BYTES, MAX_RECORD_BYTES } from './limits.ts';

/**
 * The bytes that a framer has and has not finished with: the rest of the chunk before, then the current chunk, in one
 * buffer that is used again and again. What was finished with stays readable until the next chunk is appended.
 */
export class PendingBytes {
  /** The buffer; only its first `length` bytes mean anything. */
  bytes: Buffer<ArrayBuffer> = Buffer.allocUnsafeSlow(MAX_RECORD_BYTES);
  length = 0;
  /** Offset in the input of the first byte of the buffer. */
  offset = 0;
  private finished = 0;
  /** Beginning and offset of the last record that was too long to be kept. */
  private longHead: { readonly offset: number; readonly bytes: Uint8Array } | null = null;

  append(chunk: Uint8Array): void {
    const rest = this.length - this.finished;
    if (this.finished > 0) this.bytes.copyWithin(0, this.finished, this.length);
    this.offset += this.finished;
    this.finished = 0;
    this.length = rest + chunk.length;
    if (this.length > this.bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(this.length, 2 * this.bytes.length));
      this.bytes.copy(larger, 0, 0, rest);
      this.bytes = larger;
    }
    this.bytes.set(chunk, rest);
  }

  /** Everything before this index is finished with. */
  finish(index: number): void {
    this.finished = index;
  }

  /** Offset in the input of the first byte that is not finished with. */
  get nextOffset(): number {
    return this.offset + this.finished;
  }

  /** How many bytes are not finished with. */
  get waiting(): number {
    return this.length - this.finished;
  }

  /** Forgets all bytes; the next that are appended stand at this offset of the input. */
  moveTo(offset: number): void {
    this.length = 0;
    this.finished = 0;
    this.offset = offset;
  }

  /** Keeps the beginning of a record that is too long to be held. */
  keepHead(index: number): void {
    const end = Math.min(index + MAX_RAW_BYTES, this.length);
    this.longHead = { offset: this.offset + index, bytes: Buffer.from(this.bytes.subarray(index, end)) };
  }

  /** Bytes of a record by its offset in the input, at most 4 KiB; empty when they are gone. */
  raw(offset: number, length: number): Uint8Array {
    const from = offset - this.offset;
    if (from < 0) return this.longHead?.offset === offset ? this.longHead.bytes : new Uint8Array(0);
    return this.bytes.subarray(from, Math.min(from + Math.min(length, MAX_RAW_BYTES), this.length));
  }
}
