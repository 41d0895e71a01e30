/** What writes its own rows is made again from them: with the same rows, and so with the same answers. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UrlCounts } from '../../src/metrics/cdn-urls.ts';
import { NamedCounts } from '../../src/metrics/named-counts.ts';
import { ArrivalGrid } from '../../src/metrics/streams-arrival-grid.ts';
import { LongestSteps } from '../../src/metrics/streams-longest-steps.ts';
import { Dictionary } from '../../src/model/dictionary.ts';
import { BucketCounts } from '../../src/stats/bucket-counts.ts';
import { BucketHistograms } from '../../src/stats/bucket-histograms.ts';
import { BucketMaxima } from '../../src/stats/bucket-maxima.ts';
import { BucketSums } from '../../src/stats/bucket-sums.ts';
import { CountTable } from '../../src/stats/count-table.ts';
import { ExactSum } from '../../src/stats/exact-sum.ts';
import { Histogram } from '../../src/stats/histogram.ts';
import type { Row, RowState } from '../../src/stats/rows.ts';
import { StepFunction } from '../../src/stats/step-function.ts';

const dictionary = new Dictionary();
const time = fc.oneof(fc.integer({ min: -5000, max: 5000 }), fc.integer({ min: -4e9, max: 4e9 }));
const count = fc.integer({ min: 0, max: 9 });
const amount = fc.oneof(count, fc.maxSafeNat());
const whole = fc.oneof(fc.integer({ min: -9, max: 3000 }), fc.maxSafeInteger());
const pair = fc.tuple(time, whole);

/** Makes one and adds things to it, as a log does. */
interface Kind<Item> {
  readonly name: string;
  readonly item: fc.Arbitrary<Item>;
  readonly make: () => RowState;
  readonly fill: (one: never, item: Item) => void;
}

function kind<One extends RowState, Item>(
  name: string,
  make: () => One,
  item: fc.Arbitrary<Item>,
  fill: (one: One, item: Item) => void,
): Kind<Item> {
  return { name, make, item, fill };
}

const KINDS = [
  kind(
    'ExactSum',
    () => new ExactSum(),
    whole,
    (one, n) => one.add(n),
  ),
  kind(
    'CountTable',
    () => new CountTable(),
    fc.tuple(whole, count),
    (one, [key, n]) => one.add(key, n),
  ),
  kind(
    'Histogram',
    () => new Histogram(),
    fc.tuple(whole, count),
    (one, [value, n]) => one.add(value, n),
  ),
  kind(
    'Histogram in bins',
    () => new Histogram(),
    fc.tuple(whole, count),
    (one, [value, n]) => {
      for (let more = 0; more < 1100; more++) one.add(more, 1);
      one.add(value, n);
    },
  ),
  kind(
    'StepFunction',
    () => new StepFunction(),
    fc.tuple(time, fc.integer({ min: -40, max: 40 })),
    (one, [at, n]) => one.add(at, n),
  ),
  kind(
    'StepFunction in seconds',
    () => new StepFunction(5),
    fc.tuple(time, count),
    (one, [at, n]) => one.add(at, n),
  ),
  kind(
    'BucketSums',
    () => new BucketSums(),
    fc.tuple(time, amount),
    (one, [at, n]) => one.add(at, n),
  ),
  kind(
    'BucketSums of spans',
    () => new BucketSums(1000, 40),
    fc.tuple(time, count),
    (one, [at, n]) => {
      one.addSpan(at, at + n * 997);
    },
  ),
  kind(
    'BucketCounts',
    () => new BucketCounts(3),
    fc.tuple(time, fc.nat({ max: 2 })),
    (one, [at, column]) => {
      one.addOne(one.placeOf(at), column);
    },
  ),
  kind(
    'BucketHistograms',
    () => new BucketHistograms(),
    pair,
    (one, [at, value]) => one.add(at, value),
  ),
  kind(
    'BucketMaxima',
    () => new BucketMaxima(),
    pair,
    (one, [at, value]) => one.add(at, value),
  ),
  kind(
    'NamedCounts',
    () => new NamedCounts(dictionary),
    fc.tuple(fc.string(), count),
    (one, [name, n]) => one.add(dictionary.id(name), n),
  ),
  kind(
    'UrlCounts',
    () => new UrlCounts(dictionary),
    fc.tuple(fc.webUrl(), count, amount),
    (one, [url, status, n]) => one.addOne(dictionary.id(url), status * 100, n),
  ),
  kind(
    'UrlCounts with too many',
    () => new UrlCounts(dictionary, 2),
    fc.tuple(fc.webUrl(), amount),
    (one, [url, n]) => one.addOne(dictionary.id(url), 0, n),
  ),
  kind(
    'ArrivalGrid',
    () => new ArrivalGrid(),
    pair,
    (one, [at, pts]) => one.add(at, pts),
  ),
  kind(
    'LongestSteps',
    () => new LongestSteps(),
    fc.tuple(time, fc.nat()),
    (one, [at, step]) => one.add(at, step),
  ),
] as readonly Kind<unknown>[];

function rowsOf(one: RowState): Row[] {
  const rows: Row[] = [];
  one.writeRows((bucket, ownKind, key, op, value) => rows.push({ bucket, kind: ownKind, key, op, value }));
  return rows;
}

describe.each(KINDS)('$name', ({ make, item, fill }) => {
  it('comes back from its rows, and its rows do not tell how it was merged', () => {
    fc.assert(
      fc.property(fc.array(fc.array(item, { maxLength: 20 }), { maxLength: 3 }), (parts) => {
        const all = make();
        for (const one of parts.flat()) fill(all as never, one);
        const rows = rowsOf(all);
        const copy = make();
        for (const row of rows) copy.readRow(row);
        expect(rowsOf(copy)).toEqual(rows);
        const merged = make() as RowState & { merge(other: RowState): void };
        for (const part of parts) {
          const own = make();
          for (const one of part) fill(own as never, one);
          merged.merge(own);
        }
        expect(rowsOf(merged)).toEqual(rows);
      }),
      { numRuns: 60 },
    );
  });

  it('takes no row of another kind, and no number that is none', () => {
    const row = (change: Partial<Row>): Row => ({
      bucket: null,
      kind: 'none',
      key: null,
      op: 'sum',
      value: 1,
      ...change,
    });
    const name = make().constructor.name;
    if (name !== 'ExactSum') expect(() => make().readRow(row({}))).toThrow('kind: expected');
    fc.assert(
      fc.property(item, (one) => {
        const all = make();
        fill(all as never, one);
        for (const own of rowsOf(all)) {
          if (own.kind.startsWith('too_many')) continue;
          const copy = make();
          for (const value of [1.5, Number.NaN, [1]]) {
            expect(() => copy.readRow({ ...own, value })).toThrow(/value: expected|bucket: expected/);
          }
        }
      }),
      { numRuns: 20 },
    );
  });
});
