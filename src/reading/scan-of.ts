import { CsvFramer } from '../input/csv.ts';
import type { Framer } from '../input/framer.ts';
import { JsonLineFramer } from '../input/json-lines.ts';
import { JsonObjectFramer } from '../input/json-object.ts';
import type { RecordScan } from '../input/scan/record-scan.ts';
import { TextLineFramer } from '../input/text-lines.ts';
import type { Framing, RecordReader } from '../model/format.ts';
import type { FastLane } from './fast-lane.ts';
import type { Content } from './source-content.ts';
import type { OpenSource } from './source-reader.ts';

/** A whole input that is smaller is read before a scanner is ready. */
const WORTH_SCANNING_BYTES = 1 << 18;

/** A scanner and the framer of what it leaves. */
export interface Scanned {
  readonly scan: RecordScan;
  readonly framer: Framer;
}

/** The scanner for an input, by its framing and what its reader can tell one; null: the library lane reads it. */
export async function scanOf(
  { framing, lane }: OpenSource,
  { input }: Content,
  reader: RecordReader,
): Promise<Scanned | null> {
  if (lane === null || !isWorthScanning(lane, input)) return null;
  const events = reader.scanPlan?.();
  if (events !== undefined) {
    if (!isOfLines(framing)) return null;
    const framer = framing.kind === 'csv' ? new CsvFramer(framing.delimiter) : new JsonLineFramer();
    return scanned(await lane.scan(events, framer, reader.headerRecords ?? 0), framer);
  }
  const plan = reader.dumpPlan?.();
  if (plan === undefined) return null;
  if (framing.kind === 'json') {
    const framer = new JsonObjectFramer();
    return framing.shape === 'object' ? scanned(await lane.dump(plan, framer), framer) : null;
  }
  if (plan.cells === null || (framing.kind !== 'csv' && framing.kind !== 'lines')) return null;
  const framer = framing.kind === 'csv' ? new CsvFramer(framing.delimiter) : new TextLineFramer();
  const delimiterByte = framer.delimiterByte || plan.cells.delimiterByte;
  return scanned(await lane.dumpLines(plan, framer, delimiterByte), framer);
}

/** Whether any thread may scan a block of the input: its records are lines of JSON, or rows of cells. */
export function isOfLines(framing: Framing): boolean {
  return framing.kind === 'csv' || (framing.kind === 'json' && framing.shape === 'lines');
}

/** Whether there is enough of an input. */
function isWorthScanning({ always }: FastLane, { sample }: Content['input']): boolean {
  return always || !sample.whole || sample.bytes.length >= WORTH_SCANNING_BYTES;
}

function scanned(scan: RecordScan | null, framer: Framer): Scanned | null {
  return scan === null ? null : { scan, framer };
}
