import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Dictionary } from '../../src/model/dictionary.ts';
import { EventBatch, Flag } from '../../src/model/event-batch.ts';
import { EventKind, MediaType } from '../../src/model/event-kind.ts';
import type { TrackSink } from '../../src/model/track-facts.ts';
import { Tracks } from '../../src/sessions/tracks.ts';

/** Notes every fact of a track as its name and its values. */
function recorder(): { readonly sink: TrackSink; readonly told: unknown[][] } {
  const told: unknown[][] = [];
  const sink = new Proxy({} as TrackSink, {
    get:
      (_, fact) =>
      (...values: unknown[]) =>
        told.push([fact, ...values]),
  });
  return { sink, told };
}

interface Run {
  readonly tracks: Tracks;
  readonly told: unknown[][];
}

function begin(): Run {
  const { sink, told } = recorder();
  const facts = { track: () => sink, packet: () => undefined, keyframeInterval: () => undefined };
  return { tracks: new Tracks(facts, new Dictionary()), told };
}

/**
 * Frames of a track whose packets come late, not at all, with numbers that jump, or begin again: more of them than
 * the 512 that are held back to be sorted.
 */
const frames = fc.array(
  fc.record({
    kept: fc.integer({ min: 0, max: 6 }).map((n) => n > 0),
    lateBy: fc.constantFrom(0, 0, 0, 0, 1, 3, 700),
    sequenceJump: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 0, 5000, -5000),
    restarts: fc.integer({ min: 0, max: 1500 }).map((n) => n === 0),
  }),
  { minLength: 800, maxLength: 1200, size: 'max' },
);

function rowsOf(
  told: readonly { kept: boolean; lateBy: number; sequenceJump: number; restarts: boolean }[],
  wraps: boolean,
): EventBatch {
  const rows = new EventBatch();
  let firstFrame = 0;
  told.forEach(({ kept, lateBy, sequenceJump, restarts }, frame) => {
    if (restarts) firstFrame = frame + 1000;
    if (!kept) return;
    const row = rows.push(EventKind.packet, frame * 40);
    const number = Math.max(0, 65_000 + frame - lateBy + sequenceJump);
    rows.code[row] = MediaType.video;
    rows.flags[row] = wraps ? Flag.sequence16 : 0;
    rows.setNum(0, row, (frame - firstFrame - lateBy) * 40_000);
    rows.setNum(3, row, 100);
    rows.setNum(4, row, wraps ? number % 65_536 : number);
    rows.setNum(5, row, frame * 40_000);
  });
  return rows;
}

it('a number that was held in doubt is known to be a repeated one', () => {
  const { tracks } = begin();
  const rows = new EventBatch();
  for (const number of [...Array.from({ length: 201 }, (_, n) => n), 50]) {
    const row = rows.push(EventKind.packet, 0);
    rows.code[row] = MediaType.video;
    rows.setNum(4, row, number);
    tracks.fold(rows, row);
  }
  const seen = recorder();
  tracks.peek(() => seen.sink);
  expect(seen.told).toEqual([
    ['sequence', expect.objectContaining({ received: 202, distinct: 201, duplicates: 1 })],
  ]);
});

it('what a track tells when peeked at is what it tells at its end, and nothing changes', () => {
  fc.assert(
    fc.property(frames, fc.boolean(), fc.nat(), (told, wraps, pick) => {
      const rows = rowsOf(told, wraps);
      fc.pre(rows.length > 0);
      // Near the end as often as anywhere: only there the heap is full.
      const until = pick % 2 === 0 ? pick % rows.length : rows.length - 1 - (pick % 100);
      const peeked = begin();
      const ended = begin();
      const untouched = begin();
      for (let row = 0; row <= until; row++) {
        for (const { tracks } of [peeked, ended, untouched]) tracks.fold(rows, row);
      }
      const seen = recorder();
      peeked.tracks.peek(() => seen.sink);
      const before = ended.told.length;
      ended.tracks.end();
      expect(seen.told).toEqual(ended.told.slice(before));
      for (let row = until + 1; row < rows.length; row++) {
        for (const { tracks } of [peeked, untouched]) tracks.fold(rows, row);
      }
      for (const { tracks } of [peeked, untouched]) tracks.end();
      expect(peeked.told).toEqual(untouched.told);
    }),
    // Shrinking hundreds of packets takes longer than anyone waits.
    { numRuns: 60, endOnFailure: true },
  );
}, 60_000);
