import { makeFramer } from '../../src/input/records.ts';
import type { Framing } from '../../src/model/format.ts';
import type { BadRecord, InputRecord } from '../../src/model/record.ts';

type Framed = Exclude<Framing, { readonly kind: 'blob' }>;

export interface Collected {
  readonly records: readonly InputRecord[];
  /** Bytes of each record as `rawOf` gave them while its block was valid. */
  readonly raw: readonly string[];
  readonly tailBytes: number;
  readonly truncatedContainer: boolean;
  readonly unterminated: boolean;
}

/** Frames content handed over in chunks of this size; the first chunk may have a size of its own. */
export function collect(
  framing: Framed,
  content: string | Uint8Array,
  chunkBytes = 65_536,
  firstBytes = chunkBytes,
): Collected {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const framer = makeFramer(framing);
  const records: InputRecord[] = [];
  const raw: string[] = [];
  let unterminated = false;
  const take = (block: ReturnType<typeof framer.push>): void => {
    records.push(...block.records);
    for (const record of block.records) raw.push(Buffer.from(block.rawOf(record)).toString('latin1'));
    unterminated = block.unterminated;
  };
  for (let at = 0, next = 0; at < bytes.length; at = next) {
    const size = at === 0 ? firstBytes : chunkBytes;
    next = at + size;
    // A copy that is overwritten afterwards: a framer must not rely on a chunk it was given before.
    const chunk = Buffer.from(bytes.subarray(at, at + size));
    take(framer.push(chunk));
    chunk.fill(0x23);
  }
  take(framer.end());
  const { tailBytes, truncatedContainer } = framer;
  return { records, raw, tailBytes, truncatedContainer, unterminated };
}

/** A record in few words: its line and what it holds. */
export function brief(record: InputRecord): string {
  switch (record.kind) {
    case 'json':
      return `${record.line} ${record.section ?? ''}${JSON.stringify(record.value)}`;
    case 'row':
      return `${record.line} ${record.cells.join('¦')}`;
    case 'line':
      return `${record.line} ${record.text}`;
    case 'bad':
      return `${record.line}:${record.column} ${record.reason}`;
  }
}

export function bad(records: readonly InputRecord[]): readonly BadRecord[] {
  return records.filter((record) => record.kind === 'bad');
}
