import type {
  CdnReport,
  Distribution,
  InputFileReport,
  MediaFigures,
  PerformanceReport,
  Report,
  SeriesReport,
  StreamReport,
  TrackReport,
  TransportReport,
  ViewersReport,
} from '../../src/model/report.ts';

/** A distribution with these figures; what is not given is its median. */
export function distribution(p50: number, other: Partial<Distribution> = {}): Distribution {
  return { n: 100, min: p50, avg: p50, p50, p90: p50, p95: p50, p99: p50, max: p50, ...other };
}

export function inputFile(other: Partial<InputFileReport> = {}): InputFileReport {
  return {
    name: 'test.ts.json',
    format: 'ffprobe',
    compression: 'none',
    bytes: 812_345,
    records: 4285,
    events: 4285,
    from: '0.000000',
    to: '60.053000',
    clock: 'media',
    time_unit: 's',
    bad: 0,
    late: 0,
    out_of_order: 0,
    ...other,
  };
}

/** A report in which nothing was seen; every test says what it adds. */
export function emptyReport(other: Partial<Report> = {}): Report {
  return {
    schema: 'stream-analytics/report@1',
    complete: true,
    window: null,
    input: {
      files: [],
      records: 0,
      events: 0,
      used: 0,
      duplicate: 0,
      late: 0,
      filtered: 0,
      context: 0,
      skipped: {},
      bad: {},
      bad_ratio: null,
      truncated_tail_bytes: 0,
      assumed_utc: 0,
      notes: [],
      evidence: [],
    },
    streams_count: 0,
    tracks_count: 0,
    streams: [],
    transport: null,
    viewers: null,
    performance: null,
    cdn: null,
    method: {
      quantiles: 'exact to 1,024 distinct values',
      session_timeout_ms: 90_000,
      lateness_ms: 10_000,
      bandwidth: 'spread over the response time',
      sample_rate: {},
      definitions: 'stream-analytics/metrics@1',
    },
    notes: [],
    ...other,
  };
}

const NO_ANOMALIES = { non_monotonic_dts: 0, pts_before_dts: 0, duplicate: 0, gaps: 0, longest_gap_ms: null };

export function mediaFigures(other: Partial<MediaFigures> = {}): MediaFigures {
  return {
    packets: 1471,
    bytes: 22_140_000,
    duration_ms: 60_040,
    bitrate_bps: 2_950_033,
    bitrate: distribution(2_900_000, { max: 4_410_000 }),
    peak_factor: 1.49,
    fps: 25,
    keyframes: 30,
    keyframe_interval_ms: distribution(2000),
    gop_frames: distribution(50),
    missing_frames: 0,
    timestamp_anomalies: NO_ANOMALIES,
    ...other,
  };
}

const AUDIO_FIGURES = mediaFigures({
  packets: 2814,
  bytes: 960_848,
  duration_ms: 60_032,
  bitrate_bps: 128_044,
  bitrate: distribution(128_000, { max: 131_000 }),
  peak_factor: 1.02,
  fps: null,
  keyframes: null,
  keyframe_interval_ms: null,
  gop_frames: null,
  missing_frames: null,
});

export function track(other: Partial<TrackReport> = {}): TrackReport {
  return {
    index: '0',
    media_type: 'video',
    codec: 'h264',
    width: 1920,
    height: 1080,
    frame_rate: 25,
    sample_rate: null,
    channels: null,
    language: null,
    declared_bitrate_bps: null,
    ...mediaFigures(),
    ...other,
  };
}

export function stream(other: Partial<StreamReport> = {}): StreamReport {
  return {
    stream_id: '0b5f9cf4-9d55-5f2c-8c60-7d6c9d0d5f10',
    name: 'test.ts.json',
    packets: 4285,
    bytes: 23_100_848,
    duration_ms: 60_053,
    video: mediaFigures(),
    audio: AUDIO_FIGURES,
    metadata: null,
    tracks: [
      track(),
      track({
        ...AUDIO_FIGURES,
        index: '1',
        media_type: 'audio',
        codec: 'aac',
        width: null,
        height: null,
        frame_rate: null,
        sample_rate: 48_000,
        channels: 2,
      }),
    ],
    av_start_offset_ms: 21,
    av_end_offset_ms: 13,
    av_skew_ms: null,
    drift_ms: null,
    loss: null,
    jitter_ms: null,
    continuity_errors: null,
    ...other,
  };
}

/** The capture of the picture: 60 s at 25 fps, one gap of 1.24 s at 31.4 s, one keyframe interval of 4 s. */
export function captureReport(other: Partial<Report> = {}): Report {
  const video = mediaFigures({
    fps: 24.5,
    keyframe_interval_ms: distribution(2000, { max: 4000 }),
    missing_frames: 30,
    timestamp_anomalies: { ...NO_ANOMALIES, gaps: 1, longest_gap_ms: 1240 },
  });
  const only = stream({ video, tracks: [track(video), ...stream().tracks.slice(1)] });
  return emptyReport({
    window: { clock: 'media', from: '0.000000', to: '60.053000', duration_ms: 60_053 },
    input: {
      ...emptyReport().input,
      files: [inputFile()],
      records: 4285,
      events: 4285,
      used: 4285,
      bad_ratio: 0,
    },
    streams_count: 1,
    tracks_count: 2,
    streams: [only],
    series: captureSeries(),
    ...other,
  });
}

/** Buckets of one second; the rates are made up, but steady from run to run. */
export function captureSeries(): SeriesReport {
  const rows = Array.from({ length: 61 }, (_, i) => {
    const stopped = i === 32;
    return [
      `${i}.000000`,
      stopped ? 0 : 2_000_000 + ((i * 7919) % 13) * 120_000,
      i % 2 === 1 ? null : i === 34 ? 4000 : i === 32 ? null : 2000,
      128_000,
    ];
  });
  return {
    bucket_ms: 1000,
    from: '0.000000',
    columns: [
      'at',
      'streams.video.bitrate_bps',
      'streams.video.keyframe_interval_ms.max',
      'streams.audio.bitrate_bps',
    ],
    rows,
    absent: [{ column: 'streams.video.bitrate_bps', from: '31.400000', to: '32.640000', reason: 'stopped' }],
  };
}

export function viewers(other: Partial<ViewersReport> = {}): ViewersReport {
  return {
    unique_viewers: 198_412,
    sessions: 246_138,
    plays: 243_004,
    attempts: 240_911,
    open_sessions: 12_004,
    implicit_sessions: 812,
    superseded_sessions: 14,
    timed_out_sessions: 2210,
    orphan_leaves: 3,
    after_leave: 41,
    current_viewers: 12_004,
    peak_viewers: 84_210,
    peak_at: '2026-05-30T20:38:12.000Z',
    avg_viewers: 68_591.4,
    session_time_ms: 562_982_400_000,
    watched_time_ms: 561_902_400_000,
    play_time_ms: 547_000_000_000,
    watched_time_per_viewer_ms: distribution(9_400_000, { min: 0, max: 8_191_000 }),
    startup_ms: distribution(900, { p95: 3900, max: 26_700 }),
    start_failure_ratio: 0.004,
    exit_before_start_ratio: 0.011,
    playback_failure_ratio: 0.002,
    rebuffer_count: 212_000,
    rebuffer_time_ms: 14_100_000_000,
    rebuffer_ratio: 0.0251,
    rebuffer_ratio_play: 0.0258,
    rebuffers_per_hour: 1.4,
    stall_ms: distribution(2400, { max: 197_000 }),
    stalled_sessions_ratio: 0.31,
    quality_switches: 512_345,
    switches_up: 260_001,
    switches_down: 252_344,
    avg_bitrate_bps: 4_030_000,
    time_in_quality_ms: { '1080p': 400_000_000_000, '720p': 147_000_000_000 },
    dropped_frames: 91_200,
    ...other,
  };
}

export function performance(other: Partial<PerformanceReport> = {}): PerformanceReport {
  return {
    latency_ms: distribution(4200, { n: 8_702_114, p95: 9800, p99: 21_400, max: 27_700 }),
    buffer_ms: distribution(11_000),
    throughput_bps: distribution(18_200_000),
    errors: 4102,
    fatal_errors: 512,
    by_code: { '1001': 4000, decode: 102 },
    ...other,
  };
}

export function cdn(other: Partial<CdnReport> = {}): CdnReport {
  return {
    requests: 412_000_000,
    bytes: 272_000_000_000_000,
    cache_hit_ratio: 0.966,
    cache_hit_ratio_all: 0.951,
    byte_hit_ratio: 0.971,
    bandwidth_bps: {
      avg: 265_000_000_000,
      peak: 380_000_000_000,
      peak_at: '2026-05-30T21:31:00.000Z',
      p95: 350e9,
    },
    ttfb_ms: distribution(21, { p95: 88 }),
    error_ratio: 0.0122,
    errors_4xx: 206_000,
    errors_5xx: 4_820_400,
    aborts: 865_200,
    denied: 0,
    by_status: { '200': 406_000_000, '404': 206_000, '503': 4_820_400 },
    by_cache: { hit: 398_000_000, miss: 14_000_000 },
    top_misses: [{ url: '/live/main/seg-8812.m4s', requests: 80_100, bytes: 61_000_000_000 }],
    top_errors: [{ url: '/live/main/seg-9001.m4s', status: 503, requests: 9000 }],
    ...other,
  };
}

export function transport(other: Partial<TransportReport> = {}): TransportReport {
  return {
    received: 9_120_000,
    lost: 38_000,
    recovered: 37_100,
    dropped: 900,
    retransmitted: 37_400,
    loss_ratio: 0.00416,
    residual_loss_ratio: 0.0000987,
    rtt_ms: distribution(41, { p95: 63 }),
    jitter_ms: distribution(3.2, { p95: 7.75 }),
    ...other,
  };
}

/** The event of the picture: viewers, packets and CDN of one evening; its series has buckets of 60 s. */
export function eventReport(other: Partial<Report> = {}): Report {
  const files = [
    inputFile({
      name: 'logs/players.ndjson.zst',
      format: 'ndjson',
      compression: 'zstd',
      clock: 'utc',
      late: 3977,
      bad: 512,
    }),
    inputFile({ name: 'edge/2026-05-30.log', format: 'csv', clock: 'utc' }),
    inputFile({ name: 'main-packets.json', format: 'ffprobe' }),
  ];
  const input = {
    ...emptyReport().input,
    files,
    records: 17_154_323,
    events: 17_160_000,
    used: 17_149_834,
    late: 3977,
    bad: { 'json-syntax': 500, utf8: 12 },
    bad_ratio: 0.00026,
  };
  return emptyReport({
    window: {
      clock: 'utc',
      from: '2026-05-30T19:58:00.000Z',
      to: '2026-05-30T22:14:31.000Z',
      duration_ms: 8_191_000,
    },
    input,
    streams_count: 1,
    tracks_count: 2,
    streams: [stream({ stream_id: 'main', name: 'main' })],
    viewers: viewers(),
    performance: performance(),
    cdn: cdn(),
    transport: transport(),
    series: eventSeries(),
    ...other,
  });
}

export function eventSeries(): SeriesReport {
  const startMs = Date.parse('2026-05-30T19:58:00.000Z');
  const rows = Array.from({ length: 137 }, (_, i) => {
    const stalls = i >= 43 && i < 51;
    const outage = i === 92;
    const silent = i >= 113 && i < 116;
    const audience = Math.round(84_210 * Math.min(1, (i + 4) / 30) * Math.min(1, (140 - i) / 14));
    return [
      new Date(startMs + i * 60_000).toISOString(),
      audience,
      outage ? 0.87 : stalls ? 0.118 : 0.0109,
      i > 126 ? null : stalls ? 8400 : 2600,
      outage ? null : 4_920_000,
      stalls || outage ? 9000 : 4200,
      silent ? null : stalls ? 0.14 : 0.0032,
      silent ? null : stalls ? 0.87 : 0.968,
      silent ? null : audience * 4_500_000,
      0.004,
    ];
  });
  const silent = {
    from: '2026-05-30T21:51:00.000Z',
    to: '2026-05-30T21:54:00.000Z',
    reason: 'silent',
  } as const;
  return {
    bucket_ms: 60_000,
    from: '2026-05-30T19:58:00.000Z',
    columns: [
      'at',
      'viewers.avg_viewers',
      'viewers.rebuffer_ratio',
      'viewers.startup_ms.p95',
      'streams.video.bitrate_bps',
      'performance.latency_ms.p95',
      'cdn.error_ratio',
      'cdn.cache_hit_ratio',
      'cdn.bandwidth_bps.avg',
      'transport.loss_ratio',
    ],
    rows,
    absent: [
      {
        column: 'streams.video.bitrate_bps',
        from: '2026-05-30T21:30:04.000Z',
        to: '2026-05-30T21:30:45.100Z',
        reason: 'stopped',
      },
      { column: 'cdn.error_ratio', ...silent },
      { column: 'cdn.cache_hit_ratio', ...silent },
      { column: 'cdn.bandwidth_bps.avg', ...silent },
    ],
  };
}

/** The same with a `null` wherever the type allows one. */
type Nulled<T> = { [K in keyof T]: null extends T[K] ? null : T[K] };

/** Every family is there, and nothing in it has a value that may be missing. */
export function nullReport(other: Partial<Report> = {}): Report {
  const noMedia: Nulled<MediaFigures> = {
    packets: 1,
    bytes: 188,
    duration_ms: null,
    bitrate_bps: null,
    bitrate: null,
    peak_factor: null,
    fps: null,
    keyframes: null,
    keyframe_interval_ms: null,
    gop_frames: null,
    missing_frames: null,
    timestamp_anomalies: null,
  };
  const noTrack: Nulled<TrackReport> = {
    ...{ index: '0', media_type: 'video', codec: null, width: null, height: null, frame_rate: null },
    ...{ sample_rate: null, channels: null, language: null, declared_bitrate_bps: null },
    ...noMedia,
  };
  const noStream: Nulled<StreamReport> = {
    ...{ stream_id: 's', name: null, packets: 1, bytes: 188, duration_ms: null },
    ...{ video: null, audio: null, metadata: null, tracks: [noTrack] },
    ...{ av_start_offset_ms: null, av_end_offset_ms: null, av_skew_ms: null, drift_ms: null },
    ...{ loss: null, jitter_ms: null, continuity_errors: null },
  };
  const noTransport: Nulled<TransportReport> = {
    ...{ received: null, lost: null, recovered: null, dropped: null, retransmitted: null },
    ...{ loss_ratio: null, residual_loss_ratio: null, rtt_ms: null, jitter_ms: null },
  };
  const noViewers: Nulled<ViewersReport> = {
    ...{ unique_viewers: null, sessions: 0, plays: 0, attempts: 0, open_sessions: 0, implicit_sessions: 0 },
    ...{
      superseded_sessions: 0,
      timed_out_sessions: 0,
      orphan_leaves: 0,
      after_leave: 0,
      current_viewers: 0,
    },
    ...{ peak_viewers: 0, peak_at: null, avg_viewers: null, session_time_ms: 0, watched_time_ms: 0 },
    ...{ play_time_ms: 0, watched_time_per_viewer_ms: null, startup_ms: null, start_failure_ratio: null },
    ...{ exit_before_start_ratio: null, playback_failure_ratio: null, rebuffer_count: null },
    ...{ rebuffer_time_ms: null, rebuffer_ratio: null, rebuffer_ratio_play: null, rebuffers_per_hour: null },
    ...{ stall_ms: null, stalled_sessions_ratio: null, quality_switches: null, switches_up: null },
    ...{ switches_down: null, avg_bitrate_bps: null, time_in_quality_ms: null, dropped_frames: null },
  };
  const noCdn: Nulled<CdnReport> = {
    ...{ requests: 0, bytes: null, cache_hit_ratio: null, cache_hit_ratio_all: null, byte_hit_ratio: null },
    ...{ bandwidth_bps: null, ttfb_ms: null, error_ratio: null, errors_4xx: 0, errors_5xx: 0, aborts: 0 },
    ...{ denied: 0, by_status: {}, by_cache: {}, top_misses: null, top_errors: null },
  };
  return emptyReport({
    streams_count: 1,
    tracks_count: 1,
    streams: [{ ...noStream, video: noMedia }],
    transport: noTransport,
    viewers: noViewers,
    performance: {
      ...{ latency_ms: null, buffer_ms: null, throughput_bps: null, errors: 0, fatal_errors: 0, by_code: {} },
    },
    cdn: noCdn,
    ...other,
  });
}
