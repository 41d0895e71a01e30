/** Parts of a log, saved and merged in any order and grouping, give the bytes of one run over all of it. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { TimePoint } from '../../src/reading/window.ts';
import type { RunOptions } from '../../src/run-options.ts';
import { difference } from '../pipeline/everything.ts';
import { mixedLog } from '../pipeline/mixed-log.ts';
import { randomOf } from '../reference/random.ts';
import { mergedOf, partialOf, partialOfParts, reportOf } from './merge-runs.ts';

const PARTS = 3;
const SEEDS = Array.from({ length: 24 }, (_, seed) => seed + 1);

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'merge-law-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function file(name: string, text: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

type Fields = Readonly<Record<string, unknown>>;

/** What belongs together: packets by their track; events by viewer and session, however indirectly; else nothing. */
function splitLog(text: string, seed: number): string[] {
  const random = randomOf(seed * 7919);
  const lines = text.split('\n').filter((line) => line !== '');
  const parents = new Map<string, string>();
  const rootOf = (key: string): string => {
    const parent = parents.get(key) ?? key;
    return parent === key ? key : rootOf(parent);
  };
  const keysOf = (event: Fields): string[] => {
    if (event['type'] === 'packet')
      return [`track ${event['stream_id']} ${event['media_type']} ${event['track']}`];
    const named = ['viewer_id', 'session_id'].filter((name) => event[name] !== undefined);
    return named.map((name) => `${name} ${event[name]}`);
  };
  const events = lines.map((line) => JSON.parse(line) as Fields);
  for (const event of events) {
    const [first, second] = keysOf(event);
    if (first !== undefined && second !== undefined) parents.set(rootOf(first), rootOf(second));
  }
  const partOf = new Map<string, number>();
  const parts: string[] = Array.from({ length: PARTS }, () => '');
  for (const [at, event] of events.entries()) {
    const key = rootOf(keysOf(event)[0] ?? `line ${at}`);
    const part = partOf.get(key) ?? random.int(0, PARTS - 1);
    partOf.set(key, part);
    parts[part] += `${lines[at]}\n`;
  }
  return parts;
}

/** The files of a log that is split, and their saved states. */
async function partsOf(
  seed: number,
  options: Partial<RunOptions> = {},
): Promise<{ readonly inputs: string[]; readonly parts: string[] }> {
  const inputs: string[] = [];
  for (const [at, text] of splitLog(mixedLog(seed), seed).entries()) {
    inputs.push(await file(`log-${at}.ndjson`, text));
  }
  const parts: string[] = [];
  for (const [at, input] of inputs.entries()) {
    parts.push(await file(`part-${at}`, await partialOf([input], options)));
  }
  return { inputs, parts };
}

it.each(SEEDS)('any split by viewer, session and track, seed %i', async (seed) => {
  const { inputs, parts } = await partsOf(seed);
  expect(difference(await mergedOf(parts), await reportOf(inputs))).toBe('the same');
});

it('holds for logs that leave sessions open, at different times', async () => {
  let open = 0;
  for (const seed of SEEDS) {
    const { parts } = await partsOf(seed);
    const texts = await Promise.all(parts.map((part) => readFile(part, 'utf8')));
    const ends = new Set(texts.map((text) => /"last_ms":(\d+|null)/.exec(text)?.[1]));
    if (ends.size > 1 && texts.some((text) => /^\["open",/m.test(text))) open += 1;
  }
  expect(open).toBeGreaterThan(SEEDS.length / 2);
});

it.each([1, 2, 3])('in any order and grouping, seed %i', async (seed) => {
  const { parts } = await partsOf(seed);
  const [a = '', b = '', c = ''] = parts;
  const whole = withoutFiles(await mergedOf(parts));
  expect(difference(withoutFiles(await mergedOf([c, a, b])), whole)).toBe('the same');
  const bc = await file('bc', await partialOfParts([b, c]));
  expect(difference(await mergedOf([a, bc]), await mergedOf(parts))).toBe('the same');
  const ca = await file('ca', await partialOfParts([c, a]));
  expect(difference(withoutFiles(await mergedOf([ca, b])), whole)).toBe('the same');
});

/** The order of inputs is that in which parts are named. */
function withoutFiles(report: string): string {
  const { input, ...rest } = JSON.parse(report) as { readonly input: { readonly files: unknown } };
  return JSON.stringify({ ...rest, input: { ...input, files: null } });
}

it.each([
  { name: 'a stream', options: { stream: 'main' } },
  { name: 'another timeout', options: { sessionTimeoutMs: 5000 } },
  { name: 'a window', options: { from: at(4000), to: at(12_000) } },
  { name: 'an open window', options: { from: at(4000) } },
])('with $name', async ({ options }) => {
  for (const seed of [4, 5, 6]) {
    const { inputs, parts } = await partsOf(seed, options);
    expect(difference(await mergedOf(parts), await reportOf(inputs, options)), `seed ${seed}`).toBe(
      'the same',
    );
  }
});

it('the width of buckets is chosen when parts are merged', async () => {
  for (const [seed, bucketMs] of [
    [4, 2000],
    [5, 60_000],
  ] as const) {
    const { inputs, parts } = await partsOf(seed);
    const merged = await mergedOf(parts, bucketMs);
    expect(difference(merged, await reportOf(inputs, { bucketMs })), `seed ${seed}`).toBe('the same');
    expect(merged).not.toBe(await mergedOf(parts));
  }
});

/** An instant of the logs of {@link mixedLog}, ms after they begin. */
function at(ms: number): TimePoint {
  const atMs = Date.UTC(2026, 2, 1, 20) + ms;
  return { kind: 'instant', atMs, typed: new Date(atMs).toISOString() };
}

it('of captures without a wall clock', async () => {
  const inputs: string[] = [];
  for (const [at, name] of ['one', 'two'].entries()) {
    const packets = Array.from({ length: 200 }, (_, n) => {
      const times = { pts: n * 40 + at * 13, dts: n * 40 + at * 13, duration: 40 };
      return `${JSON.stringify({ type: 'packet', media_type: 'video', size: 900 + n, keyframe: n % 50 === 0, ...times })}\n`;
    });
    inputs.push(await file(`${name}.ndjson`, packets.filter((_, n) => n % 71 !== 70 - at).join('')));
  }
  const parts: string[] = [];
  for (const [at, input] of inputs.entries()) parts.push(await file(`part-${at}`, await partialOf([input])));
  const merged = await mergedOf(parts);
  expect(difference(merged, await reportOf(inputs))).toBe('the same');
  expect(JSON.parse(merged)).toMatchObject({ streams_count: 2, window: { clock: 'media' } });
});

it('of inputs with dirt and damage, each with its notes', async () => {
  const [first = '', second = ''] = splitLog(mixedLog(9), 9);
  const inputs = [
    await file('dirty.ndjson', `${first}not json\n{"type":"join","ts":17`),
    await file('cut.ndjson.gz', gzipSync(second).subarray(0, -30)),
  ];
  const parts: string[] = [];
  for (const [at, input] of inputs.entries()) parts.push(await file(`part-${at}`, await partialOf([input])));
  const merged = await mergedOf(parts);
  expect(difference(merged, await reportOf(inputs))).toBe('the same');
  expect(JSON.parse(merged).complete).toBe(false);
  expect(JSON.parse(merged).input.notes.length).toBeGreaterThan(2);
});

it('the saved state is the same bytes for any number of shards', async () => {
  const input = await file('log.ndjson', mixedLog(7));
  const one = await partialOf([input]);
  for (const shards of [2, 3]) expect(difference(await partialOf([input], { shards }), one)).toBe('the same');
  expect(difference(await partialOf([input], { lane: 'library' }), one)).toBe('the same');
  expect(difference(await partialOf([input], { lane: 'fast' }), one)).toBe('the same');
});

it('saving changes nothing of the report', async () => {
  const input = await file('log.ndjson', mixedLog(8));
  const partial = { add: () => undefined };
  expect(difference(await reportOf([input], { partial }), await reportOf([input]))).toBe('the same');
});

it('a state that is read and saved again is the same bytes', async () => {
  for (const seed of SEEDS) {
    const text = await partialOf([await file('log.ndjson', mixedLog(seed))]);
    expect(difference(await partialOfParts([await file('part', text)]), text)).toBe('the same');
  }
});
