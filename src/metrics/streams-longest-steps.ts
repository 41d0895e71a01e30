import { numberKey, type Row, type RowState, unknownKind, type WriteRow, wholeOf } from '../stats/rows.ts';

/** Steps kept: more stops than this in one track are no longer told apart by eye. */
const KEPT = 64;

/** A distance between two neighbouring frames, and where it begins; µs. */
export interface PlacedStep {
  readonly fromUs: number;
  readonly stepUs: number;
}

/** The longest steps of one track with their places, so that gaps can be shown where they are. */
export class LongestSteps implements RowState {
  private steps: PlacedStep[] = [];
  /** Steps that are shorter than all kept ones are the rule, and leave at once. */
  private least = 0;

  add(fromUs: number, stepUs: number): void {
    if (stepUs <= this.least) return;
    this.steps.push({ fromUs, stepUs });
    if (this.steps.length >= 2 * KEPT) this.cut();
  }

  /** Longest first, then earliest first: which ones are kept does not depend on the order they came in. */
  private cut(): void {
    this.steps.sort((a, b) => b.stepUs - a.stepUs || a.fromUs - b.fromUs);
    this.steps.length = Math.min(this.steps.length, KEPT);
    if (this.steps.length === KEPT) this.least = (this.steps[KEPT - 1] as PlacedStep).stepUs;
  }

  merge(other: LongestSteps): void {
    this.steps.push(...other.steps);
    this.cut();
  }

  writeRows(write: WriteRow): void {
    this.cut();
    for (const { fromUs, stepUs } of this.steps) write(null, 'step', fromUs, 'union', stepUs);
  }

  readRow(row: Row): void {
    if (row.kind !== 'step') throw unknownKind(row);
    this.steps.push({ fromUs: numberKey(row), stepUs: wholeOf(row) });
    if (this.steps.length >= 2 * KEPT) this.cut();
  }

  /** Those longer than a limit, by place. */
  over(limitUs: number): PlacedStep[] {
    this.cut();
    return this.steps.filter(({ stepUs }) => stepUs > limitUs).sort((a, b) => a.fromUs - b.fromUs);
  }
}
