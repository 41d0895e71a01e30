import { type EventBatch, Flag } from '../model/event-batch.ts';
import type { ReaderContext } from '../model/format.ts';
import { CacheStatusReader } from './cache-status.ts';
import { fieldId } from './canonical-names.ts';
import type { RecordValues } from './canonical-values.ts';
import { missing, textMismatch } from './faults.ts';
import { LONGEST_TEXT_BYTES, readText } from './texts.ts';

const STATUS = fieldId('status');
const CACHE_STATUS = fieldId('cache_status');
const CDN = fieldId('cdn');
const URL = fieldId('url');
const ABORTED = fieldId('aborted');

/** Number and string columns of a request, see `EventBatch`. */
const STATUS_COLUMN = 0;
const URL_COLUMN = 0;

/** What requests need beyond their columns: cache class, URL, aborted flag. */
export class RequestRows {
  private readonly context: ReaderContext;
  private readonly values: RecordValues;
  private readonly caches = new CacheStatusReader();

  constructor(context: ReaderContext, values: RecordValues) {
    this.context = context;
    this.values = values;
  }

  /** Completes a request's row; its columns are filled. */
  fill(row: number, batch: EventBatch): void {
    const { values } = this;
    if (values.has(CACHE_STATUS)) {
      const word = values.text(CACHE_STATUS, LONGEST_TEXT_BYTES);
      const cdn = values.text(CDN, LONGEST_TEXT_BYTES);
      batch.code[row] = this.caches.classOf(word, cdn, batch.num(STATUS_COLUMN, row));
    } else if (!values.has(STATUS)) {
      values.fault ??= missing('status', 'status or cache_status', 'neither');
    }
    if (values.has(URL)) this.fillUrl(row, batch);
    values.flag(ABORTED, Flag.aborted, row, batch);
  }

  /** The query makes nearly every URL its own and may hold secrets; the fragment never reaches a server. */
  private fillUrl(row: number, batch: EventBatch): void {
    const value = this.values.slots.values[URL];
    const url = typeof value === 'string' ? withoutQuery(value) : value;
    const text = readText(url, LONGEST_TEXT_BYTES);
    if (text === null) {
      this.values.fault ??= textMismatch('url', url, LONGEST_TEXT_BYTES);
      return;
    }
    // What is left of a URL with a query is a piece of it, whatever the loader gave.
    const id = url === value ? this.values.intern(text) : this.context.dictionary.id(text);
    batch.setStr(URL_COLUMN, row, id);
  }
}

function withoutQuery(url: string): string {
  const query = url.indexOf('?');
  const path = query < 0 ? url : url.slice(0, query);
  const fragment = path.indexOf('#');
  return fragment < 0 ? path : path.slice(0, fragment);
}
