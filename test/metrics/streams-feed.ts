import {
  type StreamsFigures,
  type StreamsState,
  streamsFamily,
  trackSink,
} from '../../src/metrics/streams.ts';
import { Dictionary } from '../../src/model/dictionary.ts';
import { EventBatch, Flag } from '../../src/model/event-batch.ts';
import { EventKind, MediaType } from '../../src/model/event-kind.ts';
import type { Observable } from '../../src/model/format.ts';
import type { StreamReport } from '../../src/model/report.ts';
import type { TrackFacts } from '../../src/model/track-facts.ts';
import { Tracks } from '../../src/sessions/tracks.ts';

/** A packet as tests write it: times in ms, fractions down to µs; what is left out is absent. */
export interface Packet {
  readonly stream?: string;
  readonly track?: string;
  readonly type?: 'video' | 'audio' | 'metadata';
  readonly pts?: number;
  readonly dts?: number;
  readonly duration?: number;
  readonly size?: number;
  readonly sequence?: number;
  readonly arrival?: number;
  /** Left out: the packet does not say. */
  readonly key?: boolean;
  readonly flags?: number;
}

export interface Described {
  readonly describes: string;
  readonly stream?: string;
  readonly type?: 'video' | 'audio' | 'metadata';
  readonly codec?: string;
  readonly width?: number;
}

export type Row = Packet | Described;

export function pushRow(batch: EventBatch, dictionary: Dictionary, row: Row): void {
  const isPacket = !('describes' in row);
  const at = batch.push(isPacket ? EventKind.packet : EventKind.track, Number.NaN);
  batch.code[at] = MediaType[row.type ?? 'video'];
  batch.stream[at] = dictionary.id(row.stream ?? 'main');
  if (!isPacket) {
    batch.setStr(0, at, dictionary.id(row.describes));
    batch.setStr(1, at, dictionary.id(row.codec ?? ''));
    batch.setNum(0, at, row.width ?? Number.NaN);
    return;
  }
  const us = (ms: number | undefined): number => (ms === undefined ? Number.NaN : Math.round(ms * 1000));
  batch.setStr(0, at, dictionary.id(row.track ?? ''));
  batch.setNum(0, at, us(row.pts));
  batch.setNum(1, at, us(row.dts));
  batch.setNum(2, at, us(row.duration));
  batch.setNum(3, at, row.size ?? 0);
  batch.setNum(4, at, row.sequence ?? Number.NaN);
  batch.setNum(5, at, us(row.arrival));
  batch.timeMs[at] = row.arrival ?? row.dts ?? row.pts ?? Number.NaN;
  const key = row.key === undefined ? 0 : Flag.keyframeKnown | (row.key ? Flag.keyframe : 0);
  batch.flags[at] = (row.flags ?? 0) | key;
}

/** The state after one shard has seen these rows, in this order. */
export function stateOf(rows: readonly Row[]): StreamsState {
  const state = streamsFamily(new Map(), new Set()).empty();
  const facts: TrackFacts = {
    track: (streamId, index, mediaType) => trackSink(state, streamId, index, mediaType),
    packet: () => {},
    keyframeInterval: () => {},
  };
  const dictionary = new Dictionary();
  const tracks = new Tracks(facts, dictionary);
  const batch = new EventBatch(16);
  for (const row of rows) {
    batch.clear();
    pushRow(batch, dictionary, row);
    tracks.fold(batch, 0);
  }
  tracks.end();
  return state;
}

export function finish(
  state: StreamsState,
  names: ReadonlyMap<string, string> = new Map(),
  observed: ReadonlySet<Observable> = new Set(),
): StreamsFigures | null {
  return streamsFamily(names, observed).finish(state, { clock: 'media', fromMs: 0, toMs: 0 });
}

/** The report of the one stream that these rows make, and the codes of its notes. */
export function streamOf(rows: readonly Row[]): StreamReport & { readonly codes: readonly string[] } {
  const figures = finish(stateOf(rows));
  const stream = figures?.streams[0];
  if (figures === null || stream === undefined) throw new Error('no stream');
  return { ...stream, codes: figures.notes.map(({ code }) => code) };
}
