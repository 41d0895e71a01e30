import { expect } from 'vitest';
import { ffprobeJson } from '../../src/formats/ffprobe-json.ts';
import type { Framer, RecordBlock } from '../../src/input/framer.ts';
import { JsonObjectFramer } from '../../src/input/json-object.ts';
import type { LineFramer } from '../../src/input/line-framer.ts';
import { DumpLineScan } from '../../src/input/scan/dump-line-scan.ts';
import { DumpScan } from '../../src/input/scan/dump-scan.ts';
import type { RecordScan, ScannedRecords } from '../../src/input/scan/record-scan.ts';
import { Dictionary, DimensionSets } from '../../src/model/dictionary.ts';
import { EventBatch } from '../../src/model/event-batch.ts';
import type { Format } from '../../src/model/format.ts';
import type { InputRecord } from '../../src/model/record.ts';
import type { DumpPlan } from '../../src/model/scan-plan.ts';
import {
  Account,
  type LaneOptions,
  type LaneResult,
  pool,
  scannedDictionary,
  scannedDims,
} from './both-lanes.ts';

/** A writer of dumps: how its bytes are framed and scanned. */
export interface DumpKind {
  readonly format: Format;
  readonly framer: () => Framer;
  readonly scan: (plan: DumpPlan, framer: Framer) => RecordScan;
}

export const JSON_DUMP: DumpKind = {
  format: ffprobeJson,
  framer: () => new JsonObjectFramer(),
  scan: (plan, framer) => new DumpScan(pool, plan, framer as JsonObjectFramer),
};

/** Lines cut by this delimiter. */
export function lineDump(format: Format, framer: () => LineFramer, delimiter: string): DumpKind {
  const scan = (plan: DumpPlan, own: Framer) =>
    new DumpLineScan(pool, plan, own as LineFramer, delimiter.charCodeAt(0));
  return { format, framer, scan };
}

interface DumpResult extends LaneResult {
  readonly truncated: boolean;
}

/** What the reader is shown before it reads. */
function firstOf(kind: DumpKind, dump: Buffer, shown: number): readonly InputRecord[] {
  const framer = kind.framer();
  return [...framer.push(dump).records, ...framer.end().records].slice(0, shown);
}

/** A dump of ffprobe through the library lane alone. `shown`: elements that the reader is shown before. */
export function libraryDump(
  dump: Buffer,
  options: LaneOptions,
  shown: number,
  kind: DumpKind = JSON_DUMP,
): DumpResult {
  const account = new Account(new Dictionary(), new DimensionSets(), { options });
  const reader = kind.format.open(account.context, firstOf(kind, dump, shown));
  const framer = kind.framer();
  const batch = new EventBatch();
  for (let from = 0; from < dump.length; from += 1 << 16) {
    account.read(framer.push(dump.subarray(from, from + (1 << 16))), reader, batch);
  }
  account.read(framer.end(), reader, batch);
  account.take(batch);
  return { ...account.result(reader, framer.tailBytes), truncated: framer.truncatedContainer };
}

/** The same through the scanner, in chunks of this size; and how many elements were the scanner's own. */
export async function fastDump(
  dump: Buffer,
  options: LaneOptions,
  shown: number,
  chunkBytes: number,
  kind: DumpKind = JSON_DUMP,
): Promise<DumpResult & { readonly scanned: number }> {
  const account = new Account(scannedDictionary, scannedDims, { options });
  const reader = kind.format.open(account.context, firstOf(kind, dump, shown));
  const plan = reader.dumpPlan?.();
  if (plan === undefined) throw new Error('no plan');
  const framer = kind.framer();
  const scan = kind.scan(plan, framer);
  const batch = new EventBatch();
  let scanned = 0;
  const left = (block: RecordBlock) => {
    account.read(block, reader, batch);
    scan.learn(batch, 0);
    account.take(batch);
  };
  const read = ({ batch: rows, skipped, stretches, rawOf }: ScannedRecords) => {
    for (let row = 0; row < rows.length; row++) {
      const raw = rawOf(row);
      const shownRaw = Buffer.from(raw).toString('latin1', 0, 4096);
      account.used.push(`${rows.line[row]} ${rows.byte[row]} ${raw.length} ${shownRaw}`);
    }
    scanned += rows.length + skipped;
    account.skipped += skipped;
    account.take(rows);
    for (const { left: block } of stretches()) if (block !== null) left(block);
  };
  for (let from = 0; from < dump.length; from += chunkBytes) {
    // A copy that is overwritten afterwards: nobody may rely on a chunk he was given before.
    const chunk = Buffer.from(dump.subarray(from, from + chunkBytes));
    scan.push(chunk);
    for (let records = await scan.next(); records !== null; records = await scan.next()) read(records);
    chunk.fill(0x23);
  }
  left(scan.rest());
  scan.close();
  const { tailBytes, truncatedContainer: truncated } = framer;
  return { ...account.result(reader, tailBytes), truncated, scanned };
}

/** Both lanes say the same. Returns how many elements there are, and how many of them the scanner took. */
export async function expectSameDump(
  dump: string | Buffer,
  {
    chunkBytes = 1 << 16,
    shown = 1000,
    kind = JSON_DUMP,
    ...options
  }: LaneOptions & { chunkBytes?: number; shown?: number; kind?: DumpKind } = {},
): Promise<{ elements: number; scanned: number }> {
  const bytes = Buffer.from(dump as string);
  const { scanned, ...fast } = await fastDump(bytes, options, shown, chunkBytes, kind);
  const library = libraryDump(bytes, options, shown, kind);
  // Line by line first: a difference is then one line long.
  const length = Math.max(fast.rows.length, library.rows.length);
  for (let row = 0; row < length; row++) expect(fast.rows[row]).toBe(library.rows[row]);
  expect(fast).toEqual(library);
  return { elements: library.used.length + library.skipped + library.bad.length, scanned };
}
