import { describe, expect, it } from 'vitest';
import { convert, ReaderLeft } from '../../src/convert.ts';
import { DEFAULT_OPTIONS } from '../../src/run-options.ts';
import { converted, withFiles } from './converted.ts';

const START = Date.UTC(2026, 4, 30, 20);

/** NDJSON of events at these seconds after the start. */
function log(events: readonly (readonly [second: number, fields: object])[]): string {
  return events
    .map(([second, fields]) => `${JSON.stringify({ ts: START + second * 1000, ...fields })}\n`)
    .join('');
}

const beat = (viewer_id: string) => ({
  type: 'heartbeat',
  viewer_id,
  stream_id: viewer_id === 'z' ? 'other' : 'main',
});
const request = (status: number) => ({ type: 'request', status });

/** `20:00:05 v 200`: time, viewer and status of every line. */
function told(bytes: Buffer): string[] {
  const lines = bytes.toString().trimEnd().split('\n');
  return lines.map((line) => {
    const { ts = '', viewer_id = '-', status = '-' } = JSON.parse(line) as Record<string, unknown>;
    return `${String(ts).slice(11, 19)} ${viewer_id} ${status}`;
  });
}

describe('convert', () => {
  it('puts the events of all inputs in one order, those too whose order does not matter', async () => {
    const files = {
      'cdn.ndjson': log([1, 4, 2, 9].map((second) => [second, request(200 + second)])),
      'players.ndjson': log([3, 1, 5].map((second) => [second, beat(`v${second}`)])),
    };
    await withFiles(files, async (paths) => {
      const { bytes, result, restarts } = await converted(paths, 'ndjson');
      expect(told(bytes)).toEqual([
        '20:00:01 v1 -',
        '20:00:01 - 201',
        '20:00:02 - 202',
        '20:00:03 v3 -',
        '20:00:04 - 204',
        '20:00:05 v5 -',
        '20:00:09 - 209',
      ]);
      expect(result).toMatchObject({ events: 7, nothingLeft: null, damaged: false });
      expect(restarts).toBe(0);
    });
  });

  it('begins again twice at most, however many files have to be sorted', async () => {
    const events = (shift: number) =>
      log([
        [100 + shift, beat('v')],
        [5 + shift, request(200)],
        [101 + shift, beat('v')],
      ]);
    const files = Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`${at}.ndjson`, events(at)]));
    await withFiles(files, async (paths) => {
      const { restarts, result } = await converted(paths, 'ndjson');
      expect(result.events).toBe(27);
      expect(restarts).toBe(2);
    });
  });

  it('sorts a file that is out of order by more than the window, whether its output can begin again or not', async () => {
    const seconds = [...Array.from({ length: 3000 }, (_, at) => 100 + at), 5, 1];
    const files = { 'cdn.ndjson': log(seconds.map((second) => [second, request(200)])) };
    await withFiles(files, async (paths) => {
      const again = await converted(paths, 'ndjson');
      const once = await converted(paths, 'ndjson', {}, false);
      expect(again.restarts).toBe(1);
      expect(once.bytes.equals(again.bytes)).toBe(true);
      expect(told(once.bytes).slice(0, 3)).toEqual(['20:00:01 - 200', '20:00:05 - 200', '20:01:40 - 200']);
      expect(once.result.events).toBe(3002);
      expect(once.result.input.notes.map(({ code }) => code)).toContain('file_sorted');
    });
  });

  it('writes what lies in the window and the stream, no context', async () => {
    const files = {
      'log.ndjson': log([
        [0, beat('a')],
        [10, beat('a')],
        [11, beat('z')],
        [12, request(200)],
        [20, beat('a')],
      ]),
    };
    await withFiles(files, async (paths) => {
      const window = {
        from: { kind: 'after-start', offsetMs: 10_000, typed: '--from +10s' },
        to: { kind: 'after-start', offsetMs: 20_000, typed: '--to +20s' },
      } as const;
      const { bytes, result } = await converted(paths, 'ndjson', { ...window, stream: 'main' });
      expect(told(bytes)).toEqual(['20:00:10 a -', '20:00:12 - 200']);
      expect(result.input).toMatchObject({ used: 2, context: 1, filtered: 2 });
    });
  });

  it('says what to type where the stream leaves nothing', async () => {
    await withFiles({ 'log.ndjson': log([[0, beat('a')]]) }, async (paths) => {
      const { bytes, result } = await converted(paths, 'csv', { stream: 'no such' });
      expect(bytes).toHaveLength(0);
      expect(result.nothingLeft).toMatch(/^--stream no such: no record is of this stream/);
    });
  });

  it('drops records that repeat an identity, which it cannot write', async () => {
    const twice = { type: 'error', event_id: 'e1' };
    await withFiles(
      {
        'log.ndjson': log([
          [0, twice],
          [1, twice],
          [2, beat('a')],
        ]),
      },
      async (paths) => {
        const { bytes, result } = await converted(paths, 'ndjson');
        expect(told(bytes)).toEqual(['20:00:00 - -', '20:00:02 a -']);
        expect(bytes.toString()).not.toContain('event_id');
        expect(result.input).toMatchObject({ used: 2, duplicate: 1 });
      },
    );
  });

  it('holds a bounded piece of its output, and ends when nobody wants more', async () => {
    const files = { 'log.ndjson': log(Array.from({ length: 60_000 }, (_, at) => [at, request(200)])) };
    await withFiles(files, async (paths) => {
      const sizes: number[] = [];
      const write = (bytes: Uint8Array) => {
        sizes.push(bytes.length);
        return Promise.resolve(sizes.length < 3);
      };
      const run = convert(paths, DEFAULT_OPTIONS, 'ndjson', { write, restart: null });
      await expect(run).rejects.toThrow(ReaderLeft);
      expect(sizes).toHaveLength(3);
      // The whole is 4.5 MB.
      expect(Math.max(...sizes)).toBeLessThan(1_500_000);
    });
  });

  it('gives the same bytes in both lanes', async () => {
    for (const format of ['ndjson', 'csv'] as const) {
      const fast = await converted(['fixtures/event'], format, { lane: 'fast' });
      const library = await converted(['fixtures/event'], format, { lane: 'library' });
      expect(fast.bytes.equals(library.bytes)).toBe(true);
      expect(fast.result.events).toBeGreaterThan(100);
    }
  });
});
