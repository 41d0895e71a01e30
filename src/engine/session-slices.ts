import { HeldFacts } from './held-facts.ts';
import type { SliceFold } from './slice-fold.ts';
import type { Values } from './slice-plan.ts';

/** What a session was while it had the same values of the dimensions that are split by time. */
export interface Part {
  /** Of those dimensions. */
  readonly values: Values;
  /** Where its facts go; null: not asked yet. */
  folds: readonly SliceFold[] | null;
  watchedMs: number;
  /** A stall began in it, inside the window. */
  stalled: boolean;
}

/** A part from an instant on. */
interface Piece {
  readonly fromMs: number;
  part: Part;
}

/** What is known of the dimensions of one open session. */
export class SessionSlices {
  /** Values of the dimensions that are not split by time: the first that it told. */
  readonly steady: number[];
  /** How many of them it has not told. */
  missing: number;
  /** In order of time. The first begins with the session. */
  readonly pieces: Piece[];
  /** In order of their first pieces; one may have lost its last piece within an instant. */
  readonly parts: Part[];
  /** The set of dimensions that it carried last. */
  lastDims = 0;
  readonly held = new HeldFacts();
  /** Whether its slices are known; `left out`: it has none. */
  fate: 'open' | 'known' | 'left out' = 'open';

  constructor(steady: number, split: number, fromMs: number) {
    this.steady = new Array<number>(steady).fill(0);
    this.missing = steady;
    const part = { values: new Array<number>(split).fill(0), folds: null, watchedMs: 0, stalled: false };
    this.parts = [part];
    this.pieces = [{ fromMs, part }];
  }

  /** The part that it is in after everything told so far. */
  get present(): Part {
    return (this.pieces[this.pieces.length - 1] as Piece).part;
  }

  /** The part at an instant, with all its changes applied. */
  at(atMs: number): Part {
    const { pieces } = this;
    let place = pieces.length - 1;
    while (place > 0 && (pieces[place] as Piece).fromMs > atMs) place--;
    return (pieces[place] as Piece).part;
  }

  /** Takes the values that one of its events carried; `own`: of all dimensions, 0 where it carried none. */
  see(own: Values, atMs: number): void {
    const { steady } = this;
    for (let at = 0; at < steady.length; at++) {
      if (steady[at] !== 0 || own[at] === 0) continue;
      steady[at] = own[at] as number;
      this.missing--;
    }
    const before = this.present.values;
    const values = before.map((value, at) => own[steady.length + at] || value);
    if (!isSame(before, values)) this.enter(values, atMs);
  }

  private enter(values: Values, atMs: number): void {
    const { pieces } = this;
    const last = pieces[pieces.length - 1] as Piece;
    const part = this.partOf(values);
    // Several changes of one instant are one, to the last.
    if (atMs > last.fromMs) pieces.push({ fromMs: atMs, part });
    else last.part = part;
  }

  private partOf(values: Values): Part {
    const known = this.parts.find((part) => isSame(part.values, values));
    if (known !== undefined) return known;
    const part = { values, folds: null, watchedMs: 0, stalled: false };
    this.parts.push(part);
    return part;
  }
}

function isSame(a: Values, b: Values): boolean {
  return a.every((value, at) => value === b[at]);
}
