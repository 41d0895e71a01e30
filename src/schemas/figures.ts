import type { Distribution, InputFileReport } from '../model/report.ts';
import {
  COUNT,
  type Described,
  definition,
  INTEGER,
  type Members,
  NUMBER,
  nullable,
  object,
  pattern,
  saying,
  TEXT,
  word,
} from './describe.ts';

/** Without samples there is no distribution. */
const SAMPLES: Described<number> = { type: 'integer', minimum: 1 };

export const INSTANT = definition(
  'instant',
  saying(
    'UTC with ms, or on a media clock seconds with six decimals',
    pattern('^([+-]\\d{2})?\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$|^-?\\d+\\.\\d{6}$'),
  ),
);

/** Of whole values, of which only the mean has a fraction. */
export const WHOLE_DISTRIBUTION = definition(
  'whole_distribution',
  saying(
    'whole values in the unit of the name; pN is the value at rank ⌈N/100·n⌉',
    object<Distribution>({
      n: SAMPLES,
      min: INTEGER,
      avg: NUMBER,
      p50: INTEGER,
      p90: INTEGER,
      p95: INTEGER,
      p99: INTEGER,
      max: INTEGER,
    }),
  ),
);

/** Of values in µs that are printed in ms. */
export const DISTRIBUTION = definition(
  'distribution',
  saying(
    'values in the unit of the name, at most three decimals; pN is the value at rank ⌈N/100·n⌉',
    object<Distribution>({
      n: SAMPLES,
      min: NUMBER,
      avg: NUMBER,
      p50: NUMBER,
      p90: NUMBER,
      p95: NUMBER,
      p99: NUMBER,
      max: NUMBER,
    }),
  ),
);

export const INPUT_FILE: Members<InputFileReport> = {
  name: TEXT,
  format: TEXT,
  compression: word('none', 'gzip', 'zstd', 'brotli'),
  bytes: saying('decompressed', COUNT),
  records: COUNT,
  events: COUNT,
  from: nullable(INSTANT.ref),
  to: nullable(INSTANT.ref),
  clock: nullable(word('utc', 'media')),
  time_unit: nullable(TEXT),
  bad: COUNT,
  late: COUNT,
  out_of_order: COUNT,
};
