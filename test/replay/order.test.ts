import { describe, expect, it } from 'vitest';
import {
  canBeLate,
  compareRows,
  isOnLogClock,
  isOrdered,
  putInOrder,
  sorted,
} from '../../src/replay/order.ts';
import { batchOf, linesOf, type Row } from './rows.ts';

describe('order', () => {
  it('inside one instant: ends first, then join, startup, state, quality, rebuffer, heartbeat, latency, the rest', () => {
    const rows: Row[] = [
      { at: 7, kind: 'request' },
      { at: 7, kind: 'latency' },
      { at: 7, kind: 'heartbeat' },
      { at: 7, kind: 'rebuffer' },
      { at: 7, kind: 'quality' },
      { at: 7, kind: 'state', state: 'playing' },
      { at: 7, kind: 'startup' },
      { at: 7, kind: 'join', state: 'playing' },
      { at: 7, kind: 'state', state: 'ended' },
      { at: 7, kind: 'leave' },
      { at: 7, kind: 'error' },
      { at: 6, kind: 'error' },
    ];
    expect(linesOf(sorted(batchOf(rows)))).toEqual([12, 9, 10, 8, 7, 6, 5, 4, 3, 2, 1, 11]);
  });

  it('then source, then place in the source', () => {
    const rows: Row[] = [
      { at: 7, source: 2, line: 1 },
      { at: 7, source: 1, line: 4 },
      { at: 7, source: 1, line: 3 },
      { at: 6, source: 9, line: 9 },
    ];
    expect(linesOf(sorted(batchOf(rows)))).toEqual([9, 3, 4, 1]);
  });

  it('leaves rows of one record as they were made', () => {
    const twins = batchOf([
      { at: 7, line: 1 },
      { at: 7, line: 1 },
    ]);
    twins.setNum(0, 0, 100);
    twins.setNum(0, 1, 200);
    const copy = sorted(twins);
    expect([copy.num(0, 0), copy.num(0, 1)]).toEqual([100, 200]);
    expect(compareRows(twins, 0, twins, 1)).toBe(0);
  });

  // The order of logs is found in two ways, one for those that are nearly in order and one for the others.
  it.each<{ name: string; ats: (place: number) => number }>([
    { name: 'in order', ats: (place) => place },
    { name: 'at one time', ats: () => 7 },
    { name: 'with neighbours exchanged', ats: (place) => place ^ 1 },
    { name: 'backwards', ats: (place) => 300 - place },
    { name: 'all over the place', ats: (place) => (place * 7919) % 101 },
  ])('finds the order of 300 rows $name; twins keep their places', ({ ats }) => {
    const places = Array.from({ length: 300 }, (_, place) => place);
    const batch = batchOf(places.map((place) => ({ at: ats(place), line: 1 })));
    const expected = places.toSorted((a, b) => ats(a) - ats(b) || a - b);
    expect([...putInOrder(batch, Uint32Array.from(places))]).toEqual(expected);
  });

  it('of no rows is empty', () => {
    expect(sorted(batchOf([])).length).toBe(0);
  });

  it.each<{ row: Row; ordered: boolean; late: boolean; onClock: boolean }>([
    { row: { at: 1, kind: 'join' }, ordered: true, late: true, onClock: true },
    { row: { at: 1, kind: 'heartbeat' }, ordered: true, late: true, onClock: true },
    { row: { at: 1, kind: 'latency', viewer: 0 }, ordered: false, late: false, onClock: true },
    { row: { at: 1, kind: 'request' }, ordered: true, late: false, onClock: true },
    { row: { at: 1, kind: 'error' }, ordered: true, late: false, onClock: true },
    { row: { at: 1, kind: 'totals' }, ordered: true, late: false, onClock: true },
    { row: { at: 1, kind: 'request', viewer: 0 }, ordered: false, late: false, onClock: true },
    { row: { at: 1, kind: 'packet' }, ordered: false, late: false, onClock: true },
    { row: { at: 1, kind: 'packet', media: true }, ordered: false, late: false, onClock: false },
    { row: { at: 1, kind: 'join', media: true }, ordered: true, late: true, onClock: true },
    { row: { kind: 'packet' }, ordered: false, late: false, onClock: false },
  ])(
    '$row is ordered: $ordered, can be late: $late, on the log clock: $onClock',
    ({ row, ordered, late, onClock }) => {
      const batch = batchOf([row]);
      expect([isOrdered(batch, 0), canBeLate(batch, 0), isOnLogClock(batch, 0)]).toEqual([
        ordered,
        late,
        onClock,
      ]);
    },
  );
});
