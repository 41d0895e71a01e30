import { EventBatch } from '../model/event-batch.ts';
import type { PlayerState } from '../model/event-kind.ts';

/** Kinds of facts; their numbers follow, as many as the method of each has. */
const SPAN = 0;
const STALL = 1;
const SWITCH = 2;
const DROPPED = 3;
const GAP = 4;
const SAMPLE = 5;

const NONE: number[] = [];

/** Who is told what was held; `part`: number of the part that the session was in when it was told. */
export interface HeldTarget {
  span(state: PlayerState, fromMs: number, toMs: number, quality: number, bitrateBps: number): void;
  stall(atMs: number, stalledMs: number, ended: boolean): void;
  qualitySwitch(atMs: number, direction: -1 | 0 | 1): void;
  droppedFrames(atMs: number, frames: number, part: number): void;
  heartbeatGap(gapMs: number, part: number): void;
  sample(heldRow: number, part: number): void;
}

const nothing = (): void => undefined;
/** Hears of what is held and does nothing with it; rows are to be released all the same. */
export const DEAF: Omit<HeldTarget, 'sample'> = {
  span: nothing,
  stall: nothing,
  qualitySwitch: nothing,
  droppedFrames: nothing,
  heartbeatGap: nothing,
};

/** Facts of one session that wait until its slices are known, as plain numbers. */
export class HeldFacts {
  private facts = NONE;

  private get own(): number[] {
    if (this.facts === NONE) this.facts = [];
    return this.facts;
  }

  span(state: PlayerState, fromMs: number, toMs: number, quality: number, bitrateBps: number): void {
    this.own.push(SPAN, state, fromMs, toMs, quality, bitrateBps);
  }

  stall(atMs: number, stalledMs: number, ended: boolean): void {
    this.own.push(STALL, atMs, stalledMs, ended ? 1 : 0);
  }

  qualitySwitch(atMs: number, direction: -1 | 0 | 1): void {
    this.own.push(SWITCH, atMs, direction);
  }

  droppedFrames(atMs: number, frames: number, part: number): void {
    this.own.push(DROPPED, atMs, frames, part);
  }

  heartbeatGap(gapMs: number, part: number): void {
    this.own.push(GAP, gapMs, part);
  }

  sample(heldRow: number, part: number): void {
    this.own.push(SAMPLE, heldRow, part);
  }

  /** Tells everything, in the order in which it came, and holds nothing any more. */
  tell(target: HeldTarget): void {
    const { facts } = this;
    this.facts = NONE;
    let at = 0;
    const next = (): number => facts[at++] as number;
    while (at < facts.length) {
      // Arguments are evaluated from left to right.
      switch (next()) {
        case SPAN:
          target.span(next() as PlayerState, next(), next(), next(), next());
          break;
        case STALL:
          target.stall(next(), next(), next() === 1);
          break;
        case SWITCH:
          target.qualitySwitch(next(), next() as -1 | 0 | 1);
          break;
        case DROPPED:
          target.droppedFrames(next(), next(), next());
          break;
        case GAP:
          target.heartbeatGap(next(), next());
          break;
        default:
          target.sample(next(), next());
      }
    }
  }
}

/** Rows of facts that wait: the batch that they came in moves on. */
export class HeldRows {
  readonly batch = new EventBatch(64);
  private readonly free: number[] = [];

  /** Keeps a copy of a row. Returns its place in {@link batch}. */
  add(batch: EventBatch, row: number): number {
    const place = this.free.pop();
    if (place === undefined) return this.batch.pushFrom(batch, row);
    this.batch.copyRow(place, batch, row);
    return place;
  }

  /** Forgets a row. */
  release(place: number): void {
    this.free.push(place);
  }
}
