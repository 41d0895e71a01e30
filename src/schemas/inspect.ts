import type {
  ClockOffset,
  InspectedField,
  InspectedFile,
  Inspection,
  ProposedMap,
} from '../model/inspection.ts';
import {
  array,
  COUNT,
  definition,
  document,
  type JsonSchema,
  NUMBER,
  nullable,
  object,
  RATIO,
  saying,
  TEXT,
  TRUTH,
  word,
} from './describe.ts';
import { INPUT_FILE, INSTANT } from './figures.ts';

const ID = 'stream-analytics/inspect@1' satisfies Inspection['schema'];

const FIELD = definition(
  'field',
  object<InspectedField>({
    name: saying('path in the record, or the name of the column', TEXT),
    type: TEXT,
    share: saying('of the records that carry it', RATIO),
    mapped_to: saying('null: not read', nullable(TEXT)),
    why: nullable(TEXT),
  }),
);

const PROPOSED_MAP = definition(
  'proposed_map',
  object<ProposedMap>({
    fields: array(object({ name: TEXT, from: TEXT, unit: nullable(TEXT), why: TEXT })),
    constants: array(object({ name: TEXT, value: TEXT, why: TEXT })),
    values: array(
      object({
        name: TEXT,
        word: TEXT,
        value: saying('null: it stands for nothing', nullable(TEXT)),
        why: TEXT,
      }),
    ),
    unclear_words: array(TEXT),
    records: COUNT,
    usable: COUNT,
    unknown_metrics: array(TEXT),
  }),
);

const FILE = definition(
  'file',
  object<InspectedFile>({
    ...INPUT_FILE,
    reason: TEXT,
    runner_up: nullable(TEXT),
    fields: array(FIELD.ref),
    unknown: saying('paths that nothing reads', array(TEXT)),
    proposed_map: saying('null: none is needed', nullable(PROPOSED_MAP.ref)),
  }),
);

const CLOCK = definition(
  'clock',
  object<ClockOffset>({
    file: TEXT,
    reference: TEXT,
    offset_ms: NUMBER,
    lo: saying('lower bound of the 95 % interval', NUMBER),
    hi: saying('upper bound of the 95 % interval', NUMBER),
    n: COUNT,
    applied: TRUTH,
  }),
);

/** JSON Schema of what `inspect` prints as JSON. */
export const INSPECT_SCHEMA: JsonSchema = document(
  ID,
  saying(
    'What inspect of stream-analytics found out about its inputs.',
    object<Inspection>({ schema: word(ID), files: array(FILE.ref), clocks: array(CLOCK.ref) }),
  ),
  [INSTANT, FILE, FIELD, PROPOSED_MAP, CLOCK],
);
