import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addTransport, type TransportInterval, transportFamily } from '../../src/metrics/transport.ts';
import { expectMergeLaw } from './merge-law.ts';

const WINDOW = { clock: 'utc', fromMs: 0, toMs: 1000 } as const;

const interval = (fields: Partial<TransportInterval>): TransportInterval => ({
  received: Number.NaN,
  lost: Number.NaN,
  recovered: Number.NaN,
  dropped: Number.NaN,
  retransmitted: Number.NaN,
  rttUs: Number.NaN,
  jitterUs: Number.NaN,
  ...fields,
});

function reportOf(...intervals: readonly Partial<TransportInterval>[]) {
  const state = transportFamily.empty();
  for (const one of intervals) addTransport(state, interval(one));
  return transportFamily.finish(state, WINDOW);
}

describe('transport', () => {
  it('is null without an event, and null field by field without a value', () => {
    expect(reportOf()).toBeNull();
    expect(reportOf({})).toEqual({
      received: null,
      lost: null,
      recovered: null,
      dropped: null,
      retransmitted: null,
      loss_ratio: null,
      residual_loss_ratio: null,
      rtt_ms: null,
      jitter_ms: null,
    });
  });

  // Worked by hand from loss = lost / (received + dropped), residual = dropped / (received + dropped).
  it.each([
    {
      name: 'all counts said',
      rows: [{ received: 90, lost: 20, recovered: 10, dropped: 10 }],
      expected: { dropped: 10, loss_ratio: 0.2, residual_loss_ratio: 0.1 },
    },
    {
      name: 'dropped left out: what was not recovered',
      rows: [{ received: 95, lost: 8, recovered: 3 }],
      expected: { dropped: 5, loss_ratio: 0.08, residual_loss_ratio: 0.05 },
    },
    {
      name: 'nothing said of recovery: all loss is final',
      rows: [{ received: 95, lost: 5 }],
      expected: { dropped: 5, recovered: null, loss_ratio: 0.05, residual_loss_ratio: 0.05 },
    },
    {
      name: 'recovered an interval later',
      rows: [
        { received: 50, lost: 5, recovered: 0 },
        { received: 50, lost: 0, recovered: 5 },
      ],
      expected: { dropped: 0, loss_ratio: 0.05, residual_loss_ratio: 0 },
    },
    {
      name: 'some intervals say what was dropped, some do not',
      rows: [
        { received: 90, lost: 4, recovered: 1 },
        { received: 0, lost: 7, recovered: 0, dropped: 7 },
      ],
      expected: { dropped: 10, loss_ratio: 0.11, residual_loss_ratio: 0.1 },
    },
    {
      name: 'nothing received and nothing dropped',
      rows: [{ received: 0, lost: 0 }],
      expected: { dropped: 0, loss_ratio: null, residual_loss_ratio: null },
    },
    {
      name: 'no loss counted anywhere',
      rows: [{ received: 10 }],
      expected: { lost: null, dropped: null, loss_ratio: null, residual_loss_ratio: null },
    },
    {
      name: 'received unknown',
      rows: [{ lost: 10, recovered: 4 }],
      expected: { received: null, dropped: 6, loss_ratio: null, residual_loss_ratio: null },
    },
  ])('$name', ({ rows, expected }) => {
    expect(reportOf(...rows)).toMatchObject(expected);
  });

  it('keeps round trip and jitter to the µs', () => {
    const report = reportOf({ rttUs: 12_346, jitterUs: 250 }, { rttUs: 20_000, jitterUs: 500 });
    expect(report?.rtt_ms).toMatchObject({ n: 2, min: 12.346, avg: 16.173, p50: 12.346, max: 20 });
    expect(report?.jitter_ms).toMatchObject({ min: 0.25, avg: 0.375, max: 0.5 });
  });

  it('obeys the merge law', () => {
    const count = fc.oneof(fc.integer({ min: -50, max: 1000 }), fc.maxSafeInteger(), fc.constant(Number.NaN));
    const us = fc.oneof(fc.nat(5_000_000), fc.constant(Number.NaN));
    const any = fc.record({
      received: count,
      lost: fc.oneof(fc.integer({ min: -50, max: 1000 }), fc.constant(Number.NaN)),
      recovered: fc.oneof(fc.nat(1000), fc.constant(Number.NaN)),
      dropped: count,
      retransmitted: count,
      rttUs: us,
      jitterUs: us,
    });
    expectMergeLaw(transportFamily, addTransport, any, WINDOW);
  });
});
