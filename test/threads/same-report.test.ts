/**
 * A report is the same bytes for every number of threads, whatever way the log comes. The built program runs here: a
 * thread starts from a compiled file.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { fieldMap } from '../../src/formats/field-map-text.ts';
import type { RunInput } from '../../src/pipeline.ts';
import type { RunOptions } from '../../src/run-options.ts';
import { difference, everything } from '../pipeline/everything.ts';
import { mixedLog } from '../pipeline/mixed-log.ts';

const DIST = new URL('../../dist/', import.meta.url);
const { run } = (await import(new URL('pipeline.js', DIST).href)) as typeof import('../../src/pipeline.ts');
const { Crew } = (await import(
  new URL('threads/crew.js', DIST).href
)) as typeof import('../../src/threads/crew.ts');

const { generate } = await import(new URL('../bench/generate.mjs', import.meta.url).href);

/** A little more than what another thread is worth. */
const MEGABYTES = 10;
const THREADS = [1, 2, 3, 4];

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'threads-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** Runs it with every number of threads, and sees that there were so many. */
async function expectSame(
  inputs: () => readonly RunInput[],
  options: Partial<RunOptions> = {},
): Promise<string> {
  const add = vi.spyOn(Crew.prototype, 'add');
  let first = '';
  for (const threads of THREADS) {
    add.mockClear();
    const result = JSON.stringify(await everything(run, inputs(), { ...options, threads }));
    expect(add.mock.calls.length, `threads beside the first of ${threads}`).toBeGreaterThanOrEqual(
      threads - 1,
    );
    if (threads === 1) first = result;
    expect(difference(result, first), `${threads} threads`).toBe('the same');
  }
  add.mockRestore();
  return first;
}

async function file(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

async function generated(kind: string, megabytes = MEGABYTES, seed = 1): Promise<string> {
  const path = join(folder, `${kind}-${seed}.ndjson`);
  generate(path, { kind, megabytes, seed });
  return path;
}

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

/** Mixed logs of other seeds one after another: far back in time again and again, with records that are no good. */
function dirtyLog(): string {
  const lines: string[] = [];
  for (let seed = 0, bytes = 0; bytes < MEGABYTES * 1e6; seed++) {
    for (const [at, line] of mixedLog(seed).trimEnd().split('\n').entries()) {
      // Every third is told twice.
      const told = line.replace('{', `{"event_id":"${seed} ${at - (at % 3 === 1 ? 1 : 0)}",`);
      lines.push(told, ...(at % 97 === 0 ? ['not json', '{"type":"join","ts":"2026-01-01T00:00:00Z"}'] : []));
      bytes += told.length;
    }
  }
  return `${lines.join('\n')}\n{"type":"join","ts":`;
}

describe('1, 2, 3 and 4 threads give the same bytes', { timeout: 120_000 }, () => {
  it.each(['easy', 'streams', 'optional', 'disordered'])('of a log of the kind %s', async (kind) => {
    const path = await generated(kind);
    const text = await expectSame(() => [path]);
    expect(JSON.parse(text).report.input.records).toBeGreaterThan(30_000);
  });

  it('of several files that are merged', async () => {
    const paths = [await generated('easy', 5, 2), await generated('disordered', 5, 3)];
    await expectSame(() => paths);
  });

  it('of a dirty file in no order', async () => {
    const path = await file('dirty.ndjson', dirtyLog());
    const text = await expectSame(() => [path]);
    const { input } = JSON.parse(text).report;
    expect(input.duplicate).toBeGreaterThan(1000);
    expect(input.notes.map(({ code }: { code: string }) => code)).toContain('file_sorted');
  });

  it('of a dirty pipe, whose length nobody knows', async () => {
    const bytes = Buffer.from(dirtyLog());
    const text = await expectSame(() => [pieces(bytes, 50_000)]);
    expect(JSON.parse(text).report.input.late).toBeGreaterThan(1000);
  });

  it('of a compressed log', async () => {
    const path = await file('log.ndjson.gz', gzipSync(await readFile(await generated('easy', 20))));
    await expectSame(() => [path]);
  });

  it('of a log that is read by a field map', async () => {
    const own = await readFile(await generated('easy'), 'utf8');
    const text = own.replaceAll('"viewer_id":', '"who":').replaceAll('"join"', '"arrival"');
    const path = await file('mapped.ndjson', text);
    const map = fieldMap({ fields: { viewer_id: 'who' }, values: { type: { arrival: 'join' } } });
    const { report } = JSON.parse(await expectSame(() => [path], { map }));
    expect(report.input).toMatchObject({ used: report.input.records, skipped: {} });
  });

  it('of a window, and of one stream', async () => {
    const path = await generated('streams');
    await expectSame(() => [path], {
      from: { kind: 'after-start', offsetMs: 20_000, typed: '+20s' },
      to: { kind: 'after-start', offsetMs: 60_000, typed: '+60s' },
    });
    await expectSame(() => [path], { stream: 'channel-3' });
  });

  it('of slices, also where some records name only sessions', async () => {
    const path = await generated('easy');
    const lines = (await readFile(path, 'utf8')).split('\n');
    const half = lines.length / 2;
    const keys = await file(
      'slice-keys.ndjson',
      lines
        .map((line, at) => (at > half && at % 3 === 0 ? line.replace(/"viewer_id":"[^"]*",/, '') : line))
        .join('\n'),
    );
    const slices: RunOptions['slices'] = {
      where: [{ dimension: 'location', values: ['JP'], isNot: true }],
      by: [['edge'], ['location', 'quality'], ['tags.nothing']],
      top: 3,
    };
    const text = await expectSame(() => [path], { slices });
    const { breakdowns } = JSON.parse(text).report;
    expect(breakdowns.edge).toHaveLength(4);
    expect(breakdowns['location+quality'].at(-1).value).toBe('(other)');
    await expectSame(() => [keys], { slices });
  });

  it('of the saved state, with the sessions that it leaves open', async () => {
    const path = await generated('easy');
    let first = '';
    for (const threads of THREADS) {
      let text = '';
      const partial = {
        add(more: string) {
          text += more;
        },
      };
      await everything(run, [path], { threads, partial });
      if (threads === 1) first = text;
      expect(difference(text, first), `${threads} threads`).toBe('the same');
    }
    expect(first.match(/^\["open",/gm)?.length).toBeGreaterThan(100);
  });

  it('of records of which some name viewers and some only sessions', async () => {
    const lines = (await readFile(await generated('easy', 12, 4), 'utf8')).split('\n');
    const mixed = lines.map((line, at) =>
      at > lines.length / 2 && at % 3 === 0 ? line.replace(/"viewer_id":"[^"]*",/, '') : line,
    );
    const path = await file('keys.ndjson', mixed.join('\n'));
    await expectSame(() => [path]);
  });
});
