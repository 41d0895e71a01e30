import { describe, expect, it } from 'vitest';
import { Dictionary } from '../../src/model/dictionary.ts';
import { EventBatch, Flag } from '../../src/model/event-batch.ts';
import { EventKind, MediaType } from '../../src/model/event-kind.ts';
import type { TrackFacts, TrackSink } from '../../src/model/track-facts.ts';
import { Tracks } from '../../src/sessions/tracks.ts';

/** Everything told, in order, as the name of the fact and its arguments. */
function factsOf(fill: (batch: EventBatch, dictionary: Dictionary) => void): unknown[][] {
  const told: unknown[][] = [];
  const sink = (track: string): TrackSink =>
    new Proxy({} as TrackSink, {
      get:
        (_, fact) =>
        (...values: unknown[]) =>
          told.push([track, fact, ...values]),
    });
  const facts: TrackFacts = {
    track: (streamId, index, mediaType) => sink(`${streamId}/${index}/${mediaType}`),
    packet: (...values) => told.push(['packet', ...values]),
    keyframeInterval: (...values) => told.push(['keyframeInterval', ...values]),
  };
  const dictionary = new Dictionary();
  const batch = new EventBatch(4);
  fill(batch, dictionary);
  const tracks = new Tracks(facts, dictionary);
  for (let row = 0; row < batch.length; row++) tracks.fold(batch, row);
  tracks.end();
  return told;
}

function pushPacket(batch: EventBatch, dictionary: Dictionary, timeMs: number, flags: number): number {
  const row = batch.push(EventKind.packet, timeMs);
  batch.code[row] = MediaType.video;
  batch.flags[row] = flags;
  batch.stream[row] = dictionary.id('s');
  batch.setNum(0, row, timeMs * 1000);
  batch.setNum(3, row, 100);
  return row;
}

describe('packet tracks', () => {
  it('tells series of every packet, and of keyframe intervals at their end on the log clock', () => {
    const told = factsOf((batch, dictionary) => {
      pushPacket(batch, dictionary, 0, Flag.keyframe | Flag.keyframeKnown | Flag.mediaClock);
      pushPacket(batch, dictionary, 1000, Flag.keyframeKnown | Flag.mediaClock);
      pushPacket(batch, dictionary, 2000, Flag.keyframe | Flag.keyframeKnown | Flag.mediaClock);
    });
    const key = '["s","video",1]';
    expect(told.filter(([name]) => name === 'packet' || name === 'keyframeInterval')).toEqual([
      ['packet', key, MediaType.video, 0, 100, true],
      ['packet', key, MediaType.video, 1000, 100, true],
      ['packet', key, MediaType.video, 2000, 100, true],
      ['keyframeInterval', key, 2_000_000, 2_000_000, true],
    ]);
    expect(told.filter(([, name]) => name === 'group')).toEqual([['s/video/1', 'group', 2_000_000, 2]]);
  });

  it('keeps one id of two media types apart', () => {
    const told = factsOf((batch, dictionary) => {
      const row = pushPacket(batch, dictionary, 0, 0);
      batch.setStr(0, row, dictionary.id('1'));
      batch.pushFrom(batch, row);
      batch.code[1] = MediaType.audio;
    });
    expect(told.filter(([, name]) => name === 'begin')).toEqual([
      ['s/1/1', 'begin', 0],
      ['s/1/2', 'begin', 0],
    ]);
  });

  it('puts the second field of a picture with the first, and any other untimed packet nowhere', () => {
    const told = factsOf((batch, dictionary) => {
      for (const duration of [20_000, 20_000, Number.NaN]) {
        if (batch.length === 2) pushPacket(batch, dictionary, 40, 0);
        const row = pushPacket(batch, dictionary, batch.length * 40, 0);
        if (batch.length !== 1) batch.setNum(0, row, Number.NaN);
        batch.setNum(2, row, duration);
      }
    });
    expect(told.filter(([, name]) => name === 'sent')).toEqual([
      ['s/video/1', 'sent', 0, 100],
      ['s/video/1', 'sent', 0, 100],
      ['s/video/1', 'sent', 40_000, 100],
    ]);
    expect(told.filter(([, name]) => name === 'frame')).toHaveLength(2);
  });
});
