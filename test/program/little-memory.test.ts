import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runLine } from './built-program.ts';

/** KiB of address space: enough for Node, too few for the 4 GiB that the scanner reserves (and hardly touches). */
const ADDRESS_SPACE_KIB = 5_000_000;
const VIEWERS = 100_000;
const BEGIN_MS = Date.UTC(2026, 0, 1);

it.skipIf(process.platform !== 'linux')(
  'reads through the library lane where the scanner cannot have its address space',
  async () => {
    const report = 'stream-analytics report fixtures/event/viewers.ndjson --format json';
    const limited = await runLine(`ulimit -v ${ADDRESS_SPACE_KIB}; ${report}`, {
      STREAM_ANALYTICS_LANE: 'fast',
    });
    expect({ exit: limited.exit, stderr: limited.stderr.toString() }).toEqual({ exit: 0, stderr: '' });
    const library = await runLine(report, { STREAM_ANALYTICS_LANE: 'library' });
    expect(limited.stdout.equals(library.stdout)).toBe(true);
  },
  60_000,
);

describe('a heap that is too small for the audience', () => {
  let folder = '';
  let path = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'little-memory-'));
    path = join(folder, 'joins.ndjson');
    // 12 MB: more than what another thread is worth. Nobody leaves.
    const line = (viewer: number) =>
      `{"type":"join","ts":"${new Date(BEGIN_MS + viewer).toISOString()}","stream":"main","viewer_id":"viewer-number-${viewer}","session_id":"s-${viewer}"}\n`;
    await writeFile(path, Array.from({ length: VIEWERS }, (_, viewer) => line(viewer)).join(''));
  });
  afterAll(async () => await rm(folder, { recursive: true }));

  it.each([
    { lane: 'auto', threads: 1, heapMib: 24 },
    { lane: 'auto', threads: 2, heapMib: 24 },
    // Each of them has the heap to itself.
    { lane: 'auto', threads: 4, heapMib: 18 },
    { lane: 'library', threads: 1, heapMib: 24 },
  ])('is exit 3 and one line, lane $lane, threads $threads', async ({ lane, threads, heapMib }) => {
    const report = `stream-analytics report ${path} --threads ${threads} --format json`;
    const env = { NODE_OPTIONS: `--max-old-space-size=${heapMib}`, STREAM_ANALYTICS_LANE: lane };
    const { exit, stdout, stderr } = await runLine(report, env);
    const [told, line] = /^.*joins\.ndjson, line (\d+); .*$/.exec(stderr.toString().trimEnd()) ?? [];
    // In use, or needed for a table that would double: when garbage is collected decides which comes first.
    expect(told?.replace(/\d+ MiB of (\d+ MiB) (in use|needed)/, 'N MiB of $1 in use')).toBe(
      `stream-analytics: memory of the program (V8 heap): N MiB of ${heapMib} MiB in use, met at ${path}, ` +
        `line ${line}; give it more with NODE_OPTIONS=--max-old-space-size=${2 * heapMib}, ` +
        'end earlier with --to, or split the input by viewer',
    );
    expect(stderr.toString().split('\n')).toEqual([told, '']);
    expect(Number(line)).toBeLessThan(VIEWERS);
    expect({ exit, stdout: stdout.toString() }).toEqual({ exit: 3, stdout: '' });
  });

  it.each(['snapshot --at +10m', 'inspect'])(
    'is no reason to refuse a log that fits: %s',
    async (command) => {
      const fixture = `stream-analytics ${command} fixtures/event/viewers.ndjson`;
      const { exit, stderr } = await runLine(fixture, { NODE_OPTIONS: '--max-old-space-size=24' });
      expect({ exit, stderr: stderr.toString() }).toEqual({ exit: 0, stderr: '' });
    },
  );

  it('has room enough when it follows the advice', async () => {
    const report = `stream-analytics report ${path} --threads 2 --quiet`;
    const { exit, stderr } = await runLine(report, { NODE_OPTIONS: '--max-old-space-size=48' });
    expect({ exit, stderr: stderr.toString() }).toEqual({ exit: 0, stderr: '' });
  });
});
