import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DuplicateWindow } from '../../src/replay/duplicates.ts';
import { batchOf, type Row } from './rows.ts';

/** Lines that repeat an identity. */
function repeated(rows: readonly Row[], widthMs = 60_000, most?: number): number[] {
  const batch = batchOf(rows);
  const window = new DuplicateWindow(widthMs, most);
  return Array.from({ length: batch.length }, (_, row) => row)
    .filter((row) => window.repeats(batch, row))
    .map((row) => batch.line[row] as number);
}

describe('DuplicateWindow', () => {
  it.each<{ name: string; rows: Row[]; found: number[] }>([
    { name: 'no identities', rows: [{ at: 5 }, { at: 5 }], found: [] },
    {
      name: 'different identities',
      rows: [
        { at: 5, id: 7 },
        { at: 5, id: 8 },
      ],
      found: [],
    },
    {
      name: 'a repeat at once',
      rows: [
        { at: 5, id: 7 },
        { at: 5, id: 7 },
      ],
      found: [2],
    },
    {
      name: 'a repeat after 60 s',
      rows: [
        { at: 5, id: 7 },
        { at: 60_005, id: 7 },
      ],
      found: [2],
    },
    {
      name: 'a repeat after 60.001 s is another event',
      rows: [
        { at: 5, id: 7 },
        { at: 60_006, id: 7 },
        { at: 60_007, id: 7 },
      ],
      found: [3],
    },
    {
      name: 'a repeat 60 s earlier, where the input is in no order',
      rows: [
        { at: 60_005, id: 7 },
        { at: 5, id: 7 },
        { at: 4, id: 8 },
      ],
      found: [2],
    },
    {
      name: 'time is counted from the first, not from its repeats',
      rows: [
        { at: 5, id: 7 },
        { at: 40_000, id: 7 },
        { at: 80_000, id: 7 },
      ],
      found: [2],
    },
    {
      name: 'many others in between change nothing',
      rows: [
        { at: 5, id: 7 },
        ...Array.from({ length: 20_000 }, (_, n) => ({ at: 6 + n * 3, id: 100 + n })),
        { at: 60_005, id: 7 },
      ],
      found: [20_002],
    },
    {
      name: 'records without time take the time of the moment',
      rows: [{ at: 5, id: 7 }, { id: 7 }, { at: 70_000, id: 8 }, { id: 7 }, { id: 7 }],
      found: [2, 5],
    },
  ])('$name', ({ rows, found }) => {
    expect(repeated(rows)).toEqual(found);
  });

  it('can be wider', () => {
    const rows: Row[] = [
      { at: 5, id: 7 },
      { at: 60_006, id: 7 },
    ];
    expect(repeated(rows, 120_000)).toEqual([2]);
  });

  it('tells identities apart by both halves', () => {
    const batch = batchOf([
      { at: 5, id: 7 },
      { at: 5, id: 7 },
      { at: 5, id: 7 },
    ]);
    batch.idB[1] = 9;
    const window = new DuplicateWindow(60_000);
    expect([0, 1, 2].map((row) => window.repeats(batch, row))).toEqual([false, false, true]);
  });

  it('finds a repeat among records in any order, wherever the log stood in between', () => {
    const rows: Row[] = [
      { at: 5, id: 7 },
      { at: 900_000, id: 8 },
      { at: 100, id: 7 },
    ];
    expect(repeated(rows)).toEqual([3]);
  });

  const row = fc.record({ at: fc.nat(400_000), id: fc.integer({ min: 1, max: 12 }) });

  it('says the same as a list of everything ever seen, in any order', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 80 }), (rows) => {
        expect(repeated(rows)).toEqual(byList(rows, 60_000));
      }),
    );
  });

  it.each(['forwards', 'backwards'])('needs no more than the stretch around it where time goes %s', (way) => {
    const sign = way === 'forwards' ? 1 : -1;
    fc.assert(
      fc.property(fc.array(row, { maxLength: 80 }), (unordered) => {
        const rows = unordered.toSorted((a, b) => sign * (a.at - b.at));
        expect(repeated(rows, 60_000, 1)).toEqual(byList(rows, 60_000));
      }),
    );
  });

  it.each([
    ['forwards', (n: number) => n * 100],
    ['backwards', (n: number) => -n * 100],
    ['in leaps', (n: number) => n * 10_000_000],
    ['to and fro', (n: number) => (n % 2 === 0 ? n : -n) * 100_000],
  ])('holds no more identities than it may, and those of the stretch around it: time goes %s', (_, at) => {
    const most = 5000;
    const window = new DuplicateWindow(60_000, most);
    const batch = batchOf([{ at: 0, id: 1 }]);
    let held = 0;
    for (let n = 0; n < 50_000; n++) {
      batch.timeMs[0] = at(n);
      batch.idA[0] = n + 1;
      window.repeats(batch, 0);
      held = Math.max(held, window.held);
    }
    expect(held).toBeGreaterThan(most / 2);
    expect(held).toBeLessThanOrEqual(most);
  });
});

/** What the window must say, looking at everything again for every record. */
function byList(rows: readonly Row[], widthMs: number): number[] {
  const seen: { readonly id: number; readonly at: number }[] = [];
  const found: number[] = [];
  for (const [place, { id = 0, at = 0 }] of rows.entries()) {
    if (seen.some((other) => other.id === id && Math.abs(other.at - at) <= widthMs)) found.push(place + 1);
    else seen.push({ id, at });
  }
  return found;
}
