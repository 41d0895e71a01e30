import { EventBatch } from '../model/event-batch.ts';
import { EventKind } from '../model/event-kind.ts';
import type { ReaderContext } from '../model/format.ts';
import type { FirstLook } from './source-reader.ts';

/** What the first records of an input say about how it must be read. */
export interface Probe {
  /** Earliest log time among them, ms; Infinity when none has one. */
  readonly earliestMs: number;
  readonly clock: 'utc' | 'media' | null;
  /** Some of them move a session: the input must be told in the order of log time. */
  readonly ordered: boolean;
  /** Share of them that could be used, 0..1; null when there are none. */
  readonly usable: number | null;
  /** Kinds of event that they name, see `RecordReader`. */
  readonly kinds: ReadonlySet<EventKind>;
}

/**
 * Whether `--start` of an input changes nothing, because its times are wall-clock times as they stand.
 *
 * @returns false for an input without `--start`
 */
export function ignoresStart({ source, content }: FirstLook): boolean {
  if (source.context.startMs === null || source.framing.kind === 'blob') return false;
  const withoutStart = { ...source, context: { ...source.context, startMs: null } };
  return probe({ source: withoutStart, content }).clock === 'utc';
}

/** Reads the first records once, into rows that nobody keeps. Notes are left to the real reading. */
export function probe({ source, content: { first } }: FirstLook): Probe {
  if (source.framing.kind === 'blob') {
    const { startMs, offsetMs } = source.context;
    const clock = startMs === null ? 'media' : 'utc';
    return { earliestMs: (startMs ?? 0) + offsetMs, clock, ordered: false, usable: null, kinds: new Set() };
  }
  const context: ReaderContext = { ...source.context, note: () => undefined };
  const reader = source.format.open(context, first);
  const batch = new EventBatch(first.length + 16);
  const records = first.slice(reader.headerRecords ?? 0);
  let used = 0;
  for (const record of records) {
    if (record.kind === 'bad') continue;
    const { fate } = reader.read(record, batch);
    if (fate === 'used' || fate === 'part') used += 1;
  }
  let earliestMs = Number.POSITIVE_INFINITY;
  let ordered = false;
  for (let row = 0; row < batch.length; row++) {
    const atMs = batch.timeMs[row] as number;
    if (atMs < earliestMs) earliestMs = atMs;
    const viewer = batch.viewer[row] !== 0 || batch.session[row] !== 0;
    if (viewer && (batch.kind[row] as number) >= EventKind.join) ordered = true;
  }
  const usable = records.length === 0 ? null : used / records.length;
  const kinds = reader.kinds ?? new Set<EventKind>();
  return { earliestMs, clock: reader.facts.clock, ordered, usable, kinds };
}
