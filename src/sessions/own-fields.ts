import type { EventBatch } from '../model/event-batch.ts';
import { EventKind } from '../model/event-kind.ts';
import type { OwnFields } from '../model/viewer-facts.ts';

/** What a row says of where it belongs. */
export function ownFields(batch: EventBatch, row: number): OwnFields {
  const stream = batch.stream[row] as number;
  return { stream, dims: batch.dims[row] as number, quality: qualityOf(batch, row) };
}

/** The quality that plays, of the kinds of rows that tell it; 0: this one does not. */
export function qualityOf(batch: EventBatch, row: number): number {
  switch (batch.kind[row]) {
    case EventKind.join:
    case EventKind.state:
    case EventKind.quality:
    case EventKind.heartbeat:
      return batch.str(0, row);
    default:
      return 0;
  }
}
