import { describe, expect, it } from 'vitest';
import { DuplicateWindow } from '../../src/replay/duplicates.ts';
import { batchOf, type Row } from './rows.ts';

/** Lines that repeat an identity. */
function repeated(rows: readonly Row[], widthMs = 60_000): number[] {
  const batch = batchOf(rows);
  const window = new DuplicateWindow(widthMs);
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
});
