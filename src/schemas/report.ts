import type {
  InputFileReport,
  InputReport,
  MethodReport,
  Note,
  Report,
  ReportWindow,
  SeriesReport,
} from '../model/report.ts';
import {
  AMOUNT,
  array,
  COUNT,
  definition,
  document,
  type JsonSchema,
  map,
  NUMBER,
  nullable,
  object,
  optional,
  RATIO,
  row,
  saying,
  TEXT,
  TRUTH,
  word,
} from './describe.ts';
import { DISTRIBUTION, INPUT_FILE, INSTANT, WHOLE_DISTRIBUTION } from './figures.ts';
import { STREAM, STREAM_DEFINITIONS, TRANSPORT } from './report-streams.ts';
import { CDN, PERFORMANCE, SLICE, VIEWERS } from './report-viewers.ts';

const ID = 'stream-analytics/report@1' satisfies Report['schema'];

const NOTE = definition(
  'note',
  object<Note>({
    code: TEXT,
    text: TEXT,
    metric: optional(saying('path of the figure that the note explains', TEXT)),
    bound: optional(saying('the figure is only a bound', word('lower', 'upper'))),
  }),
);

const WINDOW = definition(
  'window',
  object<ReportWindow>({
    clock: word('utc', 'media'),
    from: INSTANT.ref,
    to: INSTANT.ref,
    duration_ms: saying('on a media clock with up to three decimals', AMOUNT),
  }),
);

const INPUT = definition(
  'input',
  object<InputReport>({
    files: array(object<InputFileReport>(INPUT_FILE)),
    records: COUNT,
    events: COUNT,
    used: COUNT,
    duplicate: COUNT,
    late: COUNT,
    filtered: COUNT,
    context: COUNT,
    skipped: saying('records by reason', map(COUNT)),
    bad: saying('records by reason', map(COUNT)),
    bad_ratio: nullable(RATIO),
    truncated_tail_bytes: COUNT,
    assumed_utc: COUNT,
    notes: array(NOTE.ref),
    evidence: array(object({ id: TEXT, file: TEXT, line: COUNT, excerpt: nullable(TEXT) })),
  }),
);

const SERIES = definition(
  'series',
  object<SeriesReport>({
    bucket_ms: COUNT,
    from: INSTANT.ref,
    columns: array(TEXT),
    rows: saying(
      'the start of a bucket, then one value a column; null: no data, which is not 0',
      array(row(INSTANT.ref, nullable(NUMBER))),
    ),
    absent: array(
      object({
        column: TEXT,
        from: INSTANT.ref,
        to: INSTANT.ref,
        reason: word('stopped', 'silent', 'few'),
      }),
    ),
  }),
);

const METHOD = definition(
  'method',
  object<MethodReport>({
    quantiles: TEXT,
    session_timeout_ms: COUNT,
    lateness_ms: COUNT,
    bandwidth: TEXT,
    sample_rate: saying('by file', map(NUMBER)),
    definitions: word('stream-analytics/metrics@1'),
  }),
);

/** JSON Schema of what `report` prints as JSON. */
export const REPORT_SCHEMA: JsonSchema = document(
  ID,
  saying(
    'Report of stream-analytics. null: no data, and notes say why. Names end in their unit; ratios are 0..1 unless they compare what is not a part with a whole.',
    object<Report>({
      schema: word(ID),
      complete: saying('false: interrupted, or the input was damaged', TRUTH),
      window: nullable(WINDOW.ref),
      input: INPUT.ref,
      streams_count: COUNT,
      tracks_count: COUNT,
      streams: array(STREAM.ref),
      transport: nullable(TRANSPORT.ref),
      viewers: nullable(VIEWERS.ref),
      performance: nullable(PERFORMANCE.ref),
      cdn: nullable(CDN.ref),
      breakdowns: optional(
        saying(
          'by dimensions; null: too many values to tell apart',
          map(nullable(saying('heaviest first', array(SLICE.ref)))),
        ),
      ),
      series: optional(SERIES.ref),
      method: METHOD.ref,
      notes: array(NOTE.ref),
    }),
  ),
  [
    ...[INSTANT, DISTRIBUTION, WHOLE_DISTRIBUTION, WINDOW, INPUT],
    ...STREAM_DEFINITIONS,
    ...[VIEWERS, PERFORMANCE, CDN, SLICE, SERIES, METHOD, NOTE],
  ],
);
