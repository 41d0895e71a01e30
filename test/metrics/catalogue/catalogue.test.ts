import { describe, expect, it } from 'vitest';
import { METRICS } from '../../../src/metrics/catalogue/all.ts';
import { findMetric } from '../../../src/metrics/catalogue/find.ts';
import { isDistribution } from '../../../src/metrics/catalogue/members.ts';
import { FULL_REPORT } from './full-report.ts';

/** Not figures: what the program says about its figures. */
const SAYINGS = ['input.notes', 'input.evidence'];

/** Paths of all values, without array indices; an array of nothing is a value. */
function pathsOf(value: unknown, path: string): string[] {
  if (Array.isArray(value)) return value.length === 0 ? [path] : value.flatMap((item) => pathsOf(item, path));
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) =>
    pathsOf(inner, path === '' ? key : `${path}.${key}`),
  );
}

const paths = pathsOf(FULL_REPORT, '').filter((path) => !SAYINGS.includes(path));

describe('catalogue', () => {
  it('explains every path of the report', () => {
    expect(paths.length).toBeGreaterThan(300);
    expect(paths.filter((path) => findMetric(path).entry?.id !== path)).toEqual([]);
  });

  it('explains nothing that is not in the report', () => {
    const known = new Set(paths.flatMap((path) => [path, path.slice(0, path.lastIndexOf('.'))]));
    expect(METRICS.filter(({ id }) => !known.has(id))).toEqual([]);
    expect(METRICS.filter((entry) => isDistribution(entry) && !known.has(`${entry.id}.p95`))).toEqual([]);
  });

  it('has each figure once, in the order of the report within its section', () => {
    const ids = METRICS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const section of ['transport', 'viewers', 'performance', 'cdn']) {
      const inCatalogue = ids.filter((id) => id.startsWith(`${section}.`));
      const inReport = paths.flatMap((path) =>
        inCatalogue.filter((id) => path === id || path.startsWith(`${id}.`)),
      );
      expect(inCatalogue).toEqual([...new Set(inReport)]);
    }
  });

  it('leaves nothing unsaid', () => {
    for (const entry of METRICS) {
      for (const text of [entry.unit, entry.title, entry.definition, entry.formula, entry.source]) {
        expect(text, entry.id).toMatch(/\S/);
      }
      expect(entry.definition, entry.id).toMatch(/\.$/);
      expect(entry.nullWhen, entry.id).not.toMatch(/[.A-Z]$|^never/);
    }
  });
});

describe('findMetric', () => {
  it.each([
    ['viewers.rebuffer_ratio', 'viewers.rebuffer_ratio', 'ratio'],
    ['rebuffer_ratio', 'viewers.rebuffer_ratio', 'ratio'],
    ['startup_ms.p95', 'viewers.startup_ms.p95', 'ms'],
    ['latency_ms.n', 'performance.latency_ms.n', 'count'],
    ['cdn.by_status.404', 'cdn.by_status.404', 'count'],
    ['viewers.time_in_quality_ms.720p', 'viewers.time_in_quality_ms.720p', 'ms'],
    ['streams.tracks.fps', 'streams.tracks.fps', '1/s'],
    ['bandwidth_bps.peak', 'cdn.bandwidth_bps.peak', 'bit/s'],
    ['transport.jitter_ms.p99', 'transport.jitter_ms.p99', 'ms'],
  ])('finds %s', (name, id, unit) => {
    const { entry, candidates } = findMetric(name);
    expect([entry?.id, entry?.unit, candidates]).toEqual([id, unit, []]);
  });

  it.each([
    { name: 'fps', first: 'streams.tracks.fps', near: 4, why: 'four paths end so' },
    { name: 'viewers.rebufer_ratio', first: 'viewers.rebuffer_ratio', near: 3, why: 'a letter is missing' },
    { name: 'cahce_hit_ratio', first: 'cdn.cache_hit_ratio', near: 3, why: 'two letters are swapped' },
    { name: 'Viewers.Peak_Viewers', first: 'viewers.peak_viewers', near: 4, why: 'paths are small letters' },
    { name: 'constructor', first: 'input.context', near: 1, why: 'an inherited key is no path: the nearest' },
  ])('does not find $name ($why)', ({ name, first, near }) => {
    const { entry, candidates } = findMetric(name);
    expect(entry).toBeNull();
    expect(candidates).toHaveLength(near);
    expect(candidates[0]).toBe(first);
  });

  it.each(['streams.jitter_ms.p95', 'viewers.startup_ms.p42', 'viewers.sessions.p95', '', '.'])(
    'has no member %o',
    (name) => {
      expect(findMetric(name).entry).toBeNull();
    },
  );
});
