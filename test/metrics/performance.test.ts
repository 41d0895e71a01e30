import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addBuffer,
  addError,
  addLatency,
  addThroughput,
  type PerformanceState,
  performanceFamily,
  performanceNotes,
} from '../../src/metrics/performance.ts';
import { expectMergeLaw } from './merge-law.ts';

const WINDOW = { clock: 'utc', fromMs: 0, toMs: 1000 } as const;

describe('performance', () => {
  it('is null without an event', () => {
    expect(performanceFamily.finish(performanceFamily.empty(), WINDOW)).toBeNull();
  });

  it('has no errors, rather than unknown ones, once an event was seen', () => {
    const state = performanceFamily.empty();
    state.events += 1; // a heartbeat without any of the fields
    expect(performanceFamily.finish(state, WINDOW)).toEqual({
      latency_ms: null,
      buffer_ms: null,
      throughput_bps: null,
      errors: 0,
      fatal_errors: 0,
      by_code: {},
    });
  });

  it('leaves negative latencies out and says so', () => {
    const state = performanceFamily.empty();
    for (const ms of [3000, -1, 0, -0.4, 2000.5]) addLatency(state, ms);
    expect(performanceFamily.finish(state, WINDOW)?.latency_ms).toMatchObject({
      n: 3,
      min: 0,
      p50: 2001,
      max: 3000,
    });
    expect(performanceNotes(state)).toEqual([
      {
        code: 'latency_skew',
        text: '2 latencies below 0 are left out: the clocks of player and origin disagree',
        metric: 'performance.latency_ms',
      },
    ]);
    expect(performanceNotes(performanceFamily.empty())).toEqual([]);
  });

  it('has no figures by code when there are more codes than can be kept, however they were split', () => {
    const withCodes = (from: number, to: number) => {
      const state = performanceFamily.empty();
      for (let code = from; code < to; code++) addError(state, `E${code}`, false);
      return state;
    };
    const full = withCodes(0, 10_000);
    addError(full, 'E77', false);
    expect(performanceFamily.finish(full, WINDOW)?.by_code).toMatchObject({ E0: 1, E77: 2, E9999: 1 });
    expect(performanceNotes(full)).toEqual([]);
    const split = withCodes(0, 6000);
    performanceFamily.merge(split, withCodes(4001, 10_001));
    const beyond = performanceFamily.empty();
    performanceFamily.merge(beyond, withCodes(0, 10_002));
    performanceFamily.merge(beyond, withCodes(0, 1));
    for (const [state, errors] of [
      [withCodes(0, 10_001), 10_001],
      [split, 12_000],
      [beyond, 10_003],
    ] as const) {
      expect(performanceFamily.finish(state, WINDOW)).toMatchObject({ errors, by_code: null });
      expect(performanceNotes(state)).toEqual([
        {
          code: 'too_many_values',
          text: 'more than 10,000 error codes: none are told apart',
          metric: 'performance.by_code',
        },
      ]);
      // Nothing of them is held either.
      expect(state.byCode.size).toBe(0);
    }
  });

  it('counts errors by code, in the order of the bytes of the code', () => {
    const state = performanceFamily.empty();
    addError(state, 'b', true);
    addError(state, '__proto__', false);
    addError(state, 'é', false);
    addError(state, 'b', false);
    addError(state, '', true);
    const report = performanceFamily.finish(state, WINDOW);
    expect(report).toMatchObject({ errors: 5, fatal_errors: 2 });
    expect(Object.entries(report?.by_code ?? {})).toEqual([
      ['__proto__', 1],
      ['b', 2],
      ['é', 1],
    ]);
  });

  it('obeys the merge law', () => {
    const event: fc.Arbitrary<(state: PerformanceState) => void> = fc.oneof(
      fc.integer({ min: -100, max: 90_000 }).map((ms) => (state: PerformanceState) => addLatency(state, ms)),
      fc.nat(60_000).map((ms) => (state: PerformanceState) => addBuffer(state, ms)),
      fc.nat(90_000_000).map((bps) => (state: PerformanceState) => addThroughput(state, bps)),
      fc.tuple(fc.constantFrom('', 'a', 'b', '10', '9'), fc.boolean()).map(
        ([code, fatal]) =>
          (state: PerformanceState) =>
            addError(state, code, fatal),
      ),
    );
    const withNotes = {
      ...performanceFamily,
      finish: (state: PerformanceState) => [performanceFamily.finish(state, WINDOW), performanceNotes(state)],
    };
    expectMergeLaw(withNotes, (state, add) => add(state), event, WINDOW);
  });
});
