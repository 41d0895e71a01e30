import { EventBatch } from '../model/event-batch.ts';
import type { ViewerFacts } from '../model/viewer-facts.ts';
import type { SessionTable } from './session-table.ts';

/** Whole-session figures, which wait for the end of the log: only then is it known whether a session told its states. */
export class WaitingTotals {
  private readonly rows = new EventBatch(16);

  /** Takes a row of kind totals. */
  add(batch: EventBatch, row: number): void {
    this.rows.pushFrom(batch, row);
  }

  /** Takes over what waits elsewhere. */
  absorb(other: WaitingTotals): void {
    for (let row = 0; row < other.rows.length; row++) this.rows.pushFrom(other.rows, row);
    other.rows.clear();
  }

  /** Tells all of them; those of sessions with states of their own only as a note. */
  end(table: SessionTable, facts: ViewerFacts): void {
    for (let row = 0; row < this.rows.length; row++) {
      const viewer = this.rows.viewer[row] as number;
      const session = this.rows.session[row] as number;
      const stream = this.rows.stream[row] as number;
      if (!table.ended.has(viewer, session))
        facts.totals({ slot: -1, viewer, session, stream }, this.rows, row);
      else facts.note('totals_contradict');
    }
  }
}
