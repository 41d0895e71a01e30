// Speed and peak memory of the built program on a made-up log, beside a bare JSON.parse loop over the same file.
// Runs alternate, medians count; every run's totals must equal what the loop adds up, or the bench fails.
//
//   node test/bench/run.mjs [--megabytes 200] [--also 800] [--rounds 3] [--seed 1] [--keep FOLDER]
//
//   --also N   a second, larger log, to see whether memory stays flat; 0 (the default): none
//   --keep F   folder for the logs, which are then used again; else they go to the system's temporary folder and
//              are removed. Nothing is written into the repository.
//
// Look at CPU / wall before you believe a ratio: below 0.9 something else had the machine.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { generate } from './generate.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const PROGRAM = fileURLToPath(new URL('../../bin/stream-analytics.js', import.meta.url));
const BARE = join(HERE, 'bare-loop.mjs');
const MEASURE = pathToFileURL(join(HERE, 'measure.mjs')).href;
/** The program's speed as a share of the loop's that is aimed at. */
const AIM = 0.6;

const { values } = parseArgs({
  options: {
    megabytes: { type: 'string', default: '200' },
    also: { type: 'string', default: '0' },
    rounds: { type: 'string', default: '3' },
    seed: { type: 'string', default: '1' },
    keep: { type: 'string' },
  },
});

/** Runs Node on these arguments: what it printed and what it took. */
function measured(scratch, args) {
  const file = join(scratch, 'measure.json');
  const env = { ...process.env, BENCH_MEASURE: file };
  const stdout = execFileSync(process.execPath, ['--import', MEASURE, ...args], {
    env,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return { answer: JSON.parse(stdout), ...JSON.parse(readFileSync(file, 'utf8')) };
}

/** The report's figures under the names of the loop's sums. */
function totalsOf(report) {
  const { input, streams, cdn, viewers, performance: figures } = report;
  const sum = (key) => streams.reduce((total, stream) => total + stream[key], 0);
  return {
    records: input.used,
    packets: sum('packets'),
    packet_bytes: sum('bytes'),
    requests: cdn?.requests,
    request_bytes: cdn?.bytes,
    sessions: viewers?.sessions,
    stalls: viewers?.rebuffer_count,
    stall_ms: viewers?.rebuffer_time_ms,
    latencies: figures?.latency_ms?.n,
    errors: figures?.errors,
  };
}

/** @throws when the report does not say what the loop added up */
function expectTotals(sums, report) {
  const found = totalsOf(report);
  const wrong = Object.keys(sums).filter((key) => sums[key] !== found[key]);
  if (wrong.length === 0) return;
  throw new Error(
    wrong.map((key) => `${key}: the loop adds up ${sums[key]}, the report says ${found[key]}`).join('\n'),
  );
}

function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

function row(name, bytes, runs, other) {
  const wallMs = median(runs.map((run) => run.wallMs));
  const walls = runs.map((run) => (run.wallMs / 1000).toFixed(2)).toSorted((a, b) => a - b);
  const cells = [
    name.padEnd(22),
    `${(bytes / 1000 / wallMs).toFixed(1).padStart(7)} MB/s`,
    `${(wallMs / 1000).toFixed(2).padStart(7)} s [${walls.at(0)}–${walls.at(-1)}]`,
    `CPU/wall ${median(runs.map((run) => run.cpuMs / run.wallMs)).toFixed(2)}`,
    `peak ${(median(runs.map((run) => run.peakBytes)) / 1e6).toFixed(0).padStart(4)} MB`,
  ];
  if (other !== undefined) {
    const share = (key) =>
      (median(other.map((run) => run[key])) / median(runs.map((run) => run[key]))).toFixed(2);
    cells.push(`${share('wallMs')} of the loop's speed (aim: ${AIM}), ${share('cpuMs')} by CPU time`);
  }
  process.stdout.write(`${cells.join('   ')}\n`);
}

/** Runs both on a log of this size; returns the program's median peak. */
function bench(folder, scratch, megabytes, rounds, seed) {
  const path = join(folder, `bench-${megabytes}-${seed}.ndjson`);
  if (!existsSync(path)) generate(path, megabytes, seed);
  const bytes = statSync(path).size;
  const sums = JSON.parse(execFileSync(process.execPath, [BARE, path, '--sums'], { encoding: 'utf8' }));
  process.stdout.write(`${(bytes / 1e6).toFixed(0)} MB, ${sums.records} records, ${rounds} rounds\n`);
  const loop = [];
  const program = [];
  for (let round = 0; round < rounds; round++) {
    const bare = measured(scratch, [BARE, path]);
    if (bare.answer.records !== sums.records) throw new Error('the bare loop lost records');
    loop.push(bare);
    const own = measured(scratch, [PROGRAM, 'report', path, '--format', 'json', '--no-progress']);
    expectTotals(sums, own.answer);
    program.push(own);
  }
  row('bare JSON.parse loop', bytes, loop);
  row('stream-analytics', bytes, program, loop);
  return median(program.map((run) => run.peakBytes));
}

const scratch = mkdtempSync(join(tmpdir(), 'stream-analytics-bench-'));
const folder = values.keep ?? scratch;
const [megabytes, also, rounds, seed] = [values.megabytes, values.also, values.rounds, values.seed].map(
  Number,
);
try {
  mkdirSync(folder, { recursive: true });
  const peak = bench(folder, scratch, megabytes, rounds, seed);
  if (also > 0) {
    const larger = bench(folder, scratch, also, rounds, seed);
    process.stdout.write(
      `peak memory at ${also} MB is ${(larger / peak).toFixed(2)} times that at ${megabytes} MB\n`,
    );
  }
  process.stdout.write('totals equal those of the loop\n');
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
