import type { EventExport, ExportContext } from '../../src/exports/event-export.ts';
import { EXPORTS, type ExportFormat } from '../../src/exports/index.ts';
import { Dictionary, DimensionSets } from '../../src/model/dictionary.ts';
import { EventBatch } from '../../src/model/event-batch.ts';
import { EventKind } from '../../src/model/event-kind.ts';

/** A row as tests write it; texts and dimensions by their text. */
export interface ExportedRow {
  readonly kind: keyof typeof EventKind;
  /** ms; left out: none. */
  readonly at?: number;
  readonly code?: number;
  readonly flags?: number;
  readonly viewer?: string;
  readonly session?: string;
  readonly stream?: string;
  readonly dims?: Readonly<Record<string, string>>;
  readonly strings?: readonly string[];
  /** undefined: absent. */
  readonly numbers?: readonly (number | undefined)[];
}

/** An export with its rows added; its bytes are still to be taken. */
export async function exportOf(
  format: ExportFormat,
  rows: readonly ExportedRow[],
  clock: ExportContext['clock'] = 'utc',
): Promise<EventExport> {
  const dictionary = new Dictionary();
  const dims = new DimensionSets();
  const out = (await EXPORTS[format]())({ dictionary, dims, clock });
  const batch = new EventBatch(1);
  for (const row of rows) {
    const at = batch.push(EventKind[row.kind], row.at ?? Number.NaN);
    batch.code[at] = row.code ?? 0;
    batch.flags[at] = row.flags ?? 0;
    batch.viewer[at] = dictionary.id(row.viewer ?? '');
    batch.session[at] = dictionary.id(row.session ?? '');
    batch.stream[at] = dictionary.id(row.stream ?? '');
    const pairs = Object.entries(row.dims ?? {}).flatMap((pair) => pair.map((text) => dictionary.id(text)));
    batch.dims[at] = dims.id(pairs);
    row.strings?.forEach((text, column) => {
      batch.setStr(column, at, dictionary.id(text));
    });
    row.numbers?.forEach((value, column) => {
      batch.setNum(column, at, value ?? Number.NaN);
    });
    out.add(batch, at);
  }
  return out;
}

/** Everything that an export of rows writes, as text. */
export async function exported(...args: Parameters<typeof exportOf>): Promise<string> {
  return Buffer.from((await exportOf(...args)).end()).toString();
}
