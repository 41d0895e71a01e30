import fc from 'fast-check';
import { expect } from 'vitest';
import type { FinishWindow, MetricFamily } from '../../src/metrics/family.ts';

/**
 * The law that every family obeys: any split of the events, merged in any order, finishes to the bytes of the
 * whole; and the order of the events changes nothing.
 *
 * @param event - must be able to make every kind of event and every field, or a forgotten line stays hidden
 */
export function expectMergeLaw<State, Figures, Event>(
  family: MetricFamily<State, Figures>,
  add: (state: State, event: Event) => void,
  event: fc.Arbitrary<Event>,
  window: FinishWindow,
  runs = 100,
): void {
  const fold = (events: readonly Event[]): State => {
    const state = family.empty();
    for (const one of events) add(state, one);
    return state;
  };
  const bytes = (state: State): string => JSON.stringify(family.finish(state, window));
  fc.assert(
    fc.property(fc.array(fc.array(event), { minLength: 1, maxLength: 4 }), (parts) => {
      const whole = bytes(fold(parts.flat()));
      const forwards = family.empty();
      for (const part of parts) family.merge(forwards, fold(part));
      expect(bytes(forwards)).toBe(whole);
      const backwards = family.empty();
      for (const part of [...parts].reverse()) family.merge(backwards, fold([...part].reverse()));
      expect(bytes(backwards)).toBe(whole);
      // Grouped the other way round: (a + (b + (c + d))).
      const grouped = parts.map(fold).reduceRight((right, left) => {
        family.merge(left, right);
        return left;
      });
      expect(bytes(grouped)).toBe(whole);
    }),
    { numRuns: runs },
  );
}
