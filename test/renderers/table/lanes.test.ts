import { describe, expect, it } from 'vitest';
import { bucketsOf, laneColumns, spannedBack } from '../../../src/renderers/table/lane-columns.ts';
import { scaleFromZero, scaleToOne, scaleWithoutSpikes } from '../../../src/renderers/table/lane-scale.ts';
import { pageOf } from '../../../src/renderers/table/page.ts';
import { sparkline } from '../../../src/renderers/table/sparkline.ts';
import { renderOptions } from '../render-options.ts';

const BUCKET_MS = 1000;

function seriesOf(values: readonly (number | null)[], absent: readonly [string, string][] = []) {
  return {
    bucket_ms: BUCKET_MS,
    from: '0.000000',
    columns: ['at', 'x'],
    rows: values.map((value, i) => [`${i}.000000`, value]),
    absent: absent.map(([from, to]) => ({ column: 'x', from, to, reason: 'stopped' as const })),
  };
}

function columnsOf(
  values: readonly (number | null)[],
  count: number,
  kind: 'mean' | 'highest' | 'lowest' = 'mean',
  absent: readonly [string, string][] = [],
) {
  const series = seriesOf(values, absent);
  const axis = { fromMs: 0, toMs: values.length * BUCKET_MS, count, clock: 'media' } as const;
  return laneColumns(series, 'x', bucketsOf(series, 'x', 'media'), kind, axis);
}

describe('laneColumns', () => {
  it.each([
    { name: 'amounts are means', columns: columnsOf([1, 3, 5, 7], 2), expected: [2, 6] },
    { name: 'ratios are the worst bucket', columns: columnsOf([1, 3, 5, 7], 2, 'highest'), expected: [3, 7] },
    { name: 'hit ratios the lowest', columns: columnsOf([1, 3, 5, 7], 2, 'lowest'), expected: [1, 5] },
    { name: 'fewer buckets than columns', columns: columnsOf([1, 2], 4), expected: [1, 1, 2, 2] },
    { name: 'half of it known is known', columns: columnsOf([null, 4, 5, 7], 2), expected: [4, 6] },
    {
      name: 'less than half is not',
      columns: columnsOf([null, null, 4, 5, 7, 9], 2),
      expected: ['unknown', 7],
    },
    {
      name: 'a stop shows in every column that it touches',
      columns: columnsOf([1, 1, 1, 1, 1, 1], 3, 'mean', [['1.900000', '2.100000']]),
      expected: ['stopped', 'stopped', 1],
    },
    {
      name: 'a stop that ends where a column begins is not in it',
      columns: columnsOf([1, 1, 1, 1], 2, 'mean', [['1.000000', '2.000000']]),
      expected: ['stopped', 1],
    },
    {
      name: 'stops outside are not seen',
      columns: columnsOf([1, 1], 2, 'mean', [['2.000000', '9.000000']]),
      expected: [1, 1],
    },
  ])('$name', ({ columns, expected }) => {
    expect(columns).toEqual(expected);
  });
});

it('an interval is shown over all of its length', () => {
  const values = [null, null, 2000, null, null, null, 4000, null];
  const buckets = bucketsOf(seriesOf(values), 'x', 'media');
  expect(spannedBack(buckets, BUCKET_MS).map(({ value }) => value)).toEqual([
    2000,
    2000,
    4000,
    4000,
    4000,
    4000,
    4000,
    null,
  ]);
});

describe('scales', () => {
  const minute = 60;

  it('start at zero', () => {
    expect(scaleFromZero([3, 'unknown', 5])).toEqual({ bottom: 0, top: 5 });
    expect(scaleFromZero(['unknown'])).toEqual({ bottom: 0, top: 0 });
  });

  it('ignore a peak shorter than a minute that would more than double them', () => {
    const level = Array.from({ length: 30 * minute }, (_, i) =>
      i >= 900 && i < 930 ? 87 : i % 2 === 0 ? 10 : 12,
    );
    expect(scaleWithoutSpikes(level, level, 1000)).toEqual({ bottom: 0, top: 12 });
  });

  it('keep a peak of a minute, one that is not twice the level, and any peak of a short log', () => {
    const withPeak = (seconds: number, value: number, length: number) =>
      Array.from({ length }, (_, i) => (i >= 100 && i < 100 + seconds ? value : 10));
    for (const values of [withPeak(60, 87, 1800), withPeak(30, 20, 1800), withPeak(30, 87, 600)]) {
      expect(scaleWithoutSpikes(values, values, 1000)).toEqual({ bottom: 0, top: Math.max(...values) });
    }
  });

  it('leave out a tenth of the columns at most', () => {
    // 60 buckets of 30 s, every fourth high: no level is held for a minute, but a quarter of the columns is no spike.
    const values = Array.from({ length: 60 }, (_, i) => (i % 4 === 0 ? 90 : 10));
    expect(scaleWithoutSpikes(values, values, 30_000)).toEqual({ bottom: 0, top: 90 });
  });

  it('of hit ratios end at one and begin at a round value below the lowest', () => {
    expect(scaleToOne([0.968, 0.87])).toEqual({ bottom: 0.83, top: 1 });
    expect(scaleToOne([0.9968]).bottom).toBe(0.996);
    expect(scaleToOne([0.1]).bottom).toBe(0);
    expect(scaleToOne([1, 1])).toEqual({ bottom: 0, top: 1 });
  });
});

describe('sparkline', () => {
  const page = pageOf(renderOptions());
  const never = () => false;

  it('draws seven levels, a zero that is not one of them, and what is not a value', () => {
    const columns = [0, 0.01, 1, 2, 3, 4, 5, 6, 7, 'stopped', 'unknown', 99] as const;
    const { text, used } = sparkline(columns, { bottom: 0, top: 7 }, never, page);
    expect(text).toBe('_▁▁▂▃▄▅▆▇×·▲');
    expect(used).toEqual(new Set(['beyond', 'stopped', 'unknown', 'zero']));
  });

  it('has the same in ASCII', () => {
    const ascii = pageOf(renderOptions({ unicode: false }));
    const columns = [0, 1, 2, 3, 4, 5, 6, 7, 'stopped', 'unknown', 99] as const;
    expect(sparkline(columns, { bottom: 0, top: 7 }, never, ascii).text).toBe('_.:-=+*#x?^');
  });

  it('never uses the full block', () => {
    const text = sparkline([1, 1], { bottom: 0, top: 1 }, never, page).text;
    expect(text).toBe('▇▇');
  });
});
