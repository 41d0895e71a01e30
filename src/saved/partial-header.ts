import { UsageError } from '../model/errors.ts';
import { FOLD_VERSION, PARTIAL_COLUMNS, PARTIAL_SCHEMA, type PartialHeader } from '../model/partial.ts';
import { RowFault } from '../stats/rows.ts';
import { faultOf, type Shape, shown } from './shape.ts';

const NOTE: Shape = { fields: { code: 'text', text: 'text' } };

const FILE: Shape = {
  fields: {
    name: 'text',
    format: 'text',
    compression: 'text',
    bytes: 'count',
    records: 'count',
    events: 'count',
    from: ['text'],
    to: ['text'],
    clock: ['text'],
    time_unit: ['text'],
    bad: 'count',
    late: 'count',
    out_of_order: 'count',
  },
};

const ACCOUNT: Shape = {
  fields: {
    file: FILE,
    used: 'count',
    duplicate: 'count',
    filtered: 'count',
    context: 'count',
    skipped: { record: 'count' },
    bad: { record: 'count' },
    truncated_tail_bytes: 'count',
    assumed_utc: 'count',
    notes: { list: NOTE },
  },
};

const HEADER: Shape = {
  fields: {
    options: {
      fields: {
        clock: 'text',
        from_ms: ['number'],
        to_ms: ['number'],
        stream: ['text'],
        timezone: 'text',
        session_timeout_ms: 'count',
        lateness_ms: 'count',
      },
    },
    first_ms: ['number'],
    last_ms: ['number'],
    began_before: 'flag',
    goes_on: 'flag',
    complete: 'flag',
    damaged: 'flag',
    observed: { list: 'text' },
    stream_names: { list: { list: 'text' } },
    input: { fields: { notes: { list: NOTE }, files: { list: ACCOUNT } } },
  },
};

/**
 * The header of a saved state.
 *
 * @param name - the file's, for messages
 * @throws RowFault when it is none of ours
 * @throws UsageError when another version of the program wrote it
 */
export function readHeader(line: string, name: string): PartialHeader {
  let header: unknown;
  try {
    header = JSON.parse(line);
  } catch {
    throw new RowFault(`schema: expected ${PARTIAL_SCHEMA}, found ${shown(line.slice(0, 40))}`);
  }
  const { schema, fold, columns } = (typeof header === 'object' && header !== null ? header : {}) as Partial<
    Record<string, unknown>
  >;
  if (schema !== PARTIAL_SCHEMA || fold !== FOLD_VERSION) {
    if (typeof schema === 'string' && schema.startsWith('stream-analytics/partial@')) {
      throw new UsageError(
        `${name}: expected ${PARTIAL_SCHEMA}, fold ${FOLD_VERSION}, found ${shown(schema)}, fold ${shown(fold)}: ` +
          'another version wrote it; make it again with this one',
      );
    }
    throw new RowFault(
      `schema: expected ${PARTIAL_SCHEMA}, found ${shown(schema)}; "report --partial FILE" writes such files`,
    );
  }
  if (JSON.stringify(columns) !== JSON.stringify(PARTIAL_COLUMNS)) {
    throw new RowFault(`columns: expected ${PARTIAL_COLUMNS.join(', ')}, found ${shown(columns)}`);
  }
  const fault = faultOf(header, HEADER, '');
  if (fault !== null) throw new RowFault(fault);
  const { options } = header as PartialHeader;
  if (options.clock !== 'utc' && options.clock !== 'media') {
    throw new RowFault(`options.clock: expected utc or media, found ${shown(options.clock)}`);
  }
  const { first_ms, last_ms } = header as PartialHeader;
  if ((first_ms === null) !== (last_ms === null) || (first_ms ?? 0) > (last_ms ?? 0)) {
    throw new RowFault(
      `last_ms: expected a time from first_ms ${shown(first_ms)} on, found ${shown(last_ms)}`,
    );
  }
  const { from_ms, to_ms } = options;
  if (from_ms !== null && to_ms !== null && from_ms >= to_ms) {
    throw new RowFault(`options.to_ms: expected a time after ${from_ms}, found ${to_ms}`);
  }
  return header as PartialHeader;
}
