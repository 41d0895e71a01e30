import type { MediaType } from '../model/event-kind.ts';
import type { Observable } from '../model/format.ts';
import type { MediaFigures, Note, StreamReport } from '../model/report.ts';
import type { TrackSink } from '../model/track-facts.ts';
import { ExactSum } from '../stats/exact-sum.ts';
import type { MetricFamily } from './family.ts';
import { audioVideoFigures } from './streams-audio-video.ts';
import { FinishedTrack, type Span, toMs } from './streams-figures.ts';
import { lossReport } from './streams-loss.ts';
import { MEDIA_WORDS, mediaWord, severalTracks, trackReport } from './streams-media.ts';
import { StreamNotes } from './streams-notes.ts';
import { paceFigures } from './streams-pace.ts';
import { noteTrack } from './streams-reasons.ts';
import { alignedSpans, unionUs } from './streams-spans.ts';
import { TrackTally } from './streams-tally.ts';
import { compareBytes } from './texts.ts';

/** State of all packet streams: by stream id, then by media type and track index. Keys are text, so states merge. */
export interface StreamsState {
  readonly streams: Map<string, Map<string, TrackTally>>;
}

/** `streams[]` of the report, and the reasons of its nulls. */
export interface StreamsFigures {
  readonly streams: readonly StreamReport[];
  readonly notes: readonly Note[];
}

/** Where the facts of one track go; for `TrackFacts.track`. */
export function trackSink(
  state: StreamsState,
  streamId: string,
  index: string,
  mediaType: MediaType,
): TrackSink {
  let tracks = state.streams.get(streamId);
  if (tracks === undefined) {
    tracks = new Map();
    state.streams.set(streamId, tracks);
  }
  const key = `${mediaType} ${index}`;
  let tally = tracks.get(key);
  if (tally === undefined) {
    tally = new TrackTally(index, mediaType);
    tracks.set(key, tally);
  }
  return tally;
}

/**
 * Packet streams (product section 6). Streams come in order of name (id where there is none), then id; tracks
 * in order of index, numbers first and by value; both as UTF-8 bytes, so the order of input and shards is not seen.
 *
 * @param names - names of streams by id; read when finishing
 * @param observed - what at least one input could observe; read when finishing, for the wording of notes
 */
export function streamsFamily(
  names: ReadonlyMap<string, string>,
  observed: ReadonlySet<Observable>,
): MetricFamily<StreamsState, StreamsFigures> {
  return {
    name: 'streams',
    empty: () => ({ streams: new Map() }),
    merge(into, from) {
      for (const [streamId, tracks] of from.streams) {
        const known = into.streams.get(streamId);
        if (known === undefined) into.streams.set(streamId, tracks);
        else mergeTracks(known, tracks);
      }
    },
    finish(state) {
      if (state.streams.size === 0) return null;
      const notes = new StreamNotes();
      const ids = [...state.streams.keys()].sort(
        (a, b) => compareBytes(names.get(a) ?? a, names.get(b) ?? b) || compareBytes(a, b),
      );
      const streams = ids.map((id) => {
        const tallies = [...(state.streams.get(id)?.values() ?? [])].sort(compareTracks);
        return streamReport(id, names.get(id) ?? null, tallies, observed, notes);
      });
      return { streams, notes: notes.list() };
    },
  };
}

function mergeTracks(into: Map<string, TrackTally>, from: ReadonlyMap<string, TrackTally>): void {
  for (const [key, tally] of from) {
    const known = into.get(key);
    if (known === undefined) into.set(key, tally);
    else known.merge(tally);
  }
}

function streamReport(
  streamId: string,
  name: string | null,
  tallies: readonly TrackTally[],
  observed: ReadonlySet<Observable>,
  notes: StreamNotes,
): StreamReport {
  const tracks = tallies.map((tally) => new FinishedTrack(tally));
  const spans = alignedSpans(tracks);
  const figures = new Map(tracks.map((track) => [track, track.figures()]));
  for (const [track, own] of figures) noteTrack(track, own, observed, notes);
  const bytes = new ExactSum();
  for (const tally of tallies) bytes.merge(tally.bytes);
  const loss = lossReport(
    tallies.map(({ sequences }) => sequences),
    notes,
  );
  if (loss === null) notes.add('sequence_not_observed', 'streams.loss', 'packets carry no sequence numbers');
  notes.add(
    'continuity_not_observed',
    'streams.continuity_errors',
    'needs the packets of a transport stream',
  );
  const [video, audio, metadata] = MEDIA_WORDS.map((word) => mediaFigures(word, figures, spans, notes));
  const pace = paceFigures(tracks, notes);
  return {
    stream_id: streamId,
    name,
    packets: tallies.reduce((packets, tally) => packets + tally.packets, 0),
    bytes: bytes.toNumber(),
    duration_ms: toMs(unionUs([...spans.values()])),
    video: video ?? null,
    audio: audio ?? null,
    metadata: metadata ?? null,
    tracks: [...figures].map(([track, own]) => trackReport(track, own)),
    ...audioVideoFigures(tracks, spans, notes),
    drift_ms: pace.drift_ms,
    loss,
    jitter_ms: pace.jitter_ms,
    continuity_errors: null,
  };
}

/** Figures of all tracks of one media type; null when there is none. */
function mediaFigures(
  word: (typeof MEDIA_WORDS)[number],
  figures: ReadonlyMap<FinishedTrack, MediaFigures>,
  spans: ReadonlyMap<FinishedTrack, Span>,
  notes: StreamNotes,
): MediaFigures | null {
  const tracks = [...figures.keys()].filter(({ tally }) => mediaWord(tally.mediaType) === word);
  const [first] = tracks;
  if (first === undefined) return null;
  if (tracks.length === 1) return figures.get(first) ?? null;
  const text = `a stream has several ${word} tracks: packets, bytes, duration and bitrate are of all, the rest stands under tracks`;
  notes.add('several_tracks', `streams.${word}`, text);
  return severalTracks(tracks, spans);
}

function compareTracks(a: TrackTally, b: TrackTally): number {
  const aNumber = numberOf(a.index);
  const bNumber = numberOf(b.index);
  if (aNumber !== bNumber) return aNumber < bNumber ? -1 : 1;
  return compareBytes(a.index, b.index) || a.mediaType - b.mediaType;
}

/** Value of an index of digits; Infinity for any other word. */
function numberOf(index: string): number {
  return /^\d+$/.test(index) ? Number(index) : Number.POSITIVE_INFINITY;
}
