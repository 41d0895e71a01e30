import type { MetricEntry } from '../../model/metric-entry.ts';
import { CDN_METRICS } from './cdn.ts';
import { INPUT_METRICS } from './input.ts';
import { MEDIA_METRICS } from './media.ts';
import { PERFORMANCE_METRICS } from './performance.ts';
import { STREAM_METRICS } from './streams.ts';
import { TRACK_METRICS } from './tracks.ts';
import { TRANSPORT_METRICS } from './transport.ts';
import { AUDIENCE_METRICS } from './viewers-audience.ts';
import { QUALITY_METRICS } from './viewers-quality.ts';
import { WINDOW_METRICS } from './window.ts';

/** Every figure of the report, in the order of the report; a distribution and a table by key are one entry each. */
export const METRICS: readonly MetricEntry[] = [
  ...WINDOW_METRICS,
  ...INPUT_METRICS,
  ...STREAM_METRICS,
  ...MEDIA_METRICS,
  ...TRACK_METRICS,
  ...TRANSPORT_METRICS,
  ...AUDIENCE_METRICS,
  ...QUALITY_METRICS,
  ...PERFORMANCE_METRICS,
  ...CDN_METRICS,
];
