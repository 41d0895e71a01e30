import { addTransport } from '../metrics/transport.ts';
import type { Dictionary, DimensionSets } from '../model/dictionary.ts';
import type { EventBatch } from '../model/event-batch.ts';
import { EventKind } from '../model/event-kind.ts';
import type { SliceRequest } from '../model/slices.ts';
import type { ViewerFacts } from '../model/viewer-facts.ts';
import { Tracks } from '../sessions/tracks.ts';
import { ViewerSessions } from '../sessions/viewer-sessions.ts';
import type { Bounds } from './bounds.ts';
import { RequestRows } from './request-rows.ts';
import { emptyState, type ShardState } from './shard-state.ts';
import { SliceFold } from './slice-fold.ts';
import { SlicePlan } from './slice-plan.ts';
import { SliceRouter } from './slice-router.ts';
import { TrackFold } from './track-fold.ts';
import { ViewerFold } from './viewer-fold.ts';

export interface ShardOptions {
  readonly dictionary: Dictionary;
  readonly dims: DimensionSets;
  readonly bounds: Bounds;
  /** Clock of the report's window. */
  readonly clock: 'utc' | 'media';
  readonly sessionTimeoutMs: number;
  /** `--stream`: whether a stream (dictionary id) is asked for; null: all are. */
  readonly wantsStream: ((stream: number) => boolean) | null;
  readonly slices: SliceRequest;
  /** Sessions open at the end are left so, and it is kept who was there: for a state that is saved. */
  readonly keepsOpen: boolean;
  /** Earliest time of the log as far as it is known when asked; nothing opens before it. */
  readonly startMs: () => number;
}

/**
 * One shard: owns its viewers and tracks whole, sees their rows in replay order, and counts. What a thread is,
 * and what a partial file holds.
 */
export class Shard {
  /** A thread never waits for itself. */
  readonly isBusy = false;
  readonly state: ShardState;
  readonly sessions: ViewerSessions;
  private readonly tracks: Tracks;
  private readonly viewers: ViewerFacts;
  private readonly wantsStream: ((stream: number) => boolean) | null;
  private readonly keepsOpen: boolean;

  constructor(options: ShardOptions) {
    const { dictionary, bounds, wantsStream, slices } = options;
    this.state = emptyState(dictionary, slices.by);
    const whole = new SliceFold(this.state, bounds, dictionary, this.state.series);
    const requests = new RequestRows(bounds);
    this.wantsStream = wantsStream;
    this.keepsOpen = options.keepsOpen;
    if (wantsStream === null && slices.where.length === 0 && slices.by.length === 0) {
      this.viewers = new ViewerFold(whole, requests, this.state);
    } else {
      const plan = new SlicePlan(this.state, slices, dictionary, options.dims, bounds, whole);
      this.viewers = new SliceRouter(plan, requests, this.state, wantsStream);
    }
    this.sessions = new ViewerSessions(this.viewers, options.sessionTimeoutMs, options.startMs);
    this.tracks = new Tracks(new TrackFold(this.state, options.clock), dictionary);
  }

  /** Folds a row that names no viewer: a packet, or a fact whose order does not matter. */
  foldFree(batch: EventBatch, row: number): void {
    const stream = batch.stream[row] as number;
    if (this.wantsStream !== null && !this.wantsStream(stream)) return;
    switch (batch.kind[row]) {
      case EventKind.packet:
      case EventKind.track:
        this.tracks.fold(batch, row);
        break;
      case EventKind.transport:
        this.transport(batch, row);
        break;
      default:
        this.viewers.sample(null, batch, row);
    }
  }

  /** Folds a row that names a viewer, in replay order. */
  foldOrdered(batch: EventBatch, row: number): void {
    const kind = batch.kind[row] as EventKind;
    const stream = batch.stream[row] as number;
    if (stream === 0 || this.wantsStream === null || this.wantsStream(stream))
      this.countEvent(batch, row, kind);
    if (this.keepsOpen) this.tell(batch.viewer[row] as number, batch.session[row] as number, kind);
    this.sessions.fold(batch, row);
    if (kind === EventKind.transport && (this.wantsStream === null || this.wantsStream(stream))) {
      this.transport(batch, row);
    }
  }

  private tell(viewer: number, session: number, kind: EventKind): void {
    const { told } = this.state;
    if (viewer !== 0) told.viewers.add(viewer, 1);
    if (session !== 0) told.sessions.add(session, 1);
    if (kind === EventKind.totals) told.totals += 1;
  }

  private countEvent(batch: EventBatch, row: number, kind: EventKind): void {
    const { viewers, performance } = this.state;
    if (batch.viewer[row] !== 0) viewers.counts.namedEvents += 1;
    if (kind > EventKind.heartbeat && kind !== EventKind.totals) return;
    viewers.counts.events += 1;
    performance.events += 1;
    if (kind === EventKind.state || kind === EventKind.rebuffer || kind === EventKind.totals) {
      viewers.counts.stallSources += 1;
    }
    const dropped = kind === EventKind.heartbeat ? 3 : kind === EventKind.totals ? 6 : -1;
    if (dropped >= 0 && !Number.isNaN(batch.num(dropped, row))) viewers.counts.droppedSamples += 1;
  }

  private transport(batch: EventBatch, row: number): void {
    addTransport(this.state.transport, {
      received: batch.num(0, row),
      lost: batch.num(1, row),
      recovered: batch.num(2, row),
      dropped: batch.num(3, row),
      retransmitted: batch.num(4, row),
      rttUs: batch.num(5, row),
      jitterUs: batch.num(6, row),
    });
  }

  /** Tells what was held until the end of the log. Returns what was counted. */
  end(asOfMs: number): ShardState {
    this.sessions.end(asOfMs, this.keepsOpen);
    this.tracks.end();
    return this.state;
  }
}
