import { InputError } from '../model/errors.ts';
import { type EventBatch, Flag } from '../model/event-batch.ts';
import { EventKind } from '../model/event-kind.ts';
import { ARRIVAL_TIMED_CELLS, ARRIVAL_US, CELLS, columnOf, type EventCell } from './event-cells.ts';

const VIEWER = columnOf('viewer_id');
const SESSION = columnOf('session_id');
const STREAM = columnOf('stream_id');
/** Numbers below this are read as a time since the start, others as an epoch (product section 3.1). */
const SINCE_START_BELOW = 1e9;

/** Takes the cells of one event after another, those of an event in the order of `COLUMNS`. Absent ones are not told. */
export interface CellSink {
  /** A new event; `kind` is that of its row. */
  begin(kind: number): void;
  /** Its `ts` on the wall clock, in whole epoch µs. */
  instant(us: number): void;
  /** Its `ts` on the media clock, in whole ms since the start. */
  sinceStart(ms: number): void;
  /** A text of the input, by its dictionary id. */
  text(column: number, id: number): void;
  /** Its interned set of dimensions and tags. */
  dimensions(set: number): void;
  integer(column: number, value: number): void;
  /** A time or length in whole µs, to be written in ms. */
  micros(column: number, us: number): void;
  /** A word of ours: small letters, `-` and `_`. */
  word(column: number, word: string): void;
  flag(column: number, isTrue: boolean): void;
  /** The event is whole. */
  finish(): void;
}

/**
 * Tells the cells of rows. Rows of tracks are not events in time and have no canonical form: nothing is told of them.
 *
 * @param clock - of the run; on the wall clock, packets on media time have no `ts`
 * @throws InputError for a time since the start that would be read back as an epoch (11.5 days and more)
 */
export class EventWalk {
  private readonly clock: 'utc' | 'media';
  private readonly sink: CellSink;

  constructor(clock: 'utc' | 'media', sink: CellSink) {
    this.clock = clock;
    this.sink = sink;
  }

  /** @returns whether the row is an event */
  tell(batch: EventBatch, row: number): boolean {
    const kind = batch.kind[row] as number;
    if (kind === EventKind.track) return false;
    const { sink } = this;
    const flags = batch.flags[row] as number;
    sink.begin(kind);
    this.tellTime(kind, flags, batch, row);
    const viewer = batch.viewer[row] as number;
    const session = batch.session[row] as number;
    const stream = batch.stream[row] as number;
    const dims = batch.dims[row] as number;
    if (viewer !== 0) sink.text(VIEWER, viewer);
    if (session !== 0) sink.text(SESSION, session);
    if (stream !== 0) sink.text(STREAM, stream);
    if (dims !== 0) sink.dimensions(dims);
    this.tellCells(this.cellsOf(kind, flags), flags, batch, row);
    sink.finish();
    return true;
  }

  private tellTime(kind: number, flags: number, batch: EventBatch, row: number): void {
    const atMs = batch.timeMs[row] as number;
    const arrivalUs = kind === EventKind.packet ? batch.num(ARRIVAL_US, row) : atMs * 1000;
    if ((flags & Flag.mediaClock) === 0) {
      // Packets of a file that `--start` anchors have a place in log time and no arrival.
      const us = Number.isNaN(arrivalUs) ? atMs * 1000 : arrivalUs;
      if (!Number.isNaN(us)) this.sink.instant(us);
      return;
    }
    // Media time of packets is no `ts`: their pts and dts say it.
    if (Number.isNaN(arrivalUs) || (kind === EventKind.packet && this.clock === 'utc')) return;
    const ms = Math.round(arrivalUs / 1000);
    if (ms >= SINCE_START_BELOW) {
      throw new InputError(
        `times of 10^9 ms and more since the start cannot be written: they would be read as epochs; ` +
          'type --start FILE=T to say when that was',
      );
    }
    this.sink.sinceStart(ms);
  }

  private cellsOf(kind: number, flags: number): readonly EventCell[] {
    const isArrivalSaid = (flags & Flag.mediaClock) === 0 || this.clock === 'media';
    if ((flags & Flag.arrivalTimed) !== 0 && isArrivalSaid) return ARRIVAL_TIMED_CELLS;
    return CELLS[kind] as readonly EventCell[];
  }

  private tellCells(cells: readonly EventCell[], flags: number, batch: EventBatch, row: number): void {
    const { sink } = this;
    for (let at = 0; at < cells.length; at++) {
      const cell = cells[at] as EventCell;
      switch (cell.form) {
        case 'integer': {
          const value = batch.num(cell.from, row);
          if (!Number.isNaN(value)) sink.integer(cell.column, value);
          break;
        }
        case 'micros': {
          const value = batch.num(cell.from, row);
          if (!Number.isNaN(value)) sink.micros(cell.column, value);
          break;
        }
        case 'text': {
          const id = batch.str(cell.from, row);
          if (id !== 0) sink.text(cell.column, id);
          break;
        }
        case 'word': {
          const word = cell.words[batch.code[row] as number] ?? '';
          if (word !== '') sink.word(cell.column, word);
          break;
        }
        default: {
          const isTrue = (flags & cell.from) !== 0;
          if (isTrue || (flags & cell.knownBit) !== 0) sink.flag(cell.column, isTrue);
        }
      }
    }
  }
}
