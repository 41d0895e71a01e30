import { Dictionary, DimensionSets } from '../model/dictionary.ts';
import { UsageError } from '../model/errors.ts';
import { EventBatch } from '../model/event-batch.ts';
import { EventKind, PlayerState } from '../model/event-kind.ts';
import { LiveEngine } from './live-engine.ts';
import { type MediaPacket, PacketRow } from './media-packet.ts';
import {
  type AnalyticsSummary,
  durationOf,
  type LiveDuration,
  type StreamMetrics,
  streamMetricsOf,
  summaryOf,
  type ViewerMetrics,
  viewersOf,
} from './snapshot.ts';

/** What is known of a viewer when it is added. */
export interface ViewerDetails {
  readonly location?: string;
  readonly userAgent?: string;
  readonly quality?: Rendition;
}

/** One rung of a ladder. */
export interface Rendition {
  readonly name: string;
  /** What it takes, in bit/s; left out: unknown. */
  readonly bitrateBps?: number;
}

export interface AnalyticsOptions {
  /**
   * Sessions that send heartbeats end this long after their last event. This API has no heartbeats, so it matters
   * only for engines fed otherwise; default 90,000.
   */
  readonly sessionTimeoutMs?: number;
}

/**
 * The reference tracker's API on an explicit clock: whoever calls says when, and the same calls give the same
 * answers on every day. It counts with the engine of the report.
 *
 * Every call takes the instant `at` last, in integer epoch ms; it never decreases from one call to the next,
 * records and reads alike. A read shows everything recorded up to its instant, that instant included, and changes
 * nothing. Records of one instant are taken in the order of the calls, but that a viewer who is removed leaves last.
 *
 * @throws RangeError for an `at` that is no integer or lies before an earlier one
 * @throws UsageError for any other value that cannot be what it should be
 */
export class Analytics {
  readonly streamId: string;
  private readonly engine: LiveEngine;
  private readonly dictionary = new Dictionary();
  private readonly dims = new DimensionSets();
  private readonly row = new EventBatch(1);
  private readonly packetRow: PacketRow;
  private readonly stream: number;
  private atMs = Number.NEGATIVE_INFINITY;

  /** @param streamId - not empty; the reference's is a UUID */
  constructor(streamId: string, options: AnalyticsOptions = {}) {
    if (streamId === '') throw new UsageError('streamId: expected a text that is not empty');
    this.streamId = streamId;
    this.stream = this.dictionary.id(streamId);
    this.packetRow = new PacketRow(this.dictionary);
    this.engine = new LiveEngine({
      dictionary: this.dictionary,
      dims: this.dims,
      clock: 'utc',
      sessionTimeoutMs: options.sessionTimeoutMs ?? 90_000,
      wantsStream: null,
    });
  }

  /** Takes a packet that arrived at an instant. */
  recordPacket(packet: MediaPacket, at: number): void {
    this.packetRow.check(packet);
    const row = this.newRow(EventKind.packet, at);
    this.packetRow.fill(packet, this.row, row);
    this.engine.foldFree(this.row, row);
  }

  /** A viewer joins, playing. One of the same id who is still present leaves at that instant. */
  addViewer(viewerId: string, at: number): void;
  addViewer(viewerId: string, details: ViewerDetails, at: number): void;
  addViewer(viewerId: string, ...rest: readonly [number] | readonly [ViewerDetails, number]): void {
    const [details, at] = rest.length === 1 ? [{}, rest[0]] : rest;
    if (details.quality !== undefined) checkRendition(details.quality);
    const row = this.viewerRow(EventKind.join, viewerId, at);
    this.row.code[row] = PlayerState.playing;
    this.row.dims[row] = this.dimsOf(details);
    if (details.quality !== undefined) this.setQuality(row, details.quality);
    this.engine.foldOrdered(this.row, row);
  }

  /** A viewer leaves. Nothing happens when no such viewer is present. */
  removeViewer(viewerId: string, at: number): void {
    const row = this.viewerRow(EventKind.leave, viewerId, at);
    this.engine.foldOrdered(this.row, row);
  }

  /** A stall of a viewer that is just over. A viewer who never joined is taken to have been there since it began. */
  recordViewerRebuffer(viewerId: string, durationMs: number, at: number): void {
    checkAmount('durationMs', durationMs);
    const row = this.viewerRow(EventKind.rebuffer, viewerId, at);
    this.row.setNum(0, row, Math.round(durationMs));
    this.engine.foldOrdered(this.row, row);
  }

  /** A viewer plays another quality from now on. The first one known of a viewer is no switch. */
  recordViewerQualitySwitch(viewerId: string, quality: string | Rendition, at: number): void {
    const rendition = typeof quality === 'string' ? { name: quality } : quality;
    checkRendition(rendition);
    const row = this.viewerRow(EventKind.quality, viewerId, at);
    this.setQuality(row, rendition);
    this.engine.foldOrdered(this.row, row);
  }

  /** A sample of the delay from camera to screen. */
  recordLatency(latencyMs: number, at: number): void {
    checkAmount('latencyMs', latencyMs);
    const row = this.newRow(EventKind.latency, at);
    this.row.setNum(0, row, Math.round(latencyMs));
    this.engine.foldFree(this.row, row);
  }

  streamMetrics(at: number): StreamMetrics {
    return streamMetricsOf(this.engine, this.streamId, this.reach(at));
  }

  /** One viewer; null when it is not present. */
  viewerMetrics(viewerId: string, at: number): ViewerMetrics | null {
    return this.allViewerMetrics(at).find(({ viewer_id }) => viewer_id === viewerId) ?? null;
  }

  /** Everyone present, in the order of viewer id bytes. */
  allViewerMetrics(at: number): ViewerMetrics[] {
    return viewersOf(this.engine, this.streamId, this.reach(at));
  }

  viewerCount(at: number): number {
    return this.engine.audience(this.reach(at)).current;
  }

  /** Most viewers at once, of all time. */
  peakViewerCount(at: number): number {
    return this.engine.audience(this.reach(at)).peak;
  }

  /** Time-weighted over the last 3,600 s, or since the first record; 0 at its instant. */
  avgViewerCount(at: number): number {
    return this.engine.audience(this.reach(at)).average ?? 0;
  }

  /** Session time of all viewers, of those present too. */
  totalWatchTime(at: number): LiveDuration {
    return durationOf(this.engine.audience(this.reach(at)).watchMs);
  }

  summary(at: number): AnalyticsSummary {
    return summaryOf(this.engine, this.streamId, this.reach(at));
  }

  /** Moves the clock. */
  private reach(at: number): number {
    if (!Number.isSafeInteger(at)) throw new RangeError(`at: expected integer epoch ms, found ${at}`);
    if (at < this.atMs)
      throw new RangeError(`at: expected ${this.atMs} or later, found ${at}: the clock never goes back`);
    this.atMs = at;
    return at;
  }

  private newRow(kind: EventKind, at: number): number {
    this.row.clear();
    const row = this.row.push(kind, this.reach(at));
    this.row.stream[row] = this.stream;
    return row;
  }

  private viewerRow(kind: EventKind, viewerId: string, at: number): number {
    if (viewerId === '') throw new UsageError('viewerId: expected a text that is not empty');
    const row = this.newRow(kind, at);
    this.row.viewer[row] = this.dictionary.id(viewerId);
    return row;
  }

  private setQuality(row: number, { name, bitrateBps }: Rendition): void {
    this.row.setStr(0, row, this.dictionary.id(name));
    this.row.setNum(0, row, bitrateBps ?? Number.NaN);
  }

  private dimsOf({ location = '', userAgent = '' }: ViewerDetails): number {
    const pairs: number[] = [];
    for (const [name, value] of [
      ['location', location],
      ['user_agent', userAgent],
    ] as const) {
      if (value !== '') pairs.push(this.dictionary.id(name), this.dictionary.id(value));
    }
    return this.dims.id(pairs);
  }
}

function checkRendition({ name, bitrateBps }: Rendition): void {
  if (name === '') throw new UsageError('quality: expected a name that is not empty');
  if (bitrateBps !== undefined) checkAmount('bitrateBps', bitrateBps);
}

function checkAmount(name: string, value: number): void {
  if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) {
    throw new UsageError(`${name}: expected a number of at least 0, found ${value}`);
  }
}
