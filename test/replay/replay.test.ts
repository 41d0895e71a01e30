import { describe, expect, it } from 'vitest';
import type { EventBatch } from '../../src/model/event-batch.ts';
import { DuplicateWindow } from '../../src/replay/duplicates.ts';
import { Replay, type ReplayInput, type ReplayOptions } from '../../src/replay/replay.ts';
import { NeedsOrder, NeedsSorting } from '../../src/replay/row-feed.ts';
import { RunFolder } from '../../src/replay/run-file.ts';
import { feedOf, type Row, shown } from './rows.ts';

const WHOLE: ReplayOptions = {
  fromMs: Number.NEGATIVE_INFINITY,
  toMs: Number.POSITIVE_INFINITY,
  clock: 'utc',
  latenessMs: 10_000,
  inOrder: 'sessions',
  scratch: new RunFolder(null, 1000),
  filesAtOnce: 64,
  wantsStream: null,
};

function input(source: number, mode: ReplayInput['mode'], rows: readonly Row[], earliestMs = 0): ReplayInput {
  return { source, mode, beyond: 'sort', earliestMs, feed: feedOf(rows.map((row) => ({ source, ...row }))) };
}

/** What the replay of these inputs tells its target and its accounts, in order, with the source of each row. */
async function told(inputs: readonly ReplayInput[], options: Partial<ReplayOptions> = {}) {
  const events: string[] = [];
  const note =
    (what: string) =>
    (batch: Parameters<typeof shown>[0], row: number): void => {
      events.push(`${what} ${batch.source[row]}: ${shown(batch, row)}`);
    };
  const target = { foldFree: note('free'), foldOrdered: note('ordered') };
  const accounts = {
    saw: note('saw'),
    outOfOrder: note('out of order'),
    farOff: note('far off'),
    fate: (batch: Parameters<typeof shown>[0], row: number, fate: string) => note(fate)(batch, row),
  };
  const replay = new Replay(target, accounts, new DuplicateWindow(60_000), { ...WHOLE, ...options });
  await replay.run(inputs);
  return { events, goesOn: replay.goesOn, beganBefore: replay.beganBefore };
}

const BEATS: Row[] = [{ at: 10 }, { at: 20 }, { at: 30 }];
const REQUESTS: Row[] = BEATS.map((row): Row => ({ ...row, kind: 'request', viewer: 0 }));
const PACKETS: Row[] = BEATS.map((row): Row => ({ ...row, kind: 'packet', viewer: 0, media: true }));

describe('Replay', () => {
  it('reads inputs without order one after another, then merges the others on time', async () => {
    const { events } = await told([
      input(1, 'own', [{ at: 10 }, { at: 40 }]),
      input(2, 'free', [{ at: 50, kind: 'request', viewer: 0 }]),
      input(3, 'sorted', [{ at: 90 }, { at: 20 }]),
    ]);
    expect(events).toEqual([
      'saw 2: request 50 #1',
      'free 2: request 50 #1',
      'out of order 3: heartbeat 20 #2',
      'saw 1: heartbeat 10 #1',
      'ordered 1: heartbeat 10 #1',
      'saw 3: heartbeat 20 #2',
      'ordered 3: heartbeat 20 #2',
      'saw 1: heartbeat 40 #2',
      'ordered 1: heartbeat 40 #2',
      'saw 3: heartbeat 90 #1',
      'ordered 3: heartbeat 90 #1',
    ]);
  });

  it('reads inputs that are sorted one after another, and gives one instant in the order of the inputs', async () => {
    const { events } = await told([
      input(1, 'sorted', [{ at: 30 }, { at: 10 }]),
      input(2, 'own', [{ at: 10 }]),
      input(3, 'sorted', [{ at: 10 }, { at: 20, kind: 'request', viewer: 0 }]),
    ]);
    expect(events.filter((event) => !event.startsWith('saw'))).toEqual([
      'out of order 1: heartbeat 10 #2',
      'free 3: request 20 #2',
      'ordered 1: heartbeat 10 #2',
      'ordered 2: heartbeat 10 #1',
      'ordered 3: heartbeat 10 #1',
      'ordered 1: heartbeat 30 #1',
    ]);
  });

  it('shapes sessions with what is before the window, and leaves out what is at its end or after', async () => {
    expect(await told([input(0, 'own', BEATS)], { fromMs: 20, toMs: 30 })).toEqual({
      events: [
        'context 0: heartbeat 10 #1',
        'ordered 0: heartbeat 10 #1',
        'saw 0: heartbeat 20 #2',
        'ordered 0: heartbeat 20 #2',
        'filtered 0: heartbeat 30 #3',
      ],
      goesOn: true,
      beganBefore: true,
    });
  });

  it('counts nothing outside the window of what has no order', async () => {
    expect(await told([input(0, 'free', REQUESTS)], { fromMs: 20, toMs: 30 })).toEqual({
      events: [
        'context 0: request 10 #1',
        'saw 0: request 20 #2',
        'free 0: request 20 #2',
        'filtered 0: request 30 #3',
      ],
      goesOn: true,
      beganBefore: true,
    });
  });

  it('knows a window that covers everything', async () => {
    expect(await told([input(0, 'own', BEATS)], { fromMs: 10, toMs: 31 })).toMatchObject({
      goesOn: false,
      beganBefore: false,
    });
  });

  it('does not cut packets on media time by a window of the wall clock, but by one of media time', async () => {
    const all = ['saw 0: packet 10 #1', 'free 0: packet 10 #1'];
    const window = { fromMs: 20, toMs: 30 };
    expect((await told([input(0, 'free', PACKETS)], window)).events.slice(0, 2)).toEqual(all);
    expect((await told([input(0, 'free', PACKETS)], { ...window, clock: 'media' })).events).toEqual([
      'context 0: packet 10 #1',
      'saw 0: packet 20 #2',
      'free 0: packet 20 #2',
      'filtered 0: packet 30 #3',
    ]);
  });

  it('knows the description of a track at any time, and never counts it as seen', async () => {
    const rows: Row[] = [{ at: 500, kind: 'track', viewer: 0 }];
    expect((await told([input(0, 'free', rows)], { fromMs: 20, toMs: 30 })).events).toEqual([
      'free 0: track 500 #1',
    ]);
  });

  it('drops a repeated identity wherever it comes from, before it asks for the window', async () => {
    const { events } = await told(
      [
        input(1, 'own', [
          { at: 10, id: 7 },
          { at: 20, id: 8 },
        ]),
        input(2, 'sorted', [
          { at: 15, id: 7 },
          { at: 99, id: 8 },
        ]),
      ],
      { toMs: 99 },
    );
    expect(events).toEqual([
      'saw 1: heartbeat 10 #1',
      'ordered 1: heartbeat 10 #1',
      'duplicate 2: heartbeat 15 #1',
      'saw 1: heartbeat 20 #2',
      'ordered 1: heartbeat 20 #2',
      'duplicate 2: heartbeat 99 #2',
    ]);
  });

  it('drops repeated identities of what has no order', async () => {
    const twice: Row[] = [
      { at: 10, kind: 'request', viewer: 0, id: 7 },
      { at: 10, kind: 'request', viewer: 0, id: 7 },
    ];
    expect((await told([input(0, 'free', twice)])).events.at(-1)).toBe('duplicate 0: request 10 #2');
  });

  it('filters other streams: sessions still see them, sums do not; rows without a stream pass', async () => {
    const wantsStream = (stream: number): boolean => stream === 5;
    const rows = (kind: Row['kind'], viewer: number): Row[] =>
      [5, 6, 0].map((stream, place): Row => ({ at: 10 + place, stream, viewer, ...(kind && { kind }) }));
    expect((await told([input(0, 'own', rows('heartbeat', 1))], { wantsStream })).events).toEqual([
      'saw 0: heartbeat 10 #1',
      'ordered 0: heartbeat 10 #1',
      'filtered 0: heartbeat 11 #2',
      'ordered 0: heartbeat 11 #2',
      'saw 0: heartbeat 12 #3',
      'ordered 0: heartbeat 12 #3',
    ]);
    expect((await told([input(0, 'free', rows('request', 0))], { wantsStream })).events).toEqual([
      'saw 0: request 10 #1',
      'free 0: request 10 #1',
      'filtered 0: request 11 #2',
      'saw 0: request 12 #3',
      'free 0: request 12 #3',
    ]);
  });

  it('gives every row one fate: one end for each, whatever the mode', async () => {
    const rows: Row[] = [
      { at: 10, id: 1 },
      { at: 5, id: 2 },
      { at: 50, id: 1 },
      { at: 60, kind: 'request', viewer: 0 },
      { at: 70, kind: 'error' },
      { at: 80 },
    ];
    for (const mode of ['own', 'sorted'] as const) {
      const { events } = await told([input(0, mode, rows)], { fromMs: 10, toMs: 80 });
      const ends = events.filter((event) =>
        /^(saw|context|filtered|duplicate|late|clock_ahead) /.test(event),
      );
      expect(ends.toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
        'context 0: heartbeat 5 #2',
        'duplicate 0: heartbeat 50 #3',
        'filtered 0: heartbeat 80 #6',
        'saw 0: error 70 #5',
        'saw 0: heartbeat 10 #1',
        'saw 0: request 60 #4',
      ]);
    }
  });

  it('opens an ordered input when the log comes within the reorder window of its first time', async () => {
    const second = input(2, 'own', [{ at: 100_000 }], 100_000);
    const takenAt: string[] = [];
    const first: ReplayInput = {
      ...input(1, 'own', []),
      feed: feedOf(
        Array.from({ length: 12 }, (_, n) => ({ at: n * 10_000 })),
        1,
      ),
    };
    const target = {
      foldFree: () => undefined,
      foldOrdered: (batch: { timeMs: Float64Array; source: Uint16Array }, row: number) => {
        takenAt.push(`${batch.timeMs[row]}: ${(second.feed as ReturnType<typeof feedOf>).taken > 0}`);
      },
    };
    const silent = {
      saw: () => undefined,
      outOfOrder: () => undefined,
      farOff: () => undefined,
      fate: () => undefined,
    };
    await new Replay(target, silent, new DuplicateWindow(0), WHOLE).run([second, first]);
    // Until 80,000 nothing of the second input was read; a row at 90,000 could have a companion there.
    expect(takenAt.slice(7, 11)).toEqual(['70000: false', '80000: false', '90000: true', '100000: true']);
  });

  it('asks to read an input in order when it only seemed to have none', async () => {
    await expect(told([input(4, 'free', [{ at: 10, kind: 'join' }])])).rejects.toThrow(NeedsOrder);
  });
});

describe('Replay of all rows in order', () => {
  const rows = (...ats: number[]): Row[] => ats.map((at) => ({ at, kind: 'request', viewer: 0 }));

  it('merges inputs without order with the others, up to the window', async () => {
    const inputs = [input(0, 'free', rows(40, 15, 25)), input(1, 'own', BEATS)];
    const { events } = await told(inputs, { inOrder: 'all' });
    expect(events.filter((line) => /^(free|ordered)/.test(line))).toEqual([
      'ordered 1: heartbeat 10 #1',
      'free 0: request 15 #2',
      'ordered 1: heartbeat 20 #2',
      'free 0: request 25 #3',
      'ordered 1: heartbeat 30 #3',
      'free 0: request 40 #1',
    ]);
  });

  it('asks for a file to be sorted whose order does not matter to anything else', async () => {
    const far = rows(20_000, 9999);
    expect((await told([input(0, 'free', far)])).events).toContain('free 0: request 9999 #2');
    await expect(told([input(0, 'free', far)], { inOrder: 'all' })).rejects.toThrow(NeedsSorting);
    const sorted = await told([input(0, 'sorted', far)], { inOrder: 'all' });
    expect(sorted.events.filter((line) => line.startsWith('free'))).toEqual([
      'free 0: request 9999 #2',
      'free 0: request 20000 #1',
    ]);
  });

  it('doubts the clocks of an input first that is sorted for rows alone whose order means nothing', async () => {
    const mixed = [...BEATS, { at: 200_000 }, ...rows(25_000, 100), { at: 26_000 }, ...rows(2000, 1000)];
    const inOrder = { inOrder: 'all' } as const;
    await expect(told([input(0, 'own', mixed)], inOrder)).rejects.toMatchObject({ mode: 'doubted' });
    const fates = async (mode: ReplayInput['mode'], options: Partial<ReplayOptions>) =>
      (await told([input(0, mode, mixed)], options)).events
        .filter((line) => /^(saw|clock_ahead|out of order|far off)/.test(line))
        .toSorted((a, b) => (a < b ? -1 : 1));
    const needed = await fates('own', {});
    expect(needed).toContain('clock_ahead 0: heartbeat 200000 #4');
    expect(await fates('doubted', inOrder)).toEqual(needed);
    expect(await fates('sorted', inOrder)).not.toEqual(needed);
    const { events } = await told([input(0, 'doubted', mixed)], inOrder);
    const times = events
      .filter((line) => /^(free|ordered)/.test(line))
      .map((line) => Number(line.split(' ')[3]));
    expect(times).toEqual([10, 20, 30, 100, 1000, 2000, 25_000, 26_000]);
  });

  it('does not doubt them when a row that moves a session lies beyond the window as well', async () => {
    const beyond = [...BEATS, { at: 20_000 }, ...rows(100), { at: 40 }];
    const inOrder = { inOrder: 'all' } as const;
    await expect(told([input(0, 'own', beyond)], inOrder)).rejects.toMatchObject({ mode: 'doubted' });
    await expect(told([input(0, 'doubted', beyond)], inOrder)).rejects.toMatchObject({ mode: 'sorted' });
    await expect(told([input(0, 'free', rows(20_000, 100))], inOrder)).rejects.toMatchObject({
      mode: 'sorted',
    });
  });

  it('leaves packets on media time in the order of their input, whatever that is', async () => {
    const packets = [30_000, 10, 20].map((at): Row => ({ at, kind: 'packet', viewer: 0, media: true }));
    const { events } = await told([input(0, 'free', packets), input(1, 'own', BEATS)], { inOrder: 'all' });
    expect(events.filter((line) => line.startsWith('free'))).toEqual([
      'free 0: packet 30000 #1',
      'free 0: packet 10 #2',
      'free 0: packet 20 #3',
    ]);
  });

  it('keeps to the window, also with rows whose order does not matter', async () => {
    const window = { inOrder: 'all', fromMs: 20, toMs: 30 } as const;
    expect(await told([input(0, 'free', rows(10, 20, 30))], window)).toEqual({
      events: [
        'context 0: request 10 #1',
        'saw 0: request 20 #2',
        'free 0: request 20 #2',
        'filtered 0: request 30 #3',
      ],
      goesOn: true,
      beganBefore: true,
    });
  });

  it('waits for its target, between stretches and before it reads on', async () => {
    let full = false;
    const taken: number[] = [];
    const take = (batch: EventBatch, row: number) => {
      expect(full).toBe(false);
      taken.push(batch.line[row] as number);
      full = taken.length % 4 === 0;
    };
    const room = () => {
      if (!full) return null;
      return Promise.resolve().then(() => {
        full = false;
      });
    };
    const silent = {
      saw: () => undefined,
      outOfOrder: () => undefined,
      farOff: () => undefined,
      fate: () => undefined,
    };
    const target = { foldFree: take, foldOrdered: take, room };
    const packets = Array.from(
      { length: 40 },
      (_, at): Row => ({ at, kind: 'packet', viewer: 0, media: true }),
    );
    // Feeds hand out four rows at a time.
    await new Replay(target, silent, new DuplicateWindow(0), WHOLE).run([input(0, 'free', packets)]);
    expect(taken).toHaveLength(40);
  });
});
