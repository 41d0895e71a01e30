import { expect, it } from 'vitest';
import { viewersFamily } from '../../src/metrics/viewers.ts';
import { addTotals, noViewers, type ViewersState } from '../../src/metrics/viewers-state.ts';
import { Dictionary } from '../../src/model/dictionary.ts';
import { LimitError } from '../../src/model/errors.ts';
import type { SessionIdentity } from '../../src/model/viewer-facts.ts';

const MOST = 20_000_000;
const NOTHING = {
  startupMs: Number.NaN,
  rebuffers: Number.NaN,
  rebufferMs: Number.NaN,
  playMs: Number.NaN,
  watchedMs: 1,
  avgBitrateBps: Number.NaN,
  droppedFrames: Number.NaN,
};

/** A state that says it holds so many viewers, besides those that are added. */
function stateOf(viewers: number, nameless: number): ViewersState {
  const state = noViewers(new Dictionary());
  for (const [counts, more] of [
    [state.watchedMs, viewers],
    [state.namelessMs, nameless],
  ] as const) {
    const { size } = Object.getOwnPropertyDescriptors(Object.getPrototypeOf(counts)) as {
      size: { get: () => number };
    };
    Object.defineProperty(counts, 'size', { get: () => size.get.call(counts) + more });
  }
  return state;
}

const add = (state: ViewersState, viewer: number, session: number): void =>
  addTotals(state, { viewer, session } as SessionIdentity, NOTHING);

it.each([
  { name: 'viewers', state: () => stateOf(MOST - 1, 0), viewer: true },
  { name: 'sessions without a viewer', state: () => stateOf(0, MOST - 1), viewer: false },
  { name: 'both', state: () => stateOf(MOST - 2, 1), viewer: true },
])('20 million $name are kept, not one more', ({ state, viewer }) => {
  const full = state();
  const one = (id: number) => add(full, viewer ? id : 0, viewer ? 0 : id);
  one(1);
  one(1);
  expect(() => one(2)).toThrow(
    new LimitError(
      'more than 20000000 distinct viewers',
      'end earlier with --to, or split the input by viewer',
    ),
  );
});

it('holds for parts that are merged, too', () => {
  const more = noViewers(new Dictionary());
  viewersFamily.merge(stateOf(MOST, 0), more);
  expect(() => viewersFamily.merge(stateOf(MOST + 1, 0), more)).toThrow(LimitError);
});
