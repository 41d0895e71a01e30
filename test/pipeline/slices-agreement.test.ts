import { expect, it } from 'vitest';
import type { SliceRequest } from '../../src/model/slices.ts';
import type { CanonicalEvent } from '../reference/canonical-event.ts';
import { differences } from '../reference/differences.ts';
import { VALUES, withDimensions } from '../reference/dimensions.ts';
import { generateLog } from '../reference/generate.ts';
import { toNdjson } from '../reference/log-text.ts';
import { isInSlice, naiveViewers } from '../reference/naive.ts';
import { naiveCdn } from '../reference/naive-cdn.ts';
import { replay } from '../reference/naive-replay.ts';
import type { NaiveSlice } from '../reference/naive-slices.ts';
import { analyzeText } from './analyze-text.ts';

const SEEDS = 12;
const DIMENSIONS = [...VALUES.keys(), 'quality'];

/** The figures of a slice, by the naive implementation. */
function naive(events: readonly CanonicalEvent[], slice: NaiveSlice) {
  const history = replay(events, 90_000, Math.max(...events.map(({ ts }) => ts)));
  return {
    ...naiveViewers(events, { slice }),
    cdn: naiveCdn(events, (event) => isInSlice(slice, history, event)),
  };
}

async function sliced(events: readonly CanonicalEvent[], slices: Partial<SliceRequest>) {
  const request: SliceRequest = { where: [], by: [], top: 1000, ...slices };
  return await analyzeText('log.ndjson', toNdjson(events), { slices: request });
}

function logOf(seed: number): CanonicalEvent[] {
  return withDimensions(generateLog(seed, { events: 60 }), seed);
}

it.each(DIMENSIONS)('--by %s agrees with the naive implementation', async (dimension) => {
  let compared = 0;
  for (let seed = 0; seed < SEEDS; seed++) {
    const events = logOf(seed);
    const { breakdowns } = await sliced(events, { by: [[dimension]] });
    for (const { value, ...figures } of breakdowns?.[dimension] ?? []) {
      const expected = naive(events, { holds: (of) => of(dimension) === value });
      const found = differences(expected, figures, `seed ${seed}, ${dimension} ${String(value)}`);
      expect(found).toEqual([]);
      compared++;
    }
  }
  expect(compared).toBeGreaterThan(2 * SEEDS);
});

it.each(DIMENSIONS)('--where %s agrees with the naive implementation', async (dimension) => {
  const [value = '720p'] = VALUES.get(dimension) ?? [];
  const conditions = [
    { dimension, values: [value], isNot: false },
    { dimension, values: [value, ''], isNot: true },
    { dimension, values: [''], isNot: false },
  ];
  for (let seed = 0; seed < SEEDS; seed++) {
    const events = logOf(seed);
    for (const condition of conditions) {
      const { viewers, performance, cdn } = await sliced(events, { where: [condition] });
      const holds: NaiveSlice['holds'] = (of) =>
        condition.values.includes(of(dimension) ?? '') !== condition.isNot;
      const found = differences(
        naive(events, { holds }),
        { viewers, performance, cdn },
        `seed ${seed}, ${JSON.stringify(condition)}`,
      );
      expect(found).toEqual([]);
    }
  }
});

it('--by two dimensions under --where agrees with the naive implementation', async () => {
  let compared = 0;
  for (let seed = 0; seed < 2 * SEEDS; seed++) {
    const events = logOf(seed);
    const { breakdowns } = await sliced(events, {
      where: [{ dimension: 'cdn', values: ['two'], isNot: true }],
      by: [['edge', 'location'], ['device']],
    });
    for (const { value, ...figures } of breakdowns?.['edge+location'] ?? []) {
      const [edge, location] = value as [string | null, string | null];
      const expected = naive(events, {
        holds: (of) => of('cdn') !== 'two' && of('edge') === edge && of('location') === location,
      });
      expect(differences(expected, figures, `seed ${seed}, ${String(value)}`)).toEqual([]);
      compared++;
    }
  }
  expect(compared).toBeGreaterThan(SEEDS);
});
