import { describe, expect, it } from 'vitest';
import { LiveEngine } from '../../src/live/live-engine.ts';
import { LiveLatency } from '../../src/live/live-latency.ts';
import { Dictionary, DimensionSets } from '../../src/model/dictionary.ts';
import { EventBatch, Flag } from '../../src/model/event-batch.ts';
import { EventKind, MediaType } from '../../src/model/event-kind.ts';

const dictionary = new Dictionary();
const STREAM = dictionary.id('main');

function engineOn(clock: 'utc' | 'media'): LiveEngine {
  return new LiveEngine({
    dictionary,
    dims: new DimensionSets(),
    clock,
    sessionTimeoutMs: 90_000,
    wantsStream: null,
  });
}

interface VideoPacket {
  readonly timeMs: number;
  readonly ptsMs?: number;
  readonly durationMs?: number;
  readonly flags?: number;
}

/** Packets of 1,000 bytes. */
function fold(engine: LiveEngine, packets: readonly VideoPacket[]): void {
  const rows = new EventBatch(packets.length);
  for (const { timeMs, ptsMs = Number.NaN, durationMs = Number.NaN, flags = 0 } of packets) {
    const row = rows.push(EventKind.packet, timeMs);
    rows.code[row] = MediaType.video;
    rows.stream[row] = STREAM;
    rows.flags[row] = flags;
    rows.setNum(0, row, ptsMs * 1000);
    rows.setNum(2, row, durationMs * 1000);
    rows.setNum(3, row, 1000);
    engine.foldFree(rows, row);
  }
}

describe('packets and the clock of the run', () => {
  it('those on media time stand in the windows of a run on media time', () => {
    const engine = engineOn('media');
    fold(engine, [
      { timeMs: 0, ptsMs: 0, flags: Flag.mediaClock },
      { timeMs: 1000, ptsMs: 1000, flags: Flag.mediaClock },
    ]);
    expect(engine.packets(2000)).toMatchObject({ packets: 2, bytes: 2000, videoBps: 8000, fps: 1 });
    expect(engine.audience(2000).average).toBe(0);
  });

  it('beside a wall clock they count, and stand in no window', () => {
    const engine = engineOn('utc');
    fold(engine, [
      { timeMs: 0, ptsMs: 0, flags: Flag.mediaClock },
      { timeMs: 1000, ptsMs: 1000, flags: Flag.mediaClock },
    ]);
    expect(engine.packets(2000)).toMatchObject({ packets: 2, bytes: 2000, videoBps: null, fps: null });
    expect(engine.audience(2000).average).toBeNull();
  });

  it('one without any time counts, and stands in no window', () => {
    const engine = engineOn('utc');
    fold(engine, [{ timeMs: Number.NaN }]);
    expect(engine.packets(2000)).toMatchObject({ packets: 1, bytes: 1000, videoBps: null });
  });

  it('the second field of a picture has the place of the first, and is no frame', () => {
    const engine = engineOn('media');
    fold(engine, [
      { timeMs: 0, ptsMs: 0, durationMs: 20, flags: Flag.mediaClock },
      { timeMs: Number.NaN, durationMs: 20 },
      { timeMs: 1000, ptsMs: 1000, durationMs: 20, flags: Flag.mediaClock },
      { timeMs: Number.NaN, durationMs: 20 },
    ]);
    // 4,000 bytes and 2 frames in 2 s.
    expect(engine.packets(2000)).toMatchObject({ packets: 4, bytes: 4000, videoBps: 16_000, fps: 1 });
    // The first picture, both its fields, has left the 300 s.
    expect(engine.packets(300_000)).toMatchObject({ videoBps: 16_000 / 300, fps: 1 / 300 });
  });
});

describe('latency of sessions whose stream is not known yet', () => {
  const side = dictionary.id('side');

  it('waits until it is, and for the window at most', () => {
    const latency = new LiveLatency((stream) => stream === side);
    const early = { slot: 0, viewer: 1, session: 0, stream: 0 };
    const never = { slot: 1, viewer: 2, session: 0, stream: 0 };
    for (let i = 0; i < 5000; i++) latency.add(i * 1000, i, never, 0);
    latency.add(5_000_000, 700, early, 0);
    expect(latency.at(5_000_000)).toBeNull();
    early.stream = side;
    expect(latency.at(5_000_000)).toBe(700);
    never.stream = side;
    // 4,701 s to 4,999 s are in the 300 s up to 5,000 s.
    expect(latency.at(5_000_000)).toBe((299 * 4850 + 700) / 300);
    never.stream = STREAM;
    expect(latency.at(5_300_000)).toBeNull();
  });

  it('of none that are asked for is left out', () => {
    const latency = new LiveLatency((stream) => stream === side);
    latency.add(0, 100, null, STREAM);
    latency.add(0, 300, null, side);
    expect(latency.at(0)).toBe(300);
  });
});

it('names every stream once, in the order they came', () => {
  const engine = new LiveEngine({
    dictionary,
    dims: new DimensionSets(),
    clock: 'utc',
    sessionTimeoutMs: 90_000,
    wantsStream: () => false,
  });
  fold(engine, [{ timeMs: 0 }, { timeMs: 1 }]);
  const rows = new EventBatch(1);
  const row = rows.push(EventKind.join, 2);
  rows.viewer[row] = dictionary.id('a');
  rows.stream[row] = dictionary.id('side');
  engine.foldOrdered(rows, row);
  expect(engine.streamIds()).toEqual(['main', 'side']);
  expect(engine.packets(2).packets).toBe(0);
  expect(engine.present(2)).toEqual([]);
});
