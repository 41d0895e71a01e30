import type { MetricEntry } from '../../model/metric-entry.ts';

/** Latency, buffer, throughput and errors as players report them. */
export const PERFORMANCE_METRICS: readonly MetricEntry[] = [
  {
    id: 'performance.latency_ms',
    unit: 'ms',
    title: 'live latency',
    definition:
      'Distribution of the samples of the time from capture or availability to display, whichever the source measures. Negative ones are clock skew: left out, and noted.',
    formula: 'each sample of 0 ms or more',
    nullWhen: 'no record carried a latency',
    source: 'CMCD v2 ltc; Shaka live latency',
  },
  {
    id: 'performance.buffer_ms',
    unit: 'ms',
    title: 'buffer length',
    definition: 'Distribution of the samples of media held ahead of the playhead.',
    formula: 'each sample',
    nullWhen: 'no record carried a buffer length',
    source: 'CMCD bl',
  },
  {
    id: 'performance.throughput_bps',
    unit: 'bit/s',
    title: 'throughput',
    definition: 'Distribution of the samples of what players estimate their network to carry.',
    formula: 'each sample',
    nullWhen: 'no record carried a throughput',
    source: 'CMCD mtp',
  },
  {
    id: 'performance.errors',
    unit: 'count',
    title: 'errors',
    definition: 'Errors reported, fatal ones included.',
    formula: 'error events',
    nullWhen: '',
    source: 'own definition',
  },
  {
    id: 'performance.fatal_errors',
    unit: 'count',
    title: 'fatal errors',
    definition: 'Errors that ended a playback.',
    formula: 'error events marked fatal',
    nullWhen: '',
    source: 'own definition',
  },
  {
    id: 'performance.by_code',
    unit: 'count by code',
    title: 'errors by code',
    definition: 'Errors by their code; those without one are in errors only.',
    formula: 'error events per code',
    nullWhen: 'there are more than 10,000 codes',
    source: 'own definition',
  },
];
