import type { MetricEntry } from '../../model/metric-entry.ts';

/** The stretch of log time that all figures are of, and what stands in it. */
export const WINDOW_METRICS: readonly MetricEntry[] = [
  {
    id: 'window.clock',
    unit: 'text',
    title: 'clock of the log',
    definition: 'Whether times are wall-clock instants or seconds since the start of a capture.',
    formula: 'utc, or media when no input carries wall-clock times and none is anchored',
    nullWhen: 'there is no used record with a time',
    source: 'own definition',
  },
  {
    id: 'window.from',
    unit: 'instant',
    title: 'start of the window',
    definition: 'The earliest instant that figures are of.',
    formula: 'earliest used timestamp, or --from',
    nullWhen: '',
    source: 'own definition',
  },
  {
    id: 'window.to',
    unit: 'instant',
    title: 'end of the window',
    definition:
      'The latest instant that figures are of. Without --to the record at this very instant counts, with it nothing from here on does.',
    formula: 'latest used timestamp, or --to',
    nullWhen: '',
    source: 'own definition',
  },
  {
    id: 'window.duration_ms',
    unit: 'ms',
    title: 'length of the window',
    definition: 'How much log time the figures cover.',
    formula: 'window.to − window.from',
    nullWhen: '',
    source: 'own definition',
  },
  {
    id: 'streams_count',
    unit: 'count',
    title: 'streams',
    definition: 'Number of streams with packets or a track description.',
    formula: 'length of streams',
    nullWhen: '',
    source: 'own definition',
  },
  {
    id: 'tracks_count',
    unit: 'count',
    title: 'tracks',
    definition: 'Number of tracks of all streams.',
    formula: 'Σ length of streams.tracks',
    nullWhen: '',
    source: 'own definition',
  },
];
