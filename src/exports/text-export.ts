import type { EventBatch } from '../model/event-batch.ts';
import { InstantTexts, WrittenTexts } from './cell-texts.ts';
import { type EventExport, type ExportContext, WORTH_WRITING } from './event-export.ts';
import { type CellSink, EventWalk } from './event-walk.ts';

/** Events as lines of text, given out when enough of them lie ready. How a cell is written is the format's own. */
export abstract class TextExport implements EventExport {
  events = 0;
  protected readonly instants = new InstantTexts();
  protected readonly texts: WrittenTexts;
  /** Whole lines that were not taken yet. */
  protected written: string;
  private readonly walk: EventWalk;

  /**
   * @param head - what comes before the first line
   * @param write - a text of the input as a cell
   */
  constructor(context: ExportContext, head: string, write: (text: string) => string) {
    this.written = head;
    this.texts = new WrittenTexts(context.dictionary, write);
    this.walk = new EventWalk(context.clock, this.sink());
  }

  /** Where the cells of an event go. */
  protected abstract sink(): CellSink;

  add(batch: EventBatch, row: number): void {
    if (this.walk.tell(batch, row)) this.events += 1;
  }

  take(): Uint8Array | null {
    return this.written.length < WORTH_WRITING ? null : this.end();
  }

  end(): Uint8Array {
    const bytes = Buffer.from(this.written);
    this.written = '';
    return bytes;
  }
}
