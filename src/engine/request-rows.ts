import { type CdnRequest, clipFlow } from '../metrics/cdn-request.ts';
import { type EventBatch, Flag } from '../model/event-batch.ts';
import type { CacheClass } from '../model/event-kind.ts';
import type { Bounds } from './bounds.ts';

/** Makes CDN requests of rows. One request object serves all rows. */
export class RequestRows {
  private readonly bounds: Bounds;
  private readonly request: CdnRequest = {
    endMs: 0,
    status: Number.NaN,
    cacheClass: 0,
    bytes: Number.NaN,
    ttfbMs: Number.NaN,
    durationMs: Number.NaN,
    flowFromMs: 0,
    flowToMs: 0,
    flowBytes: Number.NaN,
    aborted: false,
    urlId: 0,
  };

  constructor(bounds: Bounds) {
    this.bounds = bounds;
  }

  /** The request of a row, until the next one is read; null when it ended before the window. */
  read(batch: EventBatch, row: number): CdnRequest | null {
    const endMs = batch.timeMs[row] as number;
    if (endMs < this.bounds.fromMs) return null;
    const { request } = this;
    request.endMs = endMs;
    request.status = batch.num(0, row);
    request.bytes = batch.num(1, row);
    request.ttfbMs = batch.num(2, row);
    request.durationMs = batch.num(3, row);
    request.cacheClass = batch.code[row] as CacheClass | 0;
    request.aborted = ((batch.flags[row] as number) & Flag.aborted) !== 0;
    request.urlId = batch.str(0, row);
    clipFlow(request, this.bounds);
    return request;
  }
}
