import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StepFunction } from '../../src/stats/step-function.ts';

type Span = readonly [from: number, to: number];

function levelOf(spans: readonly Span[], limit?: number): StepFunction {
  const level = new StepFunction(limit);
  for (const [from, to] of spans) {
    level.add(from, 1);
    level.add(to, -1);
  }
  return level;
}

const changes = (f: StepFunction): [number, number][] => {
  const { times, deltas } = f.changes();
  return Array.from(times, (at, i) => [at, deltas[i] as number]);
};

describe('StepFunction', () => {
  it('V1a: a hand-over at one instant is no peak', () => {
    const level = levelOf([
      [0, 10],
      [2, 6],
      [5, 20],
      [10, 12],
    ]);
    expect(level.peak()).toEqual({ value: 3, at: 5 });
    expect(level.area(0, 20)).toBe(31);
    expect(level.valueAt(10)).toBe(2);
    expect(changes(level)).toEqual([
      [0, 1],
      [2, 1],
      [5, 1],
      [6, -1],
      [12, -1],
      [20, -1],
    ]);
  });

  it('V1b: one long and nine short sessions', () => {
    const level = levelOf([[0, 100], ...Array.from({ length: 9 }, (): Span => [90, 91])]);
    expect(level.peak()).toEqual({ value: 10, at: 90 });
    expect(level.area(0, 100) / 100).toBe(1.09);
  });

  it('V1c: peaks of shards do not add', () => {
    const one = levelOf([[0, 10]]);
    const two = levelOf([[10, 20]]);
    one.merge(two);
    expect(one.peak()).toEqual({ value: 1, at: 0 });
  });

  it('has no peak when nothing changed, or nothing remains after netting', () => {
    expect(new StepFunction().peak()).toBeNull();
    expect(levelOf([[5, 5]]).peak()).toBeNull();
    expect(new StepFunction().valueAt(0)).toBe(0);
    expect(new StepFunction().area(0, 10)).toBe(0);
  });

  it.each([
    [-1, 0],
    [0, 1],
    [9, 1],
    [10, 0],
    [1e15, 0],
  ])('at %i the level of [0, 10) is %i', (t, level) => {
    expect(levelOf([[0, 10]]).valueAt(t)).toBe(level);
  });

  it.each([
    [0, 10, 10],
    [-5, 5, 5],
    [8, 30, 2],
    [3, 3, 0],
    [5, 4, 0],
    [10, 20, 0],
  ])('area of [0, 10) over [%i, %i) is %i', (from, to, area) => {
    expect(levelOf([[0, 10]]).area(from, to)).toBe(area);
  });

  it('takes steps larger than one and times before zero', () => {
    const level = new StepFunction();
    level.add(-1000, 1000);
    level.add(-999, -999);
    level.add(2 ** 48 - 1, 40);
    expect(changes(level)).toEqual([
      [-1000, 1000],
      [-999, -999],
      [2 ** 48 - 1, 40],
    ]);
  });

  it('beyond its limit of changes keeps seconds, whether reached alone or by merging', () => {
    const spans: Span[] = [
      [1_250, 3_999],
      [1_999, 2_000],
      [-1, 5_000],
    ];
    const alone = levelOf(spans, 4);
    const merged = levelOf(spans.slice(0, 1), 4);
    expect(merged.coarse).toBe(false);
    merged.merge(levelOf(spans.slice(1), 4));
    for (const level of [alone, merged]) {
      expect(level.coarse).toBe(true);
      expect(changes(level)).toEqual([
        [-1000, 1],
        [1000, 2],
        [2000, -1],
        [3000, -1],
        [5000, -1],
      ]);
    }
  });

  const step = fc.tuple(fc.integer({ min: -40, max: 40 }), fc.integer({ min: -40, max: 40 }));

  it('equals a naive map of changes, in any split and order', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(step, fc.boolean())), fc.integer({ min: -50, max: 50 }), (steps, t) => {
        const net = new Map<number, number>();
        const whole = new StepFunction();
        const parts = [new StepFunction(), new StepFunction()] as const;
        for (const [[at, delta], side] of steps) {
          net.set(at, (net.get(at) ?? 0) + delta);
          whole.add(at, delta);
          parts[side ? 0 : 1].add(at, delta);
        }
        const expected = [...net].filter(([, d]) => d !== 0).sort(([a], [b]) => a - b);
        parts[0].merge(parts[1]);
        for (const level of [whole, parts[0]]) {
          expect(changes(level)).toEqual(expected);
          const before = expected.filter(([at]) => at <= t);
          expect(level.valueAt(t)).toBe(before.reduce((sum, [, d]) => sum + d, 0));
        }
      }),
    );
  });

  it('reads between additions, across many compactions', () => {
    const level = new StepFunction();
    for (let i = 0; i < 10_000; i++) {
      level.add((i * 7919) % 10_007, i % 3 === 0 ? -1 : 1);
      if (i % 2500 === 0) level.peak();
    }
    const { times, deltas } = level.changes();
    expect(times.length).toBe(10_000);
    expect(times.every((at, i) => i === 0 || at > (times[i - 1] as number))).toBe(true);
    expect(deltas.reduce((a, b) => a + b, 0)).toBe(10_000 - 2 * 3334);
  });
});
