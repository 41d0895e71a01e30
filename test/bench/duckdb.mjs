// A peer: the analytical database DuckDB on two threads, with the columns and their types given, so that it looks at
// no more of the file than it must. Six aggregates in one pass: three sums (packet, request and stall), two counts
// (records, requests) and the time from join to leave, grouped by viewer. The report does all of this and more.
//
//   node test/bench/duckdb.mjs FILE [csv]      prints the sums as JSON; needs `npm ci --prefix test/bench`
import { CSV_COLUMNS } from './csv-columns.mjs';

/** A name and not an import statement, because the linter must pass where the peers are not installed. */
const PEER = '@duckdb/node-api';
const { DuckDBInstance } = await import(PEER);

const [path, format] = process.argv.slice(2);
/** JSON is read by name, so the columns of the sums do; CSV by place, so all are declared and DuckDB skips the rest. */
const SOURCE =
  format === 'csv'
    ? `read_csv($path, header = true, columns = {${[...CSV_COLUMNS].map(([key, type]) => `${key}: '${type}'`).join(', ')}})`
    : `read_json($path, format = 'newline_delimited', columns = {
        type: 'VARCHAR', ts: 'TIMESTAMP', viewer_id: 'VARCHAR', size: 'BIGINT', bytes: 'BIGINT', duration_ms: 'BIGINT'
      })`;

/** Who has not left by the last record is present until then, as in the report. */
const QUERY = `
  WITH per_viewer AS (
    SELECT
      viewer_id,
      count(*) AS records,
      sum(size) AS packet_bytes,
      count(*) FILTER (type = 'request') AS requests,
      sum(bytes) AS request_bytes,
      sum(duration_ms) FILTER (type = 'rebuffer') AS stall_ms,
      sum(CASE type WHEN 'leave' THEN epoch_ms(ts) WHEN 'join' THEN -epoch_ms(ts) END) AS joined_to_left_ms,
      count(*) FILTER (type = 'join') - count(*) FILTER (type = 'leave') AS present,
      max(ts) AS last
    FROM ${SOURCE}
    GROUP BY viewer_id
  )
  SELECT
    sum(records)::DOUBLE AS records,
    sum(packet_bytes)::DOUBLE AS packet_bytes,
    sum(requests)::DOUBLE AS requests,
    sum(request_bytes)::DOUBLE AS request_bytes,
    sum(stall_ms)::DOUBLE AS stall_ms,
    (sum(joined_to_left_ms) + sum(present) * epoch_ms(max(last)))::DOUBLE AS session_ms,
    count(viewer_id)::DOUBLE AS viewers
  FROM per_viewer`;

const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
const connection = await instance.connect();
const reader = await connection.runAndReadAll(QUERY, { path });
process.stdout.write(`${JSON.stringify(reader.getRowObjects()[0])}\n`);
connection.closeSync();
instance.closeSync();
