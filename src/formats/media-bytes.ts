import type { RandomAccess } from '../model/format.ts';

/** Headers stand far apart, then a small page is enough; or close together, then a large one saves system calls. */
const MIN_PAGE_BYTES = 1 << 12;
const MAX_PAGE_BYTES = 1 << 16;

/** Small reads of a file, for looking at headers: one page is kept. */
export class FileBytes {
  readonly size: number;
  private readonly file: RandomAccess;
  private page: Uint8Array = new Uint8Array(0);
  private pageAt = 0;
  private pageBytes = MIN_PAGE_BYTES;

  constructor(file: RandomAccess) {
    this.file = file;
    this.size = file.size;
  }

  /** These bytes, as a view that stays valid; null when the file ends before them. */
  async read(from: number, length: number): Promise<DataView | null> {
    const to = from + length;
    if (from < 0 || to > this.size) return null;
    if (from < this.pageAt || to > this.pageAt + this.page.length) {
      const isNear = from >= this.pageAt && from <= this.pageAt + 2 * this.page.length;
      this.pageBytes = isNear ? Math.min(this.pageBytes * 2, MAX_PAGE_BYTES) : MIN_PAGE_BYTES;
      this.page = await this.file.read(from, Math.min(this.size, from + Math.max(length, this.pageBytes)));
      this.pageAt = from;
      // The file shrank after it was opened.
      if (this.page.length < length) return null;
    }
    return new DataView(this.page.buffer, this.page.byteOffset + from - this.pageAt, length);
  }

  /** As many of these bytes as there are: fewer than `length` only at the end of the file. */
  async readUpTo(from: number, length: number): Promise<DataView> {
    const whole = Math.max(0, Math.min(length, this.size - from));
    return (await this.read(from, whole)) ?? new DataView(new ArrayBuffer(0));
  }
}

/** Characters of a fixed field, byte for byte (Latin-1). */
export function ascii(view: DataView, at: number, length: number): string {
  let text = '';
  for (let i = at; i < at + length && i < view.byteLength; i++) text += String.fromCharCode(view.getUint8(i));
  return text;
}
