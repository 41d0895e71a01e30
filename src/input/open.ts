import type { RandomAccess, Sample } from '../model/format.ts';
import { limitOf } from '../model/platform-limits.ts';
import { systemMessage } from '../model/system-message.ts';
import { ByteReader } from './byte-reader.ts';
import { type ByteSource, type FileState, openPath, streamSource } from './byte-source.ts';
import { type Compression, decompress, detectCompression, plainBaseName } from './compression.ts';
import { type Damage, DamageLog } from './damage.ts';
import { detectEncoding, ENCODING_SAMPLE, toUtf8 } from './encoding.ts';
import type { InputEntry, InputProblem } from './expand.ts';
import { crToLf, endsInCrAlone } from './line-ends.ts';
import { makeSample, SAMPLE_BYTES } from './sample.ts';

/** One opened input. */
export interface OpenInput {
  readonly name: string;
  readonly compression: Compression;
  /** Bytes on disk when opened; null for pipes and devices. */
  readonly size: number | null;
  /** True when opening the same entry again gives the same content from the start. */
  readonly seekable: boolean;
  /** Length of the UTF-8 byte order mark that was dropped: in a plain file, content starts at this byte. */
  readonly markBytes: number;
  readonly sample: Sample;
  /** Which file it is and how it is; null for pipes and devices. */
  readonly file: FileState | null;
  /** The bytes of a regular file that is not compressed; null for everything else. */
  readonly random: RandomAccess | null;
  /**
   * The whole content from the start (what the sample shows is included), decompressed, as UTF-8 without byte
   * order mark. May be called once; open the entry again to start again.
   */
  chunks(): AsyncIterable<Uint8Array>;
  /** Nobody will look at this chunk any more: others may take its place in memory. */
  giveBack(chunk: Uint8Array): void;
  /** Raw bytes read so far, compressed ones where the input is: progress against `size`. */
  bytesRead(): number;
  /** What went wrong while reading; complete when `chunks()` has ended. */
  readonly damage: Damage | null;
  close(): Promise<void>;
}

export type Opened =
  | { readonly ok: true; readonly input: OpenInput }
  | { readonly ok: false; readonly problem: InputProblem };

/**
 * Opens one input, finds its compression and encoding from its first bytes, and reads its sample.
 *
 * @param known - the file when it was opened before: it is read up to the size it had then, and what was changed since
 *   is damage
 * @returns a problem when it cannot be opened or decoded at all; never throws for what an input holds
 * @throws LimitError when the system lets the process open no more files
 */
export async function openInput(entry: InputEntry, known: FileState | null = null): Promise<Opened> {
  const damage = new DamageLog();
  let source: ByteSource;
  try {
    source =
      entry.path === null
        ? streamSource(entry.stream ?? process.stdin, damage)
        : await openPath(entry.path, damage, known);
  } catch (error) {
    const limit = limitOf(error);
    if (limit !== null) throw limit;
    return { ok: false, problem: { name: entry.name, message: systemMessage(error) } };
  }
  const raw = new ByteReader(source.chunks());
  await raw.fill(4);
  const compression = detectCompression(raw.buffered, entry.name);
  const content = new ByteReader(decompress(raw, compression, damage));
  await content.fill(ENCODING_SAMPLE);
  const encoding = detectEncoding(content.buffered);
  if (encoding === null) {
    await content.close();
    await source.close();
    const message = 'UTF-16 text without a byte order mark; convert it first: iconv -f UTF-16LE -t UTF-8';
    return { ok: false, problem: { name: entry.name, message } };
  }
  const text = toUtf8(content, encoding);
  const { first, whole } = await readFirst(text);
  const [firstBytes = new Uint8Array(0)] = first.length === 1 ? first : [Buffer.concat(first)];
  const asIs = (bytes: Uint8Array): Uint8Array => bytes;
  const ended = endsInCrAlone(firstBytes.subarray(0, SAMPLE_BYTES)) ? crToLf : asIs;
  const sampleBytes = ended(firstBytes.subarray(0, SAMPLE_BYTES));
  const sample = makeSample(plainBaseName(entry.name), sampleBytes, whole);
  const input = {
    name: entry.name,
    compression,
    size: source.size,
    seekable: source.size !== null,
    markBytes: encoding.name === 'utf-8' ? encoding.markBytes : 0,
    sample,
    file: source.file,
    random: compression === 'none' ? source.random : null,
    async *chunks(): AsyncGenerator<Uint8Array> {
      for (const bytes of first) yield ended(bytes);
      for await (const bytes of text) yield ended(bytes);
    },
    giveBack({ buffer }: Uint8Array): void {
      // The sample lies in the first chunks for good.
      if (!first.some((bytes) => bytes.buffer === buffer)) source.giveBack(buffer);
    },
    bytesRead: () => source.bytesRead,
    get damage(): Damage | null {
      return damage.first;
    },
    async close(): Promise<void> {
      await text.return(undefined);
      await source.close();
    },
  };
  return { ok: true, input };
}

/** Chunks up to the length of a sample. Not `for await`: leaving that loop would end the generator. */
async function readFirst(text: AsyncGenerator<Uint8Array>): Promise<{ first: Uint8Array[]; whole: boolean }> {
  const first: Uint8Array[] = [];
  for (let length = 0; length < SAMPLE_BYTES; ) {
    const next = await text.next();
    if (next.done === true) return { first, whole: true };
    first.push(next.value);
    length += next.value.length;
  }
  return { first, whole: false };
}
