// Reads what `convert` wrote as Parquet with another program, the database DuckDB: every count and sum must be that of
// the log itself, read by the same program. The log has more rows than one row group. Exit code 1 when they differ.
//
//   node test/bench/parquet-duckdb.mjs      needs `npm run build` and `npm ci --prefix test/bench`
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generate } from './generate.mjs';

/** A name and not an import statement, because the linter must pass where the peers are not installed. */
const PEER = '@duckdb/node-api';
const { DuckDBInstance } = await import(PEER);
const PROGRAM = fileURLToPath(new URL('../../bin/stream-analytics.js', import.meta.url));

/** Columns that are added up, with the type in which they are read from the log. */
const SUMS = {
  size: 'BIGINT',
  bytes: 'BIGINT',
  pts: 'DOUBLE',
  dts: 'DOUBLE',
  duration_ms: 'BIGINT',
  latency_ms: 'BIGINT',
  bitrate: 'BIGINT',
};
/** Columns whose distinct values are counted. */
const TEXTS = ['viewer_id', 'session_id', 'stream_id', 'location', 'edge', 'quality', 'url', 'media_type'];

const figures = [
  'count(*) AS events',
  'epoch_ms(min(ts)) AS first_ms',
  'epoch_ms(max(ts)) AS last_ms',
  ...Object.keys(SUMS).flatMap((name) => [
    `count(${name}) AS ${name}_count`,
    `sum(${name})::DOUBLE AS ${name}_sum`,
  ]),
  ...TEXTS.map((name) => `count(DISTINCT ${name}) AS ${name}_values`),
];

async function ask(database, source) {
  const query = `SELECT type, ${figures.join(', ')} FROM ${source} GROUP BY type ORDER BY type`;
  return (await database.runAndReadAll(query)).getRowObjectsJson();
}

const folder = mkdtempSync(join(tmpdir(), 'parquet-duckdb-'));
try {
  const [log, file] = [join(folder, 'log.ndjson'), join(folder, 'log.parquet')];
  generate(log, { megabytes: 25 });
  execFileSync(process.execPath, [PROGRAM, 'convert', log, '-o', file], { stdio: 'inherit' });
  const database = await (await DuckDBInstance.create(':memory:')).connect();
  const types = Object.entries({ type: 'VARCHAR', ts: 'TIMESTAMP', ...SUMS }).concat(
    TEXTS.map((name) => [name, 'VARCHAR']),
  );
  const columns = types.map(([name, type]) => `${name}: '${type}'`).join(', ');
  const expected = await ask(
    database,
    `read_json('${log}', format = 'newline_delimited', columns = {${columns}})`,
  );
  const found = await ask(database, `'${file}'`);
  const events = found.reduce((sum, row) => sum + Number(row.events), 0);
  const [before, after] = [expected, found].map((rows) => JSON.stringify(rows, null, 1));
  if (before !== after || found.length < 5 || events < 100_000) {
    process.stdout.write(`the log:\n${before}\nits Parquet:\n${after}\n`);
    process.exitCode = 1;
  } else {
    process.stdout.write(
      `DuckDB reads ${events} events of ${found.length} types from Parquet as from the log\n`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
