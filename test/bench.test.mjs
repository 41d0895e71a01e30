import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { generate } from './bench/generate.mjs';
import { craftedId, generateViewers, plainId, writeWithLongLine } from './bench/hard-inputs.mjs';
import { KINDS } from './bench/kinds.mjs';
import { compare, table, warnings, writeTable } from './bench/results.mjs';
import { expectEqual } from './bench/totals.mjs';

const MIB = 2 ** 20;
const run = (wallMs, cpuMs = wallMs, mib = 100) => ({ wallMs, cpuMs, peakBytes: mib * MIB });
const row = (more) => compare({ work: 'w', against: 'a', ours: [run(500)], theirs: [run(1000)], ...more });

describe('a row of the bench', () => {
  it('takes medians, the middle of two, and keeps the range', () => {
    const { ours } = row({ ours: [run(400), run(100), run(300)] });
    expect(ours).toMatchObject({ runs: 3, wall_ms: 300, wall_ms_min: 100, wall_ms_max: 400 });
    expect(row({ ours: [run(100), run(400)] }).ours.wall_ms).toBe(250);
  });

  it.each([
    ['the ratio is the limit', { reach: { ratio: 0.5 } }, true],
    ['the ratio is above it', { reach: { ratio: 0.49 } }, false],
    ['the memory is above it', { reach: { ratio: 0.5, peakRatio: 0.9 } }, false],
    ['so many ms more', { theirs: [run(450)], reach: { moreMs: 50 } }, true],
    ['more ms than that', { theirs: [run(449)], reach: { moreMs: 50 } }, false],
    ['more MiB than that', { ours: [run(500, 500, 133)], reach: { moreMib: 32 } }, false],
    ['a peak of so many MiB', { ours: [run(500, 500, 150)], reach: { peakMib: 150 } }, true],
    ['a higher peak', { ours: [run(500, 500, 151)], reach: { peakMib: 150 } }, false],
    ['nothing to reach', {}, null],
  ])('%s', (_name, more, reached) => {
    expect(row(more).reached).toBe(reached);
  });

  it('has no memory where it was not measured, and then a limit of it is not reached', () => {
    const found = row({ theirs: [{ wallMs: 1000 }], reach: { peakRatio: 9 } });
    expect(found).toMatchObject({ peak_ratio: null, more_mib: null, reached: false });
    expect(found.theirs).toMatchObject({ cpu_per_wall: null, peak_mib: null });
  });
});

describe('warnings', () => {
  it.each([
    ['a peer with two cores', { theirs: [run(1000, 1500)], cpuPerWallAtLeast: 1.5 }, 0],
    ['a peer without them', { theirs: [run(1000, 1490)], cpuPerWallAtLeast: 1.5 }, 1],
    ['a process that shared its core', { ours: [run(2000, 1780)] }, 1],
    ['a short one', { ours: [run(200, 100)] }, 0],
    ['rounds that differ', { ours: [run(2000), run(2610)] }, 1],
    ['rounds that hardly do', { ours: [run(2000), run(2600)] }, 0],
    ['short rounds that differ', { ours: [run(200), run(900)] }, 0],
  ])('%s', (_name, more, count) => {
    expect(warnings([row(more)])).toHaveLength(count);
  });
});

describe('totals', () => {
  it('must be equal, and who lost rows is named', () => {
    expect(() =>
      expectEqual('x', { records: 2, stalls: 1 }, { records: 2, stalls: 1, more: 5 }),
    ).not.toThrow();
    expect(() => expectEqual('x', { records: 2, stalls: 1 }, { records: 1, stalls: 1 })).toThrow(
      'x does not agree: records is 1 and should be 2',
    );
  });
});

describe('the data', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stream-analytics-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const lines = (kind, seed) => {
    const path = join(folder, 'log');
    generate(path, { records: 500, kind, seed });
    return readFileSync(path, 'utf8').trimEnd().split('\n');
  };

  it.each([...KINDS.keys()])('%s: a seed is one log of so many records', (kind) => {
    const first = lines(kind, 7);
    expect(first).toHaveLength(500);
    expect(lines(kind, 7)).toEqual(first);
    expect(lines(kind, 8)).not.toEqual(first);
  });

  it('random key order says the same', () => {
    const [easy, keys] = ['easy', 'keys'].map((kind) => lines(kind, 7));
    expect(keys).not.toEqual(easy);
    expect(keys.map(JSON.parse)).toEqual(easy.map(JSON.parse));
  });

  it('disorder stays below ten seconds, and there is some', () => {
    let latestMs = 0;
    let mostMs = 0;
    for (const line of lines('disordered', 7)) {
      const ms = Date.parse(JSON.parse(line).ts);
      latestMs = Math.max(latestMs, ms);
      mostMs = Math.max(mostMs, latestMs - ms);
    }
    expect(mostMs).toBeGreaterThan(1000);
    expect(mostMs).toBeLessThan(10_000);
  });
});

describe('crafted ids', () => {
  const numbers = Array.from({ length: 4000 }, (_, number) => number);
  const ids = numbers.map(craftedId);

  it('are one each, and so are those they are compared with, of the same lengths', () => {
    const others = numbers.map(plainId);
    expect(new Set(ids).size).toBe(4000);
    expect(new Set(others).size).toBe(4000);
    expect(others.map((id) => id.length)).toEqual(ids.map((id) => id.length));
  });

  it('have one value under 31 × hash + character', () => {
    const hash = (id) => [...id].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) | 0, 0);
    expect(new Set(ids.filter((_, number) => number % 2 === 1).map(hash)).size).toBe(1);
  });

  it('have one value in the lower 56 bits of a product of their words', () => {
    const low = (id) => {
      const words = Buffer.from(id);
      let hash = 0n;
      for (let at = 0; at < words.length; at += 8)
        hash = BigInt.asUintN(64, (hash ^ words.readBigUInt64LE(at)) * 0x9e3779b97f4a7c15n);
      return BigInt.asUintN(56, hash);
    };
    expect(new Set(ids.filter((_, number) => number % 2 === 0).map(low)).size).toBe(1);
  });
});

describe('hard inputs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stream-analytics-'));
  const path = join(folder, 'log');
  afterAll(() => rmSync(folder, { recursive: true }));

  it('an audience is told in order of time, four events each', () => {
    const sums = generateViewers(path, 3);
    const [header, ...rows] = readFileSync(path, 'utf8').trimEnd().split('\n');
    expect(header).toBe('type,ts,viewer_id,latency_ms,duration_ms');
    expect(rows).toHaveLength(sums.records);
    const times = rows.map((row) => Number(row.split(',')[1]));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    const ofLast = rows.filter((row) => row.includes(',viewer-2,')).map((row) => row.split(',')[0]);
    expect(ofLast).toEqual(['join', 'heartbeat', 'rebuffer', 'leave']);
    expect(sums).toMatchObject({ session_ms: 180_000, stall_ms: 1260 });
  });

  it('a long line stands between whole ones', () => {
    writeWithLongLine(path, 'one\ntwo\nthree\n', 1000);
    const lines = readFileSync(path, 'utf8').split('\n');
    expect([lines[0], lines[1], lines[3], lines.length]).toEqual(['one', 'two', 'three', 5]);
    expect(lines[2].length).toBe(1000 + '{"type":"error","ts":"2026-03-01T20:00:00Z","code":""}'.length);
  });
});

describe('the table of the README', () => {
  it('takes the place of the last one', () => {
    const results = {
      date: '2026-01-01',
      node: '20',
      cores: 2,
      rounds: 1,
      rows: [row({})],
      missing: ['p'],
      warnings: ['w'],
    };
    const readme = 'a\n<!-- bench -->\n\nold\n<!-- /bench -->\nb';
    const once = writeTable(readme, results);
    expect(once).toBe(`a\n<!-- bench -->\n\n${table(results)}\n<!-- /bench -->\nb`);
    expect(writeTable(once, results)).toBe(once);
    expect(() => writeTable('a', results)).toThrow('no place');
  });
});
