import { EventBatch, Flag } from '../../src/model/event-batch.ts';
import { EventKind, PlayerState } from '../../src/model/event-kind.ts';
import type { ReplaySink, RowFeed } from '../../src/replay/row-feed.ts';

/** A row as tests write it. Times in ms; ids are numbers of no meaning. */
export interface Row {
  /** Left out: the row has no time. */
  readonly at?: number;
  /** Default: heartbeat of viewer 1. */
  readonly kind?: keyof typeof EventKind;
  readonly state?: keyof typeof PlayerState;
  /** 0: names none. */
  readonly viewer?: number;
  readonly stream?: number;
  readonly source?: number;
  readonly line?: number;
  /** Identity that the record carries. */
  readonly id?: number;
  /** The time is media time. */
  readonly media?: boolean;
}

/** A batch of these rows; a row without `line` gets its place, counted from `firstLine`. */
export function batchOf(rows: readonly Row[], firstLine = 1): EventBatch {
  const batch = new EventBatch(Math.max(1, rows.length));
  rows.forEach((row, place) => {
    const at = batch.push(EventKind[row.kind ?? 'heartbeat'], row.at ?? Number.NaN);
    batch.code[at] = row.state === undefined ? 0 : PlayerState[row.state];
    batch.viewer[at] = row.viewer ?? 1;
    batch.stream[at] = row.stream ?? 0;
    batch.source[at] = row.source ?? 0;
    batch.line[at] = row.line ?? firstLine + place;
    batch.byte[at] = ((batch.line[at] as number) - 1) * 100;
    batch.idA[at] = row.id ?? 0;
    batch.flags[at] = row.media === true ? Flag.mediaClock : 0;
  });
  return batch;
}

/**
 * A feed that hands out these rows, so many at a time; lines are counted through. As the contract of feeds allows,
 * every batch is the same one, so a row that is kept without being copied is lost.
 */
export function feedOf(rows: readonly Row[], batchRows = 4): RowFeed & { readonly taken: number } {
  const shared = new EventBatch(1);
  let taken = 0;
  return {
    get taken() {
      return taken;
    },
    next: async () => {
      if (taken >= rows.length) return null;
      const batch = batchOf(rows.slice(taken, taken + batchRows), taken + 1);
      taken += batch.length;
      shared.clear();
      for (let row = 0; row < batch.length; row++) shared.pushFrom(batch, row);
      return shared;
    },
  };
}

/** `heartbeat 5000 #3`: kind, time in ms, line. */
export function shown(batch: EventBatch, row: number): string {
  const [kind] = Object.entries(EventKind).find(([, code]) => code === batch.kind[row]) ?? ['?'];
  return `${kind} ${batch.timeMs[row]} #${batch.line[row]}`;
}

/** Lines of rows in the order they were handed over. */
export function linesOf(batch: EventBatch): number[] {
  return [...batch.line.subarray(0, batch.length)];
}

/** A sink that keeps what it was told, in order. */
export function recordingSink(): ReplaySink & { readonly told: string[] } {
  const told: string[] = [];
  return {
    told,
    free: (batch, row) => told.push(`free: ${shown(batch, row)}`),
    fate: (batch, row, fate) => told.push(`${fate}: ${shown(batch, row)}`),
    outOfOrder: (batch, row) => told.push(`out of order: ${shown(batch, row)}`),
    farOff: (batch, row) => told.push(`far off: ${shown(batch, row)}`),
  };
}
