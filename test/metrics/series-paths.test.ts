import { describe, expect, it } from 'vitest';
import { findMetric } from '../../src/metrics/catalogue/find.ts';
import { findSeriesPath, SERIES_PATHS, withColumns } from '../../src/metrics/series-paths.ts';

describe('paths of series', () => {
  it.each([
    ['viewers.rebuffer_ratio', 'viewers.rebuffer_ratio'],
    ['rebuffer_ratio', 'viewers.rebuffer_ratio'],
    ['plays', 'viewers.plays'],
    ['latency_ms.p50', 'performance.latency_ms.p50'],
    ['audio.bitrate_bps', 'streams.audio.bitrate_bps'],
  ])('%s is found', (name, path) => {
    expect(findSeriesPath(name)).toEqual({ path, candidates: [] });
  });

  it.each([
    ['bitrate_bps', ['streams.video.bitrate_bps', 'streams.audio.bitrate_bps']],
    ['hit_ratio', ['cdn.cache_hit_ratio']],
    ['rebufer_ratio', ['viewers.rebuffer_ratio']],
    ['cdn.request', ['cdn.requests']],
  ])('%s is not, and what may be meant is named', (name, candidates) => {
    expect(findSeriesPath(name)).toEqual({ path: null, candidates });
  });

  it('are figures of the catalogue', () => {
    for (const path of SERIES_PATHS) expect(findMetric(path).entry, path).not.toBeNull();
  });

  it('chosen ones are columns in the order asked for, and those without data are empty', () => {
    const series = {
      bucket_ms: 1000,
      from: '0.000000',
      columns: ['at', 'a', 'b'],
      rows: [
        ['0.000000', 1, null],
        ['1.000000', 2, 3],
      ],
      absent: [
        { column: 'a', from: '0.000000', to: '1.000000', reason: 'few' as const },
        { column: 'b', from: '0.000000', to: '1.000000', reason: 'few' as const },
      ],
    };
    expect(withColumns(series, ['c', 'b'])).toEqual({
      bucket_ms: 1000,
      from: '0.000000',
      columns: ['at', 'c', 'b'],
      rows: [
        ['0.000000', null, null],
        ['1.000000', null, 3],
      ],
      absent: [{ column: 'b', from: '0.000000', to: '1.000000', reason: 'few' }],
    });
  });
});
