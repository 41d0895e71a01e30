import { cellOf, type Row, type RowState, unknownKind, type WriteRow, wholeOf } from '../stats/rows.ts';

/** Finest spacing of instants at which the media time reached is known. */
const FINEST_US = 10_000;
/** 164 s at 10 ms, 1.9 days at 10.24 s: 128 KiB at most. */
const MAX_CELLS = 16_384;

/**
 * How far the media of one track had come at each arrival time: the highest pts that had arrived before every
 * instant of a grid. The spacing is 10 ms doubled as often as the track's span needs, and the grid is aligned to
 * time zero, so two tracks can be brought to one grid and parts merge in any order.
 */
export class ArrivalGrid implements RowState {
  private widthUs = FINEST_US;
  private firstUs = Number.POSITIVE_INFINITY;
  private lastUs = Number.NEGATIVE_INFINITY;
  /** Cell (arrival time / width) of the first value of `highest`. */
  private firstCell = 0;
  /** Highest pts that arrived in each cell; −Infinity: none did. */
  private highest = new Float64Array(0);

  /** Both in integer µs. */
  add(arrivalUs: number, ptsUs: number): void {
    this.reach(arrivalUs, arrivalUs);
    this.put(Math.floor(arrivalUs / this.widthUs), ptsUs);
  }

  merge(other: ArrivalGrid): void {
    if (other.isEmpty) return;
    this.reach(other.firstUs, other.lastUs);
    const fold = this.widthUs / other.widthUs;
    this.putAll(other.firstCell, other.highest, fold);
  }

  get isEmpty(): boolean {
    return this.firstUs > this.lastUs;
  }

  /**
   * Distance of two tracks at equal arrival, sampled at the instants of the coarser grid at which both are under
   * way: Σ and largest |this − other| of the media time reached.
   *
   * @param shiftUs - added to the media times of this track
   */
  compare(other: ArrivalGrid, shiftUs: number): { sumUs: bigint; maxAbsUs: number; samples: number } {
    let sumUs = 0n;
    let maxAbsUs = 0;
    let samples = 0;
    if (!this.isEmpty && !other.isEmpty) {
      const widthUs = Math.max(this.widthUs, other.widthUs);
      const a = this.levels(widthUs);
      const b = other.levels(widthUs);
      const to = Math.min(a.first + a.values.length, b.first + b.values.length);
      for (let cell = Math.max(a.first, b.first); cell < to; cell++) {
        const reachedUs = (a.values[cell - a.first] as number) + shiftUs;
        const apartUs = reachedUs - (b.values[cell - b.first] as number);
        sumUs += BigInt(apartUs);
        maxAbsUs = Math.max(maxAbsUs, Math.abs(apartUs));
        samples++;
      }
    }
    return { sumUs, maxAbsUs, samples };
  }

  /** Buckets are in µs. */
  writeRows(write: WriteRow): void {
    if (this.isEmpty) return;
    const { widthUs } = this;
    write(null, 'first', null, 'min', this.firstUs);
    write(null, 'last', null, 'max', this.lastUs);
    for (const [i, ptsUs] of this.highest.entries()) {
      if (ptsUs === Number.NEGATIVE_INFINITY) continue;
      write((this.firstCell + i) * widthUs, `reached/${widthUs}`, null, 'max', ptsUs);
    }
  }

  readRow(row: Row): void {
    const { widthUs } = this;
    if (row.kind === 'first' || row.kind === 'last') this.reach(wholeOf(row), wholeOf(row));
    else if (row.kind === `reached/${widthUs}`) {
      const [first, last] = [Math.floor(this.firstUs / widthUs), Math.floor(this.lastUs / widthUs)];
      this.put(cellOf(row, widthUs, first, last), wholeOf(row));
    } else throw unknownKind(row);
  }

  /** Highest pts up to the end of each cell of a width, from the first cell to the last. */
  private levels(widthUs: number): { first: number; values: Float64Array } {
    const first = Math.floor(this.firstUs / widthUs);
    const values = new Float64Array(Math.floor(this.lastUs / widthUs) - first + 1).fill(
      Number.NEGATIVE_INFINITY,
    );
    const fold = widthUs / this.widthUs;
    for (let i = 0; i < this.highest.length; i++) {
      const ptsUs = this.highest[i] as number;
      if (ptsUs === Number.NEGATIVE_INFINITY) continue;
      const at = Math.floor((this.firstCell + i) / fold) - first;
      values[at] = Math.max(values[at] as number, ptsUs);
    }
    for (let at = 1; at < values.length; at++) {
      values[at] = Math.max(values[at] as number, values[at - 1] as number);
    }
    return { first, values };
  }

  /** Makes the cells of a stretch exist, wider ones where there would be too many. */
  private reach(fromUs: number, toUs: number): void {
    if (fromUs >= this.firstUs && toUs <= this.lastUs) return;
    this.firstUs = Math.min(this.firstUs, fromUs);
    this.lastUs = Math.max(this.lastUs, toUs);
    let widthUs = this.widthUs;
    while (this.lastUs - this.firstUs > widthUs * MAX_CELLS) widthUs *= 2;
    const first = Math.floor(this.firstUs / widthUs);
    const last = Math.floor(this.lastUs / widthUs);
    const { highest, firstCell } = this;
    const fold = widthUs / this.widthUs;
    if (fold === 1 && first >= firstCell && last < firstCell + highest.length) return;
    // Twice as much as is there, towards the side that grew, so that n steps outwards cost n and not n².
    const spare = Math.floor(highest.length / fold);
    this.widthUs = widthUs;
    this.firstCell = first < Math.floor(firstCell / fold) ? first - spare : first;
    this.highest = new Float64Array(last + spare + 1 - this.firstCell).fill(Number.NEGATIVE_INFINITY);
    this.putAll(firstCell, highest, fold);
  }

  private putAll(firstCell: number, highest: Float64Array, fold: number): void {
    for (let i = 0; i < highest.length; i++) {
      const ptsUs = highest[i] as number;
      if (ptsUs !== Number.NEGATIVE_INFINITY) this.put(Math.floor((firstCell + i) / fold), ptsUs);
    }
  }

  private put(cell: number, ptsUs: number): void {
    const i = cell - this.firstCell;
    if (ptsUs > (this.highest[i] as number)) this.highest[i] = ptsUs;
  }
}
