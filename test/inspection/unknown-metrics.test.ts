import { expect, it } from 'vitest';
import { unknownMetrics } from '../../src/inspection/unknown-metrics.ts';
import { METRICS } from '../../src/metrics/catalogue/all.ts';
import { EventKind } from '../../src/model/event-kind.ts';

const FAMILIES = ['viewers', 'performance', 'cdn', 'streams'];

it('whole families are unknown without an event that feeds them', () => {
  expect(unknownMetrics(new Set(), new Set())).toEqual(FAMILIES);
  expect(
    unknownMetrics(new Set([EventKind.error]), new Set(['latency_ms', 'buffer_ms', 'throughput'])),
  ).toEqual(['viewers', 'cdn', 'streams']);
});

it('every figure is one of the catalogue, and known with its field', () => {
  const kinds = new Set(Object.values(EventKind));
  const unknown = unknownMetrics(kinds, new Set());
  expect(unknown.length).toBeGreaterThan(8);
  const ids = METRICS.map(({ id }) => id);
  for (const path of unknown)
    expect(
      ids.some((id) => id === path || id.startsWith(`${path}.`)),
      path,
    ).toBe(true);
  expect(unknownMetrics(kinds, new Set(['bitrate', 'cache_status']))).toEqual(
    unknown.filter((path) => path !== 'viewers.avg_bitrate_bps' && path !== 'cdn.cache_hit_ratio'),
  );
});
