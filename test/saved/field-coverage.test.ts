/** Nothing that a state holds is forgotten when it is saved. */
import { expect, it } from 'vitest';
import { OpenSessions } from '../../src/engine/open-sessions.ts';
import { emptyState } from '../../src/engine/shard-state.ts';
import { StateReader, writeState } from '../../src/engine/state-rows.ts';
import { UrlCounts } from '../../src/metrics/cdn-urls.ts';
import { trackRows } from '../../src/metrics/family-rows.ts';
import { NamedCounts } from '../../src/metrics/named-counts.ts';
import { trackSink } from '../../src/metrics/streams.ts';
import { ArrivalGrid } from '../../src/metrics/streams-arrival-grid.ts';
import { LongestSteps } from '../../src/metrics/streams-longest-steps.ts';
import { TrackTally } from '../../src/metrics/streams-tally.ts';
import { Dictionary } from '../../src/model/dictionary.ts';
import { MediaType } from '../../src/model/event-kind.ts';
import { BucketCounts } from '../../src/stats/bucket-counts.ts';
import { BucketHistograms } from '../../src/stats/bucket-histograms.ts';
import { BucketMaxima } from '../../src/stats/bucket-maxima.ts';
import { BucketSums } from '../../src/stats/bucket-sums.ts';
import { CountTable } from '../../src/stats/count-table.ts';
import { ExactSum } from '../../src/stats/exact-sum.ts';
import { Histogram } from '../../src/stats/histogram.ts';
import { StepFunction } from '../../src/stats/step-function.ts';

const dictionary = new Dictionary();

/**
 * The fields of every class that writes its own rows. One that is not here is new: it must come back from rows
 * (`writeRows`, `readRow`), or follow from what does, before it is added to this list.
 */
const OWN_ROWS: readonly (readonly [object, string])[] = [
  [new ExactSum(), 'high low'],
  [new CountTable(), 'counts keys shift used'],
  [new Histogram(), 'counts dense denseValues exact highest lowest sum total'],
  [new StepFunction(), 'added buffer buffered deltas levels limit savedDeltas savedTimes times'],
  [new BucketSums(), 'covers first ladder maxCells maxMs minMs roomToMs sums units width'],
  [new BucketCounts(1), 'columns counts first maxCells maxMs minMs roomToMs width'],
  [new BucketHistograms(), 'cells lastBins lastCell least maxMs minMs most roomToMs width'],
  [new BucketMaxima(), 'cells maxMs minMs width'],
  [new NamedCounts(dictionary), 'counts dictionary'],
  [new UrlCounts(dictionary), 'byteUnits dictionary maxKeys overflowed shift slots used'],
  [new ArrivalGrid(), 'firstCell firstUs highest lastUs widthUs'],
  [new LongestSteps(), 'least steps'],
  [new OpenSessions(dictionary), 'dictionary list'],
];

it.each(OWN_ROWS.map(([one, fields]) => ({ name: one.constructor.name, one, fields })))(
  'all fields of $name are known to its rows',
  ({ one, fields }) => {
    expect(
      Object.keys(one)
        .sort((a, b) => (a < b ? -1 : 1))
        .join(' '),
    ).toBe(fields);
  },
);

/** The names of all numbers and parts of a state, as its rows call them. */
function leavesOf(value: object, path: readonly string[]): string[] {
  return Object.entries(value).flatMap(([key, item]: [string, unknown]) => {
    const own = [...path, key];
    const isNested = typeof item === 'object' && item !== null && !('readRow' in item);
    return isNested &&
      !(item instanceof Map || item instanceof Set || Array.isArray(item)) &&
      key !== 'sample'
      ? leavesOf(item, own)
      : [own.join('.')];
  });
}

it('every field of the state of a shard has rows', () => {
  const { streams, ...whole } = emptyState(dictionary);
  expect(Object.keys(streams)).toEqual(['streams']);
  const reader = new StateReader(emptyState(dictionary));
  // It only remembers the track added last.
  const leaves = leavesOf(whole, []).filter((leaf) => leaf !== 'series.lastVideoTrack');
  expect(leaves.length).toBeGreaterThan(80);
  for (const leaf of leaves) expect(() => reader.readerOf(leaf, ''), leaf).not.toThrow();
  expect(() => reader.readerOf('viewers.counts.none', '')).toThrow('no state has "viewers.counts.none"');
});

it('every field of a track has rows', () => {
  const reader = new StateReader(emptyState(dictionary));
  const leaves = leavesOf(new TrackTally('0', MediaType.video), ['streams']).filter(
    (leaf) => leaf !== 'streams.index' && leaf !== 'streams.mediaType',
  );
  expect(leaves.length).toBeGreaterThan(35);
  const dimensions = 'stream_id=main&media_type=video&track=0';
  for (const leaf of leaves) expect(() => reader.readerOf(leaf, dimensions), leaf).not.toThrow();
  for (const key of Object.keys(new TrackTally('0', MediaType.video))) expect(trackRows).toHaveProperty(key);
});

it.each(['plain', 'a&b=c%d', '%26', '', 'ünïcode', '\ud800'])(
  'a stream and a track may be called %j',
  (name) => {
    const state = emptyState(dictionary);
    trackSink(state.streams, name, name, MediaType.audio).packet(5, true);
    const copy = emptyState(dictionary);
    const reader = new StateReader(copy);
    writeState(state, (metric, dimensions, bucket, kind, key, op, value) => {
      reader.readerOf(metric, dimensions)({ bucket, kind, key, op, value });
    });
    expect(copy.streams.streams.get(name)?.get(`${MediaType.audio} ${name}`)?.packets).toBe(1);
    expect(copy.streams).toEqual(state.streams);
  },
);
