import { expect, it } from 'vitest';
import type { MediaFigures } from '../../../src/model/report.ts';
import { headline } from '../../../src/renderers/table/headline.ts';
import {
  captureReport,
  cdn,
  emptyReport,
  eventReport,
  mediaFigures,
  performance,
  stream,
  transport,
  viewers,
} from '../report-builder.ts';

const anomalies = { non_monotonic_dts: 0, pts_before_dts: 0, duplicate: 0 };
const gaps = (found: number | null, longest_gap_ms: number | null): Partial<MediaFigures> => ({
  timestamp_anomalies: { ...anomalies, gaps: found, longest_gap_ms },
});
const capture = (video: Partial<MediaFigures>) =>
  captureReport({ streams: [stream({ video: mediaFigures(video) })] });
const { window, viewers: audience, cdn: delivery } = eventReport();
const event = { window, viewers: audience };

it.each([
  {
    name: 'a stop and a keyframe interval',
    report: captureReport(),
    text: 'Video stops for 1.24 s at 31.4 s; one keyframe interval is 4.0 s, usually 2.0 s.',
  },
  {
    name: 'a stop that the series does not show has no instant',
    report: capture(gaps(1, 800)),
    text: 'Video stops for 800 ms.',
  },
  {
    name: 'several stops',
    report: capture(gaps(3, 1240)),
    text: 'Video stops 3 times, the longest for 1.24 s at 31.4 s.',
  },
  {
    name: 'nothing to tell',
    report: capture({}),
    text: '60.1 s of packets, no viewers in this input: no gap.',
  },
  {
    name: 'missing frames without a gap',
    report: capture({ missing_frames: 1 }),
    text: '60.1 s of packets, no viewers in this input: no gap, 1 missing frame.',
  },
  {
    name: 'unknown gaps are not none',
    report: capture(gaps(null, null)),
    text: '60.1 s of packets, no viewers in this input.',
  },
  {
    name: 'long steps of a variable frame rate are no stops',
    report: capture({ missing_frames: null, ...gaps(7, 467) }),
    text: '60.1 s of packets, no viewers in this input: the frame rate varies.',
  },
  {
    name: 'sound alone',
    report: captureReport({ streams: [stream({ video: null, audio: mediaFigures({ ...gaps(1, 90) }) })] }),
    text: 'Audio stops for 90 ms.',
  },
  {
    name: 'several streams',
    report: captureReport({ streams: [stream(), stream({ video: mediaFigures(gaps(1, 1240)) })] }),
    text: 'Video of one stream stops for 1.24 s.',
  },
  {
    name: 'viewers',
    report: emptyReport(event),
    text: '2.51 % of watch time stalled in 2 h 16 min; 84,210 viewers at the peak, at 20:38.',
  },
  {
    name: 'viewers and a stop',
    report: eventReport({ streams: [stream({ video: mediaFigures(gaps(1, 41_100)) })] }),
    text: '2.51 % of watch time stalled in 2 h 16 min; 84,210 viewers at the peak, at 20:38; video stopped for 41.1 s at 21:30:04.',
  },
  {
    name: 'no stall',
    report: emptyReport({
      ...event,
      viewers: viewers({ rebuffer_ratio: 0, peak_viewers: 1, peak_at: null }),
    }),
    text: 'Nobody stalled in 2 h 16 min; 1 viewer at the peak.',
  },
  {
    name: 'a log that never speaks of stalls',
    report: emptyReport({
      ...event,
      viewers: viewers({ rebuffer_ratio: 0 }),
      notes: [{ code: 'stalls_never_seen', text: '' }],
    }),
    text: '84,210 viewers at the peak, at 20:38; this input tells nothing about stalls.',
  },
  {
    name: 'CDN alone',
    report: emptyReport({ window, cdn: delivery }),
    text: '412 M requests in 2 h 16 min: 96.6 % cache hits, 1.22 % errors, 380 Gbps at the peak, at 21:31.',
  },
  {
    name: 'CDN without a cache',
    report: emptyReport({ cdn: cdn({ requests: 1, cache_hit_ratio: null, bandwidth_bps: null }) }),
    text: '1 request: 1.22 % errors.',
  },
  {
    name: 'transport alone',
    report: emptyReport({ window, transport: transport() }),
    text: '0.42 % of packets were lost in 2 h 16 min, < 0.01 % after recovery.',
  },
  {
    name: 'latency and errors alone',
    report: emptyReport({ performance: performance({ errors: 1 }) }),
    text: 'Latency was 9.8 s at p95; 1 error, 512 fatal.',
  },
  { name: 'nothing', report: emptyReport(), text: 'No event of this input feeds a figure.' },
])('$name', ({ report, text }) => {
  expect(headline(report, 'UTC')).toBe(text);
  expect(text.length).toBeLessThanOrEqual(160);
});
