import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TimestampAnomaly, type TrackSink } from '../../src/model/track-facts.ts';
import { PtsOrder } from '../../src/sessions/track-reorder.ts';

function stepsOf(pts: readonly number[]): { steps: number[]; duplicates: number; late: number } {
  const steps: number[] = [];
  const counts = [0, 0, 0, 0, 0, 0];
  const sink = {
    step: (us: number) => steps.push(us),
    anomaly: (kind: TimestampAnomaly) => {
      counts[kind] = (counts[kind] ?? 0) + 1;
    },
  };
  const order = new PtsOrder(sink as unknown as TrackSink);
  for (const value of pts) order.add(value);
  order.flush();
  return {
    steps,
    duplicates: counts[TimestampAnomaly.duplicate] ?? 0,
    late: counts[TimestampAnomaly.late] ?? 0,
  };
}

describe('steps in pts order', () => {
  it('sorts B-frames', () => {
    expect(stepsOf([0, 160, 80, 40, 120])).toEqual({ steps: [40, 40, 40, 40], duplicates: 0, late: 0 });
  });

  it('counts equal pts, which make no step', () => {
    expect(stepsOf([0, 40, 40, 80, 40])).toEqual({ steps: [40, 40], duplicates: 2, late: 0 });
  });

  it('equals a full sort while nothing is 512 places away from its own', () => {
    const pts = fc.array(fc.tuple(fc.nat(5000), fc.nat(200)), { maxLength: 2000 });
    fc.assert(
      fc.property(pts, (pairs) => {
        // The i-th value is at least i and at most i + 200: no value is more than 200 places off.
        const values = pairs.map(([, off], i) => i + off);
        const sorted = [...values].sort((a, b) => a - b);
        const distances = sorted.slice(1).map((value, i) => value - (sorted[i] as number));
        expect(stepsOf(values)).toEqual({
          steps: distances.filter((distance) => distance > 0),
          duplicates: distances.filter((distance) => distance === 0).length,
          late: 0,
        });
      }),
    );
  });

  it('counts what comes later than the heap can hold, and makes no step of it', () => {
    const pts = Array.from({ length: 600 }, (_, i) => 1000 + i);
    expect(stepsOf([...pts, 5])).toEqual({ steps: new Array(599).fill(1), duplicates: 0, late: 1 });
    expect(stepsOf([...pts.slice(0, 512), 5]).late).toBe(0);
  });
});
