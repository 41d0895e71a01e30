import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { streamsFamily } from '../../src/metrics/streams.ts';
import { Flag } from '../../src/model/event-batch.ts';
import { finish, type Packet, type Row, stateOf, streamOf } from './streams-feed.ts';

const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined });
/** Packet times in ms around each other, some far off, with B-frame disorder, repeats and restarts. */
const timeMs = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 0, max: 5000 }) },
  fc.integer({ min: 0, max: 60_000 }),
);
const packet = fc.record({
  stream: fc.constantFrom('a', 'b'),
  track: fc.constantFrom('0', '1', 'x'),
  type: fc.constantFrom('video' as const, 'audio' as const),
  pts: maybe(timeMs),
  dts: maybe(timeMs),
  duration: maybe(fc.constantFrom(20, 40)),
  size: fc.nat(5000),
  sequence: maybe(fc.oneof(fc.nat(50), fc.nat(20_000))),
  arrival: maybe(timeMs),
  key: fc.constantFrom(true, true, false, undefined),
  flags: fc.constantFrom(0, Flag.sequence16),
});
const described = fc.record({
  describes: fc.constantFrom('0', '1'),
  stream: fc.constantFrom('a', 'b'),
  codec: fc.constantFrom('h264', 'aac'),
});
const rows = fc.array(fc.oneof({ weight: 20, arbitrary: packet }, described), {
  minLength: 20,
  maxLength: 300,
});

/** fast-check writes absent fields as undefined; rows leave them out. */
const clean = (generated: readonly object[]): Row[] => JSON.parse(JSON.stringify(generated)) as Row[];
const keyOf = (row: Row): string =>
  `${row.stream} ${'describes' in row ? row.describes : row.track} ${row.type ?? 'video'}`;

describe('laws of streams', () => {
  it('merging any split by track gives the whole, byte for byte, in any order of merging', () => {
    const { merge, empty } = streamsFamily(new Map(), new Set());
    fc.assert(
      fc.property(
        rows,
        fc.array(fc.nat(2), { minLength: 20, maxLength: 20 }),
        fc.boolean(),
        (generated, split, turn) => {
          const all = clean(generated);
          const keys = [...new Set(all.map(keyOf))];
          const shards = [0, 1, 2].map((shard) =>
            all.filter((row) => split[keys.indexOf(keyOf(row))] === shard),
          );
          const merged = empty();
          for (const shard of turn ? shards : shards.reverse()) merge(merged, stateOf(shard));
          expect(JSON.stringify(finish(merged))).toBe(JSON.stringify(finish(stateOf(all))));
        },
      ),
    );
  });

  it('descriptions may live in another shard than the packets they describe', () => {
    const { merge } = streamsFamily(new Map(), new Set());
    fc.assert(
      fc.property(rows, fc.boolean(), (generated, packetsFirst) => {
        const all = clean(generated);
        const types = ['video', 'audio'] as const;
        const every = ['a', 'b'].flatMap((stream) =>
          ['0', '1', 'x'].flatMap((track) =>
            types.map((type) => ({ describes: track, stream, type, codec: 'c' })),
          ),
        );
        const packets = all.filter((row) => !('describes' in row));
        const [into, from] = packetsFirst ? [packets, every] : [every, packets];
        const merged = stateOf(into);
        merge(merged, stateOf(from));
        expect(JSON.stringify(finish(merged))).toBe(JSON.stringify(finish(stateOf([...every, ...packets]))));
      }),
    );
  });

  it('a later start of the media clock changes nothing', () => {
    fc.assert(
      fc.property(
        fc.array(packet, { minLength: 1, maxLength: 100 }),
        fc.integer({ min: 1, max: 10 ** 9 }),
        (generated, by) => {
          const all = clean(generated) as Packet[];
          const later = all.map((row) => ({
            ...row,
            ...(row.pts === undefined ? {} : { pts: row.pts + by }),
            ...(row.dts === undefined ? {} : { dts: row.dts + by }),
          }));
          // Skew compares clocks of tracks and stays; drift is of differences and stays too.
          expect(finish(stateOf(later))).toEqual(finish(stateOf(all)));
        },
      ),
    );
  });

  it('values fit together: extremes order, and figures are numbers', () => {
    fc.assert(
      fc.property(rows, (generated) => {
        const text = JSON.stringify(finish(stateOf(clean(generated))), (_, value: unknown) => {
          if (typeof value === 'number' && !Number.isFinite(value)) throw new Error('not a number');
          return value;
        });
        expect(text).not.toContain('undefined');
        for (const { tracks, packets, loss } of finish(stateOf(clean(generated)))?.streams ?? []) {
          expect(packets).toBe(tracks.reduce((sum, track) => sum + track.packets, 0));
          if (loss !== null) {
            expect(loss.lost).toBeGreaterThanOrEqual(0);
            expect(loss.lost).toBeLessThanOrEqual(loss.expected);
            expect(loss.received).toBeLessThanOrEqual(packets);
          }
        }
      }),
    );
  });
});

describe('a capture of 27 hours, across the 33-bit wrap', () => {
  const WRAP_MS = 2 ** 33 / 90;
  const START_MS = 1_000_000;
  const HOURS_27_MS = 27 * 3_600_000;
  /** Every 1 s, in decoding order of I P B: pts 0, 2, 1, 3, 5, 4 … s behind the start, dts 1 s apart. */
  const packets = Array.from({ length: HOURS_27_MS / 1000 }, (_, i) => {
    const ptsMs = START_MS + (i + ([0, 1, -1][i % 3] ?? 0)) * 1000;
    const dtsMs = START_MS + (i - 1) * 1000;
    const round = (ms: number): number => Math.round((ms % WRAP_MS) * 1000) / 1000;
    return { pts: round(ptsMs), dts: round(dtsMs), duration: 1000, size: 125, key: i % 3 === 0 };
  });

  it('is one stretch without gaps', () => {
    expect(packets.some(({ pts }, i) => pts < (packets[i - 1]?.pts ?? 0) - 80_000_000)).toBe(true);
    const { video, codes } = streamOf(packets);
    expect(video).toMatchObject({
      packets: 97_200,
      duration_ms: HOURS_27_MS,
      bitrate_bps: 1000,
      missing_frames: 0,
    });
    expect(video?.fps).toBeCloseTo(1, 9);
    expect(video?.bitrate).toMatchObject({ n: 97_200, min: 1000, max: 1000 });
    expect(video?.keyframe_interval_ms).toMatchObject({ n: 32_399, min: 3000, max: 3000 });
    expect(video?.timestamp_anomalies).toEqual({
      non_monotonic_dts: 0,
      pts_before_dts: 0,
      duplicate: 0,
      gaps: 0,
      longest_gap_ms: null,
    });
    expect(codes).toContain('timestamp_wrap');
  });
});
