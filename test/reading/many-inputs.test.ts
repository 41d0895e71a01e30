import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { expandInputs } from '../../src/input/expand.ts';
import { inspect } from '../../src/inspect.ts';
import { type RunInput, run } from '../../src/pipeline.ts';
import { closeAll, openAll } from '../../src/reading/open-inputs.ts';
import { DEFAULT_OPTIONS, type RunOptions } from '../../src/run-options.ts';

/** Where Linux lists the open files of a process. */
const OPEN_FILES = '/proc/self/fd';
const START_MS = 1_767_300_000_000;
const FILES = 150;
const RECORDS = 300;

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** One record a second: heartbeats of thirty viewers, or requests that name none. */
function recordAt(second: number, ordered: boolean): string {
  const ts = START_MS + second * 1000;
  return ordered
    ? `{"type":"heartbeat","ts":${ts},"viewer_id":"v${second % 30}","buffer_ms":${second % 977}}\n`
    : `{"type":"request","ts":${ts},"url":"/a/${second % 7}.ts","status":200,"bytes":${second % 977}}\n`;
}

/**
 * Files and the log that they are parts of. `in turn`: each begins when the one before it has ended; `overlapping`:
 * each has records of the whole time.
 */
function written(count: number, how: 'in turn' | 'overlapping', ordered: boolean) {
  const folder = mkdtempSync(join(tmpdir(), 'many-inputs-'));
  folders.push(folder);
  const lines = Array.from({ length: count * RECORDS }, (_, second) => recordAt(second, ordered));
  const paths = Array.from({ length: count }, (_, file) => {
    const own = lines.filter((_line, at) =>
      how === 'in turn' ? Math.floor(at / RECORDS) === file : at % count === file,
    );
    const path = join(folder, `${String(file).padStart(3, '0')}.ndjson`);
    writeFileSync(path, own.join(''));
    return path;
  });
  const whole = join(folder, 'whole');
  writeFileSync(whole, lines.join(''));
  return { paths, whole };
}

/** Memory in use when all garbage is collected. */
function heldBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

async function* pipe(path: string): AsyncGenerator<Uint8Array> {
  yield readFileSync(path);
}

/** The report, and how many more files than before were open at most when a block had been read, and at the end. */
async function watched(inputs: readonly RunInput[], options: Partial<RunOptions> = {}) {
  const before = readdirSync(OPEN_FILES).length;
  let most = 0;
  const onProgress = (): void => {
    most = Math.max(most, readdirSync(OPEN_FILES).length - before);
  };
  const { report } = await run(inputs, { ...DEFAULT_OPTIONS, onProgress, ...options });
  return { report, most, left: readdirSync(OPEN_FILES).length - before };
}

describe.skipIf(!existsSync(OPEN_FILES))('of many inputs few are open at once', () => {
  it.each<['in turn' | 'overlapping', string, boolean, Partial<RunOptions>, number]>([
    ['in turn', 'without order', false, {}, 1],
    ['overlapping', 'without order', false, {}, 1],
    ['in turn', 'of viewers', true, {}, 1],
    ['in turn', 'of viewers, scanned', true, { lane: 'fast' }, 1],
    ['overlapping', 'of viewers', true, {}, 64],
    ['overlapping', 'of viewers, scanned', true, { lane: 'fast' }, 64],
    ['overlapping', 'of viewers, in the library lane', true, { lane: 'library' }, 64],
  ])('%s, %s', async (how, _, ordered, options, most) => {
    const { paths, whole } = written(FILES, how, ordered);
    const parts = await watched(paths, options);
    const { report } = await watched([whole], options);
    expect(parts.report.input.records).toBe(FILES * RECORDS);
    expect({ ...parts.report, input: null }).toEqual({ ...report, input: null });
    expect(parts.most).toBe(most);
    expect(parts.left).toBe(0);
  });

  it('those that must be sorted are read one after another', async () => {
    const { paths, whole } = written(20, 'overlapping', true);
    // Files beside a pipe are sorted at once.
    const sorted = await watched([...paths.slice(1), pipe(paths[0] as string)], { sortRows: 500 });
    const { report } = await watched([whole]);
    expect(sorted.report.viewers).toEqual(report.viewers);
    expect(sorted.most).toBeLessThanOrEqual(1);
    expect(sorted.left).toBe(0);
  });

  it('few stay open from the first look on', async () => {
    const { paths } = written(8, 'in turn', true);
    const { most, left } = await watched(paths);
    expect({ most, left }).toEqual({ most: 8, left: 0 });
  });
});

describe('an input that is put aside', () => {
  it('keeps neither its buffers nor its first records', async () => {
    const { paths } = written(20, 'in turn', true);
    // 1 MiB is looked at of each.
    for (const [file, path] of paths.entries()) {
      const lines = Array.from({ length: 17_000 }, (_, at) => recordAt(file * 17_000 + at, true));
      writeFileSync(path, lines.join(''));
    }
    const { entries } = await expandInputs(paths);
    const before = heldBytes();
    const inputs = await openAll(entries, { ...DEFAULT_OPTIONS, onReject: null });
    const heldMiB = (heldBytes() - before) / 2 ** 20;
    expect(inputs.sources).toHaveLength(20);
    // Where all is kept it is more than 40 MiB.
    expect(heldMiB).toBeLessThan(8);
    await closeAll(inputs);
  });

  it('a pipe among many is not', async () => {
    const { paths, whole } = written(12, 'overlapping', true);
    const inputs = paths.map((path, at) => (at % 3 === 0 ? pipe(path) : path));
    const { report } = await run(inputs, DEFAULT_OPTIONS);
    const { report: expected } = await run([whole], DEFAULT_OPTIONS);
    expect(report.viewers).toEqual(expected.viewers);
    expect(report.input.records).toBe(12 * RECORDS);
  });

  it('tells of its fields what it would if it had stayed open', async () => {
    const { paths } = written(9, 'in turn', true);
    const many = await inspect(paths, DEFAULT_OPTIONS);
    const alone = await Promise.all(paths.map((path) => inspect([path], DEFAULT_OPTIONS)));
    expect(many.inspection.files).toEqual(alone.flatMap(({ inspection }) => inspection.files));
    expect(many.inspection.files[8]?.fields.map(({ name }) => name)).toEqual([
      'type',
      'ts',
      'viewer_id',
      'buffer_ms',
    ]);
  });

  it('still has a hint where few of its records can be used', async () => {
    const { paths } = written(9, 'in turn', true);
    writeFileSync(paths[4] as string, '{"type":"join","when":1,"viewer_id":"a"}\n'.repeat(5));
    const { hints } = await run(paths, DEFAULT_OPTIONS);
    expect(hints).toHaveLength(1);
    expect(hints[0]).toContain('fields found: type, when, viewer_id; expected ts and type');
  });

  it('counts as read what is read of it in its turn', async () => {
    const { paths } = written(20, 'in turn', true);
    const seen: number[] = [];
    let total: number | null = 0;
    await run(paths, {
      ...DEFAULT_OPTIONS,
      onProgress: ({ bytesRead, bytesTotal }) => {
        seen.push(bytesRead);
        total = bytesTotal;
      },
    });
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen[0]).toBeLessThan((total ?? 0) / 10);
    expect(seen.at(-1)).toBe(total);
  });

  it.each([
    {
      name: 'has grown',
      change: (path: string) => appendFileSync(path, recordAt(0, true)),
      records: RECORDS,
      detail: /^the file had \d+ bytes when opened and \d+ later$/,
    },
    {
      name: 'was replaced',
      change: (path: string) => {
        renameSync(path, `${path}.1`);
        writeFileSync(path, recordAt(0, true));
      },
      records: 0,
      detail: /^it cannot be opened again: another file has taken its place$/,
    },
    {
      name: 'was removed',
      change: (path: string) => rmSync(path),
      records: 0,
      detail: /^it cannot be opened again: no such file or directory$/,
    },
    {
      name: 'was written anew',
      change: (path: string) => writeFileSync(path, gzipSync('x')),
      records: 0,
      detail: /^the file had \d+ bytes when opened and \d+ later$/,
    },
  ])('is damaged when it $name until its turn comes', async ({ change, records, detail }) => {
    const { paths } = written(12, 'in turn', true);
    const last = paths[11] as string;
    let isChanged = false;
    const { report, damaged } = await run(paths, {
      ...DEFAULT_OPTIONS,
      onProgress: () => {
        if (!isChanged) change(last);
        isChanged = true;
      },
    });
    expect(damaged).toBe(true);
    expect(report.complete).toBe(false);
    expect(report.input.files.map((file) => file.records)).toEqual([...Array(11).fill(RECORDS), records]);
    const said = report.input.notes.filter(({ code }) => code === 'input_changed');
    expect(said.map(({ text }) => text.replace(`${last}: `, ''))).toEqual([expect.stringMatching(detail)]);
  });
});
