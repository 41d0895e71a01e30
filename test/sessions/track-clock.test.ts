import { describe, expect, it } from 'vitest';
import { ClockStep, TrackClock } from '../../src/sessions/track-clock.ts';

const NONE = Number.NaN;
/** 2^33 ticks at 90 kHz are 95,443.717688… s. */
const WRAP = 95_443_717_688.888_89;

/** Places of packets given as [pts, dts] in µs, each as [pts, dts, step]. */
function placed(times: readonly (readonly [number, number])[], duration = NONE): number[][] {
  const clock = new TrackClock();
  return times.map(([pts, dts]) => {
    const step = clock.place(pts, dts, duration);
    return [clock.ptsUs, clock.dtsUs, step];
  });
}

/** Ticks of the 33-bit clock as a container prints them, in µs. */
function wrapped(us: number): number {
  return Math.round(((us % WRAP) + WRAP) % WRAP);
}

describe('time of one track', () => {
  it('leaves times alone that follow one another, B-frames and a negative first dts included', () => {
    expect(
      placed([
        [0, -80_000],
        [160_000, -40_000],
        [80_000, 0],
        [40_000, 40_000],
      ]),
    ).toEqual([
      [0, -80_000, ClockStep.near],
      [160_000, -40_000, ClockStep.near],
      [80_000, 0, ClockStep.near],
      [40_000, 40_000, ClockStep.near],
    ]);
  });

  it('undoes the 33-bit wrap of pts and dts, each where it happens, with B-frames across it', () => {
    // 25 fps, two B-frames; the clock comes round between the third and fourth picture in display order.
    const start = WRAP - 100_000;
    const order = [
      [0, -80_000],
      [120_000, -40_000],
      [40_000, 0],
      [80_000, 40_000],
      [240_000, 80_000],
      [160_000, 120_000],
      [200_000, 160_000],
    ] as const;
    const raw = order.map(([pts, dts]) => [wrapped(start + pts), wrapped(start + dts)] as const);
    expect(raw.map(([pts]) => pts > 1e9)).toEqual([true, false, true, true, false, false, false]);
    const out = placed(raw);
    expect(out.map(([pts]) => (pts as number) - (out[0]?.[0] as number))).toEqual(order.map(([pts]) => pts));
    expect(out.map(([, dts]) => (dts as number) - (out[0]?.[1] as number))).toEqual(
      order.map(([, dts]) => dts + 80_000),
    );
    expect(out.filter(([, , step]) => step === ClockStep.wrapped)).toHaveLength(1);
  });

  it('keeps an outage in the timeline', () => {
    expect(
      placed([
        [0, 0],
        [10_000_001, 10_000_001],
        [10_040_001, 10_040_001],
      ]),
    ).toEqual([
      [0, 0, ClockStep.near],
      [10_000_001, 10_000_001, ClockStep.jumped],
      [10_040_001, 10_040_001, ClockStep.near],
    ]);
  });

  it('lays a run that began again one duration behind the old one', () => {
    const times = [
      [50_000_000, 50_000_000],
      [50_040_000, 50_040_000],
      [1_000_000, 1_000_000],
      [1_040_000, 1_040_000],
    ] as const;
    const steps = [ClockStep.near, ClockStep.near, ClockStep.restarted, ClockStep.near];
    const places = [50_000_000, 50_040_000, 50_080_000, 50_120_000];
    const expected = places.map((at, i) => [at, at, steps[i]]);
    expect(placed(times, 40_000)).toEqual(expected);
    // Without durations the last step serves.
    expect(placed(times)).toEqual(expected);
  });

  it('goes back to the old run behind one stray time, ahead or behind', () => {
    expect(
      placed([
        [0, 0],
        [9e9, 9e9],
        [40_000, 40_000],
      ])[2],
    ).toEqual([40_000, 40_000, ClockStep.returned]);
    const back = placed(
      [
        [60e6, 60e6],
        [0, 0],
        [60_080_000, 60_080_000],
        [60_120_000, 60_120_000],
      ],
      40_000,
    );
    expect(back[1]).toEqual([60_040_000, 60_040_000, ClockStep.restarted]);
    expect(back.slice(2)).toEqual([
      [60_080_000, 60_080_000, ClockStep.returned],
      [60_120_000, 60_120_000, ClockStep.near],
    ]);
  });

  it('takes a step back of at most 10 s for disorder, not for a new run', () => {
    expect(
      placed([
        [10e6, 10e6],
        [0, 0],
      ])[1],
    ).toEqual([0, 0, ClockStep.near]);
    expect(
      placed(
        [
          [10_000_001, 10_000_001],
          [0, 0],
        ],
        40_000,
      )[1],
    ).toEqual([10_040_001, 10_040_001, ClockStep.restarted]);
  });
});
