import { describe, expect, it } from 'vitest';
import { isOrdered } from '../../src/replay/order.ts';
import { OrderedSource, type OrderOptions } from '../../src/replay/ordered-source.ts';
import { NeedsOrder, NeedsSorting } from '../../src/replay/row-feed.ts';
import { feedOf, linesOf, type Row, recordingSink } from './rows.ts';

const PIPE: OrderOptions = { latenessMs: 10_000, beyond: 'late', free: false, waits: isOrdered };
const FILE: OrderOptions = { ...PIPE, beyond: 'sort' };
const FREE: OrderOptions = { ...PIPE, free: true };

/** Everything an input hands out (lines) and tells, whatever the size of its batches. */
async function replayed(
  rows: readonly Row[],
  options: OrderOptions,
  batchRows = rows.length,
): Promise<{ lines: number[]; told: string[] }> {
  const sink = recordingSink();
  const source = new OrderedSource(3, feedOf(rows, batchRows), sink, options);
  const lines: number[] = [];
  while (await source.ensure()) {
    lines.push(...linesOf(source.ready).slice(source.at, source.end));
    source.at = source.end;
  }
  return { lines, told: sink.told };
}

const times = (...ats: number[]): Row[] => ats.map((at) => ({ at }));

describe('the reorder window', () => {
  it.each([1, 2, 3, 5])('absorbs disorder as wide as itself, in batches of %i', async (batchRows) => {
    // Line 4 is 10,000 ms behind line 3: the last ms that is in time.
    const rows = times(1000, 12_000, 20_000, 10_000, 30_000);
    expect(await replayed(rows, PIPE, batchRows)).toEqual({
      lines: [1, 4, 2, 3, 5],
      told: ['out of order: heartbeat 10000 #4'],
    });
  });

  it.each([1, 2, 3, 5])('knows what is 1 ms later as late, in batches of %i', async (batchRows) => {
    const rows = times(1000, 12_000, 20_000, 9999, 30_000);
    expect(await replayed(rows, PIPE, batchRows)).toEqual({
      lines: [1, 2, 3, 5],
      told: ['out of order: heartbeat 9999 #4', 'late: heartbeat 9999 #4'],
    });
  });

  it('asks for a file with such a row to be sorted', async () => {
    const rows = times(1000, 12_000, 20_000, 9999);
    const failure = await replayed(rows, FILE).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(NeedsSorting);
    expect(failure).toMatchObject({ source: 3 });
    expect((await replayed(times(1000, 12_000, 20_000, 10_000), FILE)).lines).toEqual([1, 4, 2, 3]);
  });

  it.each([1, 2, 3, 4, 5, 7])(
    'hands out rows that may be behind it where they are read, in batches of %i',
    async (n) => {
      const rows: Row[] = [
        { at: 1000 },
        { at: 12_000 },
        { at: 22_000 },
        { at: 1500, kind: 'request' },
        { at: 1200, kind: 'error' },
        { at: 13_000 },
        { at: 2000, kind: 'request' },
      ];
      // At line 4 the window has let go of all before 12,000; line 2 is still in it.
      expect((await replayed(rows, PIPE, n)).lines).toEqual([1, 4, 5, 7, 2, 6, 3]);
    },
  );

  it.each(['request', 'error', 'totals'] as const)(
    'lets a %s of a viewer through: it moves no session',
    async (kind) => {
      const rows: Row[] = [{ at: 20_000 }, { at: 1000, kind }, { at: 30_001 }];
      const { lines, told } = await replayed(rows, PIPE);
      expect(lines).toEqual([2, 1, 3]);
      expect(told).toEqual([`out of order: ${kind} 1000 #2`]);
    },
  );

  it('is moved by every row with a log time, also by those that name no viewer', async () => {
    const rows: Row[] = [{ at: 1000 }, { at: 20_000, kind: 'request', viewer: 0 }, { at: 9999 }];
    expect((await replayed(rows, PIPE)).told).toEqual([
      'out of order: heartbeat 9999 #3',
      'late: heartbeat 9999 #3',
      'free: request 20000 #2',
    ]);
  });

  it('is not moved by packets on media time', async () => {
    const rows: Row[] = [{ at: 1000 }, { at: 50_000, kind: 'packet', media: true }, { at: 900 }];
    expect((await replayed(rows, PIPE)).told).toEqual([
      'out of order: heartbeat 900 #3',
      'free: packet 50000 #2',
    ]);
  });

  it('is not moved by a late row', async () => {
    const rows = times(20_000, 9999, 10_000);
    expect((await replayed(rows, PIPE)).told).toEqual([
      'out of order: heartbeat 9999 #2',
      'late: heartbeat 9999 #2',
      'out of order: heartbeat 10000 #3',
    ]);
  });

  it('holds back what is inside it, and hands out the rest at once', async () => {
    const feed = feedOf(times(1000, 11_000, 11_001, 12_000), 1);
    const source = new OrderedSource(0, feed, recordingSink(), PIPE);
    expect(await source.ensure()).toBe(true);
    // At W = 11,000 line 1 could still get a companion of the same ms; at 11,001 it cannot.
    expect([feed.taken, linesOf(source.ready)]).toEqual([3, [1]]);
  });

  it('sorts the rows of one instant by what they mean', async () => {
    const rows: Row[] = [
      { at: 5, kind: 'quality' },
      { at: 5, kind: 'join' },
      { at: 5, kind: 'leave' },
    ];
    expect((await replayed(rows, PIPE, 1)).lines).toEqual([3, 2, 1]);
  });

  it('can be of no width: every row behind is late', async () => {
    const rows = times(5, 4, 5, 6);
    expect(await replayed(rows, { ...PIPE, latenessMs: 0 })).toEqual({
      lines: [1, 3, 4],
      told: ['out of order: heartbeat 4 #2', 'late: heartbeat 4 #2'],
    });
  });

  it('of an empty input hands out nothing, as often as it is asked', async () => {
    const source = new OrderedSource(0, feedOf([]), recordingSink(), PIPE);
    expect([await source.ensure(), await source.ensure()]).toEqual([false, false]);
  });
});

describe('a clock that is ahead', () => {
  const steady = (from: number, count: number): Row[] =>
    Array.from({ length: count }, (_, place) => ({ at: from + place }));
  const ahead = 'clock_ahead: heartbeat 61001 #2';

  const still = (count: number): Row[] => Array.from({ length: count }, () => ({ at: 1000 }));

  it('is looked at from 60,001 ms on', async () => {
    const wide: OrderOptions = { ...PIPE, latenessMs: 100_000 };
    expect((await replayed([{ at: 1000 }, { at: 61_000 }, ...still(120)], wide)).lines).toContain(2);
    expect((await replayed([{ at: 1000 }, { at: 61_001 }, ...still(120)], wide)).told).toEqual([ahead]);
  });

  it.each([
    { agree: 50, of: 100, believed: true },
    { agree: 49, of: 100, believed: false },
    { agree: 2, of: 4, believed: true },
    { agree: 2, of: 5, believed: false },
    { agree: 0, of: 1, believed: false },
    { agree: 1, of: 1, believed: true },
    { agree: 0, of: 0, believed: true },
  ])(
    'with $agree of the next $of records behind it is believed: $believed',
    async ({ agree, of, believed }) => {
      // The first ms that agrees with 61,001 is 1,001.
      const rows: Row[] = [{ at: 1000 }, { at: 61_001 }, ...still(of)];
      for (let place = 0; place < agree; place++) rows[rows.length - 1 - place] = { at: 1001 };
      const wide: OrderOptions = { ...PIPE, latenessMs: 100_000 };
      for (const batchRows of [1, 7, rows.length]) {
        const { told, lines } = await replayed(rows, wide, batchRows);
        expect(told.includes(ahead)).toBe(!believed);
        expect(lines.includes(2)).toBe(believed);
        expect(lines).toHaveLength(believed ? rows.length : rows.length - 1);
      }
    },
  );

  it('asks the next 100 records and no more', async () => {
    const rows: Row[] = [{ at: 1000 }, { at: 61_001 }, ...still(100), ...steady(61_001, 500)];
    expect((await replayed(rows, { ...PIPE, latenessMs: 100_000 })).told[0]).toBe(ahead);
  });

  it('that is not believed moves nothing', async () => {
    const rows: Row[] = [{ at: 1000 }, { at: 900_000 }, { at: 990 }, { at: 1001 }, { at: 1002 }];
    expect(await replayed(rows, FILE)).toEqual({
      lines: [3, 1, 4, 5],
      told: ['clock_ahead: heartbeat 900000 #2', 'out of order: heartbeat 990 #3'],
    });
  });

  it('that is believed moves the window: the silence of a night is no fault', async () => {
    const rows = [{ at: 1000 }, ...steady(30_000_000, 3)];
    expect(await replayed(rows, PIPE, 1)).toEqual({ lines: [1, 2, 3, 4], told: [] });
  });

  it('is no question at the first record of an input', async () => {
    expect(await replayed(times(1_772_395_200_000, 1_772_395_200_001), PIPE)).toEqual({
      lines: [1, 2],
      told: [],
    });
  });

  it('costs a packet and a request their place too', async () => {
    const rows: Row[] = [
      { at: 1000, kind: 'request', viewer: 0 },
      { at: 900_000, kind: 'request', viewer: 0 },
      { at: 900_001, kind: 'packet', viewer: 0 },
      ...steady(1001, 5),
    ];
    expect((await replayed(rows, PIPE)).told).toEqual([
      'free: request 1000 #1',
      'clock_ahead: request 900000 #2',
      'clock_ahead: packet 900001 #3',
    ]);
  });
});

describe('an input without order', () => {
  const request = (at: number): Row => ({ at, kind: 'request', viewer: 0 });

  it('is handed on as it is read, nothing in it is late or ahead', async () => {
    const rows = [request(90_000), request(1000), request(900_000), request(1001), request(1002)];
    expect(await replayed(rows, FREE)).toEqual({
      lines: [],
      told: [
        // What stands before a time that is far ahead is told before more is read to judge it.
        'out of order: request 1000 #2',
        'free: request 90000 #1',
        'free: request 1000 #2',
        'out of order: request 1001 #4',
        'out of order: request 1002 #5',
        'free: request 900000 #3',
        'free: request 1001 #4',
        'free: request 1002 #5',
      ],
    });
  });

  const mixed = (ids: readonly number[]): Row[] =>
    (['request', 'packet', 'request', 'packet'] as const).map((kind, at) => ({
      at,
      kind,
      viewer: 0,
      id: ids[at] as number,
    }));

  it('is handed on kind after kind, each in its own order', async () => {
    expect((await replayed(mixed([0, 0, 0, 0]), FREE)).told).toEqual([
      'free: packet 1 #2',
      'free: packet 3 #4',
      'free: request 0 #1',
      'free: request 2 #3',
    ]);
  });

  it('keeps the order of records with identities, and that of packets', async () => {
    expect((await replayed(mixed([7, 7, 7, 7]), FREE)).told).toEqual([
      'free: request 0 #1',
      'free: packet 1 #2',
      'free: request 2 #3',
      'free: packet 3 #4',
    ]);
    expect((await replayed(mixed([0, 0, 0, 7]), FREE)).told).toEqual([
      'free: packet 1 #2',
      'free: request 0 #1',
      'free: request 2 #3',
      'free: packet 3 #4',
    ]);
  });

  it.each([
    { aheadMs: 86_400_000, told: false },
    { aheadMs: 86_400_001, told: true },
  ])('a time $aheadMs ms ahead that nobody shares is noted: $told', async ({ aheadMs, told }) => {
    const rows = [request(1000), request(1000 + aheadMs), request(1001), request(1002)];
    const found = (await replayed(rows, FREE)).told;
    expect(found.filter((line) => line.startsWith('far off'))).toHaveLength(told ? 1 : 0);
    expect(found.filter((line) => line.startsWith('free'))).toHaveLength(4);
  });

  it('asks to be read in order when it turns out to move a session', async () => {
    const rows: Row[] = [request(1000), { at: 1001, kind: 'join' }];
    const failure = await replayed(rows, FREE).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(NeedsOrder);
    expect(failure).toMatchObject({ source: 3 });
  });
});
