import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FinishWindow } from '../../src/metrics/family.ts';
import {
  addFrame,
  addKeyframeGap,
  addLatencySample,
  addMoment,
  addOpenSpan,
  addPacketBytes,
  addSeriesRequest,
  addSeriesSession,
  addStalledSpan,
  addStartupSample,
  addWatchedSpan,
  finishSeries,
  seriesFamily,
  seriesNotes,
} from '../../src/metrics/series.ts';
import type { SeriesState } from '../../src/metrics/series-state.ts';
import { CacheClass, MediaType } from '../../src/model/event-kind.ts';
import type { SeriesReport } from '../../src/model/report.ts';
import { StepFunction } from '../../src/stats/step-function.ts';
import { anyRequest, clipped, request } from './cdn-request-rows.ts';
import { expectMergeLaw } from './merge-law.ts';

const media = (fromMs: number, toMs: number): FinishWindow => ({ clock: 'media', fromMs, toMs });

function finish(window: FinishWindow, fill: (state: SeriesState) => void): SeriesReport {
  const state = seriesFamily.empty();
  fill(state);
  const series = seriesFamily.finish(state, window);
  if (series === null) throw new Error('no series');
  return series;
}

function cells(series: SeriesReport, path: string): (string | number | null)[] {
  const index = series.columns.indexOf(path);
  if (index < 0) throw new Error(`no column ${path} in ${series.columns.join(' ')}`);
  return series.rows.map((row) => row[index] ?? null);
}

describe('series', () => {
  it('is null when nothing has a column', () => {
    expect(seriesFamily.finish(seriesFamily.empty(), media(0, 5000))).toBeNull();
  });

  it('has rows from the bucket of the first instant to that of the last', () => {
    const series = finish({ clock: 'utc', fromMs: 1_500, toMs: 4_000 }, (state) =>
      addOpenSpan(state, 1500, 4000),
    );
    expect(series).toEqual({
      bucket_ms: 1000,
      from: '1970-01-01T00:00:01.000Z',
      columns: ['at', 'viewers.avg_viewers'],
      rows: [
        ['1970-01-01T00:00:01.000Z', 1],
        ['1970-01-01T00:00:02.000Z', 1],
        ['1970-01-01T00:00:03.000Z', 1],
      ],
      absent: [],
    });
  });

  it('keeps the bucket of the very end when the last instant left something in it', () => {
    const series = finish(media(0, 2000), (state) => {
      for (const endMs of [0, 2000]) addSeriesRequest(state, request({ endMs, status: 200 }));
    });
    expect(cells(series, 'at')).toEqual(['0.000000', '1.000000', '2.000000']);
    expect(cells(series, 'cdn.requests')).toEqual([1, 0, 1]);
  });

  it('averages viewers and pools stalls by time', () => {
    const series = finish(media(500, 5000), (state) => {
      addOpenSpan(state, 500, 3000);
      addOpenSpan(state, 1000, 1500);
      addWatchedSpan(state, 500, 2000);
      addStalledSpan(state, 750, 1250);
    });
    // The first bucket is half inside the window: one viewer for 500 of 500 ms.
    expect(cells(series, 'viewers.avg_viewers')).toEqual([1, 1.5, 1, 0, 0]);
    expect(cells(series, 'viewers.rebuffer_ratio')).toEqual([0.5, 0.25, null, null, null]);
    expect(series.absent).toEqual([
      { column: 'viewers.rebuffer_ratio', from: '2.000000', to: '5.000000', reason: 'few' },
    ]);
  });

  it('counts a session in every bucket that it is open in at some instant, and in none that begins as it closes', () => {
    const series = finish(media(0, 4000), (state) => {
      addSeriesSession(state, 0, 2000, true, true);
      addSeriesSession(state, 1000, 1000, false, true);
      addSeriesSession(state, 1999, 2001, false, true);
      addSeriesSession(state, 3000, 4000, true, false);
      addOpenSpan(state, 0, 4000);
    });
    // By hand: [0, 2) in two buckets; one instant in one; two ms over a border in two; the last one is still open.
    expect(cells(series, 'viewers.sessions')).toEqual([1, 3, 1, 1]);
    expect(cells(series, 'viewers.plays')).toEqual([1, 1, 0, 1]);
  });

  it('keeps the width that was asked for, and every ratio in it', () => {
    const state = seriesFamily.empty();
    for (let i = 0; i < 12; i++)
      addSeriesRequest(state, request({ endMs: i * 1000, status: i < 3 ? 503 : 200 }));
    const extras = { stops: [], levels: null, bucketMs: 7000 };
    const series = finishSeries(state, media(0, 12_000), extras);
    expect(series?.bucket_ms).toBe(7000);
    expect(cells(series as SeriesReport, 'cdn.error_ratio')).toEqual([3 / 7, 0]);
    expect(seriesNotes(series as SeriesReport, 7000)).toEqual([]);
  });

  it('is wider than asked for where the log is too long for what is stored, with a note', () => {
    const state = seriesFamily.empty();
    const dayMs = 86_400_000;
    for (const endMs of [0, dayMs]) addSeriesRequest(state, request({ endMs, status: 200 }));
    const series = finishSeries(state, media(0, dayMs), { stops: [], levels: null, bucketMs: 4000 });
    // A day at 1 s has more buckets than are stored: they are 10 s, and 20 s is the first multiple of both.
    expect(series?.bucket_ms).toBe(20_000);
    expect(seriesNotes(series as SeriesReport, 4000)).toContainEqual({
      code: 'bucket_widened',
      text: 'buckets of 4000 ms are too many for so long a log: they are 20000 ms',
      metric: 'series',
    });
  });

  it('has the most viewers of a bucket from the levels', () => {
    const state = seriesFamily.empty();
    addOpenSpan(state, 0, 3000);
    addSeriesSession(state, 0, 3000, true, true);
    const levels = new StepFunction();
    for (const [at, delta] of [
      [0, 2],
      [500, 3],
      [900, -4],
      [2000, 1],
      [3000, -2],
    ] as const)
      levels.add(at, delta);
    const series = finishSeries(state, media(0, 3000), { stops: [], levels, bucketMs: null });
    expect(cells(series as SeriesReport, 'viewers.peak_viewers')).toEqual([5, 1, 2]);
  });

  it('has no share of time of fewer than 5 viewers where others have 20', () => {
    const fill = (most: number) => (state: SeriesState) => {
      for (let viewer = 0; viewer < most; viewer++) addWatchedSpan(state, viewer < 4 ? 0 : 1000, 2000);
      addStalledSpan(state, 0, 1000);
    };
    expect(cells(finish(media(0, 2000), fill(20)), 'viewers.rebuffer_ratio')).toEqual([null, 0]);
    expect(cells(finish(media(0, 2000), fill(19)), 'viewers.rebuffer_ratio')).toEqual([0.25, 0]);
  });

  it('has the ratio of requests of 10 s, with a note', () => {
    const series = finish(media(0, 20_000), (state) => {
      for (let i = 0; i < 60; i++) {
        const status = i % 6 === 0 && i < 30 ? 503 : 200;
        addSeriesRequest(state, request({ endMs: i * 333, status }));
      }
    });
    // 31 requests end before 10 s (the last at 9,990 ms), 5 of them failed; 29 are too few.
    const expected = Array.from({ length: 20 }, (_, i) => (i < 10 ? 5 / 31 : null));
    expect(cells(series, 'cdn.error_ratio')).toEqual(expected);
    const few = { column: 'cdn.error_ratio', from: '10.000000', to: '20.000000', reason: 'few' };
    expect(series.absent).toContainEqual(few);
    expect(seriesNotes(series, null).map(({ code, metric }) => [code, metric])).toEqual([
      ['pooled', 'series.cdn.error_ratio'],
    ]);
  });

  it('tells a stopped stream from one that has not begun or is over', () => {
    const series = finish(media(0, 6000), (state) => {
      for (const ms of [1000, 1500, 3999, 4000]) addPacketBytes(state, MediaType.video, ms, 1000);
      addPacketBytes(state, MediaType.audio, 0, 125);
      addPacketBytes(state, MediaType.metadata, 0, 99);
    });
    expect(cells(series, 'streams.video.bitrate_bps')).toEqual([null, 16_000, 0, 8000, 8000, null]);
    expect(cells(series, 'streams.audio.bitrate_bps')).toEqual([1000, null, null, null, null, null]);
    expect(series.absent).toEqual([
      { column: 'streams.video.bitrate_bps', from: '0.000000', to: '1.000000', reason: 'silent' },
      { column: 'streams.video.bitrate_bps', from: '2.000000', to: '3.000000', reason: 'stopped' },
      { column: 'streams.video.bitrate_bps', from: '5.000000', to: '6.000000', reason: 'silent' },
      { column: 'streams.audio.bitrate_bps', from: '1.000000', to: '6.000000', reason: 'silent' },
    ]);
  });

  it('takes exact stops in place of the empty buckets inside them', () => {
    const state = seriesFamily.empty();
    for (const ms of [0, 1400, 3200, 5000]) addPacketBytes(state, MediaType.video, ms, 1000);
    const stop = { mediaType: 'video', fromMs: 1440, toMs: 3200 } as const;
    const series = finishSeries(state, media(0, 6000), { stops: [stop], levels: null, bucketMs: null });
    expect(series?.absent).toEqual([
      { column: 'streams.video.bitrate_bps', from: '1.440000', to: '3.200000', reason: 'stopped' },
      { column: 'streams.video.bitrate_bps', from: '4.000000', to: '5.000000', reason: 'stopped' },
    ]);
  });

  it('divides by the part of an edge bucket inside the window, and not at all below half', () => {
    const fill = (state: SeriesState): void => {
      for (let ms = 400; ms < 3250; ms += 50) addFrame(state, 'a', ms);
    };
    // From 400 ms: 12 frames in 600 ms. To 3,250 ms: 5 frames in 250 ms are under half a bucket.
    expect(cells(finish(media(400, 3250), fill), 'streams.video.fps')).toEqual([20, 20, 20, null]);
    const short = finish(media(100, 300), (state) => addFrame(state, 'a', 200));
    expect(cells(short, 'streams.video.fps')).toEqual([5]);
  });

  it('has frame rate and keyframe interval for a single video track only', () => {
    const fill = (state: SeriesState): void => {
      addPacketBytes(state, MediaType.video, 0, 10);
      addFrame(state, 'a', 0);
      addKeyframeGap(state, 'a', 500, 2_000_499);
      addKeyframeGap(state, 'a', 600, 1_000_000);
    };
    const one = finish(media(0, 1000), fill);
    expect(one.columns).toEqual([
      'at',
      'streams.video.bitrate_bps',
      'streams.video.fps',
      'streams.video.keyframe_interval_ms.max',
    ]);
    expect(cells(one, 'streams.video.keyframe_interval_ms.max')).toEqual([2000.499]);
    const two = finish(media(0, 1000), (state) => {
      fill(state);
      addFrame(state, 'b', 0);
    });
    expect(two.columns).toEqual(['at', 'streams.video.bitrate_bps']);
  });

  it('repeats percentiles of 10 s over the base buckets', () => {
    const series = finish(media(0, 20_500), (state) => {
      for (let i = 1; i <= 19; i++) addLatencySample(state, i, i);
      addLatencySample(state, 9999, 100);
      addLatencySample(state, 5, -7);
      for (let i = 0; i < 4; i++) addLatencySample(state, 20_000, 50);
      addStartupSample(state, 12_000, 800);
    });
    // 20 samples 1 … 19, 100 in the first 10 s; four after 20 s are too few beside them.
    expect(cells(series, 'performance.latency_ms.p50')).toEqual([
      ...Array(10).fill(10),
      ...Array(11).fill(null),
    ]);
    expect(cells(series, 'performance.latency_ms.p95')[0]).toBe(19);
    // 800 reads as itself, the largest there was, not as the middle of its bin [800, 807]; one sample is enough where no bucket has many.
    expect(cells(series, 'viewers.startup_ms.p95').slice(9, 12)).toEqual([null, 800, 800]);
    expect(series.absent).toContainEqual({
      column: 'performance.latency_ms.p50',
      from: '10.000000',
      to: '20.500000',
      reason: 'few',
    });
    expect(seriesNotes(series, null).map((note) => note.metric)).toEqual([
      'series.viewers.startup_ms.p95',
      'series.performance.latency_ms.p50',
      'series.performance.latency_ms.p95',
    ]);
  });

  it('counts requests at their end and spreads their bytes', () => {
    const series = finish(media(0, 3000), (state) => {
      const hit = { status: 200, cacheClass: CacheClass.hit, ttfbMs: 7 } as const;
      addSeriesRequest(state, request({ ...hit, endMs: 2500, durationMs: 2000, bytes: 400 }));
      addSeriesRequest(state, request({ endMs: 500, status: 503, cacheClass: CacheClass.miss }));
      addSeriesRequest(state, request({ endMs: 2600, status: 499, ttfbMs: 9000 }));
    });
    expect(series.columns.slice(1)).toEqual([
      'cdn.requests',
      'cdn.cache_hit_ratio',
      'cdn.bandwidth_bps.avg',
      'cdn.ttfb_ms.p95',
      'cdn.error_ratio',
      'cdn.errors_4xx',
      'cdn.errors_5xx',
    ]);
    expect(cells(series, 'cdn.requests')).toEqual([1, 0, 2]);
    // One request and three are too few for a ratio.
    expect(cells(series, 'cdn.cache_hit_ratio')).toEqual([null, null, null]);
    expect(cells(series, 'cdn.error_ratio')).toEqual([null, null, null]);
    // Status 499 is a reader that left, no error.
    expect(cells(series, 'cdn.errors_4xx')).toEqual([0, 0, 0]);
    expect(cells(series, 'cdn.bandwidth_bps.avg')).toEqual([800, 1600, 800]);
    expect(cells(series, 'cdn.ttfb_ms.p95')).toEqual([7, 7, 7]);
  });

  it.each([
    { name: '3 h', hours: 3, bucketMs: 1000 },
    { name: '4 h', hours: 4, bucketMs: 2000 },
    { name: '20 h', hours: 20, bucketMs: 10_000 },
    { name: '60 days', hours: 1440, bucketMs: 600_000 },
  ])('gets wider buckets over $name', ({ hours, bucketMs }) => {
    const toMs = hours * 3_600_000;
    const series = finish(media(0, toMs), (state) => {
      addOpenSpan(state, 0, toMs);
      addLatencySample(state, 0, 1);
      addLatencySample(state, toMs, 1);
      addKeyframeGap(state, 'a', 0, 1000);
      addKeyframeGap(state, 'a', toMs, 1000);
      addFrame(state, 'a', 5);
    });
    expect(series.bucket_ms).toBe(bucketMs);
    expect(series.rows.length).toBeLessThanOrEqual(10_801);
    expect(
      cells(series, 'viewers.avg_viewers')
        .slice(0, -1)
        .every((value) => value === 1),
    ).toBe(true);
  });

  it('survives data far outside the window', () => {
    const series = finish(media(0, 60_000), (state) => {
      addOpenSpan(state, 0, 60_000);
      addLatencySample(state, -9e11, 5);
      addPacketBytes(state, MediaType.audio, 9e11, 5);
    });
    expect(series.rows.length).toBeGreaterThan(0);
  });

  describe('obeys the merge law', () => {
    type Add = (state: SeriesState) => void;
    const at = fc.oneof(fc.integer({ min: -3000, max: 90_000 }), fc.integer({ min: 0, max: 80_000_000 }));
    const length = fc.nat(40_000);
    const track = fc.constantFrom('a', 'b');
    const span = fc.tuple(at, length, fc.constantFrom(addOpenSpan, addWatchedSpan, addStalledSpan));
    const event: fc.Arbitrary<Add> = fc.oneof(
      span.map(
        ([from, ms, add]): Add =>
          (state) =>
            add(state, from, from + ms),
      ),
      fc.tuple(at, length).map(
        ([t, ms]): Add =>
          (state) =>
            addStartupSample(state, t, ms),
      ),
      fc.tuple(at, length).map(
        ([t, ms]): Add =>
          (state) =>
            addLatencySample(state, t, ms - 100),
      ),
      fc.tuple(at, fc.nat(9000), fc.constantFrom(...Object.values(MediaType))).map(
        ([t, bytes, type]): Add =>
          (state) =>
            addPacketBytes(state, type, t, bytes),
      ),
      fc
        .tuple(
          at,
          fc.constantFrom(
            'stalls',
            'switches',
            'resolved',
            'startFailures',
            'exits',
            'errors',
            'fatalErrors',
          ),
        )
        .map(
          ([t, moment]): Add =>
            (state) =>
              addMoment(state, t, moment),
        ),
      fc.tuple(at, length, fc.boolean(), fc.boolean()).map(
        ([t, ms, isPlay, isClosed]): Add =>
          (state) =>
            addSeriesSession(state, t, t + ms, isPlay, isClosed),
      ),
      fc.tuple(at, track).map(
        ([t, name]): Add =>
          (state) =>
            addFrame(state, name, t),
      ),
      fc.tuple(at, length).map(
        ([t, gap]): Add =>
          (state) =>
            addKeyframeGap(state, 'a', t, gap),
      ),
      anyRequest.map(
        (row): Add =>
          (state) =>
            addSeriesRequest(state, clipped(row, { fromMs: 0, toMs: 600_000 })),
      ),
    );
    it.each([
      { name: 'in seconds', window: media(-1500, 95_500), runs: 30 },
      { name: 'in buckets of 10 s', window: media(-1500, 80_100_000), runs: 8 },
    ])('$name', ({ window, runs }) => {
      expectMergeLaw(seriesFamily, (state, add) => add(state), event, window, runs);
    });
  });
});
