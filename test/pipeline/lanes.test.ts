/** Whole reports and rejects are the same bytes in both lanes, whatever way the input comes. */
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { ScanMemory } from '../../src/input/scan/scan-memory.ts';
import { run } from '../../src/pipeline.ts';
import { expand } from '../../src/reading/run-inputs.ts';
import type { RunOptions } from '../../src/run-options.ts';
import { PLAIN_LINES } from '../reading/scan-lines.ts';
import { difference, everything } from './everything.ts';
import { mixedLog } from './mixed-log.ts';

const DIRT = [
  'not json',
  '{"type":"join","ts":"2026-01-01T00:00:00Z"}',
  '{"type":"nobody knows","ts":"2026-01-01T00:00:00Z"}',
  '{"type":"error","ts":"2026-01-01T00:00:00Z","code":"\\ud800"}',
  '{"type":"error","ts":1e400}',
  '',
  '\u0000',
  '{"type":"request","ts":"2026-01-01T00:00:00","status":200,"tags":{"a":"b"},"edge":"fra1"}',
];

/** Logs one after another, each back in time, with dirt between; the last line is cut. */
function dirtyLog(): Buffer {
  const lines = Array.from({ length: 6 }, (_, seed) => mixedLog(seed).trimEnd().split('\n')).flat();
  const all = lines.flatMap((line, at) => [
    line,
    ...(at % 97 === 0 ? [DIRT[(at / 97) % DIRT.length] as string] : []),
    ...(at % 41 === 0 ? [PLAIN_LINES[(at / 41) % PLAIN_LINES.length] as string] : []),
  ]);
  return Buffer.from(`${all.join('\n')}\n{"type":"join","ts":`);
}

async function* chunks(content: readonly Buffer[]): AsyncGenerator<Uint8Array> {
  yield* content;
}

async function laneText(content: readonly Buffer[], options: Partial<RunOptions>): Promise<string> {
  const result = await everything(run, [chunks(content)], options);
  // They come as they are found, and a lane may read further before rows of earlier records are replayed.
  result.rejects.sort((a, b) => a.byte - b.byte || (a.reason < b.reason ? -1 : 1));
  return JSON.stringify(result);
}

function cut(bytes: Buffer, size: number): Buffer[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
    bytes.subarray(at * size, (at + 1) * size),
  );
}

describe('a log of some size', () => {
  const log = dirtyLog();
  const create = vi.spyOn(ScanMemory, 'create');

  beforeAll(async () => {
    expect(log.length).toBeGreaterThan(1 << 20);
    expect((await expand([])).entries).toEqual([]);
  });

  it.each<{ name: string; content: Buffer[]; options: Partial<RunOptions> }>([
    { name: 'in one piece', content: [log], options: {} },
    { name: 'in pieces of a pipe', content: cut(log, 65_536), options: {} },
    { name: 'in small pieces', content: cut(log, 1021), options: {} },
    { name: 'compressed', content: [gzipSync(log)], options: {} },
    { name: 'of several shards', content: [log], options: { shards: 3 } },
    { name: 'without a file of rejects', content: [log], options: { rejects: null } },
    { name: 'in another zone', content: [log], options: { timezone: 'America/New_York' } },
    {
      name: 'of a window',
      content: [log],
      options: {
        from: { kind: 'after-start', offsetMs: 3000, typed: '+3s' },
        to: { kind: 'after-start', offsetMs: 9000, typed: '+9s' },
      },
    },
    { name: 'of one stream', content: [log], options: { stream: 'main' } },
    {
      name: 'of slices',
      content: [log],
      options: {
        slices: {
          where: [{ dimension: 'edge', values: ['fra1', ''], isNot: false }],
          by: [['quality'], ['tags.a', 'edge']],
          top: 10,
        },
      },
    },
  ])('is the same report in both lanes $name', async ({ content, options }) => {
    create.mockClear();
    const library = await laneText(content, { ...options, lane: 'library' });
    expect(create).not.toHaveBeenCalled();
    const fast = await laneText(content, { ...options, lane: 'auto' });
    expect(create).toHaveBeenCalled();
    expect(fast.length).toBeGreaterThan(10_000);
    expect(difference(fast, library)).toBe('the same');
  });
});
